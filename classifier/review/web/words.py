"""Small things that the pages say: shares, times, keys of standards, and the words of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifier.errors import ClassifierError

_WORD = re.compile(r"\S+")
_DIGITS = re.compile(r"\d(?:\.\d)?")
_MOST_WORDS = 4  # that are told as having spoken for a label


def share(value: float | None) -> str:
    """A share from 0 to 1 as a percentage without decimals; a dash where there is none.

    What is almost nothing, or almost all, is not told as if it were that.
    """
    if value is None:
        return "–"
    if 0 < value < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= value < 1 else f"{value * 100:.0f} %"


def sure(value: float) -> str:
    """How sure a model is, as a percentage: it is rounded when it is kept, and never quite 0 or 1."""
    return share(min(max(value, 0.001), 0.999))


def seconds(value: float) -> str:
    """How long something took, in words."""
    if value < 1:
        return "less than a second"
    whole = round(value)
    return "1 second" if whole == 1 else f"{whole:,} seconds"


def sentence(error: ClassifierError) -> str:
    """An error as a sentence of a page; one that begins with a file's name stays as it is."""
    said = local(error)
    return said if error.where else said[:1].upper() + said[1:]


def local(error: ClassifierError) -> str:
    """An error as it is told, but the moment of which it speaks as local time, as everywhere on the page."""
    moment = getattr(error, "when", None)
    return str(error).replace(f"{moment[:10]} at {moment[11:16]} UTC", when(moment)) if moment else str(error)


def when(moment: str | None) -> str:
    """A moment in UTC (ISO 8601) as local date and time."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone().strftime("%d %b %Y, %H:%M").lstrip("0")


def standard_keys(codes: Iterable[str]) -> dict[str, str]:
    """Two keys for each standard: its digits (2.1 is "21", domain 2 as a whole "20"), else its place in the list."""
    codes = tuple(codes)
    if all(_DIGITS.fullmatch(code) for code in codes):
        keys = {code: code.replace(".", "").ljust(2, "0") for code in codes}
        if len(set(keys.values())) == len(codes):
            return keys
    return {code: f"{place:02}" for place, code in enumerate(codes, 1)}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence; `start` and `end` are offsets of the report's text, or None where it has no place."""

    text: str
    start: int | None
    end: int | None


def words_of(text: str, source: str, start: int) -> tuple[Word, ...]:
    """The words of a sentence with their places; `source` is the report's text from the offset `start`.

    The sentence has been made whole: a word that was broken at a line's end, or follows a running header, is
    looked for by its beginning.
    """
    words, cursor = [], 0
    for match in _WORD.finditer(text):
        word = match.group()
        found = source.find(word, cursor)
        size = len(word)
        if found < 0:
            found, size = source.find(word[:2], cursor), 2
        if found < 0:
            words.append(Word(word, None, None))
            continue
        cursor = found + size
        words.append(Word(word, start + found, start + cursor))
    return tuple(words)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence; `spoke` is "for" or "against" the suggested label, or empty."""

    text: str
    spoke: str = ""


def evident(text: str, evidence: Any) -> Iterator[Run]:
    """The sentence as runs, those words marked that spoke most for the suggested finding."""
    spans: list[tuple[int, int]] = []
    for entry in _strongest(evidence):
        start, end = entry["start"], entry["end"]
        if 0 <= start < end <= len(text) and all(end <= first or last <= start for first, last in spans):
            spans.append((start, end))
    cursor = 0
    for start, end in sorted(spans):
        if cursor < start:
            yield Run(text[cursor:start])
        yield Run(text[start:end], "for")
        cursor = end
    yield Run(text[cursor:])


def spoken(evidence: Any) -> tuple[str, ...]:
    """The words that spoke most for the suggested finding, strongest first."""
    return tuple(dict.fromkeys(str(entry["text"]) for entry in _strongest(evidence)))


def _strongest(evidence: Any) -> list[dict[str, Any]]:
    entries = evidence.get("evidence", ()) if isinstance(evidence, dict) else evidence
    if not isinstance(entries, (list, tuple)):
        return []
    words = [
        entry
        for entry in entries
        if isinstance(entry, dict)
        and all(isinstance(entry.get(name), int) for name in ("start", "end"))
        and isinstance(entry.get("weight"), (int, float))
        and entry["weight"] > 0
        and entry.get("for", "finding") == "finding"
        and any(letter.isalnum() for letter in str(entry.get("text", "")))
    ]
    return sorted(words, key=lambda entry: -entry["weight"])[:_MOST_WORDS]
