import itertools

import pytest

from classifier.reading import parse_report
from classifier.reading.assemble import Draft
from classifier.reading.structure import (
    LABEL_LEVEL,
    QUESTION_LEVEL,
    UNNUMBERED_LEVEL,
    Layout,
    finish,
    full_length,
    heading_level,
    is_repeated,
    repeated_lines,
    role_of,
    split_lines,
)
from classifier.records import BlockKind, Role
from classifier.sentences import split_report

WIDE = [
    "Leaders in the Orwell office have worked with the courts since the spring of the",
    "year, and the reports that they send are shorter than they were. Staff say that the",
    "judges have noticed it. The work on housing is slower, as the lease of the hostel has",
    "ended and the council has not yet found another house for the people who lived there.",
]


def drafts_of(*lines):
    """A source and its drafts; a line is a body text, or a level and a heading."""
    source, drafts = "", []
    for line in lines:
        level, text = line if isinstance(line, tuple) else (0, line)
        kind, role = (BlockKind.HEADING, Role.TITLE) if level else (BlockKind.PARAGRAPH, role_of(text))
        drafts.append(Draft(kind, role, level, [(len(source), len(source) + len(text))]))
        source += f"{text}\n\n"
    return source, drafts


def finished(*lines):
    return [(block.role.value, block.text, block.section) for block in finish(*drafts_of(*lines))]


def roles(*lines):
    return [role for role, _, _ in finished(*lines)]


def sentences(text):
    return [(sentence.text, sentence.section) for sentence in split_report(parse_report(text))]


def test_lines_are_stripped_and_know_what_is_around_them():
    text = "\n  Plans are clear. \nReviews\f come late.\n\n\u2003\n Visits are rare."
    first, second, third, last = split_lines(text)
    assert [text[line.start : line.end] for line in (first, second, third, last)] == [
        "Plans are clear.",
        "Reviews",
        "come late.",
        "Visits are rare.",
    ]
    assert [line.indent for line in (first, second, third, last)] == [2, 0, 1, 1]
    assert [line.spaced for line in (first, second, third, last)] == [False, False, False, True]
    assert [line.new_page for line in (first, second, third, last)] == [False, False, True, True]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n", "\x85", "\u2028", "\u2029"])
def test_a_blank_line_is_seen_whatever_ends_the_lines(end):
    text = end.join(["Plans are clear.", "Reviews come late.", "", "Visits are rare."])
    assert [line.spaced for line in split_lines(text)] == [False, False, True]


def test_a_full_line_is_told_from_one_that_was_broken_on_purpose():
    lines = list(split_lines("\n".join([*WIDE, "Fewer wait.", "More leave."])))
    full = full_length(lines)
    assert 70 < full <= min(len(line.text) for line in lines[:3]) + 8
    layout = Layout(full, frozenset())
    assert [layout.forced(*pair) for pair in itertools.pairwise(lines)] == [False] * 4 + [True]


def test_lines_that_are_not_wrapped_have_no_width():
    lines = list(split_lines("\n".join(" ".join(WIDE) for _ in range(3))))
    assert full_length(lines) == 0
    assert Layout(0, frozenset()).forced(lines[0], lines[1])


@pytest.mark.parametrize(
    "header",
    ["Probation in Orwell and Stour {}", "{} | A review of youth work", "Orwell and Stour 2019 – page {}"],
)
def test_repeated_page_headers_are_found(header):
    lines = [header.format(number) for number in range(7, 10)]
    repeated = repeated_lines([*lines, *WIDE])
    assert len(repeated) == 1
    assert is_repeated(header.format(212), repeated)
    assert not is_repeated(WIDE[0], repeated)
    assert repeated_lines([*lines[:2], *WIDE]) == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "What works well here:",
        "Court reports – Requires improvement",
        "Staff and workloads: Good",
        "72 per cent",
        "• Plans and their reviews",
        "Plans were not shared.",
        "Too many cases are late",
        "the courts, the police,",
        "Key findings",
        "A B C",
    ],
)
def test_what_repeats_for_other_reasons_is_no_page_header(line):
    assert repeated_lines([line] * 9) == frozenset()


