"""A tariff as it comes: the text of its document, or signed around it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from .. import base64url, document, strict_json, trust
from ..findings import Departure, Finding, Rejected
from ..policy import Policy
from . import form, meaning

_SIGNED = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\r?\n?")
KIND = "signed-tariff"


@dataclass(frozen=True)
class Tariff:
    """A tariff without errors; `digest` is that of its text, whether it came signed or not."""

    value: dict[str, Any]
    digest: str
    issuer: str
    warnings: tuple[Finding, ...]

    @property
    def version(self) -> tuple[str, str, str]:
        """What names this statement of prices."""
        return self.value["provider"]["id"], self.value["id"], self.value["version"]


def read(data: bytes, policy: Policy) -> Tariff:
    """The tariff in `data`. Raises `Rejected` at stage document or head for one that is not believed, else tariff or quote."""
    kid = issuer = None
    if _SIGNED.fullmatch(data):
        trusted = trust.read(policy.trust, policy.anchor)
        signed = document.read(data, policy, trusted, KIND)
        document.check_time(signed, policy.now)
        kid, issuer = signed.kid, signed.issuer
        data = signed.payload["tariff"].encode("utf-8")
    try:
        value = strict_json.parse_any_number(data)
    except strict_json.NotStrict as error:
        raise Rejected("tariff", [Finding("tariff-json")]) from error
    findings = sorted(set(form.check(value)))
    if findings:
        raise Rejected("tariff", findings)
    errors, warnings = meaning.check(value)
    if errors:
        raise Rejected("tariff", errors + warnings)
    if kid is not None and value["provider"].get("key_id", kid) != kid:
        raise Departure("quote-tariff-key", pointer="/tariff")
    return Tariff(value, base64url.encode(hashlib.sha256(data).digest()), issuer or "", tuple(warnings))
