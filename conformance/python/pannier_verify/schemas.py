"""The schemas of the standard, and how a departure from one names its requirement (schemas/README.md)."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .findings import Finding, pointer

BASE = "https://pannier.example/v0/"
FOLDER = Path(__file__).resolve().parents[3] / "schemas" / "v0"

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date")
def real_date(value: object) -> bool:
    """Whether a text is a day of the calendar (value-date). The form is the pattern's business."""
    if not isinstance(value, str):
        return True
    try:
        date(int(value[0:4]), int(value[5:7]), int(value[8:10]))
    except ValueError:
        return False
    return True


@_FORMATS.checks("date-time")
def real_instant(value: object) -> bool:
    """Whether the day of an instant is one of the calendar (value-instant); the rest the pattern says."""
    return real_date(value)


_FORMATS.checks("duration")(lambda _value: True)  # the pattern says all of it


def prepared(schema: Any, requirement: Any = None) -> Any:
    """`schema` with the requirement of each part written into all parts below, and patterns as Python reads them.

    In Python `$` also matches before a line feed at the end; everywhere else the patterns of the standard mean the
    end of the text.
    """
    if isinstance(schema, list):
        return [prepared(item, requirement) for item in schema]
    if not isinstance(schema, dict):
        return schema
    requirement = schema.get("x-requirement", requirement)
    out: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ("properties", "$defs", "patternProperties", "dependentSchemas"):
            out[keyword] = {name: prepared(item, requirement) for name, item in value.items()}
        elif keyword == "pattern":
            out[keyword] = python_pattern(value)
        elif keyword in ("const", "enum", "required", "x-groups", "x-requirement"):
            out[keyword] = value
        else:
            out[keyword] = prepared(value, requirement)
    if requirement is not None:
        out["x-requirement"] = requirement
    return out


def python_pattern(pattern: str) -> str:
    """A pattern of ECMA-262 whose `$` means the end of the text to Python too."""
    out = []
    in_class = escaped = False
    for character in pattern:
        if character == "$" and not in_class and not escaped:
            out.append(r"\Z")
        else:
            out.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "[":
            in_class = True
        elif character == "]":
            in_class = False
    return "".join(out)


@functools.cache
def load(name: str) -> dict[str, Any]:
    """The schema of the standard that is called `name`, prepared."""
    loaded: dict[str, Any] = prepared(json.loads((FOLDER / f"{name}.schema.json").read_bytes()))
    return loaded


@functools.cache
def record_types() -> frozenset[str]:
    """The names of the record types: the schemas that have groups."""
    names = (path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json"))
    return frozenset(name for name in names if "x-groups" in load(name))


@functools.cache
def _registry() -> Registry[Any]:
    names = sorted(path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json"))
    resources = (Resource.from_contents(load(name), default_specification=DRAFT202012) for name in names)
    return Registry().with_resources((resource.id(), resource) for resource in resources if resource.id())


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of a prepared schema, which may refer to those of the standard."""
    return Draft202012Validator(schema, registry=_registry(), format_checker=_FORMATS)


@functools.cache
def of_standard(name: str) -> Draft202012Validator:
    """A validator of the schema of the standard that is called `name`."""
    return validator(load(name))


def departures(
    check: Draft202012Validator, value: Any, entry: str | None = None, row: int | None = None
) -> Iterator[Finding]:
    """A finding for each departure of `value`, under the requirement that its place in the schema states."""
    for error in check.iter_errors(value):
        for leaf in _leaves(error):
            code = leaf.schema.get("x-requirement") if isinstance(leaf.schema, dict) else None
            if isinstance(code, dict):
                code = code.get(leaf.validator)
            for name in _unknown(leaf):
                if name and not _permitted().is_valid(name[0]):
                    code = "value-forbidden-name"
                yield Finding(code or "record-member-type", entry, row, pointer(*leaf.absolute_path, *name))


@functools.cache
def _permitted() -> Draft202012Validator:
    """A validator of the names that members may have (value-forbidden-name)."""
    return validator(load("common")["$defs"]["permitted_name"])


def _unknown(error: ValidationError) -> list[tuple[str, ...]]:
    """The members that a closed object does not have; of any other error what it is about itself."""
    if error.validator != "additionalProperties" or error.validator_value is not False:
        return [()]
    known = error.schema.get("properties", {})
    return [(name,) for name in error.instance if name not in known]


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors an error consists of: of a choice between `null` and a value only what is wrong with the value."""
    if error.validator == "anyOf" and error.context:
        for inner in error.context:
            if inner.schema.get("type") != "null":
                yield from _leaves(inner)
    else:
        yield error
