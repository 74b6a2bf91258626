"""Trust lists, and whether the key of a head may sign it (spec/08-trust.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import base64url, jose, keys, schemas
from .findings import Departure
from .keys import Key

MAX_LIST = 128 << 20
DAY = 86_400
SELF = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
_HEADER_TYPE = "pannier-trust+jwt"


@dataclass(frozen=True)
class ListedKey:
    """A key of a trust list, and whose it is."""

    key: Key
    iss: str
    profiles: frozenset[str]
    nbf: int
    exp: int
    revoked_at: int | None


@dataclass(frozen=True)
class TrustList:
    """The keys of issuers, under which heads are accepted, those of recipients, and from when on no more."""

    keys: dict[str, ListedKey]
    recipients: dict[str, ListedKey]
    exp: int

    def everywhere(self, kid: str) -> list[ListedKey]:
        """A key in both roles, as documents ask for it."""
        return [listed[kid] for listed in (self.recipients, self.keys) if kid in listed]


def read(data: bytes, anchor: bytes | None) -> TrustList:
    """The trust list in `data`: signed where there is an anchor, else plain. Raises `Departure` of stage head."""
    seq = -1
    if anchor is not None:
        pinned = _Anchor.read(anchor)
        data = pinned.open(data)
        seq = pinned.seq
    claims = _object(data)
    _check_names(claims)
    _check_keys(claims)
    for finding in schemas.departures(schemas.of_standard("trust-list"), claims):
        raise Departure("trust-list-form", pointer=finding.pointer)
    _check_periods(claims)
    if anchor is not None and claims["iss"] != pinned.iss:
        raise Departure("trust-list-signed")
    if claims["seq"] < seq:
        raise Departure("trust-list-rollback")
    return TrustList(_keys(claims, "issuers"), _keys(claims, "recipients"), claims["exp"])


def _object(data: bytes) -> dict[str, Any]:
    value = jose.json_object(data) if len(data) <= MAX_LIST else None
    if value is None:
        raise Departure("trust-list-form")
    return value


def _entries(claims: dict[str, Any]) -> list[Any]:
    """All entries of a list whose form is not known yet."""
    entries = []
    for name in ("issuers", "recipients"):
        given = claims.get(name, [])
        entries += given if isinstance(given, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _check_names(claims: dict[str, Any]) -> None:
    """self-unlisted: no entry has the name of a customer's key."""
    for entry in _entries(claims):
        if isinstance(entry.get("iss"), str) and _is_key_name(entry["iss"]):
            raise Departure("self-unlisted")


def _check_keys(claims: dict[str, Any]) -> None:
    """trust-list-key: every JWK is a valid public key that says nothing else of itself."""
    for entry in _entries(claims):
        listed = entry.get("keys")
        for key in listed if isinstance(listed, list) else []:
            if isinstance(key, dict) and "jwk" in key and keys.parse(key["jwk"]) is None:
                raise Departure("trust-list-key")


def _check_periods(claims: dict[str, Any]) -> None:
    """trust-list-form: what the shape alone does not say."""
    good = claims["iat"] < claims["exp"]
    for name in ("issuers", "recipients"):
        entries = claims.get(name, [])
        good = good and len({entry["iss"] for entry in entries}) == len(entries)
        for entry in entries:
            for key in entry["keys"]:
                good = good and key["nbf"] < key["exp"]
                good = good and (key["state"] == "revoked") == ("revoked_at" in key)
    if not good:
        raise Departure("trust-list-form")


def _keys(claims: dict[str, Any], role: str) -> dict[str, ListedKey]:
    """The keys of one role. trust-list-key-once holds for each of the two."""
    found: dict[str, ListedKey] = {}
    for entry in claims.get(role, []):
        for listed in entry["keys"]:
            key = keys.parse(listed["jwk"])
            if key is None or key.thumbprint in found:
                raise Departure("trust-list-key-once")
            profiles = frozenset(entry["profiles"])
            found[key.thumbprint] = ListedKey(
                key, entry["iss"], profiles, listed["nbf"], listed["exp"], listed.get("revoked_at")
            )
    return found


@dataclass(frozen=True)
class _Anchor:
    """What a verifier has pinned of a list: who keeps it, which keys may sign it and how many have to."""

    iss: str
    threshold: int
    keys: dict[str, Key]
    seq: int

    @staticmethod
    def read(data: bytes) -> _Anchor:
        anchor = _object(data)
        listed = anchor.get("keys")
        threshold, seq = anchor.get("threshold"), anchor.get("seq", 0)
        iss = schemas.validator(schemas.load("trust-list")["properties"]["iss"])
        if (
            anchor.keys() - {"seq"} != {"iss", "threshold", "keys"}
            or not iss.is_valid(anchor["iss"])
            or not isinstance(listed, list)
            or not _is_count(threshold)
            or not _is_count(seq)
            or not 1 <= threshold <= len(listed)
        ):
            raise Departure("trust-list-form")
        parsed: dict[str, Key] = {}
        for jwk in listed:
            key = keys.parse(jwk)
            if key is None:
                raise Departure("trust-list-key")
            if key.thumbprint in parsed:
                raise Departure("trust-list-key-once")
            parsed[key.thumbprint] = key
        return _Anchor(anchor["iss"], threshold, parsed, seq)

    def open(self, data: bytes) -> bytes:
        """The list in a signed list. Requirement: trust-list-signed."""
        outer = _object(data)
        if outer.keys() != {"payload", "signatures"} or not isinstance(outer["signatures"], list):
            raise Departure("trust-list-form")
        signed: set[str] = set()
        payload = outer["payload"]
        for signature in outer["signatures"]:
            if not isinstance(signature, dict) or signature.keys() != {"protected", "signature"}:
                raise Departure("trust-list-form")
            segments = [signature["protected"], payload, signature["signature"]]
            jws = jose.take_apart(segments) if all(isinstance(part, str) for part in segments) else None
            if jws is None:
                raise Departure("trust-list-form")
            signed.add(self._signer(jws))
        if len(signed) < max(self.threshold, len(outer["signatures"])):
            raise Departure("trust-list-signed")
        return jws.payload if signed else b""

    def _signer(self, jws: jose.Jws) -> str:
        header = jose.json_object(jws.header)
        if header is None or header.keys() != {"alg", "kid", "typ"} or not all(isinstance(text, str) for text in header.values()):
            raise Departure("trust-list-form")
        kid = header["kid"]
        key = self.keys.get(kid)
        if key is None or header != {"alg": key.alg, "kid": kid, "typ": _HEADER_TYPE}:
            raise Departure("trust-list-signed")
        if not key.verifies(jws.signature, jws.signed):
            raise Departure("trust-list-signed")
        return key.thumbprint


def _is_key_name(iss: str) -> bool:
    """Whether it is the name of a key: the prefix and a whole thumbprint."""
    return iss.startswith(SELF) and base64url.decode_exactly(iss.removeprefix(SELF), 32) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
