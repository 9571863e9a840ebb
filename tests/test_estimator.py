"""The estimator keeps scikit-learn's contract, and does with the context what it says."""

import copy
import inspect
from dataclasses import replace

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from classifier.estimator import SentenceClassifier
from classifier.features import CONTEXT_VIEWS
from classifier.records import BlockKind, Sentence
from classifier.tokens import Sentences, tokens_of

SENTENCES = [
    Sentence("Assessments in Tolby drew well on what others knew.", 0, 51, ("2.1 Assessment",)),
    Sentence("Too few reviews took account of risk.", 52, 89, ("2.4 Reviewing",), before="Reviews are recorded."),
    Sentence("Officers have far too many cases.", 90, 123, (), BlockKind.LIST_ITEM, "We read forty cases."),
    Sentence("Xyzzy!", 124, 130),
]


@pytest.fixture(scope="module")
def fitted(known):
    return SentenceClassifier(n_jobs=1).fit(*known)


def test_parameters_are_stored_as_they_are():
    names = set(inspect.signature(SentenceClassifier).parameters)
    made = SentenceClassifier(cost=1.5, folds=3)
    assert set(made.get_params()) == names
    assert vars(made) == made.get_params()
    assert (made.cost, made.folds) == (1.5, 3)
    assert made.set_params(cost=2.0).cost == 2.0
    with pytest.raises(ValueError, match="Invalid parameter"):
        made.set_params(price=1)


def test_a_clone_has_the_parameters_and_nothing_learned(fitted):
    copied = clone(fitted)
    assert copied.get_params() == fitted.get_params()
    assert vars(copied).keys() == fitted.get_params().keys()
    check_is_fitted(fitted)


def test_what_is_learned_ends_in_an_underscore(fitted):
    learned = vars(fitted).keys() - fitted.get_params().keys()
    assert learned
    assert all(name.endswith("_") for name in learned)


def test_fitting_returns_itself_and_changes_no_parameter(known):
    classifier = SentenceClassifier(n_jobs=1, folds=2)
    before = classifier.get_params()
    given = copy.deepcopy(known)
    assert classifier.fit(*known) is classifier
    assert classifier.get_params() == before
    assert known == given


def test_the_same_seed_gives_the_same_probabilities(known, fitted):
    again = SentenceClassifier(n_jobs=1).fit(*known)
    other = SentenceClassifier(n_jobs=1, random_state=1).fit(*known)
    for first, second, third in zip(*(one.probabilities(SENTENCES) for one in (fitted, again, other)), strict=True):
        assert np.array_equal(first, second)
        assert not np.array_equal(first, third)


def test_the_number_of_processes_changes_nothing(fitted, model):
    for one, two in zip(fitted.probabilities(SENTENCES), model.estimator.probabilities(SENTENCES), strict=True):
        assert np.array_equal(one, two)


def test_probabilities_sum_to_one(fitted):
    findings, standards = fitted.probabilities(SENTENCES)
    assert findings.shape == (len(SENTENCES), len(fitted.classes_))
    assert standards.shape == (len(SENTENCES), len(fitted.standards_))
    for table in (findings, standards):
        assert table.sum(axis=1) == pytest.approx(np.ones(len(SENTENCES)))
        assert table.min() >= 0
    held_out = fitted.held_out_
    assert held_out.sum(axis=1) == pytest.approx(np.ones(len(held_out)))


def test_predictions_are_the_most_likely_labels(fitted):
    before = joblib.hash(fitted)
    findings, standards = fitted.probabilities(SENTENCES)
    said = fitted.predict(SENTENCES)
    assert said.shape == (len(SENTENCES), 2)
    assert list(said[:, 0]) == [fitted.classes_[place] for place in findings.argmax(axis=1)]
    assert list(said[:, 1]) == [fitted.standards_[place] for place in standards.argmax(axis=1)]
    assert said[0].tolist() == ["strength", "2.1"]
    assert said[1].tolist() == ["area_for_improvement", "2.4"]
    assert joblib.hash(fitted) == before


