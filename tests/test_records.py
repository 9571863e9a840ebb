import dataclasses
import pickle

import pytest

from classifier.records import Block, BlockKind, FindingLabel, Piece, Report, Role, Sentence

# "• super-\nvision,² is  late." made whole: a bullet, a hyphen at a line end, a mark and a double blank are left out.
SOURCE = "• super-\nvision,² is  late."
BLOCK = Block(
    BlockKind.LIST_ITEM,
    Role.BODY,
    0,
    len(SOURCE),
    "supervision, is late.",
    (Piece(0, 2, 5), Piece(5, 9, 7), Piece(12, 17, 4), Piece(16, 22, 5)),
)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("supervision", "super-\nvision"),
        ("super", "super"),
        ("vision", "vision"),
        ("vision,", "vision,"),
        ("rv", "r-\nv"),
        (", ", ",² "),
        ("is ", "is "),
        ("is late", "is  late"),
        ("late.", "late."),
        ("supervision, is late.", "super-\nvision,² is  late."),
    ],
)
def test_a_part_of_the_text_is_found_in_the_source(part, found):
    at = BLOCK.text.index(part)
    start, end = BLOCK.to_source(at, at + len(part))
    assert SOURCE[start:end] == found


def test_the_pieces_of_the_example_are_its_characters():
    for at, character in enumerate(BLOCK.text):
        start, end = BLOCK.to_source(at, at + 1)
        assert SOURCE[start:end] == character


def test_glue_between_lines_lies_after_the_piece_before_it():
    source = "Plans are\r\n   late."
    pieces = (Piece(0, 0, 9), Piece(10, 14, 5))
    block = Block(BlockKind.PARAGRAPH, Role.BODY, 0, len(source), "Plans are late.", pieces)
    assert block.to_source(6, 15) == (6, len(source))
    assert block.to_source(9, 10) == (9, 10)


def test_only_body_and_statements_hold_sentences():
    held = [role for role in Role if not dataclasses.replace(BLOCK, role=role).is_structure]
    assert held == [Role.BODY, Role.STATEMENT]


def test_labels_in_words():
    assert [label.words for label in FindingLabel] == ["strength", "area for improvement", "mixed", "none"]
    assert [label for label in FindingLabel if not label.is_finding] == [FindingLabel.NONE]


@pytest.mark.parametrize("record", [BLOCK, Sentence("Plans are late.", 4, 19, ("2 Plans",), page=3)])
def test_records_travel_between_processes_and_are_equal_by_what_they_hold(record):
    again = pickle.loads(pickle.dumps(record))
    assert again == record and hash(again) == hash(record)
    assert dataclasses.replace(record, text="Plans were late.") != record
    with pytest.raises(AttributeError):  # no other fields, which would take memory
        record.note = "late"


def test_reports_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Report("a.txt", "", (), "text").text = "Plans were late."
