"""Several people: blind double annotation, adjudication, sign-off, agreement, and whether they follow the model."""

import itertools
import random

import numpy as np
import pytest
from reviewing import make

from classifier.annotations.agreement import measure
from classifier.records import FindingLabel
from classifier.review import agreement as measuring
from classifier.review import bias
from classifier.review.adjudication import adjudicate, disputes, outcomes, positions, reopen, sign_off
from classifier.review.agreement import agreement, alpha_scores, overall, pair_scores
from classifier.review.bias import automation_bias, wilson
from classifier.review.decisions import accept, decide, flag, skip
from classifier.review.errors import ConflictError, FrozenError, ReviewError
from classifier.review.history import undo
from classifier.review.items import item, items
from classifier.review.log import entries
from classifier.review.people import add_person, people, person, person_named
from classifier.review.records import Choice, Kind, PersonRole, State
from classifier.review.reports import report
from classifier.review.standing import draw
from classifier.review.verdicts import Source

LEA, ANN, BOB = 1, 2, 3
NONE = Choice(FindingLabel.NONE)
STRENGTH = Choice(FindingLabel.STRENGTH, "1.2")
OTHER = Choice(FindingLabel.STRENGTH, "2.1")
WEAK = Choice(FindingLabel.AREA_FOR_IMPROVEMENT, "1.2")


def say(project, who, number, choice, **more):
    return decide(project, who, number, choice, seen=item(project, number, who).version, **more)


def test_people_are_found_by_number_and_by_name(blind):
    assert [(one.name, one.role) for one in people(blind)] == [
        ("Lea", PersonRole.LEAD),
        ("Ann", PersonRole.ANNOTATOR),
        ("Bob", PersonRole.ANNOTATOR),
    ]
    assert person(blind, ANN) == person_named(blind, "ANN ")
    assert person_named(blind, "Eve") is None
    with pytest.raises(ReviewError, match="there is no person 9"):
        person(blind, 9)


def test_who_comes_later_has_every_sentence_open(blind):
    say(blind, ANN, 1, NONE)
    cem = add_person(blind, "Cem")
    assert [one.standing.state for one in items(blind, 1, cem.id)] == [State.OPEN] * 5


def test_the_lead_sees_what_people_differ_on(blind):
    say(blind, ANN, 1, NONE)
    say(blind, BOB, 1, NONE)
    say(blind, ANN, 2, WEAK)
    assert disputes(blind, LEA) == ()
    say(blind, BOB, 2, NONE, note="No judgement in it.")
    (dispute,) = disputes(blind, LEA)
    assert dispute.item.id == 2
    assert [(one.person.name, one.standing.choice, one.standing.note) for one in dispute.positions] == [
        ("Ann", WEAK, ""),
        ("Bob", NONE, "No judgement in it."),
    ]
    assert disputes(blind, LEA, 1) == (dispute,)
    assert disputes(blind, LEA, 2) == ()
    with pytest.raises(ReviewError, match=r"Ann is not a lead inspector\. Ask a lead to do it"):
        disputes(blind, ANN)


def test_an_adjudication_settles_a_sentence(blind):
    say(blind, ANN, 2, WEAK)
    say(blind, BOB, 2, NONE)
    (dispute,) = disputes(blind, LEA)
    with pytest.raises(ReviewError, match="is not a lead"):
        adjudicate(blind, ANN, 2, WEAK, seen=dispute.version)
    say(blind, BOB, 2, STRENGTH)
    with pytest.raises(ConflictError, match="the sentence was changed by Bob"):
        adjudicate(blind, LEA, 2, WEAK, seen=dispute.version)
    (dispute,) = disputes(blind, LEA)
    settled = adjudicate(blind, LEA, 2, WEAK, seen=dispute.version, note="As in 1.2.")
    assert settled.adjudicated == WEAK
    assert disputes(blind, LEA) == ()
    assert item(blind, 2, BOB).adjudicated == WEAK
    assert item(blind, 2, BOB).standing.choice == STRENGTH
    assert entries(blind, item=2)[-1].kind is Kind.ADJUDICATE


def test_outcomes_say_where_they_come_from(blind):
    for who, number, choice in [
        (ANN, 1, NONE), (BOB, 1, NONE), (ANN, 2, WEAK), (BOB, 2, NONE), (ANN, 3, NONE), (ANN, 4, NONE), (BOB, 4, WEAK),
    ]:  # fmt: skip
        say(blind, who, number, choice, note=f"{who}")
    skip(blind, BOB, 3, seen=item(blind, 3, BOB).version)
    flag(blind, ANN, 5, seen=item(blind, 5, ANN).version, note="Odd.")
    adjudicate(blind, LEA, 4, STRENGTH, seen=None, note="Mine.")
    found = outcomes(blind, 1)
    assert [(one.choice, one.source, one.by, one.note) for one in found] == [
        (NONE, Source.AGREED, ("Ann", "Bob"), "2\n3"),
        (None, Source.DISPUTED, ("Ann", "Bob"), "2\n3"),
        (NONE, Source.ONE, ("Ann",), "2"),
        (STRENGTH, Source.ADJUDICATED, ("Lea",), "Mine."),
        (None, Source.UNDECIDED, (), "Odd."),
    ]
    assert found[0].at == max(entry.at for entry in entries(blind, item=1))
    assert [one.person.id for one in positions(blind, 1)[3]] == [ANN, BOB]
    undo(blind, LEA)
    assert outcomes(blind, 1)[3].source is Source.DISPUTED


