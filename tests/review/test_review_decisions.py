"""What a person says of a sentence: stored, seen by whom it may be, refused where it cannot be."""

import pytest
from reviewing import make

from classifier.errors import UnknownCodeError
from classifier.records import FindingLabel
from classifier.review import replay
from classifier.review.adjudication import positions
from classifier.review.chain import head
from classifier.review.decisions import MOST_CHARACTERS, accept, decide, decide_many, flag, note, skip
from classifier.review.errors import ConflictError, ReviewError
from classifier.review.history import redo, undo
from classifier.review.items import item, items, neighbours, paragraph
from classifier.review.log import decisions_after, entries, last, record, trained_up_to
from classifier.review.records import Choice, Imported, Kind, Span, State, Suggestion
from classifier.review.reports import update_suggestions

LEA, ANN, BOB = 1, 2, 3
STRENGTH = Choice(FindingLabel.STRENGTH, "1.2")
WEAK = Choice(FindingLabel.AREA_FOR_IMPROVEMENT, "2.1")
NONE = Choice(FindingLabel.NONE)


def test_a_suggestion_alone_leaves_a_sentence_open(project):
    first = items(project, 1, ANN)[0]
    assert first.standing.state is State.OPEN
    assert first.standing.choice is None
    assert first.suggestion.choice == STRENGTH
    assert first.label == STRENGTH


def test_accepting_takes_the_suggestion_and_keeps_who_and_how(project):
    first = items(project, 1, ANN)[0]
    after = accept(project, ANN, first.id, seen=first.version, seconds=2.25)
    assert (after.standing.state, after.standing.choice, after.standing.by) == (State.DECIDED, STRENGTH, "Ann")
    (entry,) = entries(project, item=first.id)
    assert (entry.kind, entry.name, entry.seconds, entry.shown, entry.model) == (
        Kind.ACCEPT,
        "Ann",
        2.25,
        True,
        "small@1",
    )
    assert entry.before["state"] == "open"
    assert (entry.after["finding"], entry.after["standard"]) == ("strength", "1.2")
    assert entry.after["suggested"] == {"finding": "strength", "standard": "1.2", "confidence": 0.9}
    assert after.standing.at == entry.at
    assert after.version == entry.seq


def test_the_same_label_is_an_acceptance_and_another_a_change(project):
    one, other = items(project, 1, ANN)[:2]
    decide(project, ANN, one.id, STRENGTH, seen=one.version)
    decide(project, ANN, other.id, STRENGTH, seen=other.version, note="The posts are filled.")
    assert [entry.kind for entry in entries(project, person=ANN)] == [Kind.ACCEPT, Kind.CHANGE]
    assert item(project, other.id, ANN).standing.note == "The posts are filled."


def test_skipping_and_flagging_keep_what_was_decided(project):
    first = items(project, 1, ANN)[0]
    seen = decide(project, ANN, first.id, WEAK, seen=first.version).version
    skipped = skip(project, ANN, first.id, seen=seen)
    assert (skipped.standing.state, skipped.standing.choice) == (State.SKIPPED, WEAK)
    flagged = flag(project, ANN, first.id, seen=skipped.version, note="Which team?")
    assert (flagged.standing.state, flagged.standing.note) == (State.FLAGGED, "Which team?")
    noted = note(project, ANN, first.id, "", seen=flagged.version)
    assert (noted.standing.state, noted.standing.note) == (State.FLAGGED, "")
    decided = decide(project, ANN, first.id, NONE, seen=noted.version)
    assert (decided.standing.state, decided.standing.choice) == (State.DECIDED, NONE)


