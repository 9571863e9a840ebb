"""Bins, calibration error and Brier scores against figures worked out by hand."""

import numpy as np
import pytest

from classifier.calibration import calibration_error
from classifier.reliability import Bin, brier_score, confidence_brier, expected_calibration_error, reliability_bins


def test_bins_hold_what_falls_into_them():
    bins = reliability_bins([0.1, 0.2, 0.6, 0.7, 1.0], [False, True, True, True, False], bins=2)
    assert [(each.low, each.high, each.count) for each in bins] == [(0.0, 0.5, 2), (0.5, 1.0, 3)]
    assert (bins[0].confidence, bins[0].accuracy) == (pytest.approx(0.15), 0.5)
    assert (bins[1].confidence, bins[1].accuracy) == (pytest.approx(2.3 / 3), pytest.approx(2 / 3))


def test_an_edge_belongs_to_the_upper_bin_and_one_to_the_last():
    bins = reliability_bins([0.5, 1.0, 0.0], [True, True, False], bins=4)
    assert [each.count for each in bins] == [1, 0, 1, 1]
    assert bins[1] == Bin(0.25, 0.5, 0, None, None)


def test_the_error_is_that_of_the_calibration():
    chance = np.random.default_rng(3)
    confidence = chance.random(500)
    right = chance.random(500) < confidence**2
    bins = reliability_bins(confidence, right)
    assert len(bins) == 15
    assert sum(each.count for each in bins) == 500
    assert expected_calibration_error(bins) == pytest.approx(calibration_error(confidence, right), abs=1e-12)
    assert expected_calibration_error(bins) > 0.1


def test_the_error_of_nothing_is_nought():
    assert expected_calibration_error(reliability_bins([], [])) == 0.0


def test_brier_scores():
    assert brier_score([[1, 0, 0], [0, 0, 1]], [0, 2]) == 0
    assert brier_score([[0, 1, 0]], [0]) == 2
    assert brier_score([[0.5, 0.3, 0.2]], [1]) == pytest.approx(0.25 + 0.49 + 0.04)
    assert confidence_brier([0.8, 0.6], [True, False]) == pytest.approx((0.04 + 0.36) / 2)
