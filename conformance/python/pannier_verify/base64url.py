"""base64url in its one spelling (head-base64url)."""

from __future__ import annotations

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    """The text of `data`, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes | None:
    """The bytes of `text`; nothing where it has padding, foreign characters or unused bits that are not zero."""
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if encode(data) == text else None


def decode_exactly(text: object, length: int) -> bytes | None:
    """The `length` bytes of `text`; nothing where it is no text, or the text of more or fewer."""
    data = decode(text) if isinstance(text, str) else None
    return data if data is not None and len(data) == length else None