def test_a_label_that_repeats_stays_a_heading_and_a_header_does_not():
    text = "".join(
        f"Probation in Orwell and Stour {number}\n\nAreas for improvement:\n\nPlan {number} was not shared.\n\n"
        for number in range(1, 5)
    )
    found = parse_report(text).blocks
    assert [block.role for block in found].count(Role.RUNNING_HEADER) == 3  # the first of them is the title
    assert [block.text for block in found if block.kind is BlockKind.HEADING] == ["Areas for improvement:"] * 4


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("2 Case supervision", 1),
        ("2. Case supervision", 1),
        ("2.3 Reviewing", 2),
        ("2.3.1 Reviews of risk", 3),
        ("Foreword", 1),
        ("Annex 2: How we worked", 1),
        ("Staff and workloads", UNNUMBERED_LEVEL),
        ("2019 in review", UNNUMBERED_LEVEL),
        ("Strengths:", LABEL_LEVEL),
    ],
)
def test_heading_levels(heading, level):
    assert heading_level(heading) == level


def test_no_heading_is_shallower_than_asked():
    assert [heading_level(heading, shallowest=2) for heading in ("2 Courts", "Foreword", "2.3.1 Risk")] == [2, 2, 3]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("-----", Role.RULE),
        ("Requires improvement", Role.RATING),
        ("Page 9 of 40", Role.PAGE_NUMBER),
        ("Inspection of probation services in Orwell 9", Role.RUNNING_HEADER),
        ("2.1 Does planning keep other people safe?", Role.KEY_QUESTION),
        ("Figure 3: Cases by office", Role.CAPTION),
        ("Reviewing ........ 31", Role.TABLE),
        ("Planning\t55\t61", Role.TABLE),
        ("Share this on Facebook", Role.WEB_FURNITURE),
        ("Published: 4 June 2019", Role.DETAIL),
        ("Officers know their people well.", Role.BODY),
    ],
)
def test_roles_by_form(text, role):
    assert role_of(text) is role


def test_a_long_text_is_body_whatever_its_form():
    question = "Does planning " + "and reviewing " * 30 + "keep people safe?"
    assert len(question) > 300
    assert role_of(question) is Role.BODY


def test_section_paths_follow_the_levels_and_skip_none():
    found = finished(
        (1, "2 Case supervision"),
        (2, "2.1 Assessment"),
        (QUESTION_LEVEL, "Is it prompt?"),
        "It was prompt in both of the offices.",
        (UNNUMBERED_LEVEL, "Risk of harm"),
        "Old convictions were overlooked in six files.",
        (2, "2.2 Planning"),
        "Plans are short and people understand them.",
        (1, "Annex 1"),
        "We read forty files in the month of June.",
    )
    top, first = "2 Case supervision", "2.1 Assessment"
    assert [section for _, _, section in found] == [
        (),
        (top,),
        (top, first),
        (top, first, "Is it prompt?"),
        (top, first),
        (top, first, "Risk of harm"),
        (top,),
        (top, "2.2 Planning"),
        (),
        ("Annex 1",),
    ]


def test_a_glossary_holds_terms_and_sentences_until_a_heading_of_its_level():
    found = finished(
        (1, "Glossary"),
        (UNNUMBERED_LEVEL, "Court duty officer"),
        "An officer who works in the court itself.",
        "PSR",
        (2, "2.4 Reviewing"),
        (1, "Foreword"),
        "A year ago this service was in disarray.",
    )
    assert [(role, section) for role, _, section in found] == [
        ("title", ()),
        ("glossary", ("Glossary",)),
        ("body", ("Glossary",)),
        ("glossary", ("Glossary",)),
        ("glossary", ("Glossary",)),
        ("title", ()),
        ("body", ("Foreword",)),
    ]


@pytest.mark.parametrize(
    ("zone", "role"),
    [
        ("Terms used in this report", "glossary"),
        ("Abbreviations", "glossary"),
        ("Contents", "table"),
        ("Table of contents", "table"),
        ("Ratings at a glance", "table"),
        ("Key facts", "table"),
    ],
)
def test_zones_by_their_headings(zone, role):
    assert roles((2, zone), "Orwell and the coast", (UNNUMBERED_LEVEL, "Courts")) == ["title", role, role]


