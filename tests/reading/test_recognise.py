import pytest

from classifier.reading import recognise


@pytest.mark.parametrize(
    ("predicate", "yes", "no"),
    [
        ("is_page_number", ["7", "Page 3 of 40", "- 9 -", "Review | Page 5"], ["1999", "Page", "3 offices"]),
        ("is_rating", ["Good", "Staff: Requires improvement", "72%"], ["Good work", "Plans are good: poor"]),
        ("is_key_question", ["2.1 Is the plan clear?"], ["The plan?", "Is it? No."]),
        ("is_web_furniture", ["Share this page", "3 comments", "Post comment"], ["Plans are shared.", "Staff"]),
        ("is_detail", ["Updated 3 May 2019", "3 May 2019", "Dame Ann Other"], ["May is busy.", "In 2019 we read"]),
        ("is_caption", ["Figure 2: Cases by office"], ["Figure 2 shows more."]),
        ("is_contents_line", ["1.2 Staff ........ 14"], ["Staff are 14"]),
        ("is_table_row", ["Staff\t72%\tGood", "North    12    of 14"], ["Staff   are many", "Plans\tare\tclear."]),
        ("is_heading_like", ["Staff and services"], ["staff", "Staff are few.", "Staff,", ""]),
        ("has_verb", ["Plans are clear"], ["Clear plans", "What works"]),
        ("opens_item", ["• a", "- a", "o a", "1. a", "(b) a"], ["a", "1.2", "only"]),
    ],
)
def test_predicates(predicate, yes, no):
    check = getattr(recognise, predicate)
    assert [text for text in yes if not check(text)] == []
    assert [text for text in no if check(text)] == []


GATED = {
    "is_page_number": (
        "_PAGE_NUMBER",
        ["PAGE 3", "page 3 of 9", "— 4 —", "12 | page", "Review | PAGE 5", "Page 2 | A b"],
    ),
    "is_running_header": (
        "_RUNNING_HEADER",
        [
            "Inspection of youth services",
            "An Inspection of youth services",
            "A inspection of youth services",
            "THE INSPECTION of youth services",
            "Inspection report: Orwell",
            "HM Inspectorate of Probation Orwell",
            "EMBARGOED until 5 June",
        ],
    ),
    "is_rating": (
        "_RATING",
        [
            "‘Good’",
            "Overall rating for staff: REQUIRES IMPROVEMENT.",
            "Poor (34%)",
            "7.5 per cent",
            "Rated – Excellent 9",
        ],
    ),
    "is_key_question": ("_QUESTION", ["Question 2: Is it so?3", "1.2 Do plans help? 73 per cent", "WHO IS ASKED?"]),
    "is_caption": ("_CAPTION", ["TABLE 1.2 – Cases", "Photo 3: An office", "picture 1. Doors", "Box 4 - Plans"]),
    "is_contents_line": ("_CONTENTS_LINE", ["Staff . . . . 9", "Annex A\t112"]),
    "is_web_furniture": (
        "_FURNITURE",
        ["©  2019 A", "X", "Jo at 10:32", "No Responses", "One email every day, a b c d e f"],
    ),
    "is_detail": (
        "_DETAIL",
        ["Monday, 4th June 2019", "June–July 2019", "Spring 2018", "TO: all", "-ends-", "Notes to editors:", "Cc : a"],
    ),
    "is_rule": ("_RULE", ["---", "* * *", "| + |"]),
    "is_label": ("_LABEL", ["Strengths:"]),
    "is_named_section": ("_NAMED_SECTION", ["ANNEX B", "Annex b: Data", "Part Two", "About this report"]),
}


@pytest.mark.parametrize("predicate", GATED)
def test_what_is_asked_before_a_pattern_keeps_nothing_from_it(predicate):
    pattern, lines = GATED[predicate]
    check = getattr(recognise, predicate)
    assert [
        line for line in lines if not getattr(recognise, pattern).fullmatch(line.lower()) and pattern != "_LABEL"
    ] == []
    assert [line for line in lines if not check(line)] == []


def test_addresses_persons_and_links_are_details():
    lines = [
        "12 High Street",
        "2nd floor, Mill House",
        "Carrow CR3 4XY",
        "Mrs. Ann Hale, chair",
        "www.a.org/b",
        "a@b.org",
    ]
    assert [line for line in lines if not recognise.is_detail(line)] == []


@pytest.mark.parametrize("text", ["It is.", "Is it?”", "It is’.12", "It is.¹", "It is.[3]", "It is…", "It is!) "[:-1]])
def test_ends_of_sentences(text):
    assert recognise.is_terminal(text)
    assert not recognise.is_terminal(text + " and")
    assert not recognise.is_terminal("")


@pytest.mark.parametrize("line", ["iv) a", "a) b", "o b", "(c) d", "1. e", "• f", "– g", "viii) h"])
def test_no_marker_is_a_plain_start(line):
    assert not recognise.is_plain_start(line)
    assert recognise.is_plain_start("Plans (all of them) are late")
