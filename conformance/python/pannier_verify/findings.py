"""Findings, and how a stage ends verification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STAGES = (
    "convert", "container", "head", "binding", "share", "record", "proof", "schema", "rules", "document", "tariff", "quote",
)


@dataclass(frozen=True)
class Finding:
    """One departure from one requirement.

    `code` is the id of the requirement, `row` counts from 1, and an empty `pointer` is the whole of a document or row.
    """

    code: str
    entry: str | None = None
    row: int | None = None
    pointer: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as `result.schema.json` has it: what is not known is left out."""
        place = {"entry": self.entry, "row": self.row, "pointer": self.pointer}
        return {"code": self.code, **{name: value for name, value in place.items() if value is not None}}

    def __lt__(self, other: Finding) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, str, int, str]:
        return self.code, self.entry or "", self.row or 0, self.pointer or ""


class Rejected(Exception):
    """A stage failed; nothing after it is looked at (verify-stage-order)."""

    def __init__(self, stage: str, findings: list[Finding]) -> None:
        super().__init__(f"{stage}: {', '.join(sorted({finding.code for finding in findings}))}")
        self.stage = stage
        self.findings = findings


class Departure(Exception):
    """One finding, raised where it is met; whoever runs the stage turns it into `Rejected`."""

    def __init__(
        self, code: str, entry: str | None = None, row: int | None = None, pointer: str | None = None
    ) -> None:
        super().__init__(code)
        self.finding = Finding(code, entry, row, pointer)


class Departures(Exception):
    """Several findings of one check, which has looked at everything it has to."""

    def __init__(self, codes: list[str], entry: str) -> None:
        super().__init__(", ".join(codes))
        self.findings = [Finding(code, entry) for code in codes]


def pointer(*segments: object) -> str:
    """An RFC 6901 pointer."""
    return "".join("/" + str(segment).replace("~", "~0").replace("/", "~1") for segment in segments)
