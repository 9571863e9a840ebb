"""What each view shows of sentences: bags of keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from classifier.features.characters import character_keys
from classifier.features.hashing import FACTORS, NONE, key_of, run_keys
from classifier.features.headings import path_keys
from classifier.features.lexicon import NUMBER, WORD, current_lexicon
from classifier.features.marking import Marked, marked
from classifier.records import BlockKind
from classifier.tokens import Tokens, tokens_of, tokens_of_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from classifier.features.lexicon import Lexicon
    from classifier.records import Sentence

VIEWS = ("words", "characters", "section", "before", "form")
"""The views: runs of 1 to 3 words, of 2 to 5 characters, headings above, words of the sentence before, looks."""

CONTEXT_VIEWS = ("section", "before")
"""The views that do not show the sentence itself."""

LONGEST_RUN = 3
"""The words of the longest run of the view "words"."""

_LAST_LENGTH = 8
_OPENS = np.uint64(key_of("opens"))
_NUMBER = np.uint64(key_of(NUMBER))
_KINDS = {kind: key_of(f"kind={kind.value}") for kind in BlockKind}
_LENGTHS = np.array([key_of(f"length={step}") for step in range(_LAST_LENGTH + 1)], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """Bags of keys, and how often each of `n` sentences has which bag.

    Bag i has the keys from `bounds[i]` to `bounds[i + 1]`, `NONE` among them. `picks` is (n, bags); without it,
    sentence i has bag i.
    """

    keys: NDArray[np.uint64]
    bounds: NDArray[np.int64]
    picks: csr_matrix | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What views are made of: `n` sentences with the words of their texts and of the texts before.

    `tokens` and `marked` have the sentences first, then texts before that are not the sentence above; `runs` are the
    keys of runs of words. `before` (n,) is the row of the text before, or -1.
    """

    sentences: Sequence[Sentence]
    tokens: Tokens
    lexicon: Lexicon
    marked: Marked
    runs: NDArray[np.uint64]
    before: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.sentences)

    def bags(self, view: str) -> Bags:
        """What a view shows."""
        match view:
            case "words":
                bounds = self.marked.bounds[: len(self) + 1]
                return Bags(self.runs[: bounds[-1]].ravel(), bounds * LONGEST_RUN)
            case "characters":
                return self._characters()
            case "section":
                return self._sections()
            case "before":
                return self._before()
            case "form":
                return form(self)
        raise ValueError(view)

    def _characters(self) -> Bags:
        bounds = self.tokens.bounds[: len(self) + 1]
        words, places = np.unique(self.marked.numbers[: bounds[-1]], return_inverse=True)
        keys, ends = character_keys([self.lexicon.spelled[word] for word in words])
        return Bags(keys, ends, selection(places, bounds, len(words)))

    def _sections(self) -> Bags:
        paths, chosen = distinct_paths(self.sentences)
        bags = path_bags(paths)
        return Bags(bags.keys, bags.bounds, selection(chosen, np.arange(len(self) + 1), len(paths)))

    def _before(self) -> Bags:
        there = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.before >= 0)])
        picks = selection(self.before[self.before >= 0], there, len(self.tokens))
        return Bags(self.runs[:, 0], self.marked.bounds, picks)


def show(sentences: Sequence[Sentence]) -> Shown:
    """Read the words of sentences and of the texts before them."""
    before, extra = _texts_before(sentences)
    tokens = tokens_of(sentences)
    if extra:
        tokens = Tokens.joined([tokens, tokens_of_texts(extra)])
    lexicon = current_lexicon()
    words = marked(tokens, lexicon)
    return Shown(sentences, tokens, lexicon, words, run_keys(words.keys, words.bounds, LONGEST_RUN), before)


def _texts_before(sentences: Sequence[Sentence]) -> tuple[NDArray[np.int64], list[str]]:
    """The row of the text before each sentence, -1 for none, and the texts that need a row of their own."""
    rows = np.full(len(sentences), -1, dtype=np.int64)
    extra: dict[str, int] = {}
    above = ""
    for place, sentence in enumerate(sentences):
        text = sentence.before
        if text:
            rows[place] = place - 1 if text == above else extra.setdefault(text, len(sentences) + len(extra))
        above = sentence.text
    return rows, list(extra)


def distinct_paths(sentences: Sequence[Sentence]) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    """The section paths of sentences, each once, and which of them each sentence (n,) has."""
    paths: dict[tuple[str, ...], int] = {}
    chosen = [paths.setdefault(sentence.section, len(paths)) for sentence in sentences]
    return list(paths), np.array(chosen, dtype=np.int64)


def path_bags(paths: Sequence[tuple[str, ...]]) -> Bags:
    """The keys of section paths."""
    keys = [path_keys(path) for path in paths]
    flat = np.array([key for some in keys for key in some], dtype=np.uint64)
    return Bags(flat, np.cumsum([0, *map(len, keys)], dtype=np.int64))


def selection(places: NDArray[np.integer], bounds: NDArray[np.integer], width: int) -> csr_matrix:
    """A matrix (n, width) that counts the places of each row, which are those from bound to bound."""
    ones = np.ones(len(places), dtype=np.float32)
    shape = (len(bounds) - 1, width)
    return csr_matrix((ones, places.astype(np.int32), bounds.astype(np.int32)), shape=shape)


def form(shown: Shown) -> Bags:
    """What sentences look like: the kind of block, the length, the close, the opening mark and the opening words."""
    count = len(shown)
    bounds, ends = shown.tokens.bounds[: count + 1], shown.marked.bounds[: count + 1]
    numbers = shown.marked.numbers
    keys = np.zeros((count, 7), dtype=np.uint64)
    keys[:, 0] = [_KINDS[sentence.kind] for sentence in shown.sentences]
    keys[:, 1] = _LENGTHS[lengths(shown)]
    there = np.flatnonzero(np.diff(bounds) > 0)
    keys[there, 2] = shown.lexicon.facts(numbers[bounds[there + 1] - 1], "ends")
    keys[there, 3] = shown.lexicon.facts(numbers[bounds[there]], "looks")
    for word in (0, 1):
        has = np.flatnonzero(np.diff(ends) > word)
        keys[has, 4 + word] = shown.marked.keys[ends[has] + word] ^ _OPENS
    both = keys[:, 5] != NONE
    keys[both, 6] = keys[both, 4] * FACTORS[0] + keys[both, 5] * FACTORS[1]
    return Bags(keys.ravel(), np.arange(count + 1) * 7)


def lengths(shown: Shown) -> NDArray[np.int64]:
    """The length of each sentence in steps of five words and numbers."""
    bounds = shown.tokens.bounds[: len(shown) + 1]
    numbers = shown.marked.numbers
    counts = ((shown.lexicon.facts(numbers, "flags") & WORD) != 0) | (shown.lexicon.facts(numbers, "key") == _NUMBER)
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    found: NDArray[np.int64] = np.minimum((before[bounds[1:]] - before[bounds[:-1]]) // 5, _LAST_LENGTH)
    return found
