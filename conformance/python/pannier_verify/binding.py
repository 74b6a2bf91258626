"""Stage binding: the holder's own signature behind the head (spec/06-share.md, Key binding)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from . import base64url, jose, keys
from .container import Container
from .findings import Departure
from .head import Head
from .policy import Policy
from .strict_json import MAX_INTEGER

OLDEST = 600
AHEAD = 300
_NAME = re.compile(r"[!-~]{1,256}")
_CLAIMS = {"iat", "aud", "nonce", "sd_hash", "pannier_share"}


def check(head: Head, container: Container, policy: Policy) -> str | None:
    """Runs stage binding: `bound`, `unbound` or `bearer` of a share, nothing of a bundle. Raises `Departure`."""
    if not head.binding:
        if policy.require_binding:
            raise Departure("binding-required")
        if not container.is_share:
            return None
        return "bearer" if head.holder is None else "unbound"
    if not container.is_share or head.holder is None:
        raise Departure("binding-without-key")
    claims = _read(head.binding, head.holder)
    share = container.entries["share.json"].read()
    _compare("binding-sd-hash", claims["sd_hash"], _hash(head.presented))
    _compare("binding-audience", claims["aud"], policy.aud)
    _compare("binding-nonce", claims["nonce"], policy.nonce)
    if not policy.now - OLDEST <= claims["iat"] <= policy.now + AHEAD:
        raise Departure("binding-time", "head.sdjwt", pointer="/iat")
    _compare("binding-share-hash", claims["pannier_share"], _hash(share))
    if policy.seen:
        raise Departure("binding-fresh", "head.sdjwt", pointer="/nonce")
    return "bound"


def _read(text: str, holder: keys.Key) -> dict[str, Any]:
    """binding-form, binding-header, binding-claims, binding-signature."""
    jws = jose.take_apart(text.split("."))
    if jws is None or not jws.signature:
        raise Departure("binding-form", "head.sdjwt")
    header, claims = (jose.json_value(text, "binding-form") for text in (jws.header, jws.payload))
    if header != {"alg": keys.ES256, "typ": "kb+jwt"}:
        raise Departure("binding-header", "head.sdjwt")
    _check_claims(claims)
    if not holder.verifies(jws.signature, jws.signed):
        raise Departure("binding-signature", "head.sdjwt")
    return claims


def _check_claims(claims: Any) -> None:
    """binding-claims: exactly those of the table, each of its form."""
    if not isinstance(claims, dict):
        raise Departure("binding-claims", "head.sdjwt")
    iat = claims.get("iat")
    good = claims.keys() == _CLAIMS and isinstance(iat, int) and not isinstance(iat, bool) and 0 <= iat <= MAX_INTEGER
    good = good and all(isinstance(claims[name], str) and _NAME.fullmatch(claims[name]) for name in ("aud", "nonce"))
    good = good and all(base64url.decode_exactly(claims[name], 32) for name in ("sd_hash", "pannier_share"))
    if not good:
        raise Departure("binding-claims", "head.sdjwt")


def _compare(code: str, said: str, wanted: str | None) -> None:
    if wanted is not None and said != wanted:
        raise Departure(code, "head.sdjwt")


def _hash(data: bytes) -> str:
    return base64url.encode(hashlib.sha256(data).digest())
