"""Sentences in blocks: mended lines, running headers in between, and nothing lost."""

from classifier.export.placing import by_block, runs
from classifier.records import Block, BlockKind, Finding, FindingLabel, Piece, Report, Role, Sentence


def finding(text, start, end):
    return Finding(Sentence(text, start, end), FindingLabel.STRENGTH, 0.9, "1", "1.1", 0.9)


def body(start, end, text, *pieces):
    return Block(BlockKind.PARAGRAPH, Role.BODY, start, end, text, pieces)


# The source "• Good man-\nagement. HEADER Bad\nplans. Rest" with a running header inside the paragraph.
SOURCE = "• Good man-\nagement. HEADER Bad\nplans. Rest"
PARAGRAPH = body(
    0,
    len(SOURCE),
    "Good management. Bad plans. Rest",
    Piece(0, 2, 8),
    Piece(8, 12, 9),
    Piece(17, 28, 3),
    Piece(20, 31, 12),
)
HEADER = Block(BlockKind.OTHER, Role.RUNNING_HEADER, 21, 27, "HEADER", (Piece(0, 21, 6),))


def test_runs_follow_mended_lines_and_keep_what_stands_between():
    good, bad = finding("Good management.", 2, 20), finding("Bad plans.", 28, 38)
    assert list(runs(PARAGRAPH, [good, bad])) == [
        ("Good management.", good),
        (" ", None),
        ("Bad plans.", bad),
        (" Rest", None),
    ]


def test_a_block_without_sentences_is_its_text():
    assert list(runs(PARAGRAPH, [])) == [("Good management. Bad plans. Rest", None)]


def test_a_sentence_from_elsewhere_is_still_shown():
    stray = finding("Stray.", 900, 906)
    assert ("Stray.", stray) in list(runs(PARAGRAPH, [stray]))


def test_a_sentence_that_goes_on_in_the_next_block_shows_where_it_starts():
    block = body(0, 10, "It starts ", Piece(0, 0, 10))
    long = finding("It starts here.", 0, 15)
    assert list(runs(block, [long])) == [("It starts here.", long)]


def test_structure_inside_a_paragraph_takes_no_sentence():
    report = Report("a", SOURCE, (PARAGRAPH, HEADER), "text")
    bad = finding("Bad plans.", 28, 38)
    assert by_block(report, [bad]) == [[bad], []]


def test_a_sentence_before_every_block_goes_to_the_first():
    report = Report("a", SOURCE, (HEADER, body(30, 40, "x", Piece(0, 30, 1))), "text")
    early = finding("Early.", 0, 6)
    assert by_block(report, [early]) == [[], [early]]
