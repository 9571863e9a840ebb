import pytest

from classifier.reading import parse_report
from classifier.sentences import split_report

TITLED = "• Leadership of the division\n"


def sections(text, form="text"):
    return {sentence.text: sentence.section for sentence in split_report(parse_report(text, format=form))}


def test_a_title_run_into_an_item_reaches_no_further_than_the_item():
    text = (
        "Key findings\n\n"
        "  • Staff. The two teams in Orford have no vacancies.\n"
        "  • Statutory victim work. Letters to victims go out within a week.\n\n\n"
        "The division was last inspected in 2014.\n\n"
        "Nobody at the time had asked victims.\n"
    )
    assert sections(text) == {
        "The two teams in Orford have no vacancies.": ("Key findings", "Staff."),
        "Letters to victims go out within a week.": ("Key findings", "Statutory victim work."),
        "The division was last inspected in 2014.": ("Key findings",),
        "Nobody at the time had asked victims.": ("Key findings",),
    }


def test_an_item_with_a_title_on_its_own_line_ends_with_the_paragraph_under_it():
    text = (
        f"Key findings\n\n{TITLED}The head of the division visits each of the offices.\n\n"
        "We also looked at the work with courts.\n\n• Courts are pleased with the reports.\n"
    )
    assert sections(text) == {
        "The head of the division visits each of the offices.": ("Key findings", "Leadership of the division"),
        "We also looked at the work with courts.": ("Key findings",),
        "Courts are pleased with the reports.": ("Key findings",),
    }


@pytest.mark.parametrize(
    "inside",
    [
        "  Managers in Orford have left and were not replaced.\n",  # as deep as the text of the item
        "\n  Managers in Orford have left and were not replaced.\n",
        "\n• Managers in Orford have left and were not replaced.\n",  # a list in it
    ],
)
def test_what_stands_deeper_or_in_a_list_belongs_to_the_item(inside):
    text = f"{TITLED}  The head of the division visits each of the offices.\n{inside}"
    assert sections(text)["Managers in Orford have left and were not replaced."] == ("Leadership of the division",)


def test_a_bullet_on_a_line_of_its_own_says_how_deep_the_item_is():
    text = (
        "  •\n\n  Leadership of the division\n  The head of the division visits each of the offices.\n\n"
        "  Managers in Orford have left.\n\nThe division was last inspected in 2014.\n"
    )
    assert sections(text) == {
        "The head of the division visits each of the offices.": ("Leadership of the division",),
        "Managers in Orford have left.": (),
        "The division was last inspected in 2014.": (),
    }


def test_a_rating_is_not_the_text_of_the_item():
    text = f"{TITLED}Good\n\nThe head of the division visits each of the offices.\n\nReviews come late.\n"
    assert sections(text) == {
        "The head of the division visits each of the offices.": ("Leadership of the division",),
        "Reviews come late.": (),
    }


def test_a_heading_after_the_item_keeps_its_paragraphs():
    text = (
        f"{TITLED}The head of the division visits each of the offices.\n\n2 Case supervision\n\n"
        "Plans are clear.\n\nReviews come late.\n"
    )
    found = sections(text)
    assert found["Plans are clear."] == found["Reviews come late."] == ("2 Case supervision",)
