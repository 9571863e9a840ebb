"""The accurate model as one scikit-learn estimator: sparse features and a fine-tuned encoder feed two heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import log_softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import GroupKFold

from classifier.calibration import held_out_probabilities
from classifier.encoder.inputs import SAYINGS
from classifier.errors import ModelError
from classifier.estimator import SentenceClassifier
from classifier.neighbours import of_neighbours
from classifier.pooling import LogarithmicPool, logarithms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from classifier.encoder.runtime import SentenceEncoder
    from classifier.records import Sentence


class CombinedClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Decide finding and standard from what the sparse model and the encoder say, as probabilities.

    The encoder is heard on the sentence and on those beside it in its section.

    Stacking (Wolpert 1992): each head is a `LogarithmicPool` of the probabilities that the two give, learned on
    sentences that neither had seen in training, so that it knows how far each can be trusted, and its probabilities
    are calibrated.

    Parameters: `sparse` is a `SentenceClassifier` that is not fitted. `folds` is the number of folds, grouped by
    document, for `held_out_`. `random_state` seeds the sparse model.

    Learned: `sparse_`, `finding_` and `standard_` (the heads), `classes_` (the finding labels), `standards_` (codes),
    `held_out_` and `held_out_standards_` (probabilities of each training sentence from heads that had not seen its
    document; not a number where a sentence has no standard). `encoder_` is the
    `SentenceEncoder`, which is stored beside the estimator, not in it.
    """

    encoder_: SentenceEncoder | None = None
    judges_apart = False  # neighbours count, and the encoder scales its eight-bit numbers by the call

    def __init__(self, sparse: SentenceClassifier | None = None, *, folds: int = 5, random_state: int = 0) -> None:
        self.sparse = sparse
        self.folds = folds
        self.random_state = random_state

    def fit(
        self,
        X: Sequence[Sentence],  # noqa: N803
        y: ArrayLike,
        groups: ArrayLike,
        encoded: NDArray[np.float32],
    ) -> CombinedClassifier:
        """Learn from `n` sentences; `y` is (n, 2) of finding label and standard code (empty for none).

        `groups` is (n,), the document of each sentence. `encoded` is (n, labels + 2 + codes): the scores of encoders
        that had not seen the sentence's document, labels and codes in sorted order.
        """
        labels, groups = np.asarray(y, dtype=object), np.asarray(groups)
        sparse = SentenceClassifier(random_state=self.random_state) if self.sparse is None else clone(self.sparse)
        self.sparse_ = sparse.fit(X, labels, groups)
        self.classes_, self.standards_ = sparse.classes_, sparse.standards_
        by_finding, by_standard = self._evidence(X, sparse.held_out_, sparse.held_out_standards_, encoded)

        head = LogarithmicPool()
        found = labels[:, 0].astype(str)
        splits = list(GroupKFold(self.folds).split(by_finding, found, groups))
        self.held_out_ = held_out_probabilities(head, by_finding, found, splits)
        self.finding_ = clone(head).fit(by_finding, found)

        about = np.flatnonzero(labels[:, 1].astype(str) != "")
        codes = labels[about, 1].astype(str)
        splits = list(GroupKFold(self.folds).split(by_standard[about], codes, groups[about]))
        self.held_out_standards_ = np.full((len(X), len(self.standards_)), np.nan)
        self.held_out_standards_[about] = held_out_probabilities(head, by_standard[about], codes, splits)
        self.standard_ = clone(head).fit(by_standard[about], codes)
        return self

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: N803
        """Probabilities of the findings, (n, `classes_`), and of the standards, (n, `standards_`)."""
        assert self.encoder_ is not None, "attach an encoder first"
        findings, standards = self.sparse_.probabilities(X)
        by_finding, by_standard = self._evidence(X, findings, standards, self.encoder_.scores(X))
        return self.finding_.predict_proba(by_finding), self.standard_.predict_proba(by_standard)

    def predict(self, X: Sequence[Sentence]) -> NDArray[np.str_]:  # noqa: N803
        """The most likely finding and standard of each sentence, (n, 2)."""
        findings, standards = self.probabilities(X)
        return np.column_stack([self.classes_[findings.argmax(axis=1)], self.standards_[standards.argmax(axis=1)]])

    def _evidence(
        self,
        sentences: Sequence[Sentence],
        findings: NDArray[np.float64],
        standards: NDArray[np.float64],
        encoded: NDArray[Any],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What each head looks at: logarithms of both sources' probabilities, and the encoder's of the neighbours."""
        labels, codes = findings.shape[1], standards.shape[1]
        if encoded.shape[1] != labels + SAYINGS + codes:
            problem = f"it gives {encoded.shape[1]} scores a sentence, {labels + SAYINGS + codes} are needed"
            raise ModelError("the encoder", problem, "Train the model again with findings train --encoder")
        parts = np.split(encoded.astype(np.float64), [labels, labels + SAYINGS], axis=1)
        said, about = log_softmax(parts[0], axis=1), log_softmax(parts[2], axis=1)
        return (
            np.column_stack([logarithms(findings), said, of_neighbours(sentences, said)]),
            np.column_stack([logarithms(standards), about, of_neighbours(sentences, about)]),
        )
