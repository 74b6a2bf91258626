"""Documents: one signed text beside bundles and shares (spec/12-documents.md)."""

from __future__ import annotations

from typing import Any

from . import base64url, jose, keys, request, schemas, standard, trust
from .findings import Departure
from .policy import Answer, Policy
from .trust import ListedKey

MAX_DOCUMENT = 4 << 20
AHEAD = 300
KINDS = ("request",)


def read(data: bytes, policy: Policy, trusted: trust.TrustList) -> Answer:
    """Whether a document may be acted on. Raises `Departure` at the first finding, in the order of the chapter."""
    jws = _take_apart(data)
    header, payload = jose.json_object(jws.header), jose.json_object(jws.payload)
    if header is None or payload is None:
        raise Departure("document-form")
    kind = _check_header(header, policy.kind)
    _check_payload(kind, payload)
    issuer = _check_signer(header, payload, jws, policy, trusted)
    if payload["iat"] > policy.now + AHEAD:
        raise Departure("document-early", pointer="/iat")
    if payload.get("exp", policy.now + 1) <= policy.now:
        raise Departure("document-expired", pointer="/exp")
    findings = list(request.check(payload)) if kind == "request" else []
    for finding in findings:
        if standard.is_error(finding.code):
            raise Departure(finding.code, pointer=finding.pointer)
    return Answer(issuer, warnings=findings)


def _take_apart(data: bytes) -> jose.Jws:
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
    return jws


def _check_header(header: dict[str, Any], expected: str | None) -> str:
    """document-header, document-typ: the kind."""
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


def _check_payload(kind: str, payload: dict[str, Any]) -> None:
    """document-payload: the members of the kind and no others, each of its form, `exp` after `iat`."""
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
        holder = keys.parse(payload.get("cnf", {}).get("jwk"))
        name = payload["iss"].removeprefix(trust.SELF)
        if holder is None or holder.alg != keys.ES256 or not name == header["kid"] == holder.thumbprint:
            raise Departure("document-holder-key", pointer="/iss")
        _check_signature(holder, header, jws)
        return "self"
    if trusted.exp <= policy.now:
        raise Departure("trust-list-expired")
    listed = trusted.everywhere(header["kid"])
    if not listed:
        raise Departure("document-known-key", pointer="/kid")
    _check_signature(listed[0].key, header, jws)
    own = [one for one in listed if one.iss == payload["iss"]]
    if not own:
        raise Departure("document-issuer", pointer="/iss")
    return _check_state(own[0], payload["iat"], policy)


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
