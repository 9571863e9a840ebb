import time

import pytest
from fuzzing import fuzz
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.reading import parse_report
from classifier.records import BlockKind, Role
from classifier.sentences import split_report

WIDE = "The division has a clear plan for its work with partners in each of its courts, and it goes\n"


def blocks(text, form="text"):
    return [(block.kind.value, block.role.value, block.text) for block in parse_report(text, format=form).blocks]


def sentences(text, form="text"):
    return [sentence.text for sentence in split_report(parse_report(text, format=form))]


def test_joins_hard_wrapped_lines():
    text = (
        "Leaders in Calder visit every office and know their staff by name. They share what\n"
        "they learn with the courts and with the police, so that nobody works from an old\n"
        "plan. Two posts in the victim team have been empty since the spring of last year and\n"
        "nobody covers them.\n"
    )
    assert sentences(text) == [
        "Leaders in Calder visit every office and know their staff by name.",
        "They share what they learn with the courts and with the police, so that nobody works from an old plan.",
        "Two posts in the victim team have been empty since the spring of last year and nobody covers them.",
    ]


def test_a_bullet_on_a_line_of_its_own_waits_for_its_text():
    text = "•\n\nPlans are short and clear.\n\n•\n\nReviews come late.\n"
    assert blocks(text) == [
        ("list_item", "body", "Plans are short and clear."),
        ("list_item", "body", "Reviews come late."),
    ]
    assert [block.start for block in parse_report(text).blocks] == [0, text.rindex("•")]


@pytest.mark.parametrize("bullet", ["•", "-", "–", "*", "o", "\uf0b7", "▪"])
def test_knows_bullets(bullet):
    text = f"{bullet} Plans are clear\n{bullet} Reviews come late\n"
    assert blocks(text) == [("list_item", "body", "Plans are clear"), ("list_item", "body", "Reviews come late")]


def test_bullets_without_text_are_kept():
    assert blocks("•\n•\n\nPlans are clear.\n•\n•\nPage 3 of 4") == [
        ("other", "rule", "•"),
        ("list_item", "body", "Plans are clear."),
        ("other", "rule", "•"),
        ("other", "rule", "•"),
        ("other", "page_number", "Page 3 of 4"),
    ]


def test_headings_make_the_section_path():
    text = (
        "1 Organisational delivery\n\n1.2 Staff\n\nStaff are well trained.\n\n"
        "1.3 Services\n\nHousing is scarce.\n\nAnnex 1: Method\n\nWe read 40 files.\n"
    )
    assert [(sentence.text, sentence.section) for sentence in split_report(parse_report(text))] == [
        ("Staff are well trained.", ("1 Organisational delivery", "1.2 Staff")),
        ("Housing is scarce.", ("1 Organisational delivery", "1.3 Services")),
        ("We read 40 files.", ("Annex 1: Method",)),
    ]


@pytest.mark.parametrize("heading", ["STAFF AND WORKLOADS", "II. Staff and workloads", "Staff and workloads"])
def test_knows_headings_without_arabic_numbers(heading):
    found = parse_report(f"{heading}\n\nStaff are well trained.\n").blocks
    assert (found[0].kind, found[0].role, found[1].section) == (BlockKind.HEADING, Role.TITLE, (heading,))


def test_a_key_question_is_a_heading_with_its_number():
    text = "2.1 Does assessment draw on\nall that is known?\n\nIt did in most files. Was it shared? Seldom.\n"
    question, answer = parse_report(text).blocks
    assert (question.kind, question.role) == (BlockKind.HEADING, Role.KEY_QUESTION)
    assert answer.section == (question.text,) == ("2.1 Does assessment draw on all that is known?",)
    assert sentences(text) == ["It did in most files.", "Was it shared?", "Seldom."]


@pytest.mark.parametrize(
    "header",
    [
        "Inspection of probation services in Calder Levels 22",
        "Page 3 of 40",
        "Probation review | Page 3",
        "- 12 -",
        "HM Inspectorate of Probation: Calder 7",
    ],
)
def test_a_page_header_does_not_cut_a_sentence(header):
    text = f"Leaders have worked hard to bring the caseload\n{header}\ndown, and staff say that they see it.\n"
    assert sentences(text) == ["Leaders have worked hard to bring the caseload down, and staff say that they see it."]
    assert header in [block.text for block in parse_report(text).blocks if block.is_structure]


def test_repeated_lines_are_page_headers_on_left_and_right_pages():
    pages = [
        f"{f'{number} | Probation in Calder' if number % 2 else f'A year of change | {number}'}\n\n{WIDE}on.\n"
        for number in range(1, 9)
    ]
    found = parse_report("\f".join(pages)).blocks
    assert sum(block.role is Role.RUNNING_HEADER for block in found) == 7
    assert found[0].role is Role.TITLE
    assert sum(block.role is Role.BODY for block in found) == 8


@pytest.mark.parametrize("number", ["1.1", "1.1.", "2.10", "3.2.1"])
@pytest.mark.parametrize("gap", [" ", "\t", "\n\n"])
def test_the_number_of_a_paragraph_is_no_part_of_its_sentence(number, gap):
    text = f"{number}{gap}Officers carry too many cases\nand their managers know it.\n"
    (block,) = parse_report(text).blocks
    assert (block.kind, block.role, block.start) == (BlockKind.PARAGRAPH, Role.BODY, 0)
    assert sentences(text) == ["Officers carry too many cases and their managers know it."]


