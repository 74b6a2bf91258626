"""What a customer of a bank has to be (spec/formats/tariffs.md, cdr-bank)."""

from __future__ import annotations

from typing import Any

from . import number, words
from .draft import Draft, fact
from .node import Node

# Types that say enough alone, and what they ask.
TYPED = ("PENSION_RECIPIENT", "STUDENT", "STAFF")
_BOUNDS = {"MIN_AGE": "age", "MIN_INCOME": "income", "MIN_TURNOVER": "turnover"}
_CUSTOMERS = {"NATURAL_PERSON": "person", "BUSINESS": "business"}


def condition(kind: str, node: Node, draft: Draft) -> dict[str, Any]:
    """The condition of a type with a value, or one that is asked in the words of the source."""
    value = number.whole(node.peeked("additionalValue"))
    if kind in _BOUNDS and value is not None:
        made: dict[str, Any] = {"label": words.title(kind), "fact": _BOUNDS[kind], "gte": str(value)}
    elif kind == "MAX_AGE" and value is not None:
        made = {"label": words.title(kind), "fact": "age", "lt": str(value + 1)}
    elif kind in _CUSTOMERS:
        made = fact("customer_type", _CUSTOMERS[kind])
    elif kind in TYPED:
        made = fact(kind, "yes")
    else:
        return _asked(kind, node, draft)
    node.read("additionalValue")
    if not words.says_nothing(node.peeked("additionalInfo")):
        draft.lose(node.get("additionalInfo"))
    return made


def _asked(kind: str, node: Node, draft: Draft) -> dict[str, Any]:
    text = node.text("additionalInfo") or node.text("additionalValue")
    label = words.title(kind) if text is None else text if kind == "OTHER" else f"{words.title(kind)}: {text}"
    return draft.asks(f"{kind}_{len(draft.eligibility) + 1}", label, node)
