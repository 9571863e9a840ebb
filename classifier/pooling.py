"""Several sources' probabilities made one: a weighted logarithmic opinion pool (Genest and Zidek 1986, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.base import BaseEstimator, ClassifierMixin

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_LEAST = 1e-6  # of a probability, before its logarithm is taken


class LogarithmicPool(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Probabilities that are a product of powers of each source's, times a factor for each class.

    A source has one power, its weight, for all classes: what a full logistic regression could learn besides, how far
    each source is to be trusted with each class, did not carry over to documents it had not seen. Weights and
    factors are those of the highest likelihood; `penalty` holds the logarithms of the factors near 0.

    Learned: `classes_`, `weights_` (a number a source) and `offsets_` (a number a class).
    """

    def __init__(self, *, penalty: float = 1.0) -> None:
        self.penalty = penalty

    def fit(self, X: ArrayLike, y: ArrayLike) -> LogarithmicPool:  # noqa: N803
        """Learn from `n` sentences.

        `X` is (n, sources * classes), the logarithms of probabilities source by source, and `y` is (n,), with at
        least two classes.
        """
        self.classes_, places = np.unique(np.asarray(y), return_inverse=True)
        values = self._by_source(np.asarray(X, dtype=np.float64))
        sources, count = values.shape[1], len(self.classes_)
        rows = np.arange(len(places))

        def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            weights, offsets = parameters[:sources], parameters[sources:]
            found = log_softmax(np.tensordot(values, weights, (1, 0)) + offsets, axis=1)
            excess = np.exp(found)
            excess[rows, places] -= 1
            slope = np.concatenate([np.einsum("nsc,nc->s", values, excess), excess.sum(axis=0)])
            slope[sources:] += self.penalty * offsets
            return float(-found[rows, places].sum() + self.penalty / 2 * (offsets @ offsets)), slope

        start = np.concatenate([np.full(sources, 1 / sources), np.zeros(count)])
        best = minimize(loss, start, jac=True, method="L-BFGS-B")
        self.weights_, self.offsets_ = best.x[:sources], best.x[sources:]
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Probabilities, (n, classes)."""
        values = self._by_source(np.asarray(X, dtype=np.float64))
        found: NDArray[np.float64] = np.exp(
            log_softmax(np.tensordot(values, self.weights_, (1, 0)) + self.offsets_, axis=1)
        )
        return found

    def predict(self, X: ArrayLike) -> NDArray[np.str_]:  # noqa: N803
        """The most likely class of each row, (n,)."""
        found: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return found

    def _by_source(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, sources, classes)."""
        if values.ndim != 2 or values.shape[1] % len(self.classes_):
            raise ValueError(f"{values.shape} values do not divide into sources of {len(self.classes_)} classes")
        return values.reshape(len(values), -1, len(self.classes_))


def logarithms(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of probabilities, none lower than that of a millionth; what is not a number stays so."""
    found: NDArray[np.float64] = np.log(np.maximum(probabilities, _LEAST))
    return found
