"""Bins, calibration error and Brier scores against figures worked out by hand."""

import pytest

from classifier.reliability import Bin, confidence_brier, expected_calibration_error, reliability_bins


def test_bins_hold_what_falls_into_them():
    bins = reliability_bins([0.1, 0.2, 0.6, 0.7, 1.0], [False, True, True, True, False], bins=2)
    assert [(each.low, each.high, each.count) for each in bins] == [(0.0, 0.5, 2), (0.5, 1.0, 3)]
    assert (bins[0].confidence, bins[0].accuracy) == (pytest.approx(0.15), 0.5)
    assert (bins[1].confidence, bins[1].accuracy) == (pytest.approx(2.3 / 3), pytest.approx(2 / 3))


def test_an_edge_belongs_to_the_upper_bin_and_one_to_the_last():
    bins = reliability_bins([0.5, 1.0, 0.0], [True, True, False], bins=4)
    assert [each.count for each in bins] == [1, 0, 1, 1]
    assert bins[1] == Bin(0.25, 0.5, 0, None, None)


def error_of(confidence, right, bins):
    return expected_calibration_error(reliability_bins(confidence, right, bins))


def test_the_calibration_error_is_the_mean_gap():
    assert error_of([0.9, 0.9], [True, False], 2) == pytest.approx(0.4)
    # Bins of a half: (0.2, 0.4) right once, gap 0.2; (0.6, 1.0) right twice, gap 0.2.
    confidence, right = [0.2, 0.6, 0.4, 1.0], [False, True, True, True]
    assert error_of(confidence, right, 2) == pytest.approx(0.2)
    assert error_of(confidence, right, 1) == pytest.approx(abs(0.55 - 0.75))
    assert error_of([1, 1, 1], [True, True, True], 15) == 0.0


def test_the_error_of_nothing_is_nought():
    assert expected_calibration_error(reliability_bins([], [])) == 0.0


def test_the_brier_score_of_a_confidence():
    assert confidence_brier([0.8, 0.6], [True, False]) == pytest.approx((0.04 + 0.36) / 2)
