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
