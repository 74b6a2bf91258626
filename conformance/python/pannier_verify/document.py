"""Documents: one signed text beside bundles and shares (spec/12-documents.md)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from . import base64url, jose, keys, schemas, trust
from .findings import Departure
from .policy import Policy
from .trust import ListedKey

MAX_DOCUMENT = 4 << 20
AHEAD = 300
KINDS = ("request", "grant", "withdrawal", "event", "intent", "offer", "acceptance", "signed-tariff")


@dataclass(frozen=True)
class Document:
    """A document whose form, signer and signature passed; `hash` is what another one names it by, `kid` who signed."""

    kind: str
    payload: dict[str, Any]
    hash: str
    issuer: str
    kid: str


def read(data: bytes, policy: Policy, trusted: trust.TrustList, kind: str | None = None) -> Document:
    """The document in `data`, of one kind where that is given.

    Raises `Departure` at the first finding, in the order of the chapter; its times are for whoever acts on it (`check_time`).
    """
    text, jws = _take_apart(data)
    header, payload = (jose.json_value(text, "document-form") for text in (jws.header, jws.payload))
    found = _check_header(header, kind)
    _check_payload(found, payload)
    issuer = _check_signer(header, payload, jws, policy, trusted)
    return Document(found, payload, base64url.encode(hashlib.sha256(text.encode()).digest()), issuer, header["kid"])


def check_time(document: Document, now: int) -> None:
    """document-early, document-expired: what has ended is evidence, and is acted on no more."""
    if document.payload["iat"] > now + AHEAD:
        raise Departure("document-early", pointer="/iat")
    if document.payload.get("exp", now + 1) <= now:
        raise Departure("document-expired", pointer="/exp")


def _take_apart(data: bytes) -> tuple[str, jose.Jws]:
    """document-form: one compact JWS, and one line end behind it at most."""
    text = data.decode("ascii", "replace")
    for end in ("\r\n", "\n"):
        if text.endswith(end):
            text = text.removesuffix(end)
            break
    segments = jose.segments(text) if len(text) <= MAX_DOCUMENT else None
    jws = jose.take_apart(segments) if segments and all(segments) else None
    if jws is None:
        raise Departure("document-form")
    return text, jws


def _check_header(header: Any, expected: str | None) -> str:
    """document-header, document-typ: the kind."""
    if not isinstance(header, dict):
        raise Departure("document-header")
    alg, typ = header.get("alg"), header.get("typ")
    if (
        header.keys() != {"alg", "kid", "typ"}
        or alg not in (keys.ES256, keys.ED25519)
        or base64url.decode_exactly(header["kid"], 32) is None
        or not isinstance(typ, str)
    ):
        raise Departure("document-header")
    for kind in KINDS if expected is None else (expected,):
        if typ == f"pannier-{kind}+jwt":
            return kind
    raise Departure("document-typ", pointer="/typ")


def _check_payload(kind: str, payload: Any) -> None:
    """document-payload: the members of the kind and no others, each of its form, `exp` after `iat`."""
    if not isinstance(payload, dict):
        raise Departure("document-payload")
    for finding in schemas.departures(schemas.of_standard(kind), payload):
        raise Departure("document-payload", pointer=finding.pointer)
    if isinstance(payload["v"], bool):
        raise Departure("document-payload", pointer="/v")
    if payload.get("exp", payload["iat"] + 1) <= payload["iat"]:
        raise Departure("document-payload", pointer="/exp")


def _check_signer(
    header: dict[str, Any], payload: dict[str, Any], jws: jose.Jws, policy: Policy, trusted: trust.TrustList
) -> str:
    """Whose word it is: that of a key in a list, or of a holder."""
    if payload["iss"].startswith(trust.SELF):
        holder = keys.parse(payload["cnf"]["jwk"])
        name = payload["iss"].removeprefix(trust.SELF)
        if holder is None or holder.alg != keys.ES256 or not name == header["kid"] == holder.thumbprint:
            raise Departure("document-holder-key", pointer="/cnf/jwk")
        _check_signature(holder, header, jws)
        return "self"
    if trusted.exp <= policy.now:
        raise Departure("trust-list-expired")
    listed = trusted.everywhere(header["kid"])
    if not listed:
        raise Departure("document-known-key", pointer="/kid")
    _check_signature(listed[0].key, header, jws)
    if any(one.iss != payload["iss"] for one in listed):
        raise Departure("document-issuer", pointer="/iss")
    states = [_check_state(one, payload["iat"], policy) for one in listed]
    return "indeterminate" if "indeterminate" in states else "listed"


def _check_signature(key: keys.Key, header: dict[str, Any], jws: jose.Jws) -> None:
    """document-alg, document-signature."""
    if header["alg"] != key.alg:
        raise Departure("document-alg", pointer="/alg")
    if not key.verifies(jws.signature, jws.signed):
        raise Departure("document-signature")


def _check_state(listed: ListedKey, iat: int, policy: Policy) -> str:
    """document-key-period, document-key-revoked."""
    if not listed.nbf <= iat < listed.exp:
        raise Departure("document-key-period", pointer="/iat")
    if listed.revoked_at is None:
        return "listed"
    if iat >= listed.revoked_at or not policy.accept_indeterminate:
        raise Departure("document-key-revoked", pointer="/iat")
    return "indeterminate"
