"""From decision values to probabilities that mean what they say, and the threshold below which a person looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

TARGET_ERROR = 0.05
"""The share of wrong findings among those that a person need not look at."""


def out_of_fold(
    machine: Any, features: csr_matrix, labels: NDArray[np.str_], splits: Sequence[tuple[Any, Any]], *, jobs: int = 1
) -> NDArray[np.float64]:
    """Decision values of `n` rows, (n, classes), each from the fit of `machine` that had not seen the row.

    A class that is missing from a fold's training part has the lowest value of that fold there. `jobs` folds
    are learned at a time, each in a process of its own.
    """
    from joblib import Parallel, delayed

    classes = np.unique(labels)
    values = np.empty((len(labels), len(classes)))
    learn = delayed(_decision_values)
    found = Parallel(n_jobs=jobs)(learn(machine, features, labels, train, test) for train, test in splits)
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


def calibrator() -> LogisticRegression:
    """Matrix scaling: multinomial logistic regression on the decision values (Guo and others 2017, section 4.2)."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, max_iter=1000)


def review_threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_], target: float = TARGET_ERROR) -> float:
    """The lowest confidence from which on at most `target` of the decisions are wrong; 1.0 where none is.

    `confidence` and `right` are (n,): the probability of the label given, and whether it was right.
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    whole = np.append(np.diff(confidence[order]) != 0, True)  # those of one confidence are accepted or not together
    enough = np.flatnonzero((wrong <= target) & whole)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Expected calibration error: the mean gap of confidence and accuracy over equal bins (Naeini and others 2015)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[place == one].mean() - right[place == one].mean()) * (place == one).sum()
        for one in np.unique(place)
    ]
    return float(sum(gaps) / len(confidence))
