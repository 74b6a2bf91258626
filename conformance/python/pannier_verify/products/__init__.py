"""Tariffs from product data in the formats of others (spec/formats/tariffs.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import standard
from ..findings import STAGES, Finding, Rejected
from ..tariff import form, meaning
from . import cdr_bank, cdr_energy, energy_made_easy, ob_pca, open_energy, sg_mobile, tmf620, urdb
from .draft import Draft, within
from .header import Given, Header, tariff
from .node import Node, NotReadable, read

_FORMATS: dict[str, tuple[Callable[[Node], list[Node]], Callable[[Node, Draft, Node, Given], Header]]] = {
    "cdr-bank": (cdr_bank.products, lambda node, draft, root, given: cdr_bank.header(node, draft)),
    "cdr-energy": (cdr_energy.products, lambda node, draft, root, given: cdr_energy.header(node, draft, given)),
    "eme-au": (energy_made_easy.products, lambda node, draft, root, given: energy_made_easy.header(node, draft)),
    "urdb": (urdb.products, lambda node, draft, root, given: urdb.header(node, draft, given)),
    "ob-pca": (ob_pca.products, lambda node, draft, root, given: ob_pca.header(node, root, draft)),
    "tmf620": (tmf620.products, lambda node, draft, root, given: tmf620.header(node, root, draft, given)),
    "open-energy": (open_energy.products, lambda node, draft, root, given: open_energy.header(node, draft)),
    "sg-mobile": (sg_mobile.products, lambda node, draft, root, given: sg_mobile.header(node, draft)),
}


def make(source: bytes, name: str | None, given: Given) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The tariffs of a document, one for each product in their order, and what only should not be.

    The format is told from its members where no name is given. Raises `Rejected`: the bytes are no product data
    (tariff-source-form), or no tariff comes of one of the products.
    """
    try:
        root = read(source)
    except NotReadable as error:
        raise Rejected("tariff", [Finding("tariff-source-form")]) from error
    names = [name] if name else [one for one, (products, _) in _FORMATS.items() if products(root)]
    nodes = _FORMATS[names[0]][0](root) if len(names) == 1 else []
    if not nodes:
        raise Rejected("tariff", [Finding("tariff-source-form")])
    made, findings = _tariffs(nodes, _FORMATS[names[0]][1], root, source, given)
    errors = [finding for finding in findings if standard.is_error(finding.code)]
    if errors:
        raise Rejected(min((standard.stage(finding.code) for finding in errors), key=STAGES.index), findings)
    return made, findings


def _tariffs(
    nodes: list[Node], header: Callable[[Node, Draft, Node, Given], Header], root: Node, source: bytes, given: Given
) -> tuple[list[dict[str, Any]], list[Finding]]:
    drafts = [Draft() for _ in nodes]
    headers = [header(node, draft, root, given) for node, draft in zip(nodes, drafts, strict=True)]
    for place in list(root.left()):
        owners = [draft for node, draft in zip(nodes, drafts, strict=True) if within(place, node.pointer)]
        for draft in owners or drafts:
            draft.leave(place)
    made: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for one, draft in zip(headers, drafts, strict=True):
        value = tariff(one, draft, source, given)
        findings += draft.findings
        if value is not None:
            departures = list(form.check(value)) or meaning.check(value)[0]
            findings += departures
            made += [] if departures else [value]
    return made, findings
