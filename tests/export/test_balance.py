"""Ratings against findings, in the metadata and on the page."""

import re

import pytest

from classifier.export import to_html
from classifier.export.balance import balances, entry
from classifier.framework import load_framework
from classifier.metadata import of
from classifier.records import BlockKind, FindingLabel, Role

FRAMEWORK = load_framework()
STRENGTH = {"finding": FindingLabel.STRENGTH}
AREA = {"finding": FindingLabel.AREA_FOR_IMPROVEMENT}
PARTS = [
    (BlockKind.HEADING, Role.TITLE, "An inspection of Fernleigh PDU"),
    (BlockKind.OTHER, Role.RATING, "Overall rating: Requires improvement"),
    (BlockKind.OTHER, Role.RATING, "1.2 Staff: Good"),
    (BlockKind.OTHER, Role.RATING, "2.4 Reviewing: Outstanding"),
    (BlockKind.OTHER, Role.RATING, "3.2 Statutory victim work: Inadequate"),
    (BlockKind.PARAGRAPH, Role.BODY, [("Staff are few.", AREA | {"standard": "1.2"})]),
    (BlockKind.PARAGRAPH, Role.BODY, [("Reviews are prompt.", STRENGTH | {"standard": "2.4"})]),
    (BlockKind.PARAGRAPH, Role.BODY, [("Plans are clear.", STRENGTH | {"standard": "2.2"})]),
]


@pytest.fixture
def rated(build):
    return build(PARTS, document="fernleigh.pdf")


def test_each_rating_stands_against_its_findings(rated):
    found = {each.tally.standard.code: each for each in balances(rated, of(rated.report, FRAMEWORK), FRAMEWORK)}
    assert list(found) == ["0", "1.2", "2.2", "2.4", "3.2"]
    assert {code: each.contrast for code, each in found.items() if each.contrast} == {
        "0": "more strengths than areas for improvement",
        "1.2": "more areas for improvement than strengths",
    }
    assert found["2.2"].rating is None
    assert found["3.2"].tally.findings == 0


def test_the_entry_holds_metadata_and_balance(rated):
    said = entry(rated, FRAMEWORK)
    assert said["provider"]["value"] == "Fernleigh"
    assert said["balance"][1] == {
        "standard": "1.2",
        "rating": "good",
        "strengths": 0,
        "areas_for_improvement": 1,
        "mixed": 0,
        "contrast": "more areas for improvement than strengths",
    }
    assert said["balance"][2]["rating"] is None


def test_the_page_shows_metadata_with_their_pages(rated, tmp_path):
    to_html.write([rated], tmp_path / "a.html")
    markup = (tmp_path / "a.html").read_text(encoding="utf-8")
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", markup))
    link = ' <a class="from" href="#report-1-page-3">p. 3</a>'
    assert facts == {
        "Title": f"An inspection of Fernleigh PDU{link}",
        "Provider or area": f"Fernleigh{link}",
        "Programme": f"Probation delivery unit{link}",
        "Overall rating": f"Requires improvement{link}",
    }
    assert 'id="report-1-page-3"' in markup


def test_the_page_shows_ratings_beside_the_counts(rated, tmp_path):
    to_html.write([rated], tmp_path / "a.html")
    markup = (tmp_path / "a.html").read_text(encoding="utf-8")
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>.*?<td class="rated">(.*?)</td></tr>', markup))
    assert rows == {
        "1 Organisational delivery": "",
        "1.2 Staff": 'Good <span class="contrast">more areas for improvement than strengths</span>',
        "2 Case supervision": "",
        "2.2 Planning": "",
        "2.4 Reviewing": "Outstanding",
        "3 NPS-specific work": "",
        "3.2 Statutory victim work": "Inadequate",
    }


def test_without_ratings_there_is_no_column_for_them(tagged, tmp_path):
    to_html.write([tagged], tmp_path / "a.html")
    assert 'class="rated"' not in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_what_a_report_says_of_itself_is_never_markup(build, tmp_path):
    parts = [(BlockKind.HEADING, Role.TITLE, "An inspection of <b>Fernleigh</b> PDU"), *PARTS[5:]]
    to_html.write([build(parts)], tmp_path / "a.html")
    assert "<b>Fernleigh" not in (tmp_path / "a.html").read_text(encoding="utf-8")