def test_the_next_number_begins_a_paragraph_after_a_full_line():
    text = f"2.9 {WIDE}over it with all that it works with before each year ends and a new one has to be set\n"
    text += f"2.10 {WIDE}over it with all that it works with before each year ends and a new one begins.\n"
    assert [block.start for block in parse_report(text).blocks] == [0, text.index("2.10")]


def test_keeps_numbers_that_belong_to_the_sentence():
    assert sentences("3.5 per cent of posts are empty.\n") == ["3.5 per cent of posts are empty."]


def test_numbered_and_lettered_lists():
    text = "1. Plans are clear.\n2. Reviews come late.\n\n(a) the lease ends in May;\n\n(b) nobody was told.\n"
    assert [kind for kind, _, _ in blocks(text)] == ["list_item"] * 4
    assert sentences(text)[1:3] == ["Reviews come late.", "the lease ends in May;"]


def test_a_heading_run_into_its_paragraph_is_parted_from_it():
    text = "1.2 Staff Requires improvement Staffing is thin in both of the offices. Few stay.\n"
    assert blocks(text) == [
        ("heading", "title", "1.2 Staff Requires improvement"),
        ("paragraph", "body", "Staffing is thin in both of the offices. Few stay."),
    ]


def test_a_torn_table_holds_no_sentence():
    cells = ["Assessment", "72%", "Good", "Planning", "55%", "Requires improvement", "Reviewing", "48%", "Inadequate"]
    text = "\n".join(cells) + "\n\nReports for court are timely and short.\n"
    assert sentences(text) == ["Reports for court are timely and short."]
    assert blocks("Assessment\t72%\tsixteen\n") == [("other", "table", "Assessment 72% sixteen")]


def test_web_furniture_holds_no_sentence():
    text = (
        "Skip to main content\nMenu\n\nProbation in Westmere\n\nPublished 3 May 2019\n\nShare this\nTwitter\n\n"
        "Plans are clear.\n\nRelated posts\nProbation in Easton: still waiting\n\nLeave a comment\n"
        "Your email address will not be published. Required fields are marked *\nName *\nPost comment\n"
    )
    assert sentences(text) == ["Plans are clear."]
    assert ("other", "web_furniture", "Probation in Easton: still waiting") in blocks(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028", "\u2029", "\x1d"])
def test_knows_every_line_end(end):
    text = end.join(["Strengths", "", "• Plans are clear.", "• Reviews are\u00a0frank.", ""])
    assert blocks(text) == [
        ("heading", "title", "Strengths"),
        ("list_item", "body", "Plans are clear."),
        ("list_item", "body", "Reviews are frank."),
    ]


@pytest.mark.parametrize(
    "text",
    ["\n" * 10_000 + "End.", "the plan is\n" * 20_000, "Plans are clear. " * 60_000, "•\n\n" * 10_000, "a" * 500_000],
)
def test_takes_time_in_proportion_to_the_text(text):
    begin = time.process_time()
    found = parse_report(text).blocks
    assert time.process_time() - begin < 4  # several times what it needs; joining every line anew took 60
    assert found[-1].end == len(text.rstrip())


WORDS = st.sampled_from(
    "Plans plans are clear. 1.2 2. 3.4. • •\n - – o * Page 3 22 Inspection of the Staff Good 48% annually.1 “Yes.”2 "
    "super- vision con\u00ad ² [3] > | # ## **bold** _so_ `x` [a](b) <p> ``` --- £3m. Mr. J. e.g. https://a.b/c. "
    "Is it? Related posts Glossary Annex Share : Strengths: \u00a0 \u200b \t é 𝒜 (a) iv) Figure 1: ... === A. ?".split(
        " "
    )
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "\n", "\n\n", "\r\n", "\f", "\t", "  ", "\r", ""])))


@pytest.mark.parametrize("form", ["text", "markdown"])
@fuzz(250)
@given(words=TEXTS)
def test_fuzz_whatever_the_text_nothing_is_lost_and_offsets_hold(form, words):
    text = "".join(word + gap for word, gap in words)
    try:
        report = parse_report(text, format=form)
    except ClassifierError:
        return
    covered = {at for block in report.blocks for at in range(block.start, block.end)}
    assert not [at for at, character in enumerate(text) if not character.isspace() and at not in covered]
    starts = [block.start for block in report.blocks]
    assert starts == sorted(starts)
    for block in report.blocks:
        for at, character in enumerate(block.text):
            start, end = block.to_source(at, at + 1)
            inside = 0 <= start < end <= len(text)
            assert character == " " or (inside and text[start:end] == character)
    last = 0
    for sentence in split_report(report):
        assert last <= sentence.start < sentence.end <= len(text)
        last = sentence.end
        rest = iter(text[sentence.start : sentence.end])
        assert all(character in rest for character in sentence.text if not character.isspace())


@pytest.mark.parametrize(
    "line", ["12 High Street", "2nd floor, Mill House", "Carrow CR3 4XY", "Bridge House, 4 Mill Lane", "PO Box 19"]
)
def test_a_line_of_an_address_is_no_heading(line):
    found = parse_report(f"Dear Ms Hall\n\n{line}\n\nWe came to see what has changed in the office.\n").blocks
    assert (found[1].kind, found[1].role) == (BlockKind.OTHER, Role.DETAIL)
    assert found[2].section == ()


@pytest.mark.parametrize("line", ["3 Findings", "1 Leadership and staff", "4 The road ahead"])
def test_what_only_begins_like_an_address_is_a_heading(line):
    assert (
        parse_report(f"{line}\n\nWe came to see what has changed in the office.\n").blocks[0].kind is BlockKind.HEADING
    )
