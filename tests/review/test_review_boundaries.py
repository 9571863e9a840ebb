"""Mending where sentences begin and end."""

import pytest
from reviewing import make, make_tagged

from classifier.records import Block, BlockKind, FindingLabel, Piece, Report, Role, Sentence, TaggedReport
from classifier.review.adjudication import adjudicate
from classifier.review.boundaries import divide, merge_with_next, move_boundary
from classifier.review.chain import verify
from classifier.review.decisions import accept, decide
from classifier.review.errors import ConflictError, ReviewError
from classifier.review.history import undo
from classifier.review.items import item, items, neighbours, paragraph
from classifier.review.queue import Order, next_item
from classifier.review.records import Choice, State
from classifier.review.reports import add_report, sentences, text, update_suggestions

LEA, ANN, BOB = 1, 2, 3
NONE = Choice(FindingLabel.NONE)


def said(project):
    return [one.text for one in items(project, 1, ANN)]


def test_two_sentences_become_one_in_their_place(project):
    before = items(project, 1, ANN)
    merged = merge_with_next(project, ANN, before[2].id, seen=before[2].version)
    assert merged.text == f"{before[2].text} {before[3].text}"
    assert (merged.start, merged.end) == (before[2].start, before[3].end)
    assert (merged.section, merged.block, merged.before) == (before[2].section, before[2].block, before[2].before)
    assert (merged.suggestion, merged.standing.state) == (None, State.OPEN)
    assert [one.id for one in items(project, 1, ANN)] == [before[0].id, before[1].id, merged.id, before[4].id]
    assert neighbours(project, merged.id) == (before[1].id, before[4].id)
    assert len(paragraph(project, merged.id, ANN)) == 2
    with pytest.raises(ReviewError, match="has been replaced, as its boundaries were mended"):
        item(project, before[2].id, ANN)
    with pytest.raises(ConflictError, match="the sentence's boundaries were mended by Ann"):
        accept(project, LEA, before[3].id, seen=before[3].version)


def test_one_sentence_becomes_two(project):
    third = items(project, 1, ANN)[2]
    one, other = divide(project, ANN, third.id, third.start + third.text.index("but"), seen=third.version)
    assert (one.text, other.text) == ("Assessments are prompt,", "but half of them are thin.")
    source = text(project, 1)
    assert [source[part.start : part.end] for part in (one, other)] == [one.text, other.text]
    assert other.before == one.text
    assert said(project)[2:4] == [one.text, other.text]
    again = divide(project, ANN, other.id, other.start + 4, seen=other.version)
    assert [part.text for part in again] == ["but", "half of them are thin."]
    assert said(project)[2:5] == [one.text, "but", "half of them are thin."]


def test_the_border_between_two_moves_both_ways(project):
    before = items(project, 1, ANN)
    one, other = move_boundary(
        project, ANN, before[2].id, before[2].start + before[2].text.index("but"), seen=before[2].version
    )
    assert (one.text, other.text) == ("Assessments are prompt,", "but half of them are thin. We read nine cases.")
    one, other = move_boundary(project, ANN, one.id, before[3].start + 3, seen=one.version)
    assert (one.text, other.text) == ("Assessments are prompt, but half of them are thin. We", "read nine cases.")
    undo(project, ANN)
    undo(project, ANN)
    assert [(found.id, found.text) for found in items(project, 1, ANN)] == [(f.id, f.text) for f in before]


def test_a_place_that_gives_no_two_sentences_is_refused(project):
    third = items(project, 1, ANN)[2]
    for offset in (third.start, third.end, 0, 10_000):
        with pytest.raises(ReviewError, match="one of the two sentences would be empty"):
            divide(project, ANN, third.id, offset, seen=third.version)
    with pytest.raises(ReviewError, match=r"is inside a word\. Choose a place between two words"):
        divide(project, ANN, third.id, third.start + 3, seen=third.version)
    for offset in (third.end, third.end + 1):
        with pytest.raises(ReviewError, match="the border is there already"):
            move_boundary(project, ANN, third.id, offset, seen=third.version)
    last = items(project, 1, ANN)[-1]
    with pytest.raises(ReviewError, match="this is the last sentence of the report"):
        merge_with_next(project, ANN, last.id, seen=last.version)
    assert items(project, 1, ANN)[2] == third


def test_new_sentences_are_open_for_everybody_and_come_first_in_the_queue(blind):
    first = items(blind, 1, ANN)[0]
    decide(blind, BOB, first.id, NONE, seen=first.version)
    merged = merge_with_next(blind, ANN, first.id, seen=first.version)
    for person in (LEA, ANN, BOB):
        assert item(blind, merged.id, person).standing.state is State.OPEN
        assert next_item(blind, person, Order.UNCERTAIN).id == merged.id


def test_an_adjudicated_sentence_keeps_its_boundaries(blind):
    one, other = items(blind, 1, ANN)[:2]
    adjudicate(blind, LEA, other.id, NONE, seen=None)
    with pytest.raises(ConflictError, match="the next sentence was adjudicated by Lea"):
        merge_with_next(blind, ANN, one.id, seen=one.version)
    with pytest.raises(ConflictError, match="the sentence was adjudicated by Lea"):
        divide(blind, ANN, other.id, other.start + 4, seen=item(blind, other.id, ANN).version)


def test_new_sentences_can_get_a_suggestion(project):
    first = items(project, 1, ANN)[0]
    suggestion = first.suggestion
    merged = merge_with_next(project, ANN, first.id, seen=first.version)
    assert [sentence.text for _, sentence in sentences(project, 1)] == said(project)
    assert [sentence.before for _, sentence in sentences(project, 1)][:2] == ["", ""]
    update_suggestions(project, 1, {merged.id: suggestion})
    assert item(project, merged.id, ANN).suggestion == suggestion
    assert verify(project).ok


def test_a_sentence_over_a_line_end_and_a_page_head_is_read_as_a_person_reads_it(tmp_path):
    source = "Officers are well sup-\nported.\nPage 3 of 9\nThey say\nso often."
    piece = [Piece(0, 0, 21), Piece(21, 23, 7), Piece(29, 43, 8), Piece(38, 52, 9)]
    body = "Officers are well supported. They say so often."
    whole = make_tagged().findings[0]
    blocks = (
        Block(BlockKind.PARAGRAPH, Role.BODY, 0, 61, body, tuple(piece)),
        Block(BlockKind.OTHER, Role.RUNNING_HEADER, 31, 42, "Page 3 of 9", (Piece(0, 31, 11),)),
    )
    finding = type(whole)(Sentence(body, 0, 61), FindingLabel.STRENGTH, 0.5, "1", "1.2", 0.5)
    tagged = TaggedReport(Report("head.txt", source, blocks, "text"), (finding,), "small@1", "hmip-nps-2018")
    with make(tmp_path, reports=0) as project:
        add_report(project, tagged, data=b"head")
        (only,) = items(project, 1, ANN)
        one, other = divide(project, ANN, only.id, source.index("They"), seen=only.version)
        assert (one.text, other.text) == ("Officers are well supported.", "They say so often.")
        assert (one.start, one.end, other.start, other.end) == (0, 30, 43, 61)
        again = divide(project, ANN, other.id, source.index("so often"), seen=other.version)
        assert [part.text for part in again] == ["They say", "so often."]
