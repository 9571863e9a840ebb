import pytest

from classifier.reading import parse_report
from classifier.reading.run_in import split_run_in
from classifier.sentences import split_report


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("1.2 Staff Requires improvement", "Staffing is thin in both of the offices."),
        ("1.2 Staff", "Morale is high in both of the offices."),
        ("2. Case supervision", "Officers know their people well."),
        ("2.1 Assessment", "Good practice was seen in the north."),
        ("3.1. Court reports and case allocation Outstanding", "Judges told us so themselves."),
        ("Planning Inadequate", "Officers wrote plans that nobody read."),
        ("Leadership.", "Managers meet the judges each month."),
        ("Reviewing", "The reviews that we read were short."),
        ("Executive summary", "In May we read forty files."),
        ("Strengths:", "Managers know their staff by name."),
        ("Areas for improvement:", "“Nobody calls back,” one woman said."),
    ],
)
@pytest.mark.parametrize("gap", [" ", "  \t"])
def test_a_heading_is_parted_from_its_paragraph(heading, text, gap):
    whole = f"{heading}{gap}{text}"
    end, begin = split_run_in(whole)
    assert (whole[:end], whole[begin:]) == (heading, text)


@pytest.mark.parametrize(
    "text",
    [
        "Staff are thin on the ground in both offices.",
        "Staff in the Orwell office know their people well.",
        "Staff and managers meet. The meetings are short.",
        "Services for women are scarce on the coast.",
        "Reviewing Officers seldom look back at the plan.",
        "1.2 Staffing levels in both offices are low.",
        "2 Cases in the north were never reviewed.",
        "Good Officers know their people well.",
        "Foreword I came to the coast in May.",
        "Officers know. The Staff Requires improvement too.",
        "1.2 Staff Requires improvement",
        "Services The list ends.",
        "",
    ],
)
def test_what_must_not_be_split(text):
    assert split_run_in(text) == (0, 0)


def test_the_sentences_under_a_run_in_heading_have_it_as_their_section():
    text = "2.3 Reviewing Inadequate Too few of the plans were looked at again. Nobody asked why.\n"
    assert [(sentence.text, sentence.section) for sentence in split_report(parse_report(text))] == [
        ("Too few of the plans were looked at again.", ("2.3 Reviewing Inadequate",)),
        ("Nobody asked why.", ("2.3 Reviewing Inadequate",)),
    ]


def test_a_run_in_label_in_a_bullet_stands_below_the_section():
    text = "2.3 Reviewing\n\n• Strengths: Managers look at every plan again in the spring.\n"
    (sentence,) = split_report(parse_report(text))
    assert sentence.text == "Managers look at every plan again in the spring."
    assert sentence.section == ("2.3 Reviewing", "Strengths:")
