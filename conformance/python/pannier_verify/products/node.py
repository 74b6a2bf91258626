"""Product data of others as a tree that knows what was read of it (spec/formats/tariffs.md, Every importer).

Numbers stay the text they are written in. What no importer asked for is lost by name: see `Node.left`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from typing import Any

from ..findings import pointer

MAX_DEPTH = 64
MAX_VALUES = 1_000_000


class NotReadable(ValueError):
    """The bytes are no product data (tariff-source-form)."""


class _State(Enum):
    NOTHING = 0
    UNREAD = 1
    PART = 2
    READ = 3


class _Number(str):
    """A number as it is written."""


class Node:
    """One value of the source, with its RFC 6901 pointer."""

    def __init__(self, value: Any, at: str) -> None:
        self.pointer = at
        self.value = value
        self.taken = False
        self.members: dict[str, Node] = {}
        self.elements: list[Node] = []
        if isinstance(value, dict):
            self.members = {name: Node(inner, at + pointer(name)) for name, inner in value.items()}
        elif isinstance(value, list):
            self.elements = [Node(inner, at + pointer(index)) for index, inner in enumerate(value)]

    def get(self, name: str) -> Node | None:
        """A member that is there and not null."""
        node = self.members.get(name)
        return None if node is None or node.value is None else node

    def path(self, *names: str) -> Node | None:
        """A member of a member, and so on."""
        node: Node | None = self
        for name in names:
            node = node and node.get(name)
        return node

    def has(self, name: str) -> bool:
        """Whether it has such a member."""
        return self.get(name) is not None

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, list)

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return isinstance(self.value, dict)

    def peek(self) -> str | None:
        """The text or number without spaces around it; nothing where that is empty or it is something else. Not taken."""
        return self.value.strip() or None if isinstance(self.value, str) else None

    def peeked(self, name: str) -> str | None:
        """The same of a member."""
        node = self.get(name)
        return node and node.peek()

    def scalar(self) -> str | None:
        """The text or number, which counts as read from now on."""
        text = self.peek()
        self.taken = self.taken or text is not None
        return text

    def text(self, name: str) -> str | None:
        """Text or number of a member, read."""
        node = self.get(name)
        return node and node.scalar()

    def flag(self, name: str) -> bool | None:
        """A truth value of a member, read."""
        node = self.get(name)
        if node is None or not isinstance(node.value, bool):
            return None
        node.taken = True
        return node.value

    def list(self, name: str) -> list[Node]:
        """The elements of a member that is a list; else none."""
        node = self.get(name)
        return node.elements if node else []

    def take_all(self) -> None:
        """Everything in it counts as read."""
        self.taken = True
        for node in self._inner():
            node.take_all()

    def take(self, *names: str) -> None:
        """Everything in these members counts as read."""
        for name in names:
            node = self.get(name)
            if node:
                node.take_all()

    def read(self, *names: str) -> None:
        """The texts and numbers of these members count as read."""
        for name in names:
            self.text(name)

    def says_nothing(self) -> bool:
        """Whether it is null, an empty text, or a list or object of nothing but those."""
        return self._state() is _State.NOTHING

    def left(self) -> Iterator[str]:
        """Pointers of the largest parts of which nothing was read."""
        state = self._state()
        if state is _State.UNREAD:
            yield self.pointer
        elif state is _State.PART:
            for node in self._inner():
                yield from node.left()

    def _inner(self) -> Iterator[Node]:
        yield from self.elements
        yield from self.members.values()

    def _state(self) -> _State:
        if self.taken:
            return _State.READ
        if self.value is None or isinstance(self.value, str) and not self.value.strip():
            return _State.NOTHING
        if isinstance(self.value, str | bool):
            return _State.UNREAD
        states = {node._state() for node in self._inner()} - {_State.NOTHING}
        return _State.PART if len(states) > 1 else next(iter(states), _State.NOTHING)


def read(data: bytes) -> Node:
    """The tree of one JSON document; a text that is itself the text of a list or object is opened once.

    Requirement: tariff-source-form. Raises `NotReadable`.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotReadable("no UTF-8") from error
    value = _parse(text.removeprefix("\ufeff"))
    if isinstance(value, str) and not isinstance(value, _Number) and value.lstrip()[:1] in ("{", "["):
        value = _parse(value)
    return Node(value, "")


def _parse(text: str) -> Any:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise NotReadable("a name twice in one object")
        return found

    def refuse(word: str) -> Any:
        raise NotReadable(word)

    decoder = json.JSONDecoder(
        object_pairs_hook=members, parse_int=_Number, parse_float=_Number, parse_constant=refuse, strict=True
    )
    start = len(text) - len(text.lstrip(" \t\r\n"))
    try:
        value, end = decoder.raw_decode(text, start)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NotReadable("no JSON, or half of a surrogate pair") from error
    if text[end:].strip(" \t\r\n"):
        raise NotReadable("text behind the value")
    _measure(value)
    return value


def _measure(value: Any) -> None:
    """Refuses what nests too deep or has too many values."""
    values = 0
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        values += 1
        if values > MAX_VALUES:
            raise NotReadable("too many values")
        if isinstance(one, dict | list):
            if depth > MAX_DEPTH:
                raise NotReadable("too deep")
            waiting.extend((inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one))
