"""Where in a sentence and its context the features of the sparse model come from.

A feature is a hash, which tells nobody what it was made from; so the sentence is read once more, forwards, and each
key is noted with the tokens that made it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.features.characters import character_keys
from classifier.features.hashing import NONE, run_keys
from classifier.features.headings import heading_keys
from classifier.features.lexicon import current_lexicon, ends_of, looks_of
from classifier.features.marking import marked
from classifier.features.views import LONGEST_RUN, form, lengths, show
from classifier.tokens import tokenized, tokens_of_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifier.records import Sentence

_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|\w+(?:[-'’]\w+)*|[^\w\s]+")


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


@dataclass(frozen=True, slots=True)
class Located:
    """A word as the features know it: its key and how it is called, and the characters (half-open) it was made from.

    `band` is the name of the band where it is a proportion.
    """

    key: int
    word: str
    start: int
    end: int
    negated: bool = False
    band: str = ""


def units(text: str) -> list[Unit]:
    """The units of a text in order; together they cover all that is not white space."""
    words = located(text)
    notes = {word.start: "negated" for word in words if word.negated}
    found: list[Unit] = []
    at = 0
    for word in words:
        if word.band:
            found += _plain_units(text, at, word.start, notes)
            found.append(Unit(word.start, word.end, f"counted as {word.band.strip('<>').replace('-', ' ')}"))
            at = word.end
    return found + _plain_units(text, at, len(text), notes)


def _plain_units(text: str, start: int, end: int, notes: dict[int, str]) -> list[Unit]:
    return [
        Unit(match.start(), match.end(), notes.get(match.start(), ""), any(map(str.isalnum, match.group())))
        for match in _WORD.finditer(text, start, end)
    ]


def located(text: str) -> list[Located]:
    """The words of a text as the features know them, with their places."""
    lexicon = current_lexicon()
    words = marked(tokens_of_texts([text]), lexicon)
    spans = _spans(text)
    found = []
    for key, negated, first, last in zip(words.keys, words.negated, words.first, words.last, strict=True):
        band = words.bands.get(int(first), "")
        shown = band or lexicon.shown[words.numbers[first]]
        found.append(Located(int(key), shown, spans[first][0], spans[last][1], bool(negated), band))
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """The characters of each token, without those of white space, as in `tokens.Tokens`."""
    return [(token.idx, token.idx + len(token)) for token in tokenized(text) if not token.is_space]


def terms(view: str, sentence: Sentence) -> Iterator[tuple[int, list[Place]]]:
    """Each occurrence of a key in a view of a sentence, and the places it comes from, which share it."""
    return _TERMS[view](sentence)


def _word_terms(sentence: Sentence) -> Iterator[tuple[int, list[Place]]]:
    words = marked(tokens_of_texts([sentence.text]), current_lexicon())
    places = [Place("text", word.start, word.end) for word in located(sentence.text)]
    for first, runs in enumerate(run_keys(words.keys, words.bounds, LONGEST_RUN).tolist()):
        for size, key in enumerate(runs, start=1):
            if key != NONE:
                yield key, places[first : first + size]


def _character_terms(sentence: Sentence) -> Iterator[tuple[int, list[Place]]]:
    lexicon = current_lexicon()
    numbers = lexicon.numbers(tokens_of_texts([sentence.text]).orth)
    keys, bounds = character_keys([lexicon.spelled[number] for number in numbers])
    for place, (start, end) in enumerate(_spans(sentence.text)):
        for key in keys[bounds[place] : bounds[place + 1]].tolist():
            yield key, [Place("text", start, end)]


def _heading_terms(sentence: Sentence) -> Iterator[tuple[int, list[Place]]]:
    for index, heading in enumerate(sentence.section):
        for key in heading_keys(heading, len(sentence.section) - 1 - index):
            yield key, [Place("heading", index=index)]


def _before_terms(sentence: Sentence) -> Iterator[tuple[int, list[Place]]]:
    words = marked(tokens_of_texts([sentence.before]), current_lexicon())
    for (key,) in run_keys(words.keys, words.bounds, 1).tolist():
        yield key, [Place("before")]


def _form_terms(sentence: Sentence) -> Iterator[tuple[int, list[Place]]]:
    for key, token in zip(form(show([sentence])).keys.tolist(), form_tokens(sentence), strict=True):
        if key != NONE:
            yield key, [Place("form", token=token)]


def form_tokens(sentence: Sentence) -> list[str]:
    """The features of the view "form" by name, in the order of `views.form`; empty where one is not there."""
    spans = _spans(sentence.text)
    opens = [word.word for word in located(sentence.text)[:2]]
    opened = [*(f"opens={word}" for word in opens), "", ""][:2]
    return [
        f"kind={sentence.kind.value}",
        f"length={lengths(show([sentence]))[0]}",
        ends_of(sentence.text[slice(*spans[-1])]) if spans else "",
        looks_of(sentence.text[slice(*spans[0])]) if spans else "",
        *opened,
        f"opens={' '.join(opens)}" if len(opens) == 2 else "",
    ]


_TERMS: dict[str, Callable[[Sentence], Iterator[tuple[int, list[Place]]]]] = {
    "words": _word_terms,
    "characters": _character_terms,
    "section": _heading_terms,
    "before": _before_terms,
    "form": _form_terms,
}
