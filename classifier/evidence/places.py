"""Where in a sentence and its context the terms of the sparse features come from."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.features import VIEWS, tokens_of
from classifier.proportions import proportions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from classifier.records import Sentence

_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|\w+(?:[-'’]\w+)*|[^\w\s]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_STOP = re.compile(r"\.(?=\s|$)")
_RUN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feature comes from: characters `start` to `end` of the text, or the context `index` of a `kind`.

    `kind` is "text", "heading" (`index` counts the path from the outermost, from 0), "before", or "form" (`token` is
    the feature).
    """

    kind: str
    start: int = 0
    end: int = 0
    index: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the text that evidence is told of: a word, a number, a run of marks, a phrase of proportion."""

    start: int
    end: int
    note: str = ""
    is_word: bool = True


def units(text: str) -> list[Unit]:
    """The units of a text in order; together they cover all that is not white space."""
    notes = _notes(text)
    found: list[Unit] = []
    at = 0
    for proportion in proportions(text):
        found += _plain_units(text, at, proportion.start, notes)
        found.append(Unit(proportion.start, proportion.end, notes.get(proportion.start, "")))
        at = proportion.end
    return found + _plain_units(text, at, len(text), notes)


def _plain_units(text: str, start: int, end: int, notes: dict[int, str]) -> list[Unit]:
    return [
        Unit(match.start(), match.end(), notes.get(match.start(), ""), any(map(str.isalnum, match.group())))
        for match in _WORD.finditer(text, start, end)
    ]


def _notes(text: str) -> dict[int, str]:
    """What the features take a stretch for, by where it starts."""
    notes = {}
    for token, start, _ in located_tokens(text):
        if token.startswith("NEG_"):
            notes[start] = "negated"
        elif token.startswith("<") and token != "<number>":
            notes[start] = f"counted as {token.strip('<>').replace('-', ' ')}"
    return notes


def located_tokens(text: str) -> list[tuple[str, int, int]]:
    """The tokens of `features.tokens_of` with the characters (half-open) of the text that each was made from."""
    shares = iter(list(proportions(text)))
    share = next(shares, None)
    lower, origin = _lowered(text)
    at, found = 0, []
    for token in tokens_of(text):
        if token.startswith("<") and token != "<number>" and share is not None:
            found.append((token, share.start, share.end))
            at = bisect_left(origin, share.end)
            share = next(shares, None)
        else:
            limit = bisect_left(origin, share.start) if share else len(lower)
            start, at = _find(token.removeprefix("NEG_"), lower, at, limit)
            found.append((token, origin[start], origin[at - 1] + 1))
    return found


def _lowered(text: str) -> tuple[str, Sequence[int]]:
    """The text in lower case as the features see it, and for each of its characters the place in the text."""
    lower = text.lower().replace("’", "'")
    if len(lower) == len(text):
        return lower, range(len(text))
    return lower, [place for place, letter in enumerate(text) for _ in letter.lower()]  # some letters become two


def _find(token: str, lower: str, start: int, end: int) -> tuple[int, int]:
    """Where a token stands from `start` on. Between tokens is nothing that could be one, so the next is the one."""
    if token == "<number>":
        match = _NUMBER.search(lower, start, end)
    elif token == ".":
        match = _STOP.search(lower, start, end)
    else:
        spelled = next((way for way in (token, token.replace("-", "")) if lower.find(way, start, end) >= 0), token)
        match = re.compile(re.escape(spelled)).search(lower, start, end)
    match = match or _RUN.search(lower, start) or _RUN.search(lower)
    return match.span() if match else (0, len(lower))


def terms(view: str, sentence: Sentence, sizes: tuple[int, int]) -> Iterator[tuple[str, list[Place]]]:
    """Each occurrence of a term that a view makes of a sentence, and the places it comes from, which share it.

    `sizes` are the smallest and largest n-gram, of tokens, or of characters in the view "characters".
    """
    if view == "characters":
        yield from _character_terms(sentence, sizes)
        return
    tokens = _TOKENS[view](sentence)
    for size in range(sizes[0], sizes[1] + 1):
        for first in range(len(tokens) - size + 1):
            run = tokens[first : first + size]
            yield " ".join(token for token, _ in run), [place for _, place in run]


def _character_terms(sentence: Sentence, sizes: tuple[int, int]) -> Iterator[tuple[str, list[Place]]]:
    """The n-grams of scikit-learn's analyzer "char_wb": inside words padded with a blank at both ends.

    A padded word that is shorter than a size is a term of that size once, and of no larger one.
    """
    shown, origin = VIEWS["characters"](sentence), _lowered(sentence.text)[1]
    for run in _RUN.finditer(shown):
        padded = f" {run.group()} "
        for size in range(sizes[0], sizes[1] + 1):
            for first in range(max(len(padded) - size, 0) + 1):
                start = origin[max(run.start() + first - 1, run.start())]
                end = origin[min(run.start() + first - 1 + size, run.end()) - 1] + 1
                yield padded[first : first + size], [Place("text", start, end)]
            if len(padded) <= size:
                break


def _text_tokens(sentence: Sentence) -> list[tuple[str, Place]]:
    return [(token, Place("text", start, end)) for token, start, end in located_tokens(sentence.text)]


def _heading_tokens(sentence: Sentence) -> list[tuple[str, Place]]:
    # The view goes from the nearest heading outwards: what one more heading adds is that heading's.
    found: list[tuple[str, Place]] = []
    path = sentence.section
    for depth in range(1, len(path) + 1):
        tokens = VIEWS["section"](replace(sentence, section=path[-depth:])).split()
        found += [(token, Place("heading", index=len(path) - depth)) for token in tokens[len(found) :]]
    return found


def _before_tokens(sentence: Sentence) -> list[tuple[str, Place]]:
    return [(token, Place("before")) for token in VIEWS["before"](sentence).split()]


def _form_tokens(sentence: Sentence) -> list[tuple[str, Place]]:
    return [(token, Place("form", token=token)) for token in VIEWS["form"](sentence).split()]


_TOKENS: dict[str, Callable[[Sentence], Sequence[tuple[str, Place]]]] = {
    "words": _text_tokens,
    "section": _heading_tokens,
    "before": _before_tokens,
    "form": _form_tokens,
}
