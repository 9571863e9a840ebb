import pytest

from classifier.reading import assemble
from classifier.reading.assemble import Draft, Vocabulary, make_block
from classifier.records import BlockKind, Role


def block_of(source, *texts, known="", **more):
    """The block whose spans are these parts of the source, which stand in it in this order."""
    spans, at = [], 0
    for text in texts:
        at = source.index(text, at)
        spans.append((at, at + len(text)))
        at += len(text)
    draft = Draft(BlockKind.PARAGRAPH, spans=spans, **more)
    return make_block(source, draft, Vocabulary(f"{source}\n{known}"))


def lines_of(source, known=""):
    return block_of(source, *source.split("\n"), known=known)


def assert_maps(block, source):
    """Every character of the text leads back to the one that it was in the source; only the glue has no place."""
    covered = {at for piece in block.pieces for at in range(piece.at, piece.at + piece.length)}
    for at, character in enumerate(block.text):
        if at in covered:
            start, end = block.to_source(at, at + 1)
            assert end == start + 1
            assert source[start] == character or (source[start].isspace() and character == " ")
        else:
            assert character == " "


@pytest.mark.parametrize(
    ("source", "known", "text"),
    [
        ("They rely on super-\nvision.", "Good supervision is rare.", "They rely on supervision."),
        ("They rely on Super-\nvision.", "good supervision is rare", "They rely on Supervision."),
        ("About two-\nthirds agree.", "In two-thirds it was so.", "About two-thirds agree."),
        ("About two-\nthirds agree.", "", "About two-thirds agree."),
        ("The co-\nordination is weak.", "Some coordination, some co-ordination.", "The co-ordination is weak."),
        ("The Orwell-\nStour line is shut.", "orwellstour", "The Orwell-Stour line is shut."),
        ("They rely on super‐\nvision.", "Good supervision is rare.", "They rely on supervision."),
        ("The cost is 40-\nplus pounds.", "", "The cost is 40- plus pounds."),
        ("Plans –\nall of them – are late.", "", "Plans – all of them – are late."),
    ],
)
def test_hyphens_at_line_ends_are_mended_by_the_vocabulary(source, known, text):
    block = lines_of(source, known)
    assert block.text == text
    assert_maps(block, source)


def test_a_word_over_three_lines_is_mended():
    source = "The super-\nvision of re-\nsettlement is thin."
    block = lines_of(source, "supervision resettlement")
    assert block.text == "The supervision of resettlement is thin."
    assert_maps(block, source)


def test_the_vocabulary_has_words_whole_and_no_broken_ones():
    words = Vocabulary("Two-thirds of the super-\nvision in Orwell’s 3 offices")
    assert all(word in words for word in ("two-thirds", "super", "vision", "orwell"))
    assert not any(word in words for word in ("two", "thirds", "supervision", "super-", "Orwell", "3"))


def test_what_may_be_left_out_of_a_line_makes_it_odd():
    every = [chr(code) for code in range(0x110000)]
    marks = [one for one in every if one.isdecimal()] + [*"[¹²³⁰⁴⁵⁶⁷⁸⁹"]
    strays = [one for one in every if (one.isspace() and one != " ") or assemble._INVISIBLE.match(one)]
    assert [one for one in marks + strays if not assemble._ODD.match(one)] == []
    assert [one for one in strays if not assemble._STRAY.match(one)] == []
    assert assemble._is_plain("“Zoë’s plans” – as she’d say – cost £m; they’re late (so far) …")
    assert not assemble._is_plain("Two  blanks")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("A re\u00adview is due.", "A review is due."),
        ("A re\u00ad\nview is due.", "A review is due."),
        ("\ufeffPlans\u200b are \u2060clear.", "Plans are clear."),
        ("Plans \t  are\u00a0clear.", "Plans are clear."),
        ("Plans\tare clear.", "Plans are clear."),
    ],
)
def test_soft_hyphens_and_odd_blanks_are_left_out(source, text):
    block = lines_of(source)
    assert block.text == text
    assert_maps(block, source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It met annually.1 Probation did not.", "It met annually. Probation did not."),
        ("It met annually.12", "It met annually."),
        ("She called it “frank”3 Few did.", "She called it “frank” Few did."),
        ("She said “it is frank.”3 Few did.", "She said “it is frank.” Few did."),
        ("They cut the caseload4", "They cut the caseload"),
        ("They cut the caseload4.", "They cut the caseload."),
        ("They met a target of 75%7 in May.", "They met a target of 75% in May."),
        ("Plans² are clear.¹⁰", "Plans are clear."),
        ("Plans are clear.[3] Visits are not.[12]", "Plans are clear. Visits are not."),
    ],
)
def test_footnote_marks_are_cut(source, text):
    block = lines_of(source)
    assert block.text == text
    assert_maps(block, source)


@pytest.mark.parametrize(
    "source",
    [
        "It cost £3.5 million in all.",
        "We read 40 files in 2019.",
        "The A14 divides the county.",
        "Section 7.2 of the plan is new.",
        "It rose to 75% in May.",
        "The figure was 1,200.",
        "See [3] for the method.",
        "Cases rose by 12",
        "²",
    ],
)
def test_other_numbers_stay(source):
    assert lines_of(source).text == source


def test_markup_inside_a_word_leaves_no_gap_and_between_words_one_blank():
    source = "The **re**view is **late**\n> and `short`."
    block = block_of(source, "The ", "re", "view is ", "late", "and ", "short", ".")
    assert block.text == "The review is late and short."
    assert_maps(block, source)


def test_a_bullet_and_markup_around_it_belong_to_the_block_but_not_to_its_text():
    source = "• **Plans are late**"
    block = block_of(source, "Plans are late", start=0, end=len(source))
    assert (block.start, block.end, block.text) == (0, len(source), "Plans are late")
    assert block.to_source(0, 5) == (4, 9)


def test_without_a_bullet_the_block_is_what_its_spans_cover():
    block = block_of("So: plans\nare late. Yes.", "plans", "are late.", level=2, page=7)
    assert (block.start, block.end, block.level, block.page) == (4, 19, 2, 7)


def test_pieces_are_in_order_and_never_empty():
    source = "Plans \u00ad are  super-\nvision.1 Visits,\u00ad\nlike reviews,² are re-\n\u00adviewed."
    block = lines_of(source, "supervision reviewed")
    assert all(piece.length > 0 for piece in block.pieces)
    ends = [(0, 0), *((piece.at + piece.length, piece.start + piece.length) for piece in block.pieces)]
    for (at, start), piece in zip(ends, block.pieces, strict=False):
        assert at <= piece.at <= at + 1  # at most a blank of glue between two pieces
        assert start <= piece.start
    assert_maps(block, source)


def test_a_draft_shows_its_lines_joined():
    source = "Plans are\nla**te**"
    draft = Draft(BlockKind.LIST_ITEM, Role.BODY, spans=[(0, 9), (10, 12), (14, 16)])
    assert (draft.first, draft.joined(source)) == (0, "Plans are late")
