"""The form of a tariff: members and values by `tariff.schema.json`, under the requirements of tariffs."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .. import schemas
from ..findings import Finding, pointer

KINDS = ("fixed", "usage", "peak", "event", "balance", "percent", "clamp", "items")


def check(tariff: Any) -> Iterator[Finding]:
    """Each departure of the form.

    Requirements: tariff-member-unknown, tariff-member-required, tariff-tax-stated, tariff-value, tariff-component-kind.
    """
    yield from _departures(_header(), tariff, ())
    if not isinstance(tariff, dict) or not isinstance(tariff.get("components"), list):
        return
    for index, component in enumerate(tariff["components"]):
        place = ("components", index)
        if not isinstance(component, dict):
            yield Finding("tariff-value", pointer=pointer(*place))
        elif "kind" not in component:
            yield Finding("tariff-member-required", pointer=pointer(*place))
        elif component["kind"] not in KINDS:
            code = "tariff-component-kind" if isinstance(component["kind"], str) else "tariff-value"
            yield Finding(code, pointer=pointer(*place, "kind"))
        else:
            yield from _departures(_component(component["kind"]), component, place)


@functools.cache
def _header() -> Draft202012Validator:
    """A validator of all but the components, which are looked at by their kind."""
    loaded = schemas.load("tariff")
    components = {name: value for name, value in loaded["properties"]["components"].items() if name != "items"}
    return schemas.validator({**loaded, "properties": {**loaded["properties"], "components": components}})


@functools.cache
def _component(kind: str) -> Draft202012Validator:
    loaded = schemas.load("tariff")
    return schemas.validator({"$id": loaded["$id"], "$ref": f"#/$defs/{kind}", "$defs": loaded["$defs"]})


def _departures(check_of: Draft202012Validator, value: Any, place: tuple[str | int, ...]) -> Iterator[Finding]:
    for error in check_of.iter_errors(value):
        path = (*place, *error.absolute_path)
        if error.validator == "additionalProperties" and error.validator_value is False:
            known = error.schema.get("properties", {})
            for name in error.instance:
                if name not in known:
                    yield Finding("tariff-member-unknown", pointer=pointer(*path, name))
        elif error.validator == "required":
            yield Finding(_missing(error, path), pointer=pointer(*path))
        else:
            yield Finding("tariff-value", pointer=pointer(*path))


def _missing(error: ValidationError, path: tuple[str | int, ...]) -> str:
    """tariff-tax-stated is about the tariff's `tax` and what it says; what else is required is tariff-member-required."""
    absent = error.message.split("'")[1]
    return "tariff-tax-stated" if path == ("tax",) or (not path and absent == "tax") else "tariff-member-required"