def test_in_an_open_project_the_last_decision_is_the_outcome(project):
    say(project, ANN, 1, NONE)
    say(project, LEA, 1, STRENGTH)
    first = outcomes(project, 1)[0]
    assert (first.choice, first.source, first.by) == (STRENGTH, Source.ONE, ("Lea",))
    assert disputes(project, LEA) == ()


def test_signing_off_freezes_a_report(blind):
    say(blind, ANN, 1, NONE)
    say(blind, BOB, 1, STRENGTH)
    with pytest.raises(ReviewError) as caught:
        sign_off(blind, LEA, 1, allow_undecided=True)
    assert str(caught.value) == "tolby.txt: people differ on 1 sentence. Adjudicate first."
    adjudicate(blind, LEA, 1, NONE, seen=None)
    with pytest.raises(ReviewError, match="4 sentences are not decided"):
        sign_off(blind, LEA, 1)
    with pytest.raises(ReviewError, match="Bob is not a lead"):
        sign_off(blind, BOB, 1, allow_undecided=True)
    entry = sign_off(blind, LEA, 1, allow_undecided=True)
    assert entry.after == {"adjudicated": 1, "agreed": 0, "one": 0, "disputed": 0, "undecided": 4}
    found = report(blind, 1)
    assert (found.is_frozen, found.signed_off_by, found.signed_off_at) == (True, "Lea", entry.at)
    assert item(blind, 2, ANN).frozen
    with pytest.raises(FrozenError, match=r"tolby\.txt was signed off by Lea on .* and cannot be changed"):
        say(blind, ANN, 2, NONE)
    with pytest.raises(FrozenError):
        adjudicate(blind, LEA, 2, NONE, seen=None)
    with pytest.raises(ReviewError, match="signed off already"):
        sign_off(blind, LEA, 1)
    reopen(blind, LEA, 1)
    assert not report(blind, 1).is_frozen
    say(blind, ANN, 2, NONE)
    with pytest.raises(ReviewError, match="the report is not signed off"):
        reopen(blind, LEA, 1)
    with pytest.raises(ReviewError, match="there is no report 9"):
        reopen(blind, LEA, 9)


def test_a_report_decided_throughout_is_signed_off_without_more(project):
    for one in items(project, 1, ANN):
        accept(project, ANN, one.id, seen=one.version)
    assert sign_off(project, LEA, 1).after["one"] == 5


def test_agreement_is_that_of_each_two_people(blind):
    said = ((NONE, NONE), (STRENGTH, OTHER), (WEAK, NONE), (STRENGTH, STRENGTH))
    for number, (one, other) in enumerate(said, 1):
        say(blind, ANN, number, one)
        say(blind, BOB, number, other)
    say(blind, ANN, 5, NONE)
    (pair,) = agreement(blind, resamples=200)
    assert (pair.one.name, pair.other.name) == ("Ann", "Bob")
    words = {NONE: "none", STRENGTH: "strength", OTHER: "strength", WEAK: "area_for_improvement"}
    by_hand = measure(
        [(words[a], words[b]) for a, b in ((NONE, NONE), (STRENGTH, OTHER), (WEAK, NONE), (STRENGTH, STRENGTH))]
    )
    found = pair.decisions["finding"]
    assert (found.n, found.percent, found.kappa, found.alpha) == (4, 0.75, by_hand.kappa, by_hand.alpha)
    assert found.percent_interval.low < 0.75 < found.percent_interval.high
    assert (pair.decisions["standard"].n, pair.decisions["standard"].percent) == (2, 0.5)
    assert pair.decisions["finding:strength"].percent == 1
    assert pair.decisions["standard:1.2"].percent == 0.5
    assert "standard:3" not in pair.decisions
    assert agreement(blind, 2) == ()
    together = overall(blind, resamples=200)
    assert (together["finding"].alpha, together["finding"].kappa) == (by_hand.alpha, None)


def test_there_is_no_agreement_to_measure_where_people_see_each_other(project):
    say(project, ANN, 1, NONE)
    say(project, LEA, 1, NONE)
    assert agreement(project) == ()
    assert overall(project) == {}