def test_a_mixed_sentence_is_split_in_parts_with_labels_of_their_own(project):
    third = items(project, 1, ANN)[2]
    middle = third.start + third.text.index(",")
    choice = Choice(
        FindingLabel.MIXED,
        "2.1",
        (
            Span(third.start, middle, FindingLabel.STRENGTH, "2.1"),
            Span(middle + 2, third.end, FindingLabel.AREA_FOR_IMPROVEMENT, "1.2"),
        ),
    )
    after = decide(project, ANN, third.id, choice, seen=third.version)
    assert after.standing.choice == choice
    assert entries(project, item=third.id)[0].kind is Kind.SPLIT


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(FindingLabel.STRENGTH), "strength needs a standard. Choose a standard."),
        (Choice(FindingLabel.NONE, "1.2"), "a sentence that is none has no standard"),
        (Choice(FindingLabel.STRENGTH, "1.2", (Span(0, 1, FindingLabel.NONE),)), "only a mixed sentence can be split"),
        (Choice(FindingLabel.MIXED, "1.2", (Span(0, 1, FindingLabel.NONE),)), "is not in the sentence"),
        (Choice(FindingLabel.MIXED, "1.2", (Span(12, 12, FindingLabel.NONE),)), "is not in the sentence"),
        (
            Choice(FindingLabel.MIXED, "1.2", (Span(14, 18, FindingLabel.NONE), Span(12, 15, FindingLabel.NONE))),
            "or not in order",
        ),
        (Choice(FindingLabel.MIXED, "1.2", (Span(12, 15, FindingLabel.MIXED, "1.2"),)), "cannot be mixed"),
        (Choice(FindingLabel.MIXED, "1.2", (Span(12, 15, FindingLabel.STRENGTH),)), "needs a standard"),
    ],
)
def test_a_choice_that_says_nothing_possible_is_refused(project, choice, said):
    first = items(project, 1, ANN)[0]
    with pytest.raises(ReviewError) as caught:
        decide(project, ANN, first.id, choice, seen=first.version)
    assert said in str(caught.value)
    assert item(project, first.id, ANN) == first


def test_an_unknown_code_person_sentence_or_an_endless_note_is_refused(project):
    first = items(project, 1, ANN)[0]
    with pytest.raises(UnknownCodeError, match=r"there is no standard '9\.9'"):
        decide(project, ANN, first.id, Choice(FindingLabel.STRENGTH, "9.9"), seen=first.version)
    with pytest.raises(ReviewError, match="there is no person 99"):
        decide(project, 99, first.id, NONE, seen=first.version)
    with pytest.raises(ReviewError, match="there is no sentence 99"):
        decide(project, ANN, 99, NONE, seen=first.version)
    with pytest.raises(ReviewError, match="more than 10,000 characters"):
        note(project, ANN, first.id, "x" * (MOST_CHARACTERS + 1), seen=first.version)
    assert entries(project, person=ANN) == ()


def test_the_second_of_two_windows_sees_the_conflict(project):
    first = items(project, 1, ANN)[0]
    decide(project, ANN, first.id, NONE, seen=first.version)
    with pytest.raises(ConflictError) as caught:
        decide(project, LEA, first.id, STRENGTH, seen=first.version)
    (entry,) = entries(project, item=first.id)
    assert (caught.value.who, caught.value.when, caught.value.entry) == ("Ann", entry.at, entry.seq)
    assert str(caught.value) == (
        f"the sentence was changed by Ann on {entry.at[:10]} at {entry.at[11:16]} UTC. Look at it again, then decide."
    )
    assert item(project, first.id, LEA).standing.choice == NONE
    with pytest.raises(ConflictError, match="by Ann"):  # the same person's other window
        skip(project, ANN, first.id, seen=first.version)


def test_people_who_decide_blind_see_nothing_of_each_other_and_never_conflict(blind):
    first = items(blind, 1, ANN)[0]
    decide(blind, ANN, first.id, NONE, seen=first.version, note="Mine.")
    assert item(blind, first.id, BOB) == first
    decide(blind, BOB, first.id, STRENGTH, seen=first.version)
    assert item(blind, first.id, ANN).standing.choice == NONE
    assert item(blind, first.id, LEA).standing.state is State.OPEN


def test_a_hidden_suggestion_is_not_to_be_had_before_the_decision(tmp_path):
    with make(tmp_path, hidden_share=1.0) as project:
        first = items(project, 1, ANN)[0]
        assert (first.hidden, first.suggestion, first.label) == (True, None, None)
        with pytest.raises(ReviewError, match="the suggestion is hidden, so that you judge for yourself"):
            accept(project, ANN, first.id, seen=first.version)
        noted = note(project, ANN, first.id, "Hm.", seen=first.version)
        assert noted.hidden
        after = decide(project, ANN, first.id, STRENGTH, seen=noted.version)
        assert after.suggestion.choice == STRENGTH
        assert [(entry.kind, entry.shown) for entry in entries(project, item=first.id)] == [
            (Kind.NOTE, False),
            (Kind.ACCEPT, False),
        ]


