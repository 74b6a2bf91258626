"""What the text of the standard says for programs: how binding each requirement is."""

from __future__ import annotations

import functools
import json
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[3] / "spec" / "requirements.json"


@functools.cache
def _levels() -> dict[str, str]:
    listed = json.loads(REQUIREMENTS.read_bytes())["requirements"]
    return {requirement["id"]: requirement["level"] for requirement in listed}


def is_error(code: str) -> bool:
    """Whether a departure is an error, and not only a warning or a note."""
    return _levels()[code] == "MUST"