def test_a_withheld_context_is_a_sentence_that_stands_alone(fitted):
    bare = [replace(sentence, section=(), before="") for sentence in SENTENCES]
    full, alone = (fitted.features_.transform(sentences) for sentences in (SENTENCES, bare))
    withheld = fitted._without_context(full)
    assert (full != alone).nnz > 0
    assert (withheld != alone).nnz == 0


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_context_counts_only_where_it_was_shown(known, share):
    fitted = SentenceClassifier(withhold_finding=share, withhold_standard=share, n_jobs=1, folds=2).fit(*known)
    context = np.zeros(fitted.finding_.coef_.shape[1], dtype=bool)
    for view in CONTEXT_VIEWS:
        context[fitted.features_.columns()[view]] = True
    for machine in (fitted.finding_, fitted.standard_):
        assert np.any(machine.coef_[:, context]) == (share == 0.0)
        assert np.any(machine.coef_[:, ~context])


def test_the_wording_is_judged_without_any_context(known):
    fitted = SentenceClassifier(wording=True, n_jobs=1, folds=2).fit(*known)
    alone = [replace(sentence, section=(), before="") for sentence in SENTENCES]
    (*_, under_headings, worded), (*_, bare, worded_alone) = map(fitted.all_probabilities, (SENTENCES, alone))
    assert worded.shape == (len(SENTENCES), len(fitted.standards_))
    assert np.array_equal(worded, worded_alone)
    assert not np.array_equal(under_headings, bare)
    assert not np.allclose(worded, bare)
    assert fitted.held_out_wordings_.sum(axis=1) == pytest.approx(np.ones(len(known[0])))


def test_the_wording_changes_neither_decision(known, fitted):
    more = SentenceClassifier(wording=True, n_jobs=1).fit(*known)
    assert len(fitted.all_probabilities(SENTENCES)) == 2
    for one, other in zip(fitted.probabilities(SENTENCES), more.probabilities(SENTENCES), strict=True):
        assert np.array_equal(one, other)


def test_sentences_without_a_standard_teach_none(known, fitted):
    assert "" not in fitted.standards_
    assert list(fitted.standards_) == ["1.2", "2.1", "2.4"]
    assert list(fitted.classes_) == ["area_for_improvement", "mixed", "none", "strength"]
    assert len(fitted.held_out_) == len(known[0])


def test_the_quick_way_gives_the_decision_values_of_the_features(known, fitted):
    sentences = [*SENTENCES, *known[0]]
    rows = fitted.features_.transform(sentences)
    for machine, calibrator, found in zip(
        (fitted.finding_, fitted.standard_),
        (fitted.finding_calibrator_, fitted.standard_calibrator_),
        fitted.probabilities(sentences),
        strict=True,
    ):
        assert found == pytest.approx(calibrator.predict_proba(machine.decision_function(rows)), abs=1e-6)


def test_a_sentence_has_the_same_probabilities_whatever_stands_beside_it(known, fitted):
    sentences = [*known[0], *SENTENCES]
    together = fitted.probabilities(sentences)
    for part in (slice(0, 1), slice(3, 5), slice(10, 97)):
        for one, other in zip(fitted.probabilities(sentences[part]), together, strict=True):
            assert np.array_equal(one, other[part])


def test_tokens_made_before_change_nothing(known, fitted):
    ready = Sentences(known[0], tokens_of(known[0]))
    for one, other in zip(fitted.probabilities(ready), fitted.probabilities(known[0]), strict=True):
        assert np.array_equal(one, other)


def test_an_estimator_that_learns_anew_forgets_what_it_had(known):
    classifier = SentenceClassifier(n_jobs=1, folds=2).fit(*known)
    before = classifier.probabilities(SENTENCES)
    sentences, labels, groups = known
    classifier.fit(sentences, [("none" if finding == "mixed" else finding, code) for finding, code in labels], groups)
    after = classifier.probabilities(SENTENCES)
    assert after[0].shape[1] == before[0].shape[1] - 1
    assert after[0].sum(axis=1) == pytest.approx(np.ones(len(SENTENCES)))


def test_no_sentence_has_no_probabilities(fitted):
    findings, standards = fitted.probabilities([])
    assert findings.shape == (0, len(fitted.classes_))
    assert standards.shape == (0, len(fitted.standards_))
