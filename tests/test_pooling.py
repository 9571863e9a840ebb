"""Pooling of probabilities."""

import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.base import clone

from classifier.pooling import LogarithmicPool, logarithms


def sources(seed, strengths, count=600):
    """Labels, and what sources say of them: the stronger, the more often right."""
    chance = np.random.default_rng(seed)
    labels = chance.integers(3, size=count)
    said = [
        log_softmax(chance.normal(size=(count, 3)) + strength * np.eye(3)[labels], axis=1) for strength in strengths
    ]
    return np.column_stack(said), np.array(["a", "b", "c"])[labels]


def test_a_better_source_weighs_more_and_one_that_knows_nothing_does_not_count():
    pool = LogarithmicPool().fit(*sources(0, [3.0, 1.0, 0.0], 5000))
    assert pool.weights_[0] > pool.weights_[1] > 0.2
    assert abs(pool.weights_[2]) < 0.2


def test_two_sources_know_more_than_one():
    values, labels = sources(0, [1.5, 1.5])
    held, truth = sources(1, [1.5, 1.5])
    both = LogarithmicPool().fit(values, labels).score(held, truth)
    one = LogarithmicPool().fit(values[:, :3], labels).score(held[:, :3], truth)
    assert both > one + 0.05


def test_probabilities_are_calibrated():
    pool = LogarithmicPool().fit(*sources(0, [2.0, 1.0], 5000))
    held, truth = sources(1, [2.0, 1.0], 5000)
    found = pool.predict_proba(held)
    assert found.sum(axis=1) == pytest.approx(np.ones(5000))
    sure = found.max(axis=1)
    right = pool.predict(held) == truth
    for low, high in ((0.4, 0.6), (0.6, 0.8), (0.8, 0.95)):
        chosen = (sure >= low) & (sure < high)
        assert right[chosen].mean() == pytest.approx(sure[chosen].mean(), abs=0.05)


def test_a_source_that_favours_a_class_is_set_right():
    values, labels = sources(0, [2.0], 3000)
    tilted = log_softmax(values + np.array([1.5, 0, 0]), axis=1)
    straight, mended = (LogarithmicPool().fit(given, labels) for given in (values, tilted))
    assert mended.predict_proba(tilted) == pytest.approx(straight.predict_proba(values), abs=0.02)


def test_sources_of_other_classes_are_refused():
    with pytest.raises(ValueError, match="do not divide into sources of 3 classes"):
        LogarithmicPool().fit(np.zeros((3, 4)), ["a", "b", "c"])


def test_parameters_are_stored_as_they_are():
    assert clone(LogarithmicPool(penalty=3.0)).get_params() == {"penalty": 3.0}


def test_no_probability_is_too_small_for_a_logarithm():
    assert logarithms(np.array([0.0, 1.0])) == pytest.approx([np.log(1e-6), 0.0])
    assert np.isnan(logarithms(np.array([np.nan]))[0])
