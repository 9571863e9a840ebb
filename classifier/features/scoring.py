"""Linear functions of the features without making the features: what the model spends its time on.

A view's row is a sum over what occurs, divided by one number (see `SentenceFeatures`). So the weights of a feature
and its squared frequency are put side by side, once a model; what a word's characters or a path of headings add up to
is kept for the next time; and a batch is a few products of a matrix of ones with these tables.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.characters import character_keys
from classifier.features.hashing import KeyTable
from classifier.features.views import VIEWS, Bags, distinct_paths, path_bags, selection, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from classifier.features.lexicon import Lexicon
    from classifier.features.transformer import SentenceFeatures
    from classifier.features.views import Shown
    from classifier.records import Sentence

_MOST_PATHS = 1 << 14
_BATCH = 4096  # sentences at a time, so that memory stays bounded


class Scorer:
    """Gives the values (n, k) of `k` linear functions of the features of sentences.

    `coefficients` is (k, features), for a fitted `SentenceFeatures`. What it remembers of words and headings
    changes no value; it may be asked from several threads.
    """

    def __init__(self, features: SentenceFeatures, coefficients: NDArray[np.floating]) -> None:
        self._views = {}
        for view, columns in features.columns().items():
            frequencies = features.frequencies_[view].astype(np.float32)
            scaled = coefficients[:, columns] * (frequencies * np.float32(features.view_weights[view]))
            # One row more, of noughts, is that of features that are not known.
            table = np.zeros((len(frequencies) + 1, len(coefficients) + 1), dtype=np.float32)
            table[:-1, :-1] = scaled.T
            table[:-1, -1] = frequencies**2
            self._views[view] = (KeyTable(features.keys_[view]), table)
        self._lexicon: Lexicon | None = None
        self._words = np.zeros((0, len(coefficients) + 1), dtype=np.float32)
        self._known = 0
        self._paths: dict[tuple[str, ...], NDArray[np.float32]] = {}
        self._lock = Lock()

    def values(self, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
        """The values of the functions, (n, k)."""
        parts = [self._values(sentences[at : at + _BATCH]) for at in range(0, len(sentences), _BATCH)]
        return np.concatenate([np.zeros((0, self._words.shape[1] - 1)), *parts])

    def _values(self, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
        shown = show(sentences)
        total = np.zeros((len(sentences), self._words.shape[1] - 1))
        for view in VIEWS:
            sums = self._sums(view, shown).astype(np.float64)
            total += sums[:, :-1] / np.sqrt(np.maximum(sums[:, -1:], np.finfo(np.float64).tiny))
        return total

    def _sums(self, view: str, shown: Shown) -> NDArray[np.float32]:
        """What all that occurs in a view adds up to, (n, k + 1): the values, and the squared norm."""
        if view == "characters":
            bounds = shown.tokens.bounds[: len(shown) + 1]
            words = self._known_words(shown.lexicon)
            return selection(shown.marked.numbers[: bounds[-1]], bounds, len(words)) @ words  # type: ignore[no-any-return]
        if view == "section":
            return self._sections(shown)
        return self._bag_sums(view, shown.bags(view))

    def _bag_sums(self, view: str, bags: Bags) -> NDArray[np.float32]:
        known, table = self._views[view]
        places = known.places(bags.keys)
        places[places < 0] = len(known)
        sums = selection(places, bags.bounds, len(table)) @ table
        return sums if bags.picks is None else bags.picks @ sums  # type: ignore[no-any-return]

    def _known_words(self, lexicon: Lexicon) -> NDArray[np.float32]:
        """What the characters of each word of the lexicon add up to; rows after its last word mean nothing."""
        with self._lock:
            if self._lexicon is not lexicon:
                self._lexicon, self._known, self._words = lexicon, 0, np.zeros_like(self._words)
            known, count = self._known, len(lexicon)
            if count > known:
                if count > len(self._words):
                    more = np.zeros((2 * count - len(self._words), self._words.shape[1]), dtype=np.float32)
                    self._words = np.concatenate([self._words, more])
                keys, bounds = character_keys(lexicon.spelled[known:count])
                self._words[known:count] = self._bag_sums("characters", Bags(keys, bounds))
                self._known = count
            return self._words

    def _sections(self, shown: Shown) -> NDArray[np.float32]:
        paths, chosen = distinct_paths(shown.sentences)
        known = self._paths if len(self._paths) < _MOST_PATHS else {}
        new = [path for path in paths if path not in known]
        if new:
            known.update(zip(new, self._bag_sums("section", path_bags(new)), strict=True))
        self._paths = known
        found: NDArray[np.float32] = np.stack([known[path] for path in paths])[chosen]
        return found