@pytest.mark.parametrize("heading", ["The contents of plans", "Underscored plans", "Staff and workloads"])
def test_other_headings_open_no_zone(heading):
    assert roles((2, heading), "Orwell and the coast") == ["title", "body"]


@pytest.mark.parametrize(
    ("level", "heading"),
    [
        (1, "Annex 4: How we worked"),
        (QUESTION_LEVEL, "What we did"),
        (UNNUMBERED_LEVEL, "Why it matters"),
        (2, "2.1 Assessment"),
        (1, "Foreword"),
    ],
)
def test_a_heading_ends_a_table_of_results(level, heading):
    found = finished((2, "Inspection results"), "Orwell and the coast", (level, heading), "North and south")
    assert [role for role, _, _ in found] == ["title", "table", "title", "body"]


def test_a_question_and_a_statement_end_a_zone():
    for role in (Role.KEY_QUESTION, Role.STATEMENT):
        source, drafts = drafts_of((1, "Glossary"), (QUESTION_LEVEL, "Is it so?"), "North and south")
        drafts[1].role = role
        assert [block.role for block in finish(source, drafts)] == [Role.TITLE, role, Role.BODY]


def test_only_an_annex_ends_the_results_in_an_annex():
    results = "Annex 2: Inspection results"
    lines = ((1, results), (1, "2 Case supervision"), (UNNUMBERED_LEVEL, "What we did"), "North and south")
    assert roles(*lines, (1, "Annex 3: Method"), "North and south") == [
        "title",
        "table",
        "table",
        "table",
        "title",
        "body",
    ]


def test_contents_end_where_the_report_begins():
    text = "Contents\n\nOur staff\n\nThe courts\n\nForeword\n\nOrwell has come far in a year.\n"
    assert sentences(text) == [("Orwell has come far in a year.", ("Foreword",))]
    assert [block.role.value for block in parse_report(text).blocks] == ["title", "table", "table", "title", "body"]


CELLS = ("Assessment", "72%", "Orwell", "55%", "The coast", "48%")


def test_a_torn_table_is_told_by_its_figures():
    assert roles("All of this is new.", *CELLS, "None of it was shared.") == [
        "body",
        "table",
        "rating",
        "table",
        "rating",
        "table",
        "rating",
        "body",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ("72%", "55%", "Orwell", "48%"),
        ("Assessment", "72%", "Orwell", "the coast", "the north", "48%"),
        ("Assessment", "72%", "Orwell", "It was prompt.", "55%", "The coast", "48%"),
        ("Assessment", "72%", "Orwell", "In these offices:", "55%", "The coast", "48%"),
    ],
    ids=["too short", "two figures", "a sentence", "a colon"],
)
def test_what_is_no_torn_table(cells):
    assert "table" not in roles(*cells)


def test_a_heading_with_a_number_of_its_own_and_a_list_item_are_no_cells():
    source, drafts = drafts_of("72%", "55%", (2, "2.1 Assessment"), "48%", "Orwell")
    drafts[2].start = drafts[2].first
    assert [block.role.value for block in finish(source, drafts)] == ["rating", "rating", "title", "rating", "body"]
    source, drafts = drafts_of("72%", "55%", "48%", "Orwell", "the coast")
    drafts[3].kind = BlockKind.LIST_ITEM
    assert [block.role.value for block in finish(source, drafts)] == ["rating"] * 3 + ["body"] * 2


def test_after_the_article_nothing_is_a_heading_and_comments_have_a_section():
    text = (
        "Staff and workloads\n\nStaff in Orwell carry sixty cases each.\n\nLeave a comment\n\n"
        "Another view of Orwell\n\nThe report says nothing about the hostel.\n"
    )
    assert sentences(text) == [
        ("Staff in Orwell carry sixty cases each.", ("Staff and workloads",)),
        ("The report says nothing about the hostel.", ("Leave a comment",)),
    ]
    assert parse_report(text).blocks[3].role is Role.WEB_FURNITURE


def test_a_share_button_in_the_article_ends_nothing():
    found = finished((2, "Staff"), "Share this", (2, "Courts"), "Reports for court are timely.")
    assert found[-1] == ("body", "Reports for court are timely.", ("Courts",))
