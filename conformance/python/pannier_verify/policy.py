"""What the verifier decides, not the file (verify-policy-decides)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .findings import Finding


@dataclass(frozen=True)
class Policy:
    """The question beside the file: time, trust and what is accepted.

    `now` is the one instant everything is judged against (time-is-given), in seconds since 1970. `trust` are the bytes
    of a trust list, plain, or signed where `anchor` is given. `schemas` are those the user gives for types of their own,
    `beside` the documents that the reader of a document has besides, `earlier` an earlier copy of a log, `shares` the share
    that comes with a grant, or those of an offer, or the files of a comparison. Of a quote `tariffs` are priced, for the year that begins at `start`, with
    `answers` of the customer, on the one `thing`; `current` is the tariff of the present contract.
    """

    now: int
    trust: bytes
    anchor: bytes | None = None
    aud: str | None = None
    nonce: str | None = None
    require_binding: bool = False
    accept_self: bool = False
    accept_indeterminate: bool = False
    kind: str | None = None
    seen: bool = False
    until: str = "rules"
    schemas: list[bytes] = field(default_factory=list)
    beside: list[bytes] = field(default_factory=list)
    tariffs: list[bytes] = field(default_factory=list)
    start: str = ""
    answers: bytes | None = None
    thing: str | None = None
    current: bytes | None = None
    earlier: bytes | None = None
    shares: list[bytes] = field(default_factory=list)


@dataclass
class Answer:
    """What verification says of an accepted file; the members are those of PROTOCOL.md."""

    issuer: str
    binding: str | None = None
    released: int = 0
    complete: bool = False
    sealed: int = 0
    warnings: list[Finding] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    not_checked: list[tuple[str, str]] = field(default_factory=list)
    bundle: Any = None
