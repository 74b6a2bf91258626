"""Texts of a source: labels, codes made of words, and days (spec/formats/tariffs.md, Every importer)."""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from datetime import UTC, date, datetime, timedelta

LABEL = 200
TEXT = 4000
_NOTHING = {"", "n/a", "na", "null", "none", "nil", "-"}
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d{1,9})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def says_nothing(text: str | None) -> bool:
    """Whether a text says that there is nothing, as `n/a` does."""
    return text is None or text.lower().strip(". ") in _NOTHING


def clean(text: str) -> str:
    """A text with a space for each control character but LF, without spaces around it."""
    return "".join(" " if unicodedata.category(letter) == "Cc" and letter != "\n" else letter for letter in text).strip()


def name(text: str | None) -> str | None:
    """A text as a label of at most 200 characters; nothing where there is none."""
    cleaned = clean(text or "")
    return (cleaned if len(cleaned) <= LABEL else cleaned[: LABEL - 1] + "…") or None


def texts(text: str) -> list[str]:
    """A text in pieces of at most 4000 characters."""
    cleaned = clean(text)
    return [cleaned[start : start + TEXT] for start in range(0, len(cleaned), TEXT)]


def slug(text: str, joint: str = "_", most: int | None = None) -> str:
    """Letters of ASCII in lower case, and digits, with one `joint` for all that stands between; `x` where there are none."""
    made = ""
    for letter in "".join(letter.lower() for letter in text):
        if letter.isascii() and letter.isalnum():
            made += letter
        elif made and not made.endswith(joint):
            made += joint
        if len(made) == most:
            break
    return made.rstrip(joint) or "x"


def code(text: str) -> str:
    """The code of a fact that is made of words: at most sixty characters."""
    return slug(text, most=60)


def title(word: str) -> str:
    """`MIN_AGE` as `Min age`."""
    return word.replace("_", " ").lower().capitalize()


def day(text: str | None, zone: str) -> str | None:
    """The civil day of a moment in a zone, or the day with which a text begins."""
    if text is None:
        return None
    moment = _MOMENT.fullmatch(text)
    if moment is not None:
        try:
            return _day_of(moment[1], moment[2], zone)
        except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError):
            pass
    try:
        start = date.fromisoformat(text[:10]) if re.match(r"\d{4}-\d\d-\d\d(T|$)", text, re.ASCII) else None
    except ValueError:
        return None
    return start and start.isoformat()


def day_of_second(second: int, zone: str) -> str | None:
    """The civil day in a zone of a moment in seconds since 1970."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(zoneinfo.ZoneInfo(zone)).date().isoformat()
    except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError):
        return None


def _day_of(clock: str, offset: str, zone: str) -> str:
    moment = datetime.fromisoformat(clock + ("+00:00" if offset == "Z" else offset))
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).date().isoformat()
