"""Stage head: the signed statement of what the file holds (spec/05-head.md)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from . import base64url, descriptors, jose, keys, schemas, strict_json, trust
from .descriptors import Attachment, Part
from .findings import Departure
from .keys import Key
from .policy import Policy

ENTRY = "head.sdjwt"
TYPE = "pannier-bundle+sd-jwt"
PROFILE = "https://pannier.example/v0/bundle"
DAY = 86_400
MAX_PARTS = 16_384
_PRINTABLE = re.compile(rb"[!-~]*")
_CHARACTERS = re.compile(rb"[A-Za-z0-9_.~-]*")


@dataclass(frozen=True)
class Head:
    """A head that passed; `presented` are its bytes up to and with the last `~`, `binding` what stands behind it."""

    claims: dict[str, Any]
    issuer: str
    holder: Key | None
    parts: list[Part]
    attachments: list[Attachment]
    sealed_parts: list[str]
    sealed_claims: list[str]
    presented: bytes
    binding: str

    @property
    def jti(self) -> str:
        """The identity of the bundle."""
        return str(self.claims["jti"])

    @property
    def day(self) -> int:
        """The day of issue, in days since 1970."""
        return int(self.claims["iat"]) // DAY


def read(data: bytes, policy: Policy, trusted: trust.TrustList) -> Head:
    """Runs stage head over the bytes of `head.sdjwt`. Raises `Departure` at the first finding."""
    if not _PRINTABLE.fullmatch(data):
        raise Departure("head-form", ENTRY)
    if not _CHARACTERS.fullmatch(data):
        raise Departure("head-base64url", ENTRY)
    jwt, *disclosures = data.decode("ascii").split("~")
    segments = jose.segments(jwt)
    if not disclosures or segments is None or not all(segments[:2]):
        raise Departure("head-form", ENTRY)
    binding = disclosures.pop()
    jws = jose.take_apart(segments)
    if jws is None:
        raise Departure("head-base64url", ENTRY)
    if not segments[2] and not _names_other_algorithm(jws.header):
        raise Departure("head-form", ENTRY)
    header = _check_header(_strict(jws.header))
    claims = _strict(jws.payload)
    _check_claims(claims)
    parts, attachments, sealed_parts, sealed_claims = _disclosed(claims, disclosures)
    if binding and jose.segments(binding) is None:
        raise Departure("head-form", ENTRY)
    holder = keys.parse(claims["cnf"]["jwk"]) if "cnf" in claims else None
    issuer = _check_trust(claims, header, jws, holder, policy, trusted)
    if claims["exp"] <= policy.now:
        raise Departure("head-expired", ENTRY, pointer="/exp")
    if claims["iat"] > policy.now + DAY:
        raise Departure("head-not-yet-valid", ENTRY, pointer="/iat")
    presented = data[: len(data) - len(binding)]
    return Head(claims, issuer, holder, parts, attachments, sealed_parts, sealed_claims, presented, binding)


def _strict(data: bytes) -> Any:
    try:
        return strict_json.parse(data)
    except strict_json.NotStrict as error:
        raise Departure("head-json-strict", ENTRY) from error


def _names_other_algorithm(header: bytes) -> bool:
    """Whether a header that can be read says `none` or the like: the reason why there is no signature."""
    try:
        _check_header(_strict(header))
    except Departure as departure:
        return departure.finding.code == "head-alg"
    return False


def _check_header(header: Any) -> dict[str, str]:
    """head-header, and head-alg as far as the header alone says it."""
    if (
        not isinstance(header, dict)
        or header.keys() != {"alg", "kid", "typ"}
        or not isinstance(header["alg"], str)
        or header["typ"] != TYPE
        or base64url.decode_exactly(header["kid"], 32) is None
    ):
        raise Departure("head-header", ENTRY)
    if header["alg"] not in (keys.ES256, keys.ED25519):
        raise Departure("head-alg", ENTRY, pointer="/alg")
    return header


def _check_claims(claims: Any) -> None:
    """head-version, head-claims, head-times, head-cnf, head-parts-limit."""
    if not isinstance(claims, dict):
        raise Departure("head-claims", ENTRY)
    pannier = claims.get("pannier")
    if isinstance(pannier, dict) and pannier.get("v", 1) != 1:
        raise Departure("head-version", ENTRY, pointer="/pannier/v")
    parts = claims.get("parts")
    if isinstance(parts, list) and len(parts) > MAX_PARTS:
        raise Departure("head-parts-limit", ENTRY, pointer="/parts")
    if "parts" in claims and not isinstance(parts, list):
        raise Departure("head-claims", ENTRY, pointer="/parts")
    for finding in schemas.departures(schemas.of_standard("head"), claims, ENTRY):
        raise Departure(finding.code, ENTRY, pointer=finding.pointer)
    if isinstance(pannier["v"], bool):
        raise Departure("head-version", ENTRY, pointer="/pannier/v")
    if claims["iat"] >= claims["exp"]:
        raise Departure("head-times", ENTRY, pointer="/exp")
    if "cnf" in claims:
        key = keys.parse(claims["cnf"]["jwk"])
        if key is None or key.alg != keys.ES256:
            raise Departure("head-cnf", ENTRY, pointer="/cnf/jwk")


def digest(text: str) -> str:
    """The digest of a disclosure or decoy: over its base64url text, not over what that says."""
    return base64url.encode(hashlib.sha256(text.encode("ascii")).digest())


def _disclosed(
    claims: dict[str, Any], disclosures: list[str]
) -> tuple[list[Part], list[Attachment], list[str], list[str]]:
    """The descriptors in the order of their digests, and the digests that stay closed in `parts` and in `_sd`.

    Requirements: head-digest-once, head-disclosure-form, head-disclosure-order, head-ids-unique.
    """
    listed: list[str] = [element["..."] for element in claims["parts"]]
    places = {value: index for index, value in enumerate(listed)}
    opened = [(digest(text), text) for text in disclosures]
    parts: list[Part] = []
    attachments: list[Attachment] = []
    described: dict[str, Part | Attachment] = {}
    for value, text in opened:
        if value in places and value not in described:
            content = _content(text, 1)
            descriptor = descriptors.read(content[0], f"/parts/{places[value]}")
            described[value] = descriptor
            if isinstance(descriptor, Part):
                parts.append(descriptor)
            else:
                attachments.append(descriptor)
    nested = [value for part in parts for value in part.nested]
    if len(set(listed + nested)) < len(listed) + len(nested):
        raise Departure("head-digest-once", ENTRY)
    if any(value not in places and value not in nested for value, _ in opened):
        raise Departure("head-digest-once", ENTRY)
    _check_order(opened, places, described)
    ids = [descriptor.id for descriptor in described.values()]
    if len(set(ids)) < len(ids):
        raise Departure("head-ids-unique", ENTRY)
    shown = {value for value, _ in opened}
    sealed_parts = [value for value in listed if value not in shown]
    sealed_claims = [value for value in nested if value not in shown]
    return parts, attachments, sealed_parts, sealed_claims


def _content(text: str, elements: int) -> list[Any]:
    """What a disclosure holds behind its salt: `elements` of it. Requirements: head-base64url, head-disclosure-form."""
    data = base64url.decode(text)
    if data is None:
        raise Departure("head-base64url", ENTRY)
    value = _strict(data)
    if not isinstance(value, list) or len(value) != elements + 1 or base64url.decode_exactly(value[0], 16) is None:
        raise Departure("head-disclosure-form", ENTRY)
    return value[1:]


def _check_order(
    opened: list[tuple[str, str]], places: dict[str, int], described: dict[str, Part | Attachment]
) -> None:
    """head-disclosure-order: descriptors as in `parts`, each with its nested claims behind it as in its `_sd`."""
    last = (-1, -1)
    within: Part | Attachment | None = None
    for value, text in opened:
        if value in places:
            place = (places[value], -1)
            within = described[value]
        elif isinstance(within, Part) and value in within.nested:
            place = (last[0], within.nested.index(value))
            name, claim = _content(text, 2)
            if not isinstance(name, str):
                raise Departure("head-disclosure-form", ENTRY)
            if place > last:
                descriptors.add_claim(within, name, claim)
        else:
            raise Departure("head-disclosure-order", ENTRY)
        if place <= last:
            raise Departure("head-disclosure-order", ENTRY)
        last = place


def _check_trust(
    claims: dict[str, Any],
    header: dict[str, str],
    jws: jose.Jws,
    holder: Key | None,
    policy: Policy,
    trusted: trust.TrustList,
) -> str:
    """Who signed: `listed`, `indeterminate` or `self` (spec/08-trust.md, in its order)."""
    if claims["iss"].startswith(trust.SELF):
        return _check_self(claims, header, jws, holder, policy)
    if trusted.exp <= policy.now:
        raise Departure("trust-list-expired")
    listed = trusted.keys.get(header["kid"])
    if listed is None:
        raise Departure("trust-known-key", ENTRY, pointer="/kid")
    _check_signature(listed.key, header, jws)
    if claims["iss"] != listed.iss:
        raise Departure("trust-issuer", ENTRY, pointer="/iss")
    profile = claims["pannier"]["profile"]
    if listed.profiles and profile == PROFILE and profile not in listed.profiles:
        raise Departure("trust-profile", ENTRY, pointer="/pannier/profile")
    if not listed.nbf <= claims["iat"] < listed.exp:
        raise Departure("trust-key-period", ENTRY, pointer="/iat")
    if listed.revoked_at is None:
        return "listed"
    if claims["iat"] // DAY >= listed.revoked_at // DAY:
        raise Departure("trust-revoked", ENTRY, pointer="/iat")
    if not policy.accept_indeterminate:
        raise Departure("trust-indeterminate", ENTRY, pointer="/iat")
    return "indeterminate"


def _check_self(
    claims: dict[str, Any], header: dict[str, str], jws: jose.Jws, holder: Key | None, policy: Policy
) -> str:
    """self-thumbprint, self-accepted. No list is consulted."""
    name = claims["iss"].removeprefix(trust.SELF)
    if holder is None or not name == header["kid"] == holder.thumbprint:
        raise Departure("self-thumbprint", ENTRY)
    _check_signature(holder, header, jws)
    if not policy.accept_self:
        raise Departure("self-accepted", ENTRY, pointer="/iss")
    return "self"


def _check_signature(key: Key, header: dict[str, str], jws: jose.Jws) -> None:
    """head-alg, head-signature: the algorithm is that of the key."""
    if header["alg"] != key.alg:
        raise Departure("head-alg", ENTRY, pointer="/alg")
    if not key.verifies(jws.signature, jws.signed):
        raise Departure("head-signature", ENTRY)
