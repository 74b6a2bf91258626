"""What disclosures say: parts, attachments and nested claims (spec/05-head.md, Descriptors)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import base64url, schemas
from .findings import Departure, pointer

NESTED = ("totals", "identifier", "provenance")
_GROUPS_MOST = 64
_MEMBERS_MOST = 256


@dataclass(frozen=True)
class Group:
    """A run of members that are shown or withheld together."""

    id: str
    members: tuple[str, ...]
    root: bytes
    needs: tuple[str, ...]
    spans: bool = False


@dataclass
class Part:
    """One series in one period; `claims` are the nested claims that are disclosed."""

    place: str
    id: str
    series: str
    seq: int
    start: str
    end: str
    schema: str
    sort: str
    n: int
    row: bytes
    groups: tuple[Group, ...]
    incomplete: tuple[str, ...]
    nested: tuple[str, ...]
    claims: dict[str, Any] = field(default_factory=dict)

    @property
    def thing(self) -> str:
        """What the records are about: what stands before the slash of the series."""
        return self.series.partition("/")[0]

    @property
    def type(self) -> str:
        """The record type: what stands behind the slash of the series."""
        return self.series.partition("/")[2]

    @property
    def entry(self) -> str:
        return f"parts/{self.id}.ndjson"

    def group(self, name: str) -> Group | None:
        """The group with this id."""
        return next((group for group in self.groups if group.id == name), None)

    def group_of(self, member: str) -> Group | None:
        """The group this member stands in."""
        return next((group for group in self.groups if member in group.members), None)


@dataclass(frozen=True)
class Attachment:
    """A document beside the records."""

    id: str
    name: str
    media_type: str
    bytes: int
    sha256: bytes


def read(value: Any, place: str) -> Part | Attachment:
    """The descriptor in a disclosure. Raises `Departure` of stage head.

    Requirements: head-descriptor, head-ids-unique, head-groups, head-needs, head-period, head-nested-claims.
    """
    if not isinstance(value, dict):
        raise _departure("head-descriptor", place)
    _check_reserved(value, place)
    if "media_type" in value or "sha256" in value:
        _check_shape("attachment", value, place)
        digest = base64url.decode(value["sha256"]) or b""
        return Attachment(value["id"], value["name"], value["media_type"], value["bytes"], digest)
    _check_groups(value, place)
    nested = value.get("_sd")
    if isinstance(nested, list) and len(nested) > len(NESTED):
        raise _departure("head-nested-claims", place, "_sd")
    for name in NESTED:
        if name in value:
            raise _departure("head-descriptor", place, name)
    _check_shape("part", value, place)
    groups = tuple(
        Group(
            group["id"], tuple(group["members"]), base64url.decode(group["root"]) or b"",
            tuple(group.get("needs", ())), group.get("spans", False),
        )
        for group in value["groups"]
    )
    _check_needs(groups, place)
    _check_period(value, place)
    return Part(
        place, value["id"], value["series"], value["seq"], value["from"], value["to"], value["schema"], value["sort"],
        value["n"], base64url.decode(value["row"]) or b"", groups, tuple(value.get("incomplete", ())),
        tuple(value.get("_sd", ())),
    )  # fmt: skip


def add_claim(part: Part, name: object, value: Any) -> None:
    """Puts a nested claim into its part. Requirement: head-nested-claims; its form is judged at stage schema."""
    if name not in NESTED or name in part.claims:
        raise _departure("head-nested-claims", part.place)
    part.claims[str(name)] = value


def _departure(code: str, place: str, *segments: object) -> Departure:
    return Departure(code, "head.sdjwt", pointer=place + pointer(*segments))


def _check_reserved(value: dict[str, Any], place: str) -> None:
    """head-ids-unique: `row` is the name of the tree over whole rows."""
    if value.get("id") == "row":
        raise _departure("head-ids-unique", place, "id")
    groups = value.get("groups")
    for index, group in enumerate(groups if isinstance(groups, list) else []):
        if isinstance(group, dict) and group.get("id") == "row":
            raise _departure("head-ids-unique", place, "groups", index, "id")


def _check_shape(name: str, value: dict[str, Any], place: str) -> None:
    """head-descriptor, or the requirement that the part of the schema states; dates are those of head-period."""
    for finding in schemas.departures(schemas.of_standard(name), value):
        code = "head-period" if finding.code == "value-date" else finding.code
        raise Departure(code, "head.sdjwt", pointer=place + finding.pointer)


def _check_groups(value: dict[str, Any], place: str) -> None:
    """head-groups: ids and members once, and not too many. Forms are judged by the schema."""
    groups = value.get("groups")
    if not isinstance(groups, list):
        return
    if not 1 <= len(groups) <= _GROUPS_MOST:
        raise _departure("head-groups", place, "groups")
    ids: list[Any] = []
    members: list[Any] = []
    for group in groups:
        if isinstance(group, dict) and isinstance(group.get("members"), list):
            ids.append(str(group.get("id")))
            members += [str(member) for member in group["members"]]
    if len(set(ids)) < len(ids) or len(set(members)) < len(members) or len(members) > _MEMBERS_MOST:
        raise _departure("head-groups", place, "groups")


def _check_needs(groups: tuple[Group, ...], place: str) -> None:
    """head-needs: other groups of the descriptor, each once."""
    ids = {group.id for group in groups}
    for index, group in enumerate(groups):
        wanted = set(group.needs)
        if len(wanted) < len(group.needs) or not wanted <= ids - {group.id}:
            raise _departure("head-needs", place, "groups", index, "needs")


def _check_period(value: dict[str, Any], place: str) -> None:
    """head-period: not empty, and the incomplete days ascend inside of it. The form of dates makes texts sort like days."""
    if value["from"] >= value["to"]:
        raise _departure("head-period", place, "to")
    days = value.get("incomplete", [])
    if sorted(set(days)) != days or any(not value["from"] <= day < value["to"] for day in days):
        raise _departure("head-period", place, "incomplete")
