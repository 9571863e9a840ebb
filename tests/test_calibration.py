"""Thresholds and calibration on numbers made by hand."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from classifier import calibration
from classifier.calibration import (
    MatrixScaling,
    held_out_probabilities,
    out_of_fold,
    review_thresholds,
)


def drawn(seed, documents=60, size=50, lenient=0.0):
    """Confidences, whether right, and documents: a sentence is right as often as its confidence says, less `lenient`.

    Documents differ: in some all is a little easier than in others.
    """
    chance = np.random.default_rng(seed)
    names = np.repeat(np.arange(documents), size)
    confidence = chance.uniform(0.3, 1.0, len(names)) ** 0.5
    easier = np.repeat(chance.normal(0, 0.02, documents), size)
    return confidence, chance.random(len(names)) < confidence + easier - lenient, names, np.full(len(names), "report")


def test_thresholds_keep_what_they_promise_in_documents_that_are_drawn_alike():
    kept = 0
    for seed in range(40):
        least = review_thresholds(*drawn(seed), [0.1])[0.1]
        confidence, right, *_ = drawn(1000 + seed, documents=400)
        accepted = confidence >= least
        kept += not accepted.any() or (~right[accepted]).mean() <= 0.1
    assert kept >= 36  # promised: 95 of 100


def test_a_stricter_aim_has_a_higher_threshold():
    found = review_thresholds(*drawn(1), [0.02, 0.05, 0.1, 0.2])
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert len(set(found.values())) > 2


def test_worse_predictions_have_a_higher_threshold():
    better, worse = (review_thresholds(*drawn(1, lenient=lenient), [0.1])[0.1] for lenient in (0.0, 0.05))
    assert worse > better


def test_few_documents_promise_less_than_many():
    few, many = (review_thresholds(*drawn(1, documents=count), [0.1])[0.1] for count in (6, 600))
    assert few > many


@pytest.mark.parametrize(("documents", "counts"), [(9, False), (30, True)])
def test_each_genre_with_documents_enough_keeps_the_target(documents, counts):
    easy, hard = drawn(1, documents=200), drawn(2, documents=documents, lenient=0.1)
    both = [np.concatenate(pair) for pair in zip(easy, hard, strict=True)]
    both[2] = np.concatenate([easy[2], 1000 + hard[2]])
    both[3] = np.concatenate([easy[3], np.full(len(hard[3]), "blog")])
    least = review_thresholds(*both, [0.1])[0.1]
    without = review_thresholds(*both[:3], np.full(len(both[0]), ""), [0.1])[0.1]
    assert (least > without) == counts
    accepted = (both[0] >= least) & (both[3] == "blog")
    assert ((~both[1][accepted]).mean() <= 0.1) == counts


def test_a_small_genre_that_is_easier_than_the_others_costs_nothing():
    many, few = drawn(1, documents=200), drawn(2, documents=10, lenient=-0.05)
    both = [np.concatenate(pair) for pair in zip(many, few, strict=True)]
    both[2] = np.concatenate([many[2], 1000 + few[2]])
    both[3] = np.concatenate([many[3], np.full(len(few[3]), "blog")])
    assert review_thresholds(*both, [0.1]) == review_thresholds(*both[:3], np.full(len(both[0]), ""), [0.1])


def test_without_a_good_threshold_everything_is_reviewed():
    confidence, right, names, genres = drawn(1)
    assert review_thresholds(confidence, np.zeros_like(right), names, genres, [0.05]) == {0.05: 1.0}
    assert review_thresholds(confidence[:10], np.ones(10, dtype=bool), names[:10], genres[:10], [0.05]) == {0.05: 1.0}


def test_where_all_is_right_all_is_accepted():
    confidence, right, names, genres = drawn(1)
    least = review_thresholds(confidence, np.ones_like(right), names, genres, [0.05])[0.05]
    assert least < np.quantile(confidence, 0.03)


def test_held_out_probabilities_come_from_heads_that_had_not_seen_the_row():
    chance = np.random.default_rng(0)
    labels = np.array(["a", "b", "c"])[np.arange(90) % 3]
    values = chance.normal(size=(90, 3)) + 2 * np.eye(3)[np.arange(90) % 3]
    splits = list(KFold(3).split(values))
    found = held_out_probabilities(MatrixScaling(), values, labels, splits)
    assert found.sum(axis=1) == pytest.approx(np.ones(90))
    for train, test in splits:
        assert found[test] == pytest.approx(
            MatrixScaling().fit(values[train], labels[train]).predict_proba(values[test])
        )


@pytest.mark.parametrize(("few", "expected"), [(0, 2), (10, 1)])
def test_processes_change_nothing_and_are_spared_where_they_do_not_pay(monkeypatch, few, expected):
    import joblib

    asked, parallel = [], joblib.Parallel
    monkeypatch.setattr(joblib, "Parallel", lambda n_jobs: asked.append(n_jobs) or parallel(n_jobs=n_jobs))
    features = csr_matrix(np.random.default_rng(0).normal(size=(10, 3)))
    labels = np.array(["good", "poor"] * 5)
    splits = [(np.arange(4, 10), np.arange(4)), (np.arange(6), np.arange(6, 10))]
    alone = out_of_fold(LinearSVC(random_state=0), features, labels, splits)
    monkeypatch.setattr(calibration, "_TOO_FEW_FOR_PROCESSES", few)
    together = out_of_fold(LinearSVC(random_state=0), features, labels, splits, jobs=2)
    assert asked == [1, expected]
    assert np.array_equal(alone, together, equal_nan=True)


def test_a_class_that_a_fold_lacks_has_no_probability_there():
    labels = np.array(["a", "b"] * 10 + ["c"])
    values = np.random.default_rng(0).normal(size=(21, 3))
    splits = [(np.arange(20), np.array([20])), (np.array([0, 1, 20]), np.arange(2, 20))]
    found = held_out_probabilities(MatrixScaling(), values, labels, splits)
    assert found[20, 2] == 0.0
    assert found[20].sum() == pytest.approx(1.0)


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
    fitted = MatrixScaling().fit(values, ["good", "good", "poor", "poor"] * 10)
    probabilities = fitted.predict_proba(values[:4])
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(4))
    assert list(probabilities[:, 0]) == sorted(probabilities[:, 0], reverse=True)
    assert probabilities[0, 0] > 0.8 > 0.2 > probabilities[3, 0]


@pytest.mark.parametrize("classes", ["ab", "abc"])
def test_scaling_is_logistic_regression(classes):
    chance = np.random.default_rng(0)
    labels = np.array(list(classes))[np.arange(120) % len(classes)]
    values = chance.normal(size=(120, len(classes))) + np.eye(len(classes))[np.arange(120) % len(classes)]
    expected = LogisticRegression(max_iter=1000).fit(values, labels)
    fitted = MatrixScaling().fit(values, labels)
    assert fitted.predict_proba(values) == pytest.approx(expected.predict_proba(values), abs=1e-12)
    assert list(fitted.predict(values)) == list(expected.predict(values))
    assert fitted.coef_.shape == (len(classes), len(classes))


def test_a_row_has_the_same_probabilities_whatever_stands_beside_it():
    chance = np.random.default_rng(1)
    values = chance.normal(size=(400, 5))
    fitted = MatrixScaling().fit(values, np.array(list("abcde"))[values.argmax(axis=1)])
    together = fitted.predict_proba(values)
    for part in (slice(0, 1), slice(7, 9), slice(100, 233)):
        assert np.array_equal(fitted.predict_proba(values[part]), together[part])
