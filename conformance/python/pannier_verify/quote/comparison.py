"""A comparison computed again: the members that are held of another engine (quote-recomputes)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .. import base64url
from ..findings import Finding, Rejected, pointer
from ..rules.bundle import Bundle
from ..tariff.meaning import fuel, meters
from ..tariff.periods import plus_months
from ..tariff.text import Tariff
from . import amounts, contracts
from .answers import Answers
from .data import Data
from .engine import Costs
from .lines import Line, digest_of_names
from .periods import YEAR
from .price import INCOMPLETE, RANKED, Quote, facts, quote
from .service import Subject

# What another engine says in words of its own, or beside the figures.
_NOT_HELD = frozenset((
    "assumptions", "condition", "coverage", "covered", "engine", "formula", "label", "map", "message", "not_priced", "notes", "usage",
))  # fmt: skip
_DEPARTURES = {"reasons": "clause", "findings": "pointer"}


@dataclass(frozen=True)
class File:
    """A file of records that was verified: what the basis says of it."""

    digest: str
    issuer: str
    jti: str
    outcome: str
    sealed: int
    bundle: Bundle


def sha_256(data: bytes) -> str:
    """The digest of a file or text."""
    return f"sha-256:{base64url.encode(hashlib.sha256(data).digest())}"


def computed(said: dict[str, Any], answers: Answers, files: list[File], tariffs: list[Tariff], refused: list[tuple[str, list[Finding]]]) -> dict[str, Any]:
    """What the files, tariffs, answers and year of a comparison give; `refused` are documents that are no tariffs."""
    start, only = date.fromisoformat(said["horizon"]["from"]), said["basis"].get("only")
    if start.day != 1:
        raise Rejected("quote", [Finding("quote-year", pointer="/horizon/from")])
    data = Data([file.bundle for file in files])
    end = plus_months(start, YEAR).isoformat()
    asked = _Asked(data, answers, start, only, end)
    named = said["current"]["digest"] if said.get("current", {}).get("found_by") == "named" else None
    listed = {one["digest"] for name in ("ranked", "others", "refused") for one in said.get(name, ())}
    kept, twice = _once([tariff for tariff in tariffs if _digest(tariff) != named or named in listed])
    refused = refused + [(_digest(tariff), [Finding("quote-version-once", pointer="/version")]) for tariff in twice]
    current = _current(data, tariffs, kept, named, only)
    reference = asked.quote(current[0]) if current else None
    quotes = [(tariff, asked.quote(tariff)) for tariff in kept]
    ranked, others = _places(quotes)
    out: dict[str, Any] = {
        "answers": said["answers"],
        "answers_digest": sha_256(json.dumps(said["answers"], ensure_ascii=False, separators=(",", ":")).encode("utf-8")),
        "basis": {
            "files": [
                {"digest": file.digest, "issuer": file.issuer, "jti": file.jti, "outcome": file.outcome, "sealed": file.sealed}
                for file in files
            ],
            "verified": all(file.outcome == "verified" for file in files),
        },
        "horizon": {"from": start.isoformat(), "to": end},
        "ranked": [asked.entry(tariff, made, reference) for tariff, made in ranked],
        "others": [asked.entry(tariff, made, reference, ranked[0][1] if ranked else None) for tariff, made in others],
        "refused": [
            {"digest": digest, "findings": [{"code": one.code, "pointer": one.pointer or ""} for one in findings]}
            for digest, findings in sorted(refused, key=lambda one: one[0])
        ],
    }  # fmt: skip
    if only is not None:
        out["basis"]["only"] = only
    if current is not None and reference is not None:
        tariff, found_by = current
        out["current"] = {**asked.entry(tariff, reference, None), "found_by": found_by}
        tested = contracts.back_test(tariff.value, data, answers.beside(facts(data, asked.subject(tariff))), asked.subject(tariff))
        if tested is not None:
            out["current"]["back_test"] = tested.document(tariff.value["currency"])
    return out


def differences(said: Any, given: Any, name: str = "", place: tuple[object, ...] = ()) -> Iterator[Finding]:
    """Every place where a comparison is not what was computed, in the order of its members."""
    if isinstance(said, dict) and isinstance(given, dict) and name != "answers":
        for member in sorted(said.keys() | given.keys()):
            if member in _NOT_HELD or (name == "source" and member != "records"):
                continue
            if member in said and member in given:
                yield from differences(said[member], given[member], member, (*place, member))
            else:
                yield Finding("quote-recomputes", pointer=pointer(*place, member))
    elif isinstance(said, list) and isinstance(given, list) and name not in _DEPARTURES:
        for index in range(max(len(said), len(given))):
            if index < min(len(said), len(given)):
                yield from differences(said[index], given[index], name, (*place, index))
            else:
                yield Finding("quote-recomputes", pointer=pointer(*place, index))
    elif _held(said, name) != _held(given, name):
        yield Finding("quote-recomputes", pointer=pointer(*place))


def _held(value: Any, name: str) -> Any:
    """Of departures the requirements and their places; else all of a value, `true` and `1` being two."""
    if name in _DEPARTURES and isinstance(value, list):
        return {(one.get("code"), one.get(_DEPARTURES[name], "")) for one in value if isinstance(one, dict)}
    return json.dumps(value, sort_keys=True)


class _Asked:
    """The one question that all tariffs are asked."""

    def __init__(self, data: Data, answers: Answers, start: date, only: str | None, end: str) -> None:
        self._data, self._answers, self._start, self._only, self._end = data, answers, start, only, end

    def subject(self, tariff: Tariff) -> Subject:
        return Subject(tariff.value, self._data, self._only)

    def quote(self, tariff: Tariff) -> Quote:
        made = quote(tariff.value, self._data, self._answers, self._start, self._only)
        made.service, made.currency = _service(tariff.value), tariff.value["currency"]
        return made

    def entry(self, tariff: Tariff, made: Quote, reference: Quote | None, first: Quote | None = None) -> dict[str, Any]:
        """A tariff and its price; `first` is the first of the ranking, where it has no place in that."""
        entry: dict[str, Any] = {"digest": _digest(tariff), "quote": self._document(tariff.value, made, first)}
        if tariff.issuer:
            entry["signed_by"] = tariff.issuer
        if reference is not None and _is_ranked(reference) and _is_ranked(made) and reference.currency == made.currency:
            entry["difference"] = amounts.money(made.gross - reference.gross, made.currency)
        return entry

    def _document(self, tariff: dict[str, Any], made: Quote, first: Quote | None) -> dict[str, Any]:
        currency = tariff["currency"]
        out: dict[str, Any] = {
            "tariff": tariff["id"], "version": tariff["version"], "name": tariff["name"], "provider": tariff["provider"]["name"],
            "currency": currency, "service": made.service, "things": self._things(tariff), "status": "refused",
            "horizon": {"from": self._start.isoformat(), "to": self._end},
            "gifts": [gift["label"] for gift in tariff.get("gifts", ())],
            "by_component": [], "if_also": [], "lines": [], "rounded": [],
            "reasons": [{"code": one.code, "clause": one.pointer or ""} for one in _reasons(made)],
        }  # fmt: skip
        if first is not None and _is_ranked(made):
            out["reasons"].append({"code": "cost-rank", "clause": ""})
        price, costs = made.price, made.costs
        if price is None or costs is None:
            return out
        out["by_component"] = price["components"]
        out["if_also"] = [
            {
                "components": one["components"], "holds": one["holds"], "year_one": one["gross"],
                "difference": amounts.money(Fraction(one["gross"]) - made.gross, currency),
            }
            for one in price["if_also"]
        ]  # fmt: skip
        out["lines"] = [_line(line, currency) for line in costs.lines[0]]
        out["rounded"] = list(_rounded(costs, f"{self._start.isoformat()}/{self._end}"))
        for member in ("status", "grade", "year_one", "year_two", "commitment", "leave_after_one_year", "switch_cost"):
            if member in price:
                out[member] = price[member]
        return out

    def _things(self, tariff: dict[str, Any]) -> list[str]:
        return Subject(tariff, self._data, self._only).found


def _line(line: Line, currency: str) -> dict[str, Any]:
    charge, money = line.charge, line.money
    out: dict[str, Any] = {
        "clause": pointer("components", line.place), "component": line.component, "period": line.period.name,
        "quantity": amounts.exact(charge.quantity), "unit": charge.unit, "price": amounts.exact(charge.price),
        "exact": amounts.exact(charge.exact), "net": amounts.money(money.net, currency),
        "tax": amounts.money(money.tax, currency), "gross": amounts.money(money.gross, currency),
    }  # fmt: skip
    if charge.names is not None:
        out["source"] = {"records": digest_of_names(charge.names)}
    return out


def _rounded(costs: Costs, year: str) -> Iterator[dict[str, str]]:
    """What rounding of sums adds to the lines: for each period, or for the year."""
    sums: dict[str, amounts.Money] = {}
    for line in costs.lines[0]:
        name = year if costs.at == "total" else line.period.name
        sums[name] = sums.get(name, amounts.Money()) + line.money
    for name, money in sums.items() if costs.at != "line" else ():
        rounded = money.rounded(costs.rounding)
        added = {"gross": rounded.gross - money.gross, "net": rounded.net - money.net, "tax": rounded.tax - money.tax}
        if any(added.values()):
            yield {"period": name, **{part: amounts.exact(amount) for part, amount in added.items()}}


def _reasons(made: Quote) -> list[Finding]:
    """Why it is refused, or incomplete."""
    if made.price is None:
        return made.findings
    if made.price["status"] != "incomplete":
        return []
    return [one for one in made.findings if one.code in INCOMPLETE or one in made.halved]


def _is_ranked(made: Quote) -> bool:
    return made.price is not None and made.price["status"] in RANKED


def _service(tariff: dict[str, Any]) -> str:
    """The sector; of energy and water the fuels that are priced."""
    if tariff["sector"] not in ("energy", "water"):
        return str(tariff["sector"])
    fuels = sorted({fuel(meter) for meter in meters(tariff)} - {None})
    return "+".join(fuels) or str(tariff.get("service", tariff["sector"]))


def _digest(tariff: Tariff) -> str:
    return f"sha-256:{tariff.digest}"


def _once(tariffs: list[Tariff]) -> tuple[list[Tariff], list[Tariff]]:
    """Each tariff once, signed ones before plain ones, and those that claim the version of another (quote-version-once)."""
    versions: dict[tuple[str, str, str], list[Tariff]] = {}
    for tariff in tariffs:
        versions.setdefault(tariff.version, []).append(tariff)
    kept, twice = [], []
    for same in versions.values():
        meant = [tariff for tariff in same if tariff.issuer] or same
        if len({tariff.digest for tariff in meant}) > 1:
            twice += meant
        else:
            kept.append(meant[0])
    return kept, twice


def _current(data: Data, tariffs: list[Tariff], kept: list[Tariff], named: str | None, only: str | None) -> tuple[Tariff, str] | None:
    """The tariff of the present contract, and how it was found: by its name among the given ones, digest or address."""
    if named is not None:
        return next(((tariff, "named") for tariff in tariffs if _digest(tariff) == named), None)
    registers = {record.value["id"]: record.value.get("supply_point") for record in data.of_type("register")}
    # A register is about the same as its supply point.
    about = {only, registers.get(only), *(register for register, point in registers.items() if point == only)}
    active = [record.value for record in data.of_type("contract") if record.value["status"] == "active"]
    if only is not None:
        active = [one for one in active if not one.get("covers") or about & set(one["covers"])]
    for found_by in ("tariff_digest", "tariff_uri"):
        found = [
            tariff
            for tariff in kept
            if any(
                one.get("tariff_digest") == _digest(tariff)
                if found_by == "tariff_digest"
                else "tariff_digest" not in one and one.get("tariff_uri") == tariff.value["id"]
                for one in active
            )
        ]
        if len(found) == 1:
            return found[0], found_by
    return None


def _places(quotes: list[tuple[Tariff, Quote]]) -> tuple[list[tuple[Tariff, Quote]], list[tuple[Tariff, Quote]]]:
    """The ranking, the lowest first year first, and the others (cost-rank)."""
    kinds = Counter((made.service, made.currency) for _, made in quotes if _is_ranked(made))
    most = min(kinds, key=lambda kind: (-kinds[kind], kind)) if kinds else None

    def version(one: tuple[Tariff, Quote]) -> tuple[str, str]:
        return one[0].value["id"], one[0].value["version"]

    ranked = [one for one in quotes if _is_ranked(one[1]) and (one[1].service, one[1].currency) == most]
    others = [one for one in quotes if one not in ranked]
    return sorted(ranked, key=lambda one: (one[1].gross, *version(one))), sorted(others, key=version)
