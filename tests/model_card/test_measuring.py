"""Figures, intervals and errors by kind, against figures worked out by hand."""

from dataclasses import replace

import pytest
from sklearn.metrics import f1_score

from classifier.errors import TrainingError
from classifier.model_card import Judged, card_facts


def by_name(facts):
    return {metric.name: metric for metric in facts.metrics}


def slices(facts, by):
    return {one.name: one for one in facts.slices if one.by == by}


def test_figures_are_those_of_the_sentences(facts, judged):
    found = by_name(facts)
    gold, said = [one.gold for one in judged], [one.said for one in judged]
    for label in ("strength", "area_for_improvement", "none"):
        expected = f1_score(gold, said, labels=[label], average="macro")
        assert found[f"F1 of {label.replace('_', ' ')}"].value == pytest.approx(expected, abs=1e-4)
    macro = f1_score(gold, said, labels=["strength", "area_for_improvement", "none"], average="macro")
    assert found["macro-F1 of the finding"].value == pytest.approx(macro, abs=1e-4)
    assert found["accuracy of the finding"].value == pytest.approx(113 / 120, abs=1e-4)
    assert found["accuracy of the standard"].value == pytest.approx(84 / 96, abs=1e-4)
    assert found["accuracy of the domain"].value == 1.0
    assert found["accuracy of the standard"].support == 96


def test_a_label_of_few_has_no_f1(facts):
    mixed = by_name(facts)["F1 of mixed"]
    assert (mixed.value, mixed.low, mixed.high, mixed.support) == (None, None, None, 1)


def test_nineteen_are_too_few_and_twenty_are_not(model_facts, corpus_facts):
    many = [Judged(f"d{number % 6}", "strength", "strength", 0.9, "1.1", "1.1", 0.9) for number in range(30)]
    for count, expected in ((19, None), (20, 1.0)):
        rare = [Judged(f"d{number % 6}", "none", "none", 0.9) for number in range(count)]
        facts = card_facts(model_facts, corpus_facts, many + rare, split="Folds.")
        assert by_name(facts)["F1 of none"].value == expected
        assert by_name(facts)["macro-F1 of the finding"].value is None  # no area for improvement


def test_intervals_hold_the_figure_and_come_from_documents(facts):
    accuracy = by_name(facts)["accuracy of the finding"]
    assert accuracy.low < accuracy.value < accuracy.high
    # Six documents have one error in ten, the others none: 0.9 is as low as a draw can go.
    assert accuracy.low >= 0.89
    certain = by_name(facts)["accuracy of the domain"]
    assert (certain.low, certain.high) == (1.0, 1.0)


def test_few_documents_are_drawn_by_sentence(model_facts, corpus_facts):
    alone = [Judged("one", "none", "none" if number % 2 else "strength", 0.6) for number in range(40)]
    accuracy = by_name(card_facts(model_facts, corpus_facts, alone, split="Fold."))["accuracy of the finding"]
    assert accuracy.value == 0.5
    assert 0.3 < accuracy.low < 0.4
    assert 0.6 < accuracy.high < 0.7


def test_the_same_seed_gives_the_same_facts(facts, model_facts, corpus_facts, judged):
    split = facts.split
    assert card_facts(model_facts, corpus_facts, judged, split=split) == facts
    other = card_facts(model_facts, corpus_facts, judged, split=split, seed=1)
    assert by_name(other)["accuracy of the finding"].value == by_name(facts)["accuracy of the finding"].value


def test_accepted_are_those_above_the_threshold(facts, model_facts, corpus_facts, judged):
    assert facts.accepted.value == pytest.approx(108 / 120, abs=1e-4)
    assert facts.accepted_error.value == pytest.approx(1 / 108, abs=1e-4)
    assert facts.accepted_error.support == 108
    nobody = card_facts(replace(model_facts, review_below=1.0), corpus_facts, judged, split="Folds.")
    assert nobody.accepted.value == 0.0
    assert (nobody.accepted_error.value, nobody.accepted_error.support) == (None, 0)


def test_errors_are_told_by_label_and_standard(facts):
    labels, standards = slices(facts, "label"), slices(facts, "standard")
    assert list(labels) == ["strength", "area_for_improvement", "mixed", "none"]
    assert labels["strength"].right.value == pytest.approx(42 / 48, abs=1e-4)
    assert labels["strength"].confused == ("none", 6)
    assert labels["none"].confused is None
    assert standards["1.2"].confused == ("1.3", 12)
    assert standards["1.2"].right.value == 0.75
    assert standards["2.1"].right.support == 12


def test_errors_are_told_by_genre_and_programme(facts):
    genres, programmes = slices(facts, "genre"), slices(facts, "programme")
    assert {name: one.documents for name, one in genres.items()} == {"blog": 3, "report": 9}
    assert genres["report"].confused == ("strength as none", 5)
    assert programmes["old"].right.support == 30
    assert programmes["old"].right.value == pytest.approx(29 / 30, abs=1e-4)


def test_a_kind_that_is_not_known_is_left_out(model_facts, corpus_facts, judged):
    bare = [replace(one, programme="") for one in judged]
    assert slices(card_facts(model_facts, corpus_facts, bare, split="Folds."), "programme") == {}


def test_calibration_is_over_all_findings_and_the_known_standards(facts):
    finding, standard = facts.calibration
    assert (finding.decision, standard.decision) == ("finding", "standard")
    assert sum(each.count for each in finding.bins) == 120
    assert sum(each.count for each in standard.bins) == 96
    expected = (36 * 0.05**2 + 6 * 0.45**2 + 6 * 0.55**2 + 36 * 0.1**2 + 24 * 0.2**2 + 11 * 0.3**2 + 0.7**2) / 120
    assert finding.brier == pytest.approx(expected, abs=1e-4)


def test_no_prediction_is_no_card(model_facts, corpus_facts):
    with pytest.raises(TrainingError, match="no held-out predictions to tell of"):
        card_facts(model_facts, corpus_facts, [], split="Folds.")
