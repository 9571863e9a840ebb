"""The features of sentences as a scikit-learn transformer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.base import BaseEstimator, TransformerMixin

from classifier.features.hashing import NONE
from classifier.features.views import VIEWS, Bags, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from classifier.records import Sentence

WEIGHTS = {"words": 1.5, "characters": 1.0, "section": 0.5, "before": 0.3, "form": 0.5}
"""How much each view counts; chosen by cross-validation grouped by document (`docs/experiments.md`)."""

LEAST = {"words": 3, "characters": 5, "section": 3, "before": 5, "form": 3}
"""The sentences that a feature is in at least; as each sentence comes in two layouts, 3 means two sentences."""


class SentenceFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn `n` sentences into a sparse matrix (n, features), a block of columns for each view.

    Each feature counts as often as it occurs times its inverse document frequency; the row of a view is divided by
    the root of the sum, over all that occurs, of the squared frequencies. So a block is linear in what
    occurs but for one number a row, which is what lets `Scorer` be quick. (It is the Euclidean norm where nothing
    occurs twice.)

    Parameters: `weights` is how much each view counts, `least` the sentences that a feature is in at least, both by
    view; without them they are `WEIGHTS` and `LEAST`.

    Learned, by view: `keys_` (the keys of its features, in order) and `frequencies_` (their inverse document
    frequencies).
    """

    def __init__(self, weights: Mapping[str, float] | None = None, least: Mapping[str, int] | None = None) -> None:
        self.weights = weights
        self.least = least

    def fit(self, X: Sequence[Sentence], y: Any = None) -> SentenceFeatures:  # noqa: ARG002, N803
        """Learn which features there are. Raises `ValueError` where there is none."""
        shown = show(X)
        least = LEAST if self.least is None else self.least
        self.keys_: dict[str, NDArray[np.uint64]] = {}
        self.frequencies_: dict[str, NDArray[np.float32]] = {}
        for view in VIEWS:
            bags = shown.bags(view)
            known = np.unique(bags.keys[bags.keys != NONE])
            sentences = np.bincount(_counts(bags, known).indices, minlength=len(known))
            kept = np.flatnonzero(sentences >= least[view])
            self.keys_[view] = known[kept]
            self.frequencies_[view] = (np.log((1 + len(X)) / (1 + sentences[kept])) + 1).astype(np.float32)
        if not sum(map(len, self.keys_.values())):
            raise ValueError("no word, heading or form is in enough sentences")
        return self

    def transform(self, X: Sequence[Sentence]) -> csr_matrix:  # noqa: N803
        """The features of sentences, float32."""
        weights = self.view_weights
        return hstack([block * np.float32(weights[view]) for view, block in self.blocks(X).items()], format="csr")

    def blocks(self, X: Sequence[Sentence]) -> dict[str, csr_matrix]:  # noqa: N803
        """The features by view, before they are weighted."""
        shown = show(X)
        found = {}
        for view in VIEWS:
            counts = _counts(shown.bags(view), self.keys_[view])
            frequencies = self.frequencies_[view]
            norms = np.sqrt(np.maximum(counts @ (frequencies.astype(np.float64) ** 2), np.finfo(np.float64).tiny))
            found[view] = (diags(1 / norms) @ counts @ diags(frequencies)).astype(np.float32).tocsr()
        return found

    @property
    def view_weights(self) -> Mapping[str, float]:
        """How much each view counts."""
        return WEIGHTS if self.weights is None else self.weights

    def columns(self) -> dict[str, slice]:
        """The columns of each view."""
        ends = np.cumsum([0, *(len(self.keys_[view]) for view in VIEWS)])
        return {view: slice(int(ends[place]), int(ends[place + 1])) for place, view in enumerate(VIEWS)}


def _counts(bags: Bags, known: NDArray[np.uint64]) -> csr_matrix:
    """How often each of `n` sentences has each of the known keys (in order), (n, known)."""
    places = places_of(bags.keys, known)
    kept = places >= 0
    bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(kept)])[bags.bounds]
    shape = (len(bounds) - 1, len(known))
    found = csr_matrix((np.ones(bounds[-1], dtype=np.float32), places[kept], bounds), shape=shape)
    found.sum_duplicates()
    return found if bags.picks is None else (bags.picks @ found).tocsr()


def places_of(keys: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where each key stands among the known ones, which are in order; -1 where it is not among them."""
    if not len(known):
        return np.full(len(keys), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: NDArray[np.int64] = np.where(known[places] == keys, places, -1)
    return found
