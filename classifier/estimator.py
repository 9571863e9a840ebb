"""The sparse model as one scikit-learn estimator: two decisions, finding and standard, over the same features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from classifier.calibration import calibrator, held_out_probabilities, out_of_fold
from classifier.features import CONTEXT_VIEWS, TermVectorizer, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_matrix

    from classifier.records import Sentence

VECTORIZERS: dict[str, dict[str, Any]] = {
    "words": {"ngram_range": (1, 3), "min_df": 3},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 5},
    "section": {"min_df": 3},
    "before": {"min_df": 5},
    "form": {"min_df": 3, "sublinear_tf": False},
}
"""How each view of `features.VIEWS` is counted; as each sentence comes in two layouts, 3 means two sentences."""

WEIGHTS = {"words": 1.5, "characters": 1.0, "section": 0.5, "before": 0.3, "form": 0.5}
"""How much each view counts; chosen by cross-validation grouped by document (`docs/experiments.md`)."""


class SentenceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Decide of each sentence which finding it is and which standard it is about, with probabilities.

    Linear support vector machines over TF-IDF features; probabilities by logistic regression on the decision
    values that folds grouped by document give to sentences they have not seen. In training, the context (section
    path and sentence before) is withheld from a share of the sentences, so that neither decision leans on
    headings that another report does not have.

    Parameters: `cost` is the SVM's C. `withhold_finding` and `withhold_standard` are the shares, from 0 to 1, of
    sentences that each decision sees without context. `folds` is the number of folds for the probabilities.
    `random_state` seeds which sentences these are, and the solver. `n_jobs` folds are learned at a time.

    Learned: `features_` (a fitted `FeatureUnion`), `finding_` and `standard_` (fitted `LinearSVC`s),
    `finding_calibrator_` and `standard_calibrator_`, `classes_` (the finding labels), `standards_` (codes),
    `held_out_` and `held_out_standards_` (probabilities of each training sentence from the fold that had not seen it;
    not a number where a sentence has no standard).
    """

    def __init__(
        self,
        *,
        cost: float = 0.3,
        withhold_finding: float = 0.5,
        withhold_standard: float = 0.15,
        folds: int = 5,
        random_state: int = 0,
        n_jobs: int = 2,
    ) -> None:
        self.cost = cost
        self.withhold_finding = withhold_finding
        self.withhold_standard = withhold_standard
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
        self.features_ = _features()
        full = self.features_.fit_transform(X)
        bare = self._without_context(full)

        hidden = chance.random(len(X)) < self.withhold_finding
        self.finding_, self.finding_calibrator_, held_out = self._decision(
            _mixed(full, bare, hidden), labels[:, 0].astype(str), groups
        )
        self.classes_ = self.finding_.classes_
        self.held_out_ = held_out

        about = np.flatnonzero(labels[:, 1].astype(str) != "")
        hidden = chance.random(len(about)) < self.withhold_standard
        self.standard_, self.standard_calibrator_, held_out = self._decision(
            _mixed(full[about], bare[about], hidden), labels[about, 1].astype(str), groups[about]
        )
        self.standards_ = self.standard_.classes_
        self.held_out_standards_ = np.full((len(X), len(self.standards_)), np.nan)
        self.held_out_standards_[about] = held_out
        return self

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: N803
        """Probabilities of the findings, (n, `classes_`), and of the standards, (n, `standards_`)."""
        features = self.features_.transform(X)
        findings = self.finding_calibrator_.predict_proba(_scores(self.finding_, features))
        standards = self.standard_calibrator_.predict_proba(_scores(self.standard_, features))
        return findings, standards

    def predict(self, X: Sequence[Sentence]) -> NDArray[np.str_]:  # noqa: N803
        """The most likely finding and standard of each sentence, (n, 2)."""
        findings, standards = self.probabilities(X)
        return np.column_stack([self.classes_[findings.argmax(axis=1)], self.standards_[standards.argmax(axis=1)]])

    def _without_context(self, features: csr_matrix) -> csr_matrix:
        """The same rows as they would be for sentences that stand alone: the columns of the context are 0."""
        from scipy.sparse import diags

        widths = [(name, len(part[-1].vocabulary_)) for name, part in self.features_.transformer_list]
        keep = np.concatenate([np.full(width, name not in CONTEXT_VIEWS) for name, width in widths])
        bare = (features @ diags(keep.astype(np.float32))).tocsr()
        bare.eliminate_zeros()
        return bare

    def _decision(
        self, features: csr_matrix, labels: NDArray[np.str_], groups: NDArray[Any]
    ) -> tuple[LinearSVC, Any, NDArray[np.float64]]:
        """A fitted SVM, its calibrator, and the calibrated probabilities from folds."""
        machine = LinearSVC(C=self.cost, tol=1e-3, random_state=self.random_state)
        splits = list(GroupKFold(self.folds).split(features, labels, groups))
        values = out_of_fold(machine, features, labels, splits, jobs=self.n_jobs)
        scaled = calibrator().fit(values, labels)
        machine.fit(features, labels)
        machine.coef_ = machine.coef_.astype(np.float32)
        return machine, scaled, held_out_probabilities(calibrator(), values, labels, splits)


def _features() -> FeatureUnion:
    parts = []
    for name, options in VECTORIZERS.items():
        settings = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32, **options}
        if "analyzer" not in settings:
            settings["token_pattern"] = r"\S+"
        parts.append((name, Pipeline([("view", View(name)), ("weigh", TermVectorizer(**settings))])))
    return FeatureUnion(parts, transformer_weights=dict(WEIGHTS))


def _mixed(full: csr_matrix, bare: csr_matrix, hidden: NDArray[np.bool_]) -> csr_matrix:
    """Rows of `bare` where `hidden`, else of `full`, in the order of the sentences."""
    from scipy.sparse import vstack

    both = vstack([full, bare]).tocsr()
    return both[np.where(hidden, np.arange(len(hidden)) + len(hidden), np.arange(len(hidden)))]


def _scores(machine: LinearSVC, features: csr_matrix) -> NDArray[np.float64]:
    values = machine.decision_function(features)
    return np.column_stack([-values, values]) if values.ndim == 1 else values
