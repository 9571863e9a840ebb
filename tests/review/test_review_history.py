"""Undo and redo: without limit, each person their own, never over somebody else's work."""

import pytest
from reviewing import make

from classifier.records import FindingLabel
from classifier.review.adjudication import adjudicate, reopen, sign_off
from classifier.review.boundaries import merge_with_next
from classifier.review.decisions import accept, decide, flag, note, skip
from classifier.review.errors import ConflictError, FrozenError, ReviewError
from classifier.review.history import can_redo, can_undo, redo, undo
from classifier.review.items import item, items
from classifier.review.log import entries
from classifier.review.records import Choice, Kind, State
from classifier.review.store import Project

LEA, ANN, BOB = 1, 2, 3
NONE = Choice(FindingLabel.NONE)
STRENGTH = Choice(FindingLabel.STRENGTH, "1.2")


def view(project, person=ANN):
    """What stands of each sentence, without versions."""
    return [(one.id, one.text, one.standing) for one in items(project, 1, person)]


def test_every_step_can_be_taken_back_and_done_again(project):
    views = [view(project)]
    first = items(project, 1, ANN)[0]
    seen = accept(project, ANN, first.id, seen=first.version).version
    views.append(view(project))
    seen = note(project, ANN, first.id, "Good.", seen=seen).version
    views.append(view(project))
    seen = flag(project, ANN, first.id, seen=seen).version
    views.append(view(project))
    merge_with_next(project, ANN, first.id, seen=seen)
    views.append(view(project))
    third = items(project, 1, ANN)[1]
    skip(project, ANN, third.id, seen=third.version)
    views.append(view(project))
    for _ in range(2):
        for expected in reversed(views[:-1]):
            assert undo(project, ANN).kind is Kind.UNDO
            assert view(project) == expected
        assert undo(project, ANN) is None
        for expected in views[1:]:
            assert redo(project, ANN).kind is Kind.REDO
            assert view(project) == expected
        assert redo(project, ANN) is None


def test_undo_reaches_back_past_closing_the_project(tmp_path):
    with make(tmp_path) as project:
        first = items(project, 1, ANN)[0]
        accept(project, ANN, first.id, seen=first.version)
    with Project.open(tmp_path / "review.db") as project:
        entry = undo(project, ANN)
        assert (entry.item, entry.target, entry.name) == (first.id, entry.seq - 1, "Ann")
        assert item(project, first.id, ANN).standing.state is State.OPEN


def test_a_new_step_ends_what_can_be_done_again(project):
    one, other = items(project, 1, ANN)[:2]
    assert not can_undo(project, ANN)
    accept(project, ANN, one.id, seen=one.version)
    undo(project, ANN)
    assert (can_undo(project, ANN), can_redo(project, ANN)) == (False, True)
    skip(project, ANN, other.id, seen=other.version)
    assert (can_undo(project, ANN), can_redo(project, ANN)) == (True, False)
    assert redo(project, ANN) is None


def test_each_person_takes_back_their_own(project):
    one, other = items(project, 1, ANN)[:2]
    accept(project, ANN, one.id, seen=one.version)
    accept(project, LEA, other.id, seen=other.version)
    assert undo(project, ANN).item == one.id
    assert undo(project, ANN) is None
    assert undo(project, LEA).item == other.id
    with pytest.raises(ReviewError, match="there is no person 99"):
        undo(project, 99)


def test_what_somebody_else_has_changed_is_not_taken_back(project):
    one, other = items(project, 1, ANN)[:2]
    accept(project, ANN, one.id, seen=one.version)
    seen = accept(project, ANN, other.id, seen=other.version).version
    decide(project, LEA, other.id, NONE, seen=seen)
    with pytest.raises(ConflictError, match="the sentence was changed by Lea"):
        undo(project, ANN)
    assert undo(project, ANN, past_conflicts=True).item == one.id
    with pytest.raises(ConflictError, match="by Lea"):
        undo(project, ANN)
    undo(project, LEA)
    assert undo(project, ANN).item == other.id
    assert [one.standing.state for one in items(project, 1, ANN)] == [State.OPEN] * 5


def test_a_merge_is_not_taken_back_over_somebody_elses_decision(blind):
    first = items(blind, 1, ANN)[0]
    merged = merge_with_next(blind, ANN, first.id, seen=first.version)
    decide(blind, BOB, merged.id, NONE, seen=merged.version)
    with pytest.raises(ConflictError, match="the sentence was decided by Bob"):
        undo(blind, ANN)
    undo(blind, BOB)
    undo(blind, ANN)
    assert len(items(blind, 1, ANN)) == 5
    with pytest.raises(ConflictError, match="boundaries were mended by Ann"):
        redo(blind, BOB)
    redo(blind, ANN)
    assert redo(blind, BOB).item == merged.id


def test_an_adjudication_stands_over_undo_until_the_lead_takes_it_back(blind):
    first = items(blind, 1, ANN)[0]
    accept(blind, ANN, first.id, seen=first.version)
    adjudicate(blind, LEA, first.id, NONE, seen=None)
    with pytest.raises(ConflictError, match="the sentence was adjudicated by Lea"):
        undo(blind, ANN)
    with pytest.raises(ConflictError, match="the sentence was adjudicated by Lea"):
        decide(blind, BOB, first.id, NONE, seen=item(blind, first.id, BOB).version)
    assert item(blind, first.id, BOB).adjudicated == NONE
    undo(blind, LEA)
    assert item(blind, first.id, BOB).adjudicated is None
    undo(blind, ANN)
    assert item(blind, first.id, ANN).standing.state is State.OPEN


def test_nothing_of_a_signed_off_report_is_taken_back(project):
    first = items(project, 1, ANN)[0]
    accept(project, ANN, first.id, seen=first.version)
    sign_off(project, LEA, 1, allow_undecided=True)
    with pytest.raises(FrozenError, match=r"tolby.txt was signed off by Lea .* Ask a lead to reopen it"):
        undo(project, ANN)
    assert undo(project, ANN, past_conflicts=True) is None
    reopen(project, LEA, 1)
    assert undo(project, ANN).item == first.id


def test_undo_is_in_the_log_as_everything_else(project):
    first = items(project, 1, ANN)[0]
    accept(project, ANN, first.id, seen=first.version)
    undo(project, ANN)
    redo(project, ANN)
    done, undone, redone = entries(project, item=first.id)
    assert (undone.target, redone.target) == (done.seq, done.seq)
    assert undone.before["finding"] == "strength"
    assert undone.after["state"] == "open"
    assert redone.after["finding"] == "strength"
    assert item(project, first.id, ANN).version == redone.seq
    decide(project, ANN, first.id, STRENGTH, seen=redone.seq)
