"""Proportions of cases in a sentence, as numbers, and the bands by which the inspectorate judges them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share from 0 to 1 and where it stands in the text (half-open)."""

    start: int
    end: int
    share: float


_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_FRACTIONS = {
    "half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4, "fifth": 1 / 5,
    "fifths": 1 / 5, "sixth": 1 / 6, "tenth": 1 / 10, "tenths": 1 / 10,
}  # fmt: skip
_NAMED = {
    "almost all": 0.95, "nearly all": 0.95, "virtually all": 0.95, "all but": 0.93, "the great majority": 0.85,
    "the vast majority": 0.88, "the large majority": 0.8, "the overwhelming majority": 0.9, "a large majority": 0.8,
    "a majority": 0.55, "the majority": 0.6, "a minority": 0.3, "a small minority": 0.15, "most": 0.75, "all": 1.0,
    "every": 1.0, "nearly every": 0.95, "almost every": 0.95, "too few": 0.3, "only a few": 0.1, "none": 0.0,
}  # fmt: skip
_MORE = r"well over|well above|more than|over|above|just over|just above|slightly more than|a little over|at least"
_LESS = r"well under|well below|fewer than|less than|under|below|just under|only just over|slightly less than|barely"
_NEAR = r"almost|nearly|just short of|close to|about|around|approximately|some|only|just"
_QUALIFIER = rf"(?:(?P<qualifier>only just over|{_MORE}|{_LESS}|{_NEAR})\s+)?"
_COUNT = r"(?:\d{1,4}|" + "|".join(_WORDS) + r")"
_PROPORTION = re.compile(
    rf"\b{_QUALIFIER}(?:"
    r"(?P<percent>\d{1,3}(?:\.\d+)?)\s?(?:%|per cent|percent)"
    rf"|(?P<percent_word>{'|'.join(_WORDS)})\s(?:per cent|percent)"
    rf"|(?:(?P<times>one|two|three|four|nine|a)[\s-]?)?(?P<fraction>{'|'.join(_FRACTIONS)})\b(?!-)"
    rf"|(?P<part>{_COUNT})\s(?:of|out of|in|in every)\s(?:the\s|these\s|those\s|its\s|every\s)?(?P<whole>{_COUNT})\b"
    rf"|(?P<named>{'|'.join(sorted(_NAMED, key=len, reverse=True))})(?=\s(?:of\b|\w))"
    r")",
    re.I,
)
_SHIFTS = {
    "well over": 0.06, "well above": 0.06, "more than": 0.02, "over": 0.02, "above": 0.02, "just over": 0.01,
    "only just over": 0.01, "just above": 0.01, "slightly more than": 0.01, "a little over": 0.01, "well under": -0.06,
    "well below": -0.06, "fewer than": -0.02, "less than": -0.02, "under": -0.02, "below": -0.02, "just under": -0.01,
    "slightly less than": -0.01,
}  # fmt: skip
_BANDS = (
    (0.93, "<almost-all>"),
    (0.77, "<most>"),
    (0.645, "<two-thirds>"),
    (0.5, "<half>"),
    (0.32, "<third>"),
)


def proportions(text: str) -> Iterator[Proportion]:
    """The proportions that a text states, in order: "83 per cent", "just over half", "nine out of ten", "most"."""
    for match in _PROPORTION.finditer(text):
        share = _share(match)
        if share is not None:
            qualifier = (match.group("qualifier") or "").lower()
            yield Proportion(match.start(), match.end(), min(1.0, max(0.0, share + _SHIFTS.get(qualifier, 0.0))))


def band_of(share: float) -> str:
    """The band of a share; the inspectorate counts work as sufficient from 65 per cent of cases."""
    return next((name for least, name in _BANDS if share >= least), "<few>")


def _share(match: re.Match[str]) -> float | None:
    if match.group("percent"):
        value = float(match.group("percent"))
        return value / 100 if value <= 100 else None
    if match.group("percent_word"):
        return _WORDS[match.group("percent_word").lower()] / 100
    if match.group("fraction"):
        times = (match.group("times") or "one").lower()
        return _WORDS.get(times, 1) * _FRACTIONS[match.group("fraction").lower()]
    if match.group("whole"):
        part, whole = _count(match.group("part")), _count(match.group("whole"))
        return part / whole if whole > 0 and part <= whole and whole > 2 else None
    return _NAMED[match.group("named").lower()]


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.lower()]
