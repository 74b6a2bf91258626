"""Stage schema: every row as a record of its type (spec/09-values.md, spec/10-records.md)."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from . import jose, schemas
from .descriptors import Part
from .findings import Finding, Rejected, pointer
from .head import ENTRY, PROFILE, Head
from .proof import Records

# Groups whose values depend on other rows.
_SPANS = {("transaction", "balance")}
_THING = r"(?:all|[a-z][a-z2-7]{5})"
_BACKTRACKING = re.compile(r"\(\?(?!:)|\\[1-9]|\\k<")

# The vocabulary of JSON Schema 2020-12, in which `schema-given-form` lets a schema be written.
_KEYWORDS = frozenset(
    "$schema $id $ref $anchor $defs $comment title description default deprecated readOnly writeOnly examples type enum "
    "const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern items prefixItems "
    "maxItems minItems uniqueItems contains maxContains minContains maxProperties minProperties required properties "
    "patternProperties additionalProperties propertyNames dependentRequired dependentSchemas unevaluatedItems "
    "unevaluatedProperties allOf anyOf oneOf not if then else format contentEncoding contentMediaType contentSchema "
    "$vocabulary $dynamicRef $dynamicAnchor".split()
)


@dataclass(frozen=True)
class RecordType:
    """What a schema says of a record type beside the form of its members; one that a user gave has no name."""

    name: str
    schema: dict[str, Any]

    @property
    def sort(self) -> str:
        """The member rows ascend by."""
        return str(self.schema.get("x-sort", ""))

    @property
    def is_state(self) -> bool:
        """Whether its records hold (state), rather than happen (event); of a type of the user's nothing is known."""
        return self.of_standard and self.schema.get("x-kind") == "state"

    @property
    def of_standard(self) -> bool:
        """Whether it is a type of the standard."""
        return bool(self.name)

    def fits(self, part: Part) -> bool:
        """schema-groups: groups of the type in its order, `core` among them, which every other needs."""
        known = dict(self.groups)
        names = [group.id for group in part.groups]
        return "core" in names and [name for name in known if name in names] == names and all(
            group.members == known[group.id]
            and group.needs == (() if group.id == "core" else ("core",))
            and group.spans == ((self.name, group.id) in _SPANS)
            for group in part.groups
        )

    def admits(self, part: Part) -> bool:
        """schema-groups of a type that the user gave: no member stands in a group that the schema does not put it in."""
        places = {member: name for name, members in self.groups for member in members}
        return all(places.get(member, group.id) == group.id for group in part.groups for member in group.members)

    @functools.cached_property
    def groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """The groups in byte order of a row, each with its members."""
        order = [group["id"] for group in self.schema.get("x-groups", [{"id": "core"}])]
        members: dict[str, list[str]] = {name: [] for name in order}
        for name, member in self.schema["properties"].items():
            members.setdefault(member.get("x-group", "core"), []).append(name)
        return [(name, tuple(listed)) for name, listed in members.items()]

    def validator(self, groups: frozenset[str]) -> Draft202012Validator:
        """A validator of rows that show these groups: what is required in others is withheld (record-required-member)."""
        return _validator(self.name if self.schema is _of_standard(self.name) else None, self, groups)


@functools.cache
def standard_type(name: str) -> RecordType:
    """A record type of the standard."""
    return RecordType(name, schemas.load(name))


def _of_standard(name: str) -> dict[str, Any] | None:
    return schemas.load(name) if name in schemas.record_types() else None


_validators: dict[tuple[str, frozenset[str]], Draft202012Validator] = {}


def _validator(cached: str | None, kind: RecordType, groups: frozenset[str]) -> Draft202012Validator:
    if cached is not None and (cached, groups) in _validators:
        return _validators[cached, groups]
    members = {member for name, listed in kind.groups if name in groups for member in listed}
    required = [name for name in kind.schema.get("required", []) if name in members]
    made = schemas.validator({**kind.schema, "required": required})
    if cached is not None:
        _validators[cached, groups] = made
    return made


@dataclass(frozen=True)
class Record:
    """A row that passed stage schema: its members, where it stands, and which groups it shows."""

    part: Part
    number: int
    place: int
    value: dict[str, Any]
    groups: frozenset[str]

    def has(self, *members: str) -> bool:
        """Whether all of these are there."""
        return all(member in self.value for member in members)

    def finding(self, code: str, *segments: object) -> Finding:
        """A finding about this record."""
        return Finding(code, self.part.entry, self.number, pointer(*segments))

    def sees(self, *members: str) -> bool:
        """Whether the groups of these members are shown, so that what is absent is known to be absent."""
        for member in members:
            group = self.part.group_of(member)
            if group is not None and group.id not in self.groups:
                return False
        return True


def types_of(given: list[bytes]) -> dict[str, RecordType]:
    """The record types by the addresses of their schemas.

    Requirement: schema-given-form. Nothing else of the stage is looked at under a schema that departs from it.
    """
    types = {f"{schemas.BASE}{name}.schema.json": standard_type(name) for name in schemas.record_types()}
    for data in given:
        schema = jose.json_object(data)
        if schema is None or not _well_formed(schema):
            raise Rejected("schema", [Finding("schema-given-form")])
        types[schema["$id"]] = RecordType("", schemas.prepared(schema))
    return types


