"""The page, parsed: whole, escaped, and in need of nothing else."""

import re
from html.parser import HTMLParser

import pytest

from classifier.export import to_html
from classifier.records import BlockKind, FindingLabel, Role

HOSTILE = """</script><img src="https://evil.example/" onerror='alert(1)'>&amp;" onload="x"""
VOID = {"meta", "input", "br", "img", "link", "hr"}


class Page(HTMLParser):
    """Every tag with its attributes, the text inside each `class="text"`, and whether tags balance."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.open, self.text, self.marks = [], [], "", []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self.marks.append(dict(attrs) | {"text": ""})
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if any(attrs.get("class") == "text" for _, attrs in self.open):
            self.text += data
            if any(tag == "mark" for tag, _ in self.open):
                self.marks[-1]["text"] += data

    def found(self):
        return [mark for mark in self.marks if "data-label" in mark]

    def of(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


def written(path, *reports):
    to_html.write(reports, path)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def markup(tagged, tmp_path):
    return written(tmp_path / "a.html", tagged)


def test_every_block_is_there_in_reading_order(tagged, markup):
    text = Page(markup).text
    places = [text.index(each.sentence.text) for each in tagged.findings]
    assert places == sorted(places)
    for block in tagged.report.blocks:
        if block.is_structure or block.text.startswith("Nobody"):
            assert block.text in text
    assert text.count("Nobody split this paragraph.") == 1


def test_findings_are_marked_by_sign_words_and_numbers(markup):
    overall, staff, area, mixed = Page(markup).found()
    assert overall["text"] == "▲\xa0Strength: Fernleigh does well overall. 0 · 91%"
    assert staff["text"] == "▲\xa0Strength: Staff know their cases. 1.2 · 91%"
    assert staff["title"] == "Strength, 91% sure; 1.2 Staff, 75% sure"
    assert area["text"].startswith("▼\xa0Area for improvement: Managers should")
    assert area["text"].endswith("2.4 · 91% → recommendation")
    assert mixed["text"] == "◆\xa0Mixed: Plans are clear but late. 2 · 91% ? needs a look"
    assert "data-review" in mixed
    assert "data-review" not in area
    assert (area["data-standard"], area["data-domain"], overall["data-domain"]) == ("2.4", "2", "")


def test_other_sentences_are_plain_unless_they_need_a_look(one, tmp_path):
    plain = one("It has nine teams.", finding=FindingLabel.NONE)
    doubted = one("It may be good.", finding=FindingLabel.NONE, review=True)
    page = Page(written(tmp_path / "a.html", plain, doubted))
    assert [mark["text"] for mark in page.found()] == ["Needs a look: It may be good. ? needs a look"]
    assert "It has nine teams." in page.text


def test_headings_lists_and_structure_have_their_elements(markup):
    assert "<h3>How Fernleigh works</h3>" in markup
    assert re.search(r"<h3><mark [^>]*>.*Staff know their cases", markup)
    assert markup.count("<ul>\n<li ") == 1
    assert markup.count("<li style=") == 2
    assert '<p class="aside running_header">Quarterly look at Fernleigh</p>' in markup
    assert '<p class="aside footnote">1 Counted in May.</p>' in markup
    assert markup.count(">Page 3</p>") == 1


def test_text_of_a_report_is_never_markup(build, tmp_path):
    said = {"finding": FindingLabel.STRENGTH, "standard": HOSTILE}
    parts = [
        (BlockKind.HEADING, Role.TITLE, HOSTILE),
        (BlockKind.OTHER, Role.TABLE, HOSTILE),
        (BlockKind.PARAGRAPH, Role.BODY, [(HOSTILE, said | {"standard": "1.1"})]),
    ]
    made = build(parts, document=HOSTILE)
    page = Page(written(tmp_path / "a.html", made, made))
    assert page.text.count(HOSTILE) == 6
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "link", "iframe", "object", "base"})
    assert len(page.of("script")) == 1
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_a_code_that_the_framework_lacks_is_escaped_too(one, tmp_path):
    page = Page(written(tmp_path / "a.html", one("Good.", standard=HOSTILE)))
    assert page.found()[0]["data-standard"] == HOSTILE
    assert "img" not in {tag for tag, _ in page.tags}


def test_control_and_half_characters_do_not_reach_the_page(one, tmp_path):
    raw = written(tmp_path / "a.html", one("a\x00b\x1bc \ud800 d"))
    assert "a b c \ufffd d" in raw


def test_the_page_asks_for_nothing(markup):
    page = Page(markup)
    policy = next(each for each in page.of("meta") if each.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == ("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
    assert not re.search(r"https?:|//[a-z]|url\(|@import", markup)
    assert not any("src" in attrs for _, attrs in page.tags)
    assert all(attrs["href"].startswith("#") for _, attrs in page.tags if "href" in attrs)


def test_the_page_can_be_found_through(markup):
    page = Page(markup)
    tags = [tag for tag, _ in page.tags]
    assert page.of("html") == [{"lang": "en"}]
    assert {"header", "main", "article", "form", "h1", "h2"} <= set(tags)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(each["href"].removeprefix("#") in ids for each in page.of("a"))
    assert "hidden" in page.of("form")[0]  # until the script shows it


def test_counts_stand_by_domain_and_standard(markup):
    rows = re.findall(r'<tr class="(\w+)"><th scope="row">(.*?)</th>(.*?)</tr>', markup, re.S)
    cells = {name: tuple(int(count) for count in re.findall(r">(\d+)<", counts)) for _, name, counts in rows}
    assert cells == {
        "Overall": (0, 1, 0),
        "1 Organisational delivery": (0, 1, 0),
        "1.2 Staff": (0, 1, 0),
        "2 Case supervision": (1, 0, 1),
        "the domain as a whole": (0, 0, 1),
        "2.4 Reviewing": (1, 0, 0),
    }


def test_a_report_without_findings_says_so(one, tmp_path):
    made = one("It has nine teams.", finding=FindingLabel.NONE)
    assert "No sentence of this report was found to be a finding." in written(tmp_path / "a.html", made)


def test_only_several_reports_have_a_table_of_contents(build, markup, tmp_path):
    assert "<nav" not in markup
    page = Page(written(tmp_path / "b.html", build(document="a & b.txt"), build(document="c.txt")))
    links = [each["href"] for each in page.of("a") if each.get("class") != "from"]
    assert links == ["#reports", "#report-1", "#report-2"]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_the_filter_offers_every_standard(markup):
    options = [each["value"] for each in Page(markup).of("option")]
    assert options[:5] == ["", "0", "domain 1", "1", "1.1"]
    assert options[-1] == "3.2"
