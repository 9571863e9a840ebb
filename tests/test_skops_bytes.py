"""Estimators as bytes that depend on nothing but the estimator."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from skops.io import loads

from classifier.skops_bytes import dump_bytes


def fitted(scale=1.0):
    values = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 1.0], [1.0, 0.5]]) * scale
    return LogisticRegression().fit(values, ["good", "late", "good", "late"])


def test_the_same_fit_gives_the_same_bytes():
    assert dump_bytes(fitted()) == dump_bytes(fitted())


def test_another_fit_gives_other_bytes():
    assert dump_bytes(fitted()) != dump_bytes(fitted(scale=2.0))


def test_what_is_loaded_is_what_was_dumped():
    estimator = fitted()
    loaded = loads(dump_bytes(estimator), trusted=[])

    assert np.array_equal(loaded.coef_, estimator.coef_)
    assert list(loaded.predict([[0.0, 2.0], [2.0, 0.0]])) == ["good", "late"]


def test_shared_arrays_stay_shared_and_whole():
    array = np.arange(3)
    loaded = loads(dump_bytes({"one": array, "other": array, "third": np.zeros(2)}), trusted=[])

    assert [list(loaded[key]) for key in ("one", "other", "third")] == [[0, 1, 2], [0, 1, 2], [0, 0]]
