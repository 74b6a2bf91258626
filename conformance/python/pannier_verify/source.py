"""Where the bytes of a file come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Source(Protocol):
    """Bytes that can be read anywhere, and more than once."""

    size: int

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`, fewer at the end."""
        ...


class Memory:
    """A file that is in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`, fewer at the end."""
        return self._data[offset : offset + length]


@dataclass(frozen=True)
class Piece:
    """`data`, `times` times one after the other."""

    data: bytes
    times: int

    @property
    def size(self) -> int:
        return len(self.data) * self.times


class Pieces:
    """A file that is too large to keep: pieces that repeat (`*.recipe.json` of PROTOCOL.md)."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self.size = sum(piece.size for piece in pieces)

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`, fewer at the end."""
        out = bytearray()
        for piece in self._pieces:
            if offset < piece.size and length > 0:
                unit = len(piece.data)
                take = min(length, piece.size - offset)
                first, skip = divmod(offset, unit)
                count = (skip + take + unit - 1) // unit
                out += (piece.data * min(count, piece.times - first))[skip : skip + take]
                offset += take
                length -= take
            offset -= piece.size
            if length == 0:
                break
        return bytes(out)
