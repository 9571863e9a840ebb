"""The features of the headings above a sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from classifier.features.hashing import key_of

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?")
_STOP_WORDS = frozenset("the a an of and to in for by is are do does on with that".split())
_NUMBERED = 3  # nearest headings whose number counts


def heading_terms(heading: str, depth: int) -> list[str]:
    """The features of a heading; `depth` counts from the nearest, 0: its number, its words, marked in the nearest."""
    words = [word for word in _WORD.findall(heading.lower().replace("’", "'")) if word not in _STOP_WORDS]
    number = _NUMBER.match(heading) if depth < _NUMBERED else None
    found = [f"§{number.group().rstrip('.')}"] if number else []
    return found + words + ([f"^{word}" for word in words] if depth == 0 else [])


@lru_cache(maxsize=16384)  # reports have headings in common
def heading_keys(heading: str, depth: int) -> tuple[int, ...]:
    """The keys of `heading_terms`."""
    return tuple(key_of(term) for term in heading_terms(heading, depth))


def path_keys(path: tuple[str, ...]) -> list[int]:
    """The keys of a path of headings, which is given from the outermost."""
    return [key for depth, heading in enumerate(reversed(path)) for key in heading_keys(heading, min(depth, _NUMBERED))]
