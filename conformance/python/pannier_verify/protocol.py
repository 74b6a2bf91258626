"""Answers to the questions of PROTOCOL.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import base64url, products
from .findings import Finding, Rejected
from .policy import Policy
from .source import Memory, Piece, Pieces, Source
from .verify import check_comparison, check_document, check_log, check_offer, check_quote, check_tariff, verify

OPERATIONS = ("verify", "document", "log", "tariff", "quote", "offer", "recompute", "import")
# Options that name lists of files, and those whose word is none of Python.
_FILES = ("schemas", "beside", "shares", "tariffs")
_NAMES = {"from": "start"}
_CHECKS = {"document": check_document, "log": check_log, "tariff": check_tariff, "offer": check_offer, "recompute": check_comparison}


def answer_folder(folder: Path) -> dict[str, Any]:
    """The answer to the vector in a folder."""
    return answer(json.loads((folder / "vector.json").read_bytes()), folder)


def answer_line(line: str) -> dict[str, Any]:
    """The answer to one line of a program that serves: an operation and the folder of a vector."""
    operation, _, folder = line.rstrip("\r\n").partition(" ")
    return answer_folder(Path(folder)) if operation in OPERATIONS else {"outcome": "unsupported"}


def answer(question: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The answer to a question whose paths are relative to `folder`."""
    operation = question.get("op")
    if operation not in OPERATIONS:
        return {"outcome": "unsupported"}
    if operation == "import":
        return _imported(question, folder)
    options = question.get("options", {})
    policy = Policy(
        now=question["now"],
        trust=(folder / question["trust"]).read_bytes(),
        **{_NAMES.get(name, name): _option(name, value, folder) for name, value in options.items()},
    )
    try:
        path = folder / question["input"]
        if operation in _CHECKS:
            given = _CHECKS[operation](path.read_bytes(), policy)
            warnings = _told(given.warnings)
            said = {"outcome": "accept", "findings": warnings, "released": 0}
            return {**said, "issuer": given.issuer} if given.issuer else said
        if operation == "quote":
            prices, said = check_quote(_source(path), policy)
            return {"outcome": "accept", "findings": _told(said), "released": 0, "prices": prices}
        given = verify(_source(path), policy)
    except Rejected as rejected:
        return _rejection(rejected)
    out: dict[str, Any] = {
        "outcome": "accept",
        "findings": _told(given.warnings),
        "released": given.released,
        "complete": given.complete,
        "sealed": given.sealed,
        "issuer": given.issuer,
        "coverage": given.coverage,
    }
    if given.binding:
        out["binding"] = given.binding
    return out


def _imported(question: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The tariffs of product data."""
    options = question.get("options", {})
    given = products.Given(**options.get("given", {}))
    try:
        tariffs, said = products.make((folder / question["input"]).read_bytes(), options.get("format"), given)
    except Rejected as rejected:
        return _rejection(rejected)
    return {"outcome": "accept", "findings": _told(said), "released": 0, "tariffs": tariffs}


def _rejection(rejected: Rejected) -> dict[str, Any]:
    return {"outcome": "reject", "stage": rejected.stage, "findings": _told(rejected.findings), "released": 0}


def _told(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in sorted(set(findings))]


def _option(name: str, value: Any, folder: Path) -> Any:
    """What an option says: of one that names files, their bytes."""
    if name in ("anchor", "earlier", "answers", "current"):
        return (folder / value).read_bytes()
    return [(folder / one).read_bytes() for one in value] if name in _FILES else value


def _source(path: Path) -> Source:
    data = path.read_bytes()
    if not path.name.endswith(".recipe.json"):
        return Memory(data)
    return Pieces([Piece(_bytes(piece["bytes"]), piece["times"]) for piece in json.loads(data)["pieces"]])


def _bytes(text: str) -> bytes:
    data = base64url.decode(text)
    if data is None:
        raise ValueError("no base64url")
    return data