def _well_formed(schema: dict[str, Any]) -> bool:
    """Whether a schema is one closed object type that a program without network and backtracking can read."""
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
        return False
    if not isinstance(schema.get("$id"), str) or not isinstance(schema.get("properties"), dict):
        return False
    try:
        Draft202012Validator.check_schema(schema)
    except Exception:  # whatever is wrong with it, it is no JSON Schema
        return False
    own = schema["$id"]
    return all(_permitted(part, own) for part in _subschemas(schema))


def _subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, list):
        for item in schema:
            yield from _subschemas(item)
    elif isinstance(schema, dict):
        yield schema
        for keyword, value in schema.items():
            if keyword in ("properties", "$defs", "patternProperties", "dependentSchemas"):
                for item in value.values():
                    yield from _subschemas(item)
            elif keyword not in ("const", "enum", "required", "default", "examples") and not keyword.startswith("x-"):
                yield from _subschemas(value)


def _permitted(schema: dict[str, Any], own: str) -> bool:
    if any(keyword not in _KEYWORDS and not keyword.startswith("x-") for keyword in schema):
        return False
    patterns = [schema["pattern"]] if "pattern" in schema else []
    patterns += schema.get("patternProperties", {})
    if any(_BACKTRACKING.search(pattern) for pattern in patterns):
        return False
    target = str(schema.get("$ref", "#")).partition("#")[0]
    names = {f"{schemas.BASE}{path.name}" for path in schemas.FOLDER.glob("*.schema.json")}
    return target in ("", own) or target in names


def check_parts(head: Head, types: dict[str, RecordType]) -> list[Finding]:
    """What stage schema says of descriptors.

    Requirements: schema-profile, schema-known, schema-series, schema-sort, schema-groups, schema-claims.
    """
    findings = []
    if head.claims["pannier"]["profile"] != PROFILE:
        findings.append(Finding("schema-profile", ENTRY, pointer="/pannier/profile"))
    for part in head.parts:
        kind = types.get(part.schema)
        findings += _check_claims(part)
        if kind is None:
            findings.append(Finding("schema-known", ENTRY, pointer=f"{part.place}/schema"))
            continue
        if not re.fullmatch(rf"{_THING}/{re.escape(kind.name) if kind.of_standard else '.+'}", part.series):
            findings.append(Finding("schema-series", ENTRY, pointer=f"{part.place}/series"))
        if part.group_of(part.sort) is None or part.sort != (kind.sort or part.sort):
            findings.append(Finding("schema-sort", ENTRY, pointer=f"{part.place}/sort"))
        if not (kind.fits(part) if kind.of_standard else kind.admits(part)):
            findings.append(Finding("schema-groups", ENTRY, pointer=f"{part.place}/groups"))
    return findings


def _check_claims(part: Part) -> Iterator[Finding]:
    """schema-claims: the form of nested claims; an identifier has a value."""
    for name, value in part.claims.items():
        for finding in schemas.departures(_claim_validator(name), value):
            yield Finding("schema-claims", ENTRY, pointer=f"{part.place}/{name}{finding.pointer}")
            break
        else:
            if name == "identifier" and "value" not in value:
                yield Finding("schema-claims", ENTRY, pointer=f"{part.place}/identifier")


@functools.cache
def _claim_validator(name: str) -> Draft202012Validator:
    part = schemas.load("part")
    return schemas.validator({"$id": part["$id"], "$ref": f"#/properties/{name}", "properties": part["properties"]})


def read_records(records: Records, kind: RecordType) -> tuple[list[Record], list[Finding]]:
    """The rows of a part as records, and what is wrong with them."""
    shown = records.shown
    out: list[Record] = []
    findings: list[Finding] = []
    masked = {name: set(_flatten(ranges)) for name, ranges in shown.masked.items()}
    everything = frozenset(shown.groups or (group.id for group in shown.part.groups))
    for number, (place, row) in enumerate(zip(shown.row_numbers(), records.data), start=1):
        groups = everything
        if masked:
            groups = frozenset(name for name in everything if place not in masked.get(name, ()))
        value = json.loads(row.data)
        findings += schemas.departures(kind.validator(groups), value, shown.part.entry, number)
        out.append(Record(shown.part, number, place, value, groups))
    return out, findings


def _flatten(ranges: list[tuple[int, int]]) -> Iterator[int]:
    for start, end in ranges:
        yield from range(start, end)


def check(head: Head, proven: list[Records], given: list[bytes]) -> tuple[dict[str, RecordType], list[list[Record]]]:
    """Runs stage schema. Raises `Rejected` with all its findings."""
    types = types_of(given)
    findings = check_parts(head, types)
    read: list[list[Record]] = []
    for records in proven:
        kind = types.get(records.shown.part.schema)
        if kind is not None:
            listed, wrong = read_records(records, kind)
            read.append(listed)
            findings += wrong
    if findings:
        raise Rejected("schema", findings)
    return types, read
