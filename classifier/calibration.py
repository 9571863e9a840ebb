"""From decision values to probabilities that mean what they say, and the threshold below which a person looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

TARGET_ERROR = 0.05
"""The share of wrong findings among those that a person need not look at, where nobody asks for another."""

TARGETS = (0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2)
"""The target errors for which a model keeps thresholds."""

_TOO_FEW_FOR_PROCESSES = 2_000  # rows; below that they save little
_DOCUMENTS_OF_A_GENRE = 10  # with fewer, the error of the genre is that of single documents
_ONE_SIDED = 1.645  # standard errors to the bound that a normal variable stays under with a probability of 95 %


def out_of_fold(
    machine: Any, features: csr_matrix, labels: NDArray[np.str_], splits: Sequence[tuple[Any, Any]], *, jobs: int = 1
) -> NDArray[np.float64]:
    """Decision values of `n` rows, (n, classes), each from the fit of `machine` that had not seen the row.

    A row whose label is empty is judged, but not learned from.
    A class that is missing from a fold's training part has the lowest value of that fold there. `jobs` folds
    are learned at a time, each in a process of its own, unless the rows are so few that processes gain little.
    """
    from joblib import Parallel, delayed

    classes = np.unique(labels[labels != ""])
    values = np.empty((len(labels), len(classes)))
    learn = delayed(_decision_values)
    at_once = jobs if len(labels) > _TOO_FEW_FOR_PROCESSES else 1
    found = Parallel(n_jobs=at_once)(
        learn(machine, features, labels, train[labels[train] != ""], test) for train, test in splits
    )
    for (_, test), (known, decided) in zip(splits, found, strict=True):
        values[test] = decided.min()
        values[np.ix_(test, np.searchsorted(classes, known))] = decided
    return values


def _decision_values(
    machine: Any, features: csr_matrix, labels: NDArray[np.str_], train: Any, test: Any
) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    from sklearn.base import clone

    fitted = clone(machine).fit(features[train], labels[train])
    found = fitted.decision_function(features[test])
    return fitted.classes_, np.column_stack([-found, found]) if found.ndim == 1 else found


def held_out_probabilities(
    head: Any, values: NDArray[np.float64], labels: NDArray[np.str_], splits: Sequence[tuple[Any, Any]]
) -> NDArray[np.float64]:
    """Probabilities of `n` rows, (n, classes), each from the fit of `head` that had not seen the row.

    A row whose label is empty is judged, but not learned from.
    A class that is missing from a fold's training part has the probability 0 there.
    """
    from sklearn.base import clone

    classes = np.unique(labels[labels != ""])
    found = np.zeros((len(labels), len(classes)))
    for train, test in splits:
        learned_from = train[labels[train] != ""]
        fitted = clone(head).fit(values[learned_from], labels[learned_from])
        found[np.ix_(test, np.searchsorted(classes, fitted.classes_))] = fitted.predict_proba(values[test])
    return found


class MatrixScaling(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multinomial logistic regression on `k` decision values (Guo and others 2017, section 4.2).

    Learned: `classes_`, `coef_` (classes, k) and `intercept_` (classes,), whose softmax are the probabilities. A row's
    probabilities do not depend, to the last bit, on the rows beside it.
    """

    def fit(self, X: NDArray[np.float64], y: NDArray[np.str_]) -> MatrixScaling:  # noqa: N803
        """Learn from decision values (n, k) and labels (n,)."""
        from sklearn.linear_model import LogisticRegression

        fitted = LogisticRegression(C=1.0, max_iter=1000).fit(X, y)
        self.classes_ = fitted.classes_
        self.coef_, self.intercept_ = fitted.coef_, fitted.intercept_
        if len(self.coef_) == 1:  # the sigmoid of z is the softmax of 0 and z
            self.coef_ = np.vstack([np.zeros_like(self.coef_), self.coef_])
            self.intercept_ = np.array([0.0, self.intercept_[0]])
        return self

    def predict_proba(self, X: NDArray[np.float64]) -> NDArray[np.float64]:  # noqa: N803
        """Probabilities of the classes, (n, classes)."""
        logits = np.tile(self.intercept_, (len(X), 1))
        for value, weights in zip(X.T, self.coef_.T, strict=True):  # a matrix product may round by the number of rows
            logits += value[:, np.newaxis] * weights
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
        return found

    def predict(self, X: NDArray[np.float64]) -> NDArray[np.str_]:  # noqa: N803
        """The most likely class of each row."""
        found: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return found


