"""Scores with and without the decisions, from matches made up for the tests."""

import json

import pytest

from classifier.annotations import Unit, UnitKind
from classifier.evaluation.matching import Match
from classifier.records import Finding, FindingLabel, Sentence
from classifier.review.comparing import Change, changes

STRENGTH, AREA, MIXED, NONE = FindingLabel


def match(gold, said, document="a.md"):
    unit = Unit(0, 9, UnitKind.SENTENCE, gold, "1.1" if gold.is_finding else None)
    sentence = Sentence("It works.", 0, 9)
    finding = None if said is None else Finding(sentence, said, 0.9, "1", "1.1", 0.8)
    return Match(unit, finding, 0.0 if finding is None else 1.0, document)


def figures(found, on):
    return {one.name: (one.before, one.after) for one in found if one.on == on}


def test_each_score_is_told_before_and_after_for_corpus_and_reviewed_reports():
    gold = [STRENGTH, AREA, NONE, NONE]
    before = [match(one, NONE) for one in gold] + [match(STRENGTH, AREA, "own.md")]
    after = [match(one, one) for one in gold] + [match(STRENGTH, STRENGTH, "own.md")]
    found = changes(before, after, own={"own.md"})
    corpus = figures(found, "corpus")
    assert corpus["finding_accuracy"] == (0.5, 1.0)
    assert corpus["macro_f1"] == (round(0.6667 / 3, 4), 1.0)
    assert corpus["f1.strength"] == (0.0, 1.0)
    assert figures(found, "reviewed")["finding_accuracy"] == (0.0, 1.0)
    assert next(one for one in found if one.name == "finding_accuracy").difference == 0.5


def test_what_could_not_be_measured_before_is_none():
    found = changes([match(NONE, NONE)], [match(NONE, NONE), match(NONE, NONE, "own.md")], own={"own.md"})
    assert figures(found, "reviewed")["finding_accuracy"] == (None, 1.0)
    assert [one.difference for one in found if one.on == "reviewed"] == [None] * 7


def test_without_reviewed_reports_there_are_scores_of_the_corpus_only():
    assert {one.on for one in changes([match(NONE, NONE)], [match(NONE, None)], own=())} == {"corpus"}


def test_the_interval_holds_the_change_and_needs_ten_documents():
    labels = [STRENGTH, AREA, NONE]
    names = [f"{number}.md" for number in range(12)]
    before = [match(gold, NONE if place % 3 else gold, name) for place, name in enumerate(names) for gold in labels]
    after = [match(gold, gold, name) for name in names for gold in labels]
    change = next(one for one in changes(before, after, own=(), seed=1) if one.name == "macro_f1")
    low, high = change.interval
    assert 0 < low < change.difference < high < 1
    assert changes(before, after, own=(), seed=1) == changes(before, after, own=(), seed=1)
    same = next(one for one in changes(after, after, own=()) if one.name == "macro_f1")
    assert same.interval == (0.0, 0.0)
    few = changes(before[:27], after[:27], own=())
    assert [one.interval for one in few] == [None] * 7


@pytest.mark.parametrize("interval", [None, (-0.01, 0.02)])
def test_a_change_goes_to_json_and_comes_back(interval):
    change = Change("macro_f1", "findings", "corpus", 0.8, 0.81, interval)
    assert Change.from_dict(json.loads(json.dumps(change.to_dict()))) == change
