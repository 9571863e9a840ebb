"""Proportions of cases in sentences, as shares, and the bands by which the inspectorate judges them.

They are found in sequences of tokens, of any number of sentences at once: each word that can be part of a proportion
is a character of its own, every other one of few, and a regular expression reads the string of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share from 0 to 1 and the tokens, from `start` to `end` (half-open), that state it."""

    start: int
    end: int
    share: float


_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_FRACTIONS = {
    "half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4, "fifth": 1 / 5,
    "fifths": 1 / 5, "sixth": 1 / 6, "tenth": 1 / 10, "tenths": 1 / 10, "onethird": 1 / 3, "twothirds": 2 / 3,
    "threequarters": 3 / 4,
}  # fmt: skip
_NAMED = {
    "almost all": 0.95, "nearly all": 0.95, "virtually all": 0.95, "all but": 0.93, "the great majority": 0.85,
    "the vast majority": 0.88, "the large majority": 0.8, "the overwhelming majority": 0.9, "a large majority": 0.8,
    "a majority": 0.55, "the majority": 0.6, "a minority": 0.3, "a small minority": 0.15, "most": 0.75, "all": 1.0,
    "every": 1.0, "nearly every": 0.95, "almost every": 0.95, "too few": 0.3, "only a few": 0.1, "none": 0.0,
}  # fmt: skip
_SHIFTS = {
    "well over": 0.06, "well above": 0.06, "more than": 0.02, "over": 0.02, "above": 0.02, "just over": 0.01,
    "only just over": 0.01, "just above": 0.01, "slightly more than": 0.01, "a little over": 0.01, "at least": 0.0,
    "well under": -0.06, "well below": -0.06, "fewer than": -0.02, "less than": -0.02, "under": -0.02, "below": -0.02,
    "just under": -0.01, "slightly less than": -0.01, "barely": 0.0, "almost": 0.0, "nearly": 0.0, "just short of": 0.0,
    "close to": 0.0, "about": 0.0, "around": 0.0, "approximately": 0.0, "some": 0.0, "only": 0.0, "just": 0.0,
}  # fmt: skip
_BANDS = (
    (0.93, "<almost-all>"),
    (0.77, "<most>"),
    (0.645, "<two-thirds>"),
    (0.5, "<half>"),
    (0.32, "<third>"),
)
BANDS = (*(name for _, name in _BANDS), "<few>")
"""The names of the bands, the highest first."""

APART, OTHER_WORD, MARK, NUMBER, DECIMAL = "\x00\x01\x02\x03\x04"
"""The characters between sentences, of a word or a mark that no proportion has, and of two kinds of numbers."""

_MORE_WORDS = "% per cent percent - of out in every the these those its a"
_PARTS = " ".join([*_COUNTS, *_FRACTIONS, *_NAMED, *_SHIFTS, _MORE_WORDS]).split()
_CHARACTERS = {word: chr(0x80 + place) for place, word in enumerate(sorted(set(_PARTS)))}
_WORDS = {character: word for word, character in _CHARACTERS.items()}


def _any(phrases: Iterable[str]) -> str:
    """A pattern for the characters of any of the phrases, the longest first."""
    spelled = ("".join(_CHARACTERS[word] for word in phrase.split()) for phrase in phrases)
    return f"(?:{'|'.join(sorted(spelled, key=lambda one: (-len(one), one)))})"


_NUMBER = re.compile(r"[0-9]{1,4}|[0-9]{1,3}(\.[0-9]+)")
_COUNT = rf"(?:{NUMBER}|{_any(_COUNTS)})"
_PROPORTION = re.compile(
    rf"(?P<qualifier>{_any(_SHIFTS)})?(?:"
    rf"(?P<percent>{_COUNT}|{DECIMAL}){_any(['%', 'per cent', 'percent'])}"
    rf"|(?:(?P<times>{_any(['one', 'two', 'three', 'four', 'nine', 'a'])}){_any(['-'])}?)?"
    rf"(?P<fraction>{_any(_FRACTIONS)})(?!{_any(['-'])})"
    rf"|(?P<part>{_COUNT}){_any(['of', 'out of', 'in', 'in every'])}"
    rf"{_any(['the', 'these', 'those', 'its', 'every'])}?(?P<whole>{_COUNT})"
    rf"|(?P<named>{_any(_NAMED)})(?![{APART}{MARK}]|{_any(['-', '%'])})"
    r")"
)


def character_of(token: str) -> str:
    """The character that stands for a token (in lower case) where proportions are looked for."""
    if token in _CHARACTERS:
        return _CHARACTERS[token]
    if number := _NUMBER.fullmatch(token):
        return DECIMAL if number.group(1) else NUMBER
    return OTHER_WORD if any(map(str.isalnum, token)) else MARK


def _table(characters: Iterable[str]) -> NDArray[np.bool_]:
    found = np.zeros(256, dtype=bool)
    found[[ord(character) for character in characters]] = True
    return found


# A proportion begins with a word that is one alone, or with two of these words one after the other.
_PART = _table([*_CHARACTERS.values(), NUMBER, DECIMAL])
_ALONE = _table(_CHARACTERS[phrase] for phrase in (*_FRACTIONS, *_NAMED) if " " not in phrase)


def proportions(characters: NDArray[np.uint8], token_at: Callable[[int], str]) -> Iterator[Proportion]:
    """The proportions in the characters of tokens, in order: "83 per cent", "just over half", "most".

    `token_at` gives the text of the token in a place, asked for numbers only.
    """
    begins = _ALONE[characters]
    begins[:-1] |= _PART[characters[:-1]] & _PART[characters[1:]]
    text = characters.tobytes().decode("latin-1")
    end = 0
    for start in np.flatnonzero(begins).tolist():
        match = _PROPORTION.match(text, start) if start >= end else None
        share = _share(match, token_at) if match else None
        if match and share is not None:
            qualifier = _spaced(match.group("qualifier") or "")
            yield Proportion(start, match.end(), min(1.0, max(0.0, share + _SHIFTS.get(qualifier, 0.0))))
        end = match.end() if match else end


def band_of(share: float) -> str:
    """The band of a share; the inspectorate counts work as sufficient from 65 per cent of cases."""
    return next((name for least, name in _BANDS if share >= least), "<few>")


def _spaced(characters: str) -> str:
    return " ".join(_WORDS[character] for character in characters)


def _share(match: re.Match[str], token_at: Callable[[int], str]) -> float | None:
    def count(group: str) -> float:
        character = match.group(group)
        return _COUNTS[_WORDS[character]] if character in _WORDS else float(token_at(match.start(group)))

    if match.group("percent"):
        value = count("percent")
        return value / 100 if value <= 100 else None
    if match.group("fraction"):
        times = _WORDS.get(match.group("times") or "", "one")
        return min(1.0, _COUNTS.get(times, 1) * _FRACTIONS[_WORDS[match.group("fraction")]])
    if match.group("whole"):
        part, whole = count("part"), count("whole")
        return part / whole if whole > 2 and part <= whole else None
    return _NAMED[_spaced(match.group("named"))]