def test_new_suggestions_keep_decisions_and_are_a_conflict_for_who_has_the_sentence_open(project):
    one, other = items(project, 1, ANN)[:2]
    decide(project, ANN, one.id, NONE, seen=one.version)
    better = Suggestion(FindingLabel.NONE, 0.95, "1.2", 0.6, ((FindingLabel.NONE, 0.95),), (("1.2", 0.6),), "small@2")
    update_suggestions(project, 1, {one.id: better, other.id: better})
    assert item(project, one.id, ANN).standing.choice == NONE
    assert item(project, other.id, ANN).suggestion == better
    with pytest.raises(ConflictError, match="the sentence was changed by the model"):
        accept(project, ANN, other.id, seen=other.version)
    with pytest.raises(ReviewError, match="there is no sentence 77 in the report"):
        update_suggestions(project, 1, {one.id: better, 77: better})


def test_many_decisions_are_stored_all_or_none(project):
    one, other = items(project, 1, ANN)[:2]
    rows = [Imported(one.id, NONE, "From the sheet.", one.version, {"cell": "H2"}), Imported(other.id, WEAK)]
    with pytest.raises(ReviewError) as caught:
        decide_many(project, ANN, [*rows, Imported(99, NONE)], origin="a.xlsx")
    assert str(caught.value).startswith("sentence 99: there is no sentence 99 in the project")
    assert item(project, one.id, ANN) == one
    assert decide_many(project, ANN, rows, origin="a.xlsx") == 2
    assert item(project, one.id, ANN).standing.note == "From the sheet."
    entry = entries(project, item=one.id)[0]
    assert (entry.kind, entry.shown, entry.after["origin"], entry.after["details"]) == (
        Kind.IMPORT,
        None,
        "a.xlsx",
        {"cell": "H2"},
    )


def test_decisions_since_the_last_training_are_counted(project):
    one, other, third = items(project, 1, ANN)[:3]
    accept(project, ANN, one.id, seen=one.version)
    skip(project, ANN, other.id, seen=other.version)
    assert (trained_up_to(project), decisions_after(project, 0)) == (0, 1)
    began = head(project).count
    decide(project, ANN, third.id, Choice(FindingLabel.NONE), seen=third.version)  # while the training runs
    record(project, Kind.TRAINED, LEA, {"model": "small@2", "log_entries": began})
    assert trained_up_to(project) == began
    assert decisions_after(project, began) == 1
    assert last(project, Kind.TRAINED).after == {"model": "small@2", "log_entries": began}
    assert last(project, Kind.TAKEN_BACK) is None
    with pytest.raises(ReviewError, match="accept is not for noting"):
        record(project, Kind.ACCEPT, LEA, {})


def test_who_notes_something_later_has_not_decided_it(project):
    one = items(project, 1, ANN)[0]
    done = accept(project, ANN, one.id, seen=one.version)
    noted = note(project, LEA, one.id, "Talk about it.", seen=done.version)
    again = note(project, LEA, one.id, "Talked about it.", seen=noted.version)
    for now in (noted, again):
        standing = now.standing
        assert (standing.by, standing.at, standing.entry) == ("Ann", done.standing.at, done.standing.entry)
    assert positions(project, 1)[one.id][0].person.name == "Ann"
    undo(project, LEA)
    assert item(project, one.id, ANN).standing.note == "Talk about it."
    redo(project, LEA)
    assert item(project, one.id, ANN).standing.by == "Ann"
    third = items(project, 1, ANN)[2]
    assert note(project, LEA, third.id, "Odd.", seen=third.version).standing.by == "Lea"
    assert replay.differences(project) == ()


def test_a_sentence_comes_with_its_paragraph_and_its_neighbours(project):
    found = items(project, 1, ANN)
    assert [one.text for one in paragraph(project, found[2].id, ANN)] == [one.text for one in found[2:]]
    assert neighbours(project, found[0].id) == (None, found[1].id)
    assert neighbours(project, found[2].id) == (found[1].id, found[3].id)
    assert neighbours(project, found[4].id) == (found[3].id, None)
