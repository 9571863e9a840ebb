import pytest

from classifier.reading import parse_report
from classifier.reading.footnotes import FootnoteReader
from classifier.reading.structure import split_lines
from classifier.records import Role
from classifier.sentences import split_report


def taken(text):
    """The lines that belong to footnotes."""
    reader = FootnoteReader(text)
    return [
        line.text
        for line in split_lines(text)
        if reader.takes(line.text, line.start, spaced=line.spaced, new_page=line.new_page)
    ]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Visits fell.1 Plans did not.", {1}),
        ("Visits fell.12", {12}),
        ("She said “it fell.”5 So did we.", {5}),
        ("It was 'too late'.2 So were we.", {2}),
        ("“It was ‘late’.”3 So were we.", {3}),
        ("“It was ‘late’”.3 So were we.", {3}),
        ("It rose to “15%”.4 So did we.", {4}),
        ("Was it shared?4\n", {4}),
        ("Plans met the target of 75%2\n", {2}),
        ("Few can bear the caseload 4\n", {4}),
        ("Visits fell.\n3\n", {3}),
        ("It cost £3.5 million. It rose 12 times.", set()),
        ("The office opened in May 2019\n", set()),
        ("It is for a staff of 12\n", set()),
        ("The A14 is near.", set()),
    ],
)
def test_marks(text, marks):
    assert FootnoteReader(text).marks == marks


@pytest.mark.parametrize(
    "note",
    [
        "1 Ministry of Justice (2019). Caseloads in the east.",
        "1. Please note that the figures are rounded.",
        "[1] Available at www.example.org/caseloads",
        "1 HM Prison Service, see annex 3.",
        "1 Ministry of Justice, a bulletin on caseloads.",
        "1 https://www.example.org/caseloads",
    ],
)
def test_a_footnote_is_known_by_its_number_and_its_words(note):
    assert taken(f"Visits fell.1 Plans did not.\n\n{note}\n\nReviews come late.\n") == [note]
    assert taken(f"Visits fell. Plans did not.\n\n{note}\n\nReviews come late.\n") == []  # no mark, no footnote


def test_a_superscript_opens_a_footnote_by_itself():
    assert taken("Visits fell.\n\n¹ A bulletin on caseloads.\n\nPlans are clear.\n") == ["¹ A bulletin on caseloads."]


def test_a_number_on_a_line_of_its_own_waits_for_its_text():
    text = "Visits fell.1 So\n\n1\n\nMinistry of Justice (2019). Caseloads,\nsecond edition.\n\nPlans are clear.\n"
    assert taken(text) == ["1", "Ministry of Justice (2019). Caseloads,", "second edition."]


def test_a_footnote_goes_on_until_a_blank_line():
    text = (
        "Visits fell.1 So\n\n1 Ministry of Justice (2019). Caseloads\nin the east of the country.\n\nPlans are clear.\n"
    )
    assert taken(text) == ["1 Ministry of Justice (2019). Caseloads", "in the east of the country."]


@pytest.mark.parametrize("gap", ["\f", "\n\f", "\n "])
def test_a_page_break_ends_a_footnote(gap):
    note = "1 Ministry of Justice (2019). Caseloads"
    assert taken(f"Visits fell.1 So\n\n{note}{gap}and the plans are clear.\n") == [note]


def test_a_footnote_does_not_swallow_the_rest_of_the_report():
    note = "1 Ministry of Justice (2019). Caseloads\n"
    assert 2 < len(taken("Visits fell.1 So\n\n" + note + "Plans are clear.\n" * 40)) < 20


def test_footnotes_come_in_the_order_of_their_numbers():
    notes = ["1 Ministry of Justice (2018).", "2 Ministry of Justice (2019)."]
    text = "Visits fell.1 Plans did not.2 Why?\n\n{}\n\n{}\n"
    assert taken(text.format(*notes)) == notes
    assert taken(text.format(*reversed(notes))) == [notes[1]]


@pytest.mark.parametrize(
    "line",
    [
        "1.1 Court reports are at www.example.org",
        "1st of May, see annex 2",
        "1 of the teams moved (2019).",
        "1 Officers have moved.",
        "1,200 people were seen (2019).",
        "Ministry of Justice (2019).",
    ],
)
def test_numbers_that_are_no_footnotes(line):
    assert taken(f"Visits fell.1 Plans did not.\n\n{line}\n") == []


def test_the_sentence_goes_on_past_the_footnote():
    text = (
        "Leaders know that visits to people at home have fallen.1 They have told every team to\n"
        "visit people again within the first month, and they look at the figures with\n\n"
        "1 Ministry of Justice (2019). Caseloads in the east.\n\n"
        "the managers of each team in the first week of every month so that nobody is missed.\n"
    )
    report = parse_report(text)
    assert [sentence.text for sentence in split_report(report)] == [
        "Leaders know that visits to people at home have fallen.",
        "They have told every team to visit people again within the first month, and they look at the figures with "
        "the managers of each team in the first week of every month so that nobody is missed.",
    ]
    assert [block.text for block in report.blocks if block.role is Role.FOOTNOTE] == [
        "1 Ministry of Justice (2019). Caseloads in the east."
    ]


def test_a_mark_after_a_quotation_and_the_full_stop_is_cut_out():
    text = "The plans were “far too late”.3 Staff were ‘kind’.4 It helped (a little).5\n"
    (block,) = parse_report(text).blocks
    assert block.text == "The plans were “far too late”. Staff were ‘kind’. It helped (a little)."
