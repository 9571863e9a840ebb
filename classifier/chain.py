"""What the other sentences of a report say of a sentence: subjects and praise come in runs, and in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator

from classifier.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from classifier.records import Sentence

APART, NEXT, NEW_PARAGRAPH, NEW_ITEM, NEW_SECTION = range(5)
"""How a sentence stands to the one before it: in no way, next in its paragraph, first of the next paragraph, a list
item after another, first of the next section."""

_LINKS = (NEXT, NEW_PARAGRAPH, NEW_ITEM, NEW_SECTION)

_SMOOTHING = 0.5  # pairs added to those seen and to those expected
_LEAST = 1e-12  # of a message, before its logarithm is taken


class ReportChain(BaseEstimator):  # type: ignore[misc]
    """The sentences of a report as a Markov chain: the class of each hangs on that of the sentence before.

    Messages of the forward-backward algorithm (Rabiner 1989, section III): what the sentences before a sentence and
    those after it say of its class, the nearer the louder. What its own words say is not in them, so that a pool can
    weigh the two.

    Learned: `classes_` (k) and `lifts_` (4, k, k): how much more often a sentence of the column's class comes next
    after one of the row's class than by chance, for each way in which sentences stand side by side, `NEXT` first.
    """

    def fit(self, X: Sequence[Sentence], y: ArrayLike, classes: ArrayLike) -> ReportChain:  # noqa: N803
        """Learn from `n` sentences, report by report in reading order; `y` is (n,), empty where the class is not known.

        Only pairs of sentences side by side whose classes are both known are learned from. `classes` are all that there
        are, in sorted order, whether `y` has them or not.
        """
        answers = np.asarray(y).astype(str)
        links = np.array(links_of(X))
        self.classes_ = np.asarray(classes)
        self.lifts_ = np.stack([self._lift(answers, links == link) for link in _LINKS])
        return self

    def said_by_others(self, X: Sequence[Sentence], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:  # noqa: N803
        """Logarithms (n, k), up to a constant a row, of what the others of the report say; 0 for a sentence alone.

        `probabilities` (n, k) are what is said of each sentence by itself.
        """
        lifts: list[NDArray[np.float64] | None] = [None, *self.lifts_]
        by_place = [lifts[link] for link in links_of(X)]
        forward, backward = np.ones_like(probabilities), np.ones_like(probabilities)
        for place, lift in enumerate(by_place):
            if lift is not None:
                forward[place] = _scaled((probabilities[place - 1] * forward[place - 1]) @ lift)
        for place, lift in reversed(list(enumerate(by_place))):
            if lift is not None:
                backward[place - 1] = _scaled(lift @ (probabilities[place] * backward[place]))
        found: NDArray[np.float64] = np.log(np.maximum(forward, _LEAST)) + np.log(np.maximum(backward, _LEAST))
        return found

    def _lift(self, answers: NDArray[np.str_], linked: NDArray[np.bool_]) -> NDArray[np.float64]:
        later = np.flatnonzero(linked)
        later = later[(answers[later] != "") & (answers[later - 1] != "")]
        seen = np.zeros((len(self.classes_), len(self.classes_)))
        pairs = tuple(np.searchsorted(self.classes_, answers[places]) for places in (later - 1, later))
        np.add.at(seen, pairs, 1.0)
        expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / max(seen.sum(), 1.0)
        lift: NDArray[np.float64] = (seen + _SMOOTHING) / (expected + _SMOOTHING)
        return lift


def links_of(sentences: Sequence[Sentence]) -> list[int]:
    """How each sentence (n,) stands to the one before it in the sequence; the first is apart.

    A sentence that does not begin behind the one before it belongs to another report.
    """
    if not sentences:
        return []
    return [APART, *(_link(one, other) for one, other in zip(sentences[1:], sentences, strict=False))]


def _link(sentence: Sentence, previous: Sentence) -> int:
    if not (sentence.before and sentence.before == previous.text and sentence.section == previous.section):
        return NEW_SECTION if sentence.start >= previous.end else APART
    if sentence.start - previous.end <= 1:  # a blank or the end of a line
        return NEXT
    both = {sentence.kind, previous.kind}
    return NEW_ITEM if both == {BlockKind.LIST_ITEM} else NEW_PARAGRAPH


def _scaled(message: NDArray[np.float64]) -> NDArray[np.float64]:
    """The message with a mean of one: only its proportions count, and over a long report it would vanish."""
    scaled: NDArray[np.float64] = message / message.mean()
    return scaled
