"""What the text of the standard says for programs: how binding each requirement is, currencies, and what a purpose needs."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

SPEC = Path(__file__).resolve().parents[3] / "spec"


@functools.cache
def _requirements() -> dict[str, dict[str, str]]:
    listed = json.loads((SPEC / "requirements.json").read_bytes())["requirements"]
    return {requirement["id"]: requirement for requirement in listed}


def is_error(code: str) -> bool:
    """Whether a departure is an error, and not only a warning or a note."""
    return _requirements()[code]["level"] == "MUST"


def stage(code: str) -> str:
    """The stage at which a requirement is looked at."""
    return _requirements()[code]["stage"]


@functools.cache
def currencies() -> dict[str, int | None]:
    """The list of currencies with their decimals, where it states them (spec/09-values.md, Currencies)."""
    text = (SPEC / "09-values.md").read_text(encoding="utf-8")
    table = text.partition("<!-- currencies -->")[2].partition("<!-- /currencies -->")[0]
    found: dict[str, int | None] = {}
    for line in table.strip().splitlines()[2:]:
        decimals, listed = (cell.strip() for cell in line.strip("|").split("|"))
        found.update(dict.fromkeys(re.findall(r"`([A-Z]{3})`", listed), int(decimals) if decimals.isdigit() else None))
    return found


@dataclass(frozen=True)
class Purpose:
    """What a purpose needs: groups by record type, types whose attachments, how far back, how long, and at which level."""

    items: dict[str, frozenset[str]]
    attachments: frozenset[str]
    lookback: str
    kept: str
    level: str


@functools.cache
def purposes() -> dict[str, Purpose]:
    """The table of purposes (spec/12-documents.md, What a purpose needs)."""
    text = (SPEC / "12-documents.md").read_text(encoding="utf-8")
    table = text.partition("<!-- purposes -->")[2].partition("<!-- /purposes -->")[0]
    found = {}
    for line in table.strip().splitlines()[2:]:
        name, _, listed, attached, *rest = (cell.strip() for cell in line.strip("|").split("|"))
        items = {
            kind: frozenset(re.findall(r"`(\w+)`", groups or ""))
            for kind, groups in re.findall(r"`(\w+)`(?: \(([^)]*)\))?", listed)
        }
        found[name.strip("`")] = Purpose(items, frozenset(re.findall(r"`(\w+)`", attached)), *(cell.strip("`") for cell in rest))
    return found
