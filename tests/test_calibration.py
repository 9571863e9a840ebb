"""Thresholds and calibration on numbers made by hand."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from classifier.calibration import calibration_error, calibrator, out_of_fold, review_threshold

CONFIDENCE = np.array([0.6, 0.9, 0.7, 0.8])
RIGHT = np.array([True, True, False, True])


@pytest.mark.parametrize(("target", "expected"), [(0.0, 0.8), (0.2, 0.8), (0.25, 0.6), (1.0, 0.6)])
def test_the_threshold_is_the_lowest_that_keeps_the_target(target, expected):
    assert review_threshold(CONFIDENCE, RIGHT, target) == expected


def test_without_a_good_threshold_everything_is_reviewed():
    assert review_threshold(CONFIDENCE, ~np.ones(4, dtype=bool), 0.05) == 1.0
    assert review_threshold(np.array([0.9, 0.8]), np.array([False, True]), 0.05) == 1.0
    assert review_threshold(np.array([]), np.array([], dtype=bool)) == 1.0


def test_a_tie_is_taken_as_a_whole():
    threshold = review_threshold(np.array([0.9, 0.8, 0.8]), np.array([True, True, False]), 0.05)
    assert threshold == 0.9


def test_the_calibration_error_is_the_mean_gap():
    assert calibration_error(np.array([0.9, 0.9]), np.array([True, False]), bins=2) == pytest.approx(0.4)
    # Bins of a half: (0.2, 0.4) right once, gap 0.2; (0.6, 1.0) right twice, gap 0.2.
    confidence, right = np.array([0.2, 0.6, 0.4, 1.0]), np.array([False, True, True, True])
    assert calibration_error(confidence, right, bins=2) == pytest.approx(0.2)
    assert calibration_error(confidence, right, bins=1) == pytest.approx(abs(0.55 - 0.75))
    assert calibration_error(np.ones(3), np.ones(3, dtype=bool)) == 0.0


def test_decision_values_come_from_fits_that_had_not_seen_the_row():
    features = csr_matrix(np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]))
    labels = np.array(["a", "a", "a", "b", "b", "b"])
    splits = [(np.array([1, 2, 3, 4]), np.array([0, 5])), (np.array([0, 1, 4, 5]), np.array([2, 3]))]
    splits.append((np.array([0, 2, 3, 5]), np.array([1, 4])))
    machine = LinearSVC(random_state=0)
    values = out_of_fold(machine, features, labels, splits)
    for train, test in splits:
        alone = LinearSVC(random_state=0).fit(features[train], labels[train]).decision_function(features[test])
        assert values[test] == pytest.approx(np.column_stack([-alone, alone]))
    assert not hasattr(machine, "coef_")  # the machine itself is not fitted


def test_a_class_that_a_fold_lacks_has_its_lowest_value_there():
    features = csr_matrix(np.eye(6, 3))
    labels = np.array(["a", "b", "c", "a", "b", "c"])
    splits = [(np.array([0, 1, 3, 4]), np.array([2, 5])), (np.array([2, 5, 0, 1]), np.array([3, 4]))]
    values = out_of_fold(LinearSVC(random_state=0), features, labels, splits)
    lacking = values[[2, 5]]
    assert lacking[:, 2] == pytest.approx([lacking.min()] * 2)


def test_the_calibrator_gives_probabilities_that_follow_the_values():
    values = np.array([[1.0, -1.0], [0.5, -0.5], [-0.5, 0.5], [-1.0, 1.0]] * 10)
    fitted = calibrator().fit(values, ["good", "good", "poor", "poor"] * 10)
    probabilities = fitted.predict_proba(values[:4])
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(4))
    assert list(probabilities[:, 0]) == sorted(probabilities[:, 0], reverse=True)
    assert probabilities[0, 0] > 0.8 > 0.2 > probabilities[3, 0]