def review_thresholds(
    confidence: NDArray[np.float64],
    right: NDArray[np.bool_],
    documents: NDArray[Any],
    genres: NDArray[Any],
    targets: Sequence[float] = TARGETS,
) -> dict[float, float]:
    """For each target error, the lowest confidence from which on a person need not look; 1.0 where there is none.

    `confidence`, `right`, `documents` and `genres` are (n,): the calibrated probability of the label given to a
    held-out sentence, whether it was right, and the document and its genre. Risk control by fixed-sequence testing
    (Angelopoulos and others 2021, "Learn then test"): thresholds are tried from the strictest down, and the last is
    taken before the upper 95 % bound of the error among the accepted passes the target. Sentences of one document are
    alike, so the bound is that of a ratio over documents (Cochran 1977, section 6.3), not over sentences. What comes to
    be tagged is no fair draw of all, so each genre with ten documents or more has to keep the target too, by its error
    as it is: the bound of a small genre would tell of its size, not of its difficulty.

    What it promises: with a probability of 95 %, at most the target share of the accepted sentences is wrong, in
    documents that are drawn like these. Of documents by other authors it promises nothing.
    """
    found = _thresholds(confidence, right, documents, targets, _upper_bound)
    for genre in np.unique(genres):
        chosen = genres == genre
        if len(np.unique(documents[chosen])) >= _DOCUMENTS_OF_A_GENRE:
            own = _thresholds(confidence[chosen], right[chosen], documents[chosen], targets, _share_wrong)
            found = {target: max(lowest, own[target]) for target, lowest in found.items()}
    return found


def _thresholds(
    confidence: NDArray[np.float64],
    right: NDArray[np.bool_],
    documents: NDArray[Any],
    targets: Sequence[float],
    error_of: Callable[[NDArray[np.int64], NDArray[np.bool_]], float],
) -> dict[float, float]:
    steps = np.unique(np.quantile(confidence, np.linspace(0, 0.98, 197)))[::-1]
    places = np.unique(documents, return_inverse=True)[1]
    sizes = np.array([(confidence >= step).sum() for step in steps])
    errors = np.array([error_of(places[confidence >= step], right[confidence >= step]) for step in steps])
    found = {}
    for target in targets:
        first = int(np.searchsorted(sizes, 3 / target))  # fewer sentences cannot show so small an error
        passed = np.flatnonzero(errors[first:] > target)
        last = first + (passed[0] if len(passed) else len(steps) - first) - 1
        found[target] = float(steps[last]) if last >= first else 1.0
    return found


def _share_wrong(_documents: NDArray[np.int64], right: NDArray[np.bool_]) -> float:
    return float((~right).mean())


def _upper_bound(documents: NDArray[np.int64], right: NDArray[np.bool_]) -> float:
    """The one-sided 95 % bound of the share of wrong sentences, documents taken as they come."""
    sizes = np.bincount(documents)
    wrong = np.bincount(documents, weights=~right)
    share = wrong.sum() / sizes.sum()
    spread = np.sqrt(np.sum((wrong - share * sizes) ** 2)) / sizes.sum()
    # Where nothing is wrong the spread says nothing; the rule of three does (Hanley and Lippman-Hand 1983).
    return float(max(share + _ONE_SIDED * spread, 3 / sizes.sum()))
