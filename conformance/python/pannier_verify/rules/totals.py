"""The claim `totals` of a part (spec/10-records.md)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..findings import Finding
from ..values import number
from .bundle import Bundle, PartRecords
from .types import TYPES


def totals(bundle: Bundle) -> Iterator[Finding]:
    """totals-disagree. Checked where every row of the part is shown with what is added up."""
    for part in bundle.parts:
        if "totals" not in part.part.claims:
            continue
        identity = TYPES.get(part.kind.name)
        if identity is None:  # of a schema that was given nothing says what is added up
            continue
        if identity.totals is None:
            yield part.finding("totals-disagree", "totals")
            continue
        member, by = identity.totals
        if not part.all_rows or not part.shows(member, by, "status"):
            bundle.skip("totals-disagree", part.part.series)
            continue
        said = [(line["by"], line["member"], line["count"], number(line["sum"])) for line in part.part.claims["totals"]]
        if sorted(said) != sorted(_computed(part, member, by)):
            yield part.finding("totals-disagree", "totals")


def _computed(part: PartRecords, member: str, by: str) -> list[tuple[str, str, int, Fraction]]:
    sums: dict[str, tuple[int, Fraction]] = {}
    for record in part.records:
        if part.kind.name == "transaction" and record.value["status"] != "booked":
            continue
        count, total = sums.get(record.value[by], (0, Fraction(0)))
        sums[record.value[by]] = (count + 1, total + number(record.value[member]))
    return [(name, member, count, total) for name, (count, total) in sums.items()]
