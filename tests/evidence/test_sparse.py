"""Contributions of a linear estimator add up to what it decides, and stand where they come from."""

from dataclasses import replace

import numpy as np
import pytest

from classifier.estimator import SentenceClassifier
from classifier.evidence.places import Place
from classifier.evidence.sparse import contributions, exact_reasons, form_in_words, linear_part, placed_terms
from classifier.records import Sentence


@pytest.fixture(params=["finding", "standard"])
def part(request, sparse):
    return linear_part(sparse, request.param), getattr(sparse, f"{request.param}_")


def test_contributions_and_intercept_are_the_decision_value(part, sparse, said):
    linear, machine = part
    rows = sparse.features_.transform(said).tocsr()
    decided = machine.decision_function(rows)
    for place, one in enumerate(said):
        placed = placed_terms(linear, one)
        for number in range(decided.shape[1]):
            along = np.eye(decided.shape[1])[number]
            found = contributions(linear, len(one.text), placed, rows[place], along)
            assert found.total + linear.intercepts[number] == pytest.approx(decided[place, number], abs=1e-5)
            assert not any(where.kind == "other" for where in found.context)


def test_weights_and_base_are_the_log_odds(part, sparse, said):
    linear, machine = part
    rows = sparse.features_.transform(said).tocsr()
    target = 0 if machine is sparse.finding_ else 1
    probabilities = sparse.probabilities(said)[target]
    for place, one in enumerate(said):
        for number, label in enumerate(linear.labels):
            reasons = exact_reasons(linear, one, placed_terms(linear, one), rows[place], label)
            chance = probabilities[place, number]
            together = reasons.base + sum(each.weight for each in (*reasons.words, *reasons.context))
            assert together == pytest.approx(np.log(chance / (1 - chance)), abs=1e-5)
            assert together == pytest.approx(reasons.log_odds, abs=1e-9)


def test_the_linear_part_gives_the_probabilities(sparse, said):
    rows = sparse.features_.transform(said)
    for target, expected in zip(("finding", "standard"), sparse.probabilities(said), strict=True):
        assert linear_part(sparse, target).probabilities(rows) == pytest.approx(expected, abs=1e-6)


def test_two_labels_are_shared_out_too(known, said):
    sentences, labels, groups = known
    pairs = [("strength" if finding == "strength" else "none", code and "2.1") for finding, code in labels]
    pairs = [(finding, "1.2" if code and place % 2 else code) for place, (finding, code) in enumerate(pairs)]
    fitted = SentenceClassifier(n_jobs=1).fit(sentences, pairs, groups)
    rows = fitted.features_.transform(said).tocsr()
    for target, expected in zip(("finding", "standard"), fitted.probabilities(said), strict=True):
        linear = linear_part(fitted, target)
        assert linear.probabilities(rows) == pytest.approx(expected, abs=1e-6)
        reasons = exact_reasons(linear, said[0], placed_terms(linear, said[0]), rows[0], linear.labels[0])
        assert reasons.log_odds == pytest.approx(np.log(expected[0, 0] / expected[0, 1]), abs=1e-5)


def test_a_word_that_speaks_for_a_label_has_weight(sparse):
    linear = linear_part(sparse, "finding")
    one = Sentence("Vacancies have left officers with far too many cases.", 0, 53)
    row = sparse.features_.transform([one]).tocsr()
    reasons = exact_reasons(linear, one, placed_terms(linear, one), row, "area_for_improvement")
    weights = {word.text: word.weight for word in reasons.words}
    assert weights["many"] > 0
    assert weights["many"] > weights["officers"]
    assert [word.text for word in reasons.words] == [*one.text[:-1].split(), "."]
    against = exact_reasons(linear, one, placed_terms(linear, one), row, "strength")
    assert {word.text: word.weight for word in against.words}["many"] < 0


def test_context_is_told_in_order_and_only_where_there_is_some(sparse, said):
    linear = linear_part(sparse, "standard")
    rows = sparse.features_.transform(said).tocsr()
    reviewing = exact_reasons(linear, said[1], placed_terms(linear, said[1]), rows[1], "2.4")
    assert [context.kind for context in reviewing.context[:2]] == ["heading", "before"]
    assert reviewing.context[0].text == "2.4 Reviewing"
    assert reviewing.context[0].weight > 0.2
    assert reviewing.context[1].text == "Reviews are recorded."
    assert {context.kind for context in reviewing.context[2:]} == {"form"}
    alone = exact_reasons(linear, said[4], placed_terms(linear, said[4]), rows[4], "2.4")
    assert {context.kind for context in alone.context} <= {"form"}


def test_a_feature_that_stands_nowhere_is_not_lost(sparse, said):
    linear = linear_part(sparse, "finding")
    one = said[1]
    row = sparse.features_.transform([one]).tocsr()
    placed = placed_terms(linear, one)
    gone = min(set(row.indices.tolist()) & placed.columns)
    missing = replace(placed, columns=placed.columns - {gone}, text=(), context=())
    along = np.eye(len(linear.coefficients))[0]
    found = contributions(linear, len(one.text), missing, row, along)
    assert found.context[Place("other")] == pytest.approx(row[0, gone] * float(linear.coefficients[0, gone]), abs=1e-6)


def test_an_estimator_without_linear_parts_has_none(sparse):
    assert linear_part(object(), "finding") is None
    assert linear_part(SentenceClassifier(), "finding") is None
    assert linear_part(sparse, "finding") is not None


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("kind=list_item", "a list item"),
        ("length=0", "1 to 4 words"),
        ("length=3", "15 to 19 words"),
        ("length=8", "40 words or more"),
        ("ends=.", "ends with “.”"),
        ("ends=word", "ends without a mark"),
        ("opens=few", "opens with “few”"),
        ("opens==", "opens with “=”"),
        ("quote", "opens with a quotation mark"),
        ("lower", "opens with a small letter"),
        ("new", "new"),
    ],
)
def test_form_is_told_in_words(token, words):
    assert form_in_words(token) == words
