"""JSON Web Signatures in compact and JSON serialisation, as far as the standard uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import base64url, strict_json
from .findings import Departure


@dataclass(frozen=True)
class Jws:
    """A compact JWS taken apart; `signed` are the bytes its signature is over (verify-received-bytes)."""

    header: bytes
    payload: bytes
    signature: bytes
    signed: bytes


def segments(text: str) -> list[str] | None:
    """The three segments of a compact JWS; nothing where there are more or fewer."""
    parts = text.split(".")
    return parts if len(parts) == 3 else None


def take_apart(parts: list[str]) -> Jws | None:
    """The JWS of three segments; nothing where one of them is no strict base64url."""
    decoded = [base64url.decode(part) for part in parts]
    header, payload, signature = decoded
    if header is None or payload is None or signature is None:
        return None
    return Jws(header, payload, signature, f"{parts[0]}.{parts[1]}".encode("ascii"))


def json_value(data: bytes, otherwise: str) -> Any:
    """What the strict JSON in `data` says. Raises a `Departure` with the code `otherwise` where it is none."""
    try:
        return strict_json.parse(data)
    except strict_json.NotStrict as error:
        raise Departure(otherwise) from error


def json_object(data: bytes) -> dict[str, Any] | None:
    """The object of strict JSON in `data`; nothing where it is none."""
    try:
        value = strict_json.parse(data)
    except strict_json.NotStrict:
        return None
    return value if isinstance(value, dict) else None