def test_the_same_seed_gives_the_same_intervals_and_reports_are_drawn_whole(tmp_path):
    chance = random.Random(3)
    with make(tmp_path, people=3, reports=12, blind=True) as project:
        for number in range(1, 61):
            choice = chance.choice([NONE, STRENGTH, WEAK])
            say(project, ANN, number, choice)
            say(project, BOB, number, choice if chance.random() < 0.8 else OTHER)
        (one,), (other,) = (agreement(project, resamples=300, seed=4) for _ in range(2))
        assert one == other
        whole = one.decisions["finding"]
        assert whole.kappa_interval.low < whole.kappa < whole.kappa_interval.high
        assert whole.alpha_interval.low < whole.alpha < whole.alpha_interval.high
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(measuring, "MIN_DOCUMENTS", 99)
            by_sentence = agreement(project, resamples=300, seed=4)[0].decisions["finding"]
        assert by_sentence.percent == whole.percent
        assert by_sentence.percent_interval != whole.percent_interval


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_of_many_draws_are_those_of_each(seed):
    chance = random.Random(seed)
    kinds = list(itertools.product("abc", repeat=2))
    pairs = [chance.choice(kinds) for _ in range(40)]
    table = np.array([[pairs.count(kind) for kind in kinds]])
    one, other = (np.array([[int(kind[side] == value) for value in "abc"] for kind in kinds]) for side in (0, 1))
    exact = measure(pairs)
    percent, kappa, alpha = pair_scores(table, one, other)[:, 0]
    assert (round(percent, 4), round(kappa, 4), round(alpha, 4)) == (exact.percent, exact.kappa, exact.alpha)
    percent, alpha = alpha_scores(table, one + other)[:, 0]
    assert (round(percent, 4), round(alpha, 4)) == (exact.percent, exact.alpha)


def test_alpha_of_several_people_with_gaps_is_krippendorffs():
    """The example of four observers and twelve units of Krippendorff, Computing Krippendorff's Alpha-Reliability."""
    said = ["111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"]
    rows = [[one.count(value) for value in "12345"] for one in said if len(one) > 1]
    percent, alpha = alpha_scores(np.ones((1, len(rows)), dtype=int), np.array(rows))[:, 0]
    assert round(alpha, 3) == 0.743
    assert 0 < percent < 1


def test_hidden_suggestions_are_a_fixed_random_share(tmp_path):
    share = sum(draw(11, 2, number)[0] < 0.1 for number in range(20_000)) / 20_000
    assert 0.093 < share < 0.107
    assert draw(11, 2, 5) == draw(11, 2, 5) != draw(11, 3, 5)
    with make(tmp_path, people=3, reports=8, blind=True, hidden_share=0.3, seed=11) as project:
        hidden = {
            who: {one for number in range(1, 9) for one in items(project, number, who) if one.hidden}
            for who in (ANN, BOB)
        }
        for who, found in hidden.items():
            assert {one.id for one in found} == {number for number in range(1, 41) if draw(11, who, number)[0] < 0.3}
        assert {one.id for one in hidden[ANN]} != {one.id for one in hidden[BOB]}


def test_agreement_with_hidden_and_with_shown_suggestions_is_told_apart(tmp_path):
    with make(tmp_path, reports=8, hidden_share=0.4, seed=2) as project:
        truth = {one.id: one for number in range(1, 9) for one in items(project, number, None)}
        hidden = [number for number in truth if item(project, number, ANN).hidden]
        for number, one in truth.items():
            agrees = number not in hidden or number in hidden[:5]
            say(project, ANN, number, one.suggestion.choice if agrees else Choice(FindingLabel.MIXED, "3"))
        for number in hidden:  # what comes after the suggestion was seen does not count
            say(project, ANN, number, truth[number].suggestion.choice)
        found = automation_bias(project)
        assert (found.hidden.agreed, found.hidden.n) == (5, len(hidden))
        assert (found.shown.agreed, found.shown.n) == (40 - len(hidden), 40 - len(hidden))
        assert found.difference == round(1 - 5 / len(hidden), 4)
        assert 0 < found.interval.low < found.difference < found.interval.high <= 1
        assert automation_bias(project, ANN) == found
        assert automation_bias(project, LEA).shown.n == 0
        assert automation_bias(project, LEA).difference is None


def test_wilsons_interval_is_that_of_the_tables():
    low, high = wilson(81, 263)  # Newcombe (1998), table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20)[0] == 0
    assert round(wilson(0, 20)[1], 4) == 0.1611


def test_newcombes_interval_is_that_of_the_tables():
    shown, hidden = (bias._rate(agreed, n) for agreed, n in ((56, 70), (48, 80)))  # Newcombe (1998), table II, (a)
    difference, interval = bias._difference(shown, hidden)
    assert (difference, interval.low, interval.high) == (0.2, 0.0524, 0.3339)
