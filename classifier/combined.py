"""The accurate model as one scikit-learn estimator: sparse features and a fine-tuned encoder feed two heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import log_softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import GroupKFold

from classifier.calibration import held_out_probabilities
from classifier.chain import ReportChain
from classifier.encoder.inputs import SAYINGS
from classifier.errors import ModelError
from classifier.estimator import SentenceClassifier
from classifier.pooling import LogarithmicPool, logarithms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from classifier.encoder.runtime import SentenceEncoder
    from classifier.records import Sentence

    Sources = list[NDArray[np.float64]]


class CombinedClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Decide finding and standard from what the sparse model and the encoder say, as probabilities.

    Both are heard on the sentence and, by a `ReportChain`, on the other sentences of its report. So sentences are given
    report by report, in reading order. The sparse model tells the standard twice: with the headings, and from the words
    of the sentence alone. The chain hears the second, as sentences under a heading would all repeat what it says.

    Stacking (Wolpert 1992): each head is a `LogarithmicPool` of the probabilities that the two give, learned on
    sentences that neither had seen in training, so that it knows how far each can be trusted, and its probabilities
    are calibrated.

    Parameters: `sparse` is a `SentenceClassifier` that is not fitted; whatever its `wording`, it is set. `folds` is the
    number of folds, grouped by document, for `held_out_`. `random_state` seeds the sparse model.

    Learned: `sparse_`, `finding_` and `standard_` (the heads), `finding_chain_` and `standard_chain_`, `classes_` (the
    finding labels), `standards_` (codes), `held_out_` and `held_out_standards_` (probabilities of each training
    sentence from heads that had not seen its document). `encoder_` is the `SentenceEncoder`, which is stored beside
    the estimator, not in it.
    """

    encoder_: SentenceEncoder | None = None
    judges_apart = False  # the rest of the report counts, and the encoder scales its eight-bit numbers by the call

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
        self.sparse_ = sparse.set_params(wording=True).fit(X, labels, groups)
        self.classes_, self.standards_ = sparse.classes_, sparse.standards_
        held_out = [sparse.held_out_, sparse.held_out_standards_, sparse.held_out_wordings_]
        said, about = self._sources(held_out, encoded)
        self.finding_chain_, self.finding_, self.held_out_ = self._head(X, said, labels[:, 0].astype(str), groups)
        self.standard_chain_, self.standard_, self.held_out_standards_ = self._head(
            X, about, labels[:, 1].astype(str), groups
        )
        return self

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: N803
        """Probabilities of the findings, (n, `classes_`), and of the standards, (n, `standards_`)."""
        assert self.encoder_ is not None, "attach an encoder first"
        said, about = self._sources(self.sparse_.all_probabilities(X), self.encoder_.scores(X))
        return (
            self.finding_.predict_proba(_evidence(self.finding_chain_, X, said)),
            self.standard_.predict_proba(_evidence(self.standard_chain_, X, about)),
        )

    def predict(self, X: Sequence[Sentence]) -> NDArray[np.str_]:  # noqa: N803
        """The most likely finding and standard of each sentence, (n, 2)."""
        findings, standards = self.probabilities(X)
        return np.column_stack([self.classes_[findings.argmax(axis=1)], self.standards_[standards.argmax(axis=1)]])

    def _head(
        self, sentences: Sequence[Sentence], sources: Sources, answers: NDArray[np.str_], groups: NDArray[Any]
    ) -> tuple[ReportChain, LogarithmicPool, NDArray[np.float64]]:
        """The chain and the pool of a decision, and what it says of each sentence without its document."""
        splits = list(GroupKFold(self.folds).split(answers, groups=groups))
        known = answers != ""
        classes = np.unique(answers[known])
        evidence = np.zeros((len(answers), (len(sources) + 1) * len(classes)))
        for _, test in splits:
            elsewhere = answers.copy()
            elsewhere[test] = ""
            chain = ReportChain().fit(sentences, elsewhere, classes)
            evidence[test] = _evidence(chain, [sentences[place] for place in test], [one[test] for one in sources])
        held_out = held_out_probabilities(LogarithmicPool(), evidence, answers, splits)
        pool = LogarithmicPool().fit(evidence[known], answers[known])
        return ReportChain().fit(sentences, answers, classes), pool, held_out

    def _sources(self, sparse: Sequence[NDArray[np.float64]], encoded: NDArray[Any]) -> tuple[Sources, Sources]:
        """Logarithms of the probabilities that the sparse model and the encoder give, for each decision.

        `sparse` are those of `SentenceClassifier.all_probabilities`. The last two sources are what the chain hears.
        """
        findings, standards, wordings = sparse
        labels, codes = findings.shape[1], standards.shape[1]
        if encoded.shape[1] != labels + SAYINGS + codes:
            problem = f"it gives {encoded.shape[1]} scores a sentence, {labels + SAYINGS + codes} are needed"
            raise ModelError("the encoder", problem, "Train the model again with findings train --encoder")
        parts = np.split(encoded.astype(np.float64), [labels, labels + SAYINGS], axis=1)
        return (
            [logarithms(findings), log_softmax(parts[0], axis=1)],
            [logarithms(standards), logarithms(wordings), log_softmax(parts[2], axis=1)],
        )


def _evidence(chain: ReportChain, sentences: Sequence[Sentence], sources: Sources) -> NDArray[np.float64]:
    """What a pool looks at, (n, (sources + 1) * classes): the sources, and what the last two say of other sentences."""
    together = np.exp(log_softmax(sources[-2] + sources[-1], axis=1))
    return np.column_stack([*sources, chain.said_by_others(sentences, together)])
