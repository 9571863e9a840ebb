"""Confident learning over labels, as the pass over label errors uses it."""

from types import SimpleNamespace

import numpy as np
from measuring import benchmark

from classifier.examples import Example
from classifier.records import FindingLabel, Sentence

label_errors = benchmark("label_errors")

GIVEN = np.array([0, 0, 0, 1, 1, 1])
PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.55, 0.45], [0.8, 0.2]])
# thresholds: (0.9 + 0.8 + 0.1) / 3 = 0.6 for the first class, (0.7 + 0.45 + 0.2) / 3 = 0.45 for the second


def test_a_sentence_claims_the_class_whose_mean_self_confidence_it_reaches():
    assert label_errors.claims(GIVEN, PROBABILITIES).tolist() == [0, 0, 1, 1, 1, 0]


def test_a_sentence_below_every_threshold_claims_none():
    probabilities = np.vstack([PROBABILITIES, [0.55, 0.44]])
    assert label_errors.claims(np.append(GIVEN, 0), probabilities)[-1] == -1


def test_the_likeliest_of_several_reached_classes_is_claimed():
    probabilities = np.array([[0.4, 0.5, 0.1], [0.3, 0.4, 0.3], [0.5, 0.45, 0.05], [0.1, 0.1, 0.8]])
    assert label_errors.claims(np.array([0, 1, 1, 2]), probabilities).tolist() == [1, -1, 0, 2]


def test_a_class_without_sentences_is_never_claimed():
    probabilities = np.column_stack([PROBABILITIES, np.full(6, 0.99)])
    assert 2 not in label_errors.claims(GIVEN, probabilities)


def test_candidates_come_with_the_lowest_margin_first():
    claimed = label_errors.claims(GIVEN, PROBABILITIES)
    assert label_errors.ranked(GIVEN, PROBABILITIES, claimed).tolist() == [2, 5]


def test_a_turned_label_is_found_and_sentences_without_a_standard_are_left_out(capsys):
    strength, nothing = FindingLabel.STRENGTH, FindingLabel.NONE
    labels = [(strength, "1.1"), (strength, "1.1"), (nothing, ""), (nothing, ""), (strength, "1.2"), (nothing, "")]
    known = [
        Example("made-up.md", Sentence(f"The tide table hangs by door {number}.", number, number + 1), *label)
        for number, label in enumerate(labels)
    ]
    model = SimpleNamespace(
        classes_=np.array(["none", "strength"]),
        held_out_=np.array([[0.1, 0.9], [0.2, 0.8], [0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.03, 0.97]]),
        standards_=np.array(["1.1", "1.2"]),
        held_out_standards_=np.array([[0.9, 0.1], [0.1, 0.9], [np.nan] * 2, [np.nan] * 2, [0.2, 0.8], [np.nan] * 2]),
    )
    found = list(label_errors.candidates(known, np.arange(6), model))
    assert [(one["decision"], one["rank"], one["start"], one["said"]) for one in found] == [
        ("finding", 1, 5, "strength"),
        ("standard", 1, 1, "1.2"),
    ]
    assert found[0]["probabilities"] == {"strength": 0.97, "none": 0.03}
    assert "| none | 2 | 1 | 0 |" in capsys.readouterr().out
