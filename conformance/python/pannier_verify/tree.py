"""Salts, seeds, Merkle trees and the walk of a proof (spec/04-trees.md)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from . import base64url

LABEL = b"pannier-bundle/1"
SEED = 16
NODE = 32
EMPTY = hashlib.sha256(b"").digest()


def sha256(*parts: bytes) -> bytes:
    """SHA-256 over the parts one behind the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def names(*parts: str) -> bytes:
    """The input of a derivation from names: the label, then each name behind its length (trees-label)."""
    return LABEL + b"".join(_prefixed(part.encode()) for part in parts)


def _prefixed(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def context(jti: str, part: str, group: str) -> bytes:
    """The public context of a tree (trees-context)."""
    return sha256(names("ctx", jti, part, group))[:16]


def expand(secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand with SHA-256 for at most 32 bytes (RFC 5869 2.3)."""
    return hmac.digest(secret, info + b"\x01", "sha256")[:length]


def root_seed(secret: bytes, jti: str, part: str, group: str) -> bytes:
    """The seed of the root of a tree (trees-seed)."""
    return expand(secret, names("seed", jti, part, group), SEED)


def decoy(secret: bytes, jti: str, number: int) -> str:
    """The digest of decoy `number` (trees-decoy)."""
    info = names("decoy", jti) + _prefixed(number.to_bytes(4, "big"))
    value = base64url.encode(expand(secret, info, 16))
    return base64url.encode(sha256(value.encode("ascii")))


class Inexact(Exception):
    """A walk met the end of a stream (proof-stream-exact)."""


class Streams:
    """The two proof streams of a part, taken from the front by one walk after the other."""

    def __init__(self, seeds: bytes, nodes: bytes) -> None:
        self._seeds, self._nodes = seeds, nodes
        self._seed = self._node = 0

    def seed(self) -> bytes:
        """The next seed."""
        self._seed += SEED
        if self._seed > len(self._seeds):
            raise Inexact
        return self._seeds[self._seed - SEED : self._seed]

    def node(self) -> bytes:
        """The next hash."""
        self._node += NODE
        if self._node > len(self._nodes):
            raise Inexact
        return self._nodes[self._node - NODE : self._node]

    @property
    def used_up(self) -> bool:
        """Whether nothing is left of either."""
        return self._seed == len(self._seeds) and self._node == len(self._nodes)


class Tree:
    """One tree of a part. `leaf` gives the bytes of a shown row by its place in the part."""

    def __init__(self, context_bytes: bytes, leaf: Callable[[int], bytes]) -> None:
        self._context = context_bytes
        self._leaf = leaf

    def open(self, low: int, high: int, seed: bytes) -> bytes:
        """The hash of a span of which every row is shown, from its seed (trees-leaf, trees-node, trees-expansion)."""
        if high - low == 1:
            return sha256(b"\x00", seed, self._leaf(low))
        middle = split(low, high)
        left, right = self._expand(low, high, seed)
        return sha256(b"\x01", self.open(low, middle, left), self.open(middle, high, right))

    def walk(self, low: int, high: int, shown: list[tuple[int, int]], streams: Streams) -> bytes:
        """The hash of a span of which `shown` is shown, from the streams (proof-stream-order)."""
        inside = [span for span in shown if span[0] < high and low < span[1]]
        if not inside:
            return streams.node()
        if inside[0][0] <= low and high <= inside[0][1]:
            return self.open(low, high, streams.seed())
        middle = split(low, high)
        left = self.walk(low, middle, inside, streams)
        return sha256(b"\x01", left, self.walk(middle, high, inside, streams))

    def _expand(self, low: int, high: int, seed: bytes) -> tuple[bytes, bytes]:
        both = sha256(b"\x02", self._context, low.to_bytes(8, "big"), high.to_bytes(8, "big"), seed)
        return both[:SEED], both[SEED:]


def split(low: int, high: int) -> int:
    """Where a span of two rows or more is split (trees-shape)."""
    return low + (1 << ((high - low - 1).bit_length() - 1))
