"""The sparse model as one scikit-learn estimator: two decisions, finding and standard, over the same features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from classifier.calibration import MatrixScaling, held_out_probabilities, out_of_fold
from classifier.features import CONTEXT_VIEWS, Scorer, SentenceFeatures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_matrix

    from classifier.records import Sentence

_SCORERS: WeakKeyDictionary[SentenceClassifier, Scorer] = WeakKeyDictionary()
"""What computes the decision values of fitted estimators; beside them, since predicting changes no estimator."""


class SentenceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Decide of each sentence which finding it is and which standard it is about, with probabilities.

    Linear support vector machines over weighted counts of features; probabilities by logistic regression on the
    decision values that folds grouped by document give to sentences they have not seen. In training, the context
    (section path and sentence before) is withheld from a share of the sentences, so that neither decision leans on
    headings that another report does not have.

    Parameters: `cost` is the SVM's C. `withhold_finding` and `withhold_standard` are the shares, from 0 to 1, of
    sentences that each decision sees without context. `wording` is whether the standard is decided once more, from the
    sentence without any context, for `all_probabilities`. `folds` is the number of folds for the probabilities.
    `random_state` seeds which sentences these are, and the solver. `n_jobs` folds are learned at a time.

    Learned: `features_` (a fitted `SentenceFeatures`), `finding_` and `standard_` (fitted `LinearSVC`s),
    `finding_calibrator_` and `standard_calibrator_` (fitted `MatrixScaling`s), `classes_` (the finding labels),
    `standards_` (codes), `held_out_` and `held_out_standards_` (probabilities of each training sentence from the fold
    that had not seen it); with `wording`, `wording_`, `wording_calibrator_` and `held_out_wordings_` in the same way.
    """

    judges_apart = True

    def __init__(
        self,
        *,
        cost: float = 0.3,
        withhold_finding: float = 0.5,
        withhold_standard: float = 0.15,
        wording: bool = False,
        folds: int = 5,
        random_state: int = 0,
        n_jobs: int = 2,
    ) -> None:
        self.cost = cost
        self.withhold_finding = withhold_finding
        self.withhold_standard = withhold_standard
        self.wording = wording
        self.folds = folds
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Sequence[Sentence], y: ArrayLike, groups: ArrayLike) -> SentenceClassifier:  # noqa: N803
        """Learn from `n` sentences; `y` is (n, 2) of finding label and standard code (empty for none).

        `groups` is (n,), the document of each sentence: sentences of one document share a fold. At least
        `folds` documents are needed.
        """
        labels = np.asarray(y, dtype=object)
        groups = np.asarray(groups)
        chance = np.random.default_rng(self.random_state)
        _SCORERS.pop(self, None)
        self.features_ = SentenceFeatures().fit(X)
        full = self.features_.transform(X)
        bare = self._without_context(full)

        hidden = chance.random(len(X)) < self.withhold_finding
        self.finding_, self.finding_calibrator_, held_out = self._decision(
            _mixed(full, bare, hidden), labels[:, 0].astype(str), groups
        )
        self.classes_ = self.finding_.classes_
        self.held_out_ = held_out

        hidden = chance.random(len(X)) < self.withhold_standard
        self.standard_, self.standard_calibrator_, held_out = self._decision(
            _mixed(full, bare, hidden), labels[:, 1].astype(str), groups
        )
        self.standards_ = self.standard_.classes_
        self.held_out_standards_ = held_out

        if self.wording:
            self.wording_, self.wording_calibrator_, self.held_out_wordings_ = self._decision(
                bare, labels[:, 1].astype(str), groups
            )
        return self

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: N803
        """Probabilities of the findings, (n, `classes_`), and of the standards, (n, `standards_`)."""
        findings, standards, *_ = self.all_probabilities(X)
        return findings, standards

    def all_probabilities(self, X: Sequence[Sentence]) -> list[NDArray[np.float64]]:  # noqa: N803
        """The two `probabilities`; with `wording`, those of the standards by the sentences' own words as a third."""
        values, found, first = self._scorer().values(X), [], 0
        for machine, calibrator in self._decisions():
            last = first + len(machine.coef_)
            found.append(calibrator.predict_proba(_both_ways(values[:, first:last] + machine.intercept_)))
            first = last
        return found

    def predict(self, X: Sequence[Sentence]) -> NDArray[np.str_]:  # noqa: N803
        """The most likely finding and standard of each sentence, (n, 2)."""
        findings, standards = self.probabilities(X)
        return np.column_stack([self.classes_[findings.argmax(axis=1)], self.standards_[standards.argmax(axis=1)]])

    def _scorer(self) -> Scorer:
        scorer = _SCORERS.get(self)
        if scorer is None:
            coefficients = np.vstack([machine.coef_ for machine, _ in self._decisions()])
            scorer = _SCORERS[self] = Scorer(self.features_, coefficients)
        return scorer

    def _decisions(self) -> list[tuple[LinearSVC, MatrixScaling]]:
        """The machines, whose values the scorer gives side by side, and their calibrators."""
        found = [(self.finding_, self.finding_calibrator_), (self.standard_, self.standard_calibrator_)]
        return [*found, (self.wording_, self.wording_calibrator_)] if self.wording else found

    def _without_context(self, features: csr_matrix) -> csr_matrix:
        """The same rows as they would be for sentences that stand alone: the columns of the context are 0."""
        from scipy.sparse import diags

        keep = np.ones(features.shape[1], dtype=np.float32)
        for view, columns in self.features_.columns().items():
            if view in CONTEXT_VIEWS:
                keep[columns] = 0
        bare = (features @ diags(keep)).tocsr()
        bare.eliminate_zeros()
        return bare

    def _decision(
        self, features: csr_matrix, labels: NDArray[np.str_], groups: NDArray[Any]
    ) -> tuple[LinearSVC, Any, NDArray[np.float64]]:
        """A fitted SVM, its calibrator, and the calibrated probabilities from folds, of rows without a label too."""
        machine = LinearSVC(C=self.cost, tol=1e-3, random_state=self.random_state)
        known = np.flatnonzero(labels != "")
        splits = list(GroupKFold(self.folds).split(features, groups=groups))
        values = out_of_fold(machine, features, labels, splits, jobs=self.n_jobs)
        scaled = MatrixScaling().fit(values[known], labels[known])
        machine.fit(features[known], labels[known])
        # Half precision is a third of a thousandth of a weight, and halves the stored model.
        machine.coef_ = machine.coef_.astype(np.float16).astype(np.float32)
        return machine, scaled, held_out_probabilities(MatrixScaling(), values, labels, splits)


def _mixed(full: csr_matrix, bare: csr_matrix, hidden: NDArray[np.bool_]) -> csr_matrix:
    """Rows of `bare` where `hidden`, else of `full`, in the order of the sentences."""
    from scipy.sparse import vstack

    both = vstack([full, bare]).tocsr()
    return both[np.where(hidden, np.arange(len(hidden)) + len(hidden), np.arange(len(hidden)))]


def _both_ways(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Decision values (n, k); where there are two labels, one value stands for both."""
    return np.column_stack([-values, values]) if values.shape[1] == 1 else values
