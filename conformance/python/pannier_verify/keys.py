"""Public keys as JWKs, and the two algorithms of signatures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from . import base64url

ES256 = "ES256"
ED25519 = "Ed25519"
_P256_PRIME = (2**256 - 2**224 + 2**192 + 2**96 - 1).to_bytes(32, "big")


@dataclass(frozen=True)
class Key:
    """A public key that passed; `thumbprint` is that of RFC 7638."""

    alg: str
    thumbprint: str
    material: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is good over the bytes of `message`: 64 bytes, r and s or R and S (head-signature)."""
        if len(signature) != 64:
            return False
        try:
            if isinstance(self.material, ec.EllipticCurvePublicKey):
                r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                self.material.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
            else:
                self.material.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def parse(jwk: Any) -> Key | None:
    """The key of `jwk`; nothing where it is no valid public key of P-256 or Ed25519, or says something else of itself.

    Requirements: trust-list-key, head-cnf. At most `kid`, `alg` and `use` stand beside the key itself, and agree with it.
    """
    if not isinstance(jwk, dict):
        return None
    kind = jwk.get("kty"), jwk.get("crv")
    if kind == ("EC", "P-256"):
        key = _p256(jwk)
    elif kind == ("OKP", "Ed25519"):
        key = _ed25519(jwk)
    else:
        return None
    named = {"kty", "crv", "x", "y"} if kind[0] == "EC" else {"kty", "crv", "x"}
    if key is None or jwk.keys() - named - {"kid", "alg", "use"}:
        return None
    said = (("kid", key.thumbprint), ("alg", key.alg), ("use", "sig"))
    return key if all(jwk.get(name, value) == value for name, value in said) else None


def _p256(jwk: dict[str, Any]) -> Key | None:
    x, y = base64url.decode_exactly(jwk.get("x"), 32), base64url.decode_exactly(jwk.get("y"), 32)
    if x is None or y is None:
        return None
    # The library takes a coordinate modulo the prime, and one key would have two thumbprints.
    if max(x, y) >= _P256_PRIME:
        return None
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    try:
        material = numbers.public_key()
    except ValueError:
        return None
    return Key(ES256, _thumbprint({"crv": "P-256", "kty": "EC", "x": jwk["x"], "y": jwk["y"]}), material)


def _ed25519(jwk: dict[str, Any]) -> Key | None:
    x = base64url.decode_exactly(jwk.get("x"), 32)
    if x is None or not _fit_ed25519(x):
        return None
    material = ed25519.Ed25519PublicKey.from_public_bytes(x)
    return Key(ED25519, _thumbprint({"crv": "Ed25519", "kty": "OKP", "x": jwk["x"]}), material)


def _thumbprint(members: dict[str, str]) -> str:
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return base64url.encode(hashlib.sha256(text.encode()).digest())


# The curve of RFC 8032 5.1, as far as it takes to tell a point of small order.

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P


def _fit_ed25519(data: bytes) -> bool:
    """Whether `data` is a point in canonical form and not of small order (trust-list-key)."""
    number = int.from_bytes(data, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    if y >= _P:
        return False
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if x * x % _P != square or (x == 0 and odd):
        return False
    if x & 1 != odd:
        x = _P - x
    point = (x, y)
    for _ in range(3):
        point = _add(point, point)
    return point != (0, 1)


def _add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    product = _D * a[0] * b[0] * a[1] * b[1] % _P
    return (
        (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, _P) % _P,
        (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, _P) % _P,
    )
