"""Evidence on the page: underlined words inside the sentence, and nothing where none is asked for."""

import re
from dataclasses import replace

import pytest
from test_to_html import HOSTILE, Page, written

from classifier.evidence import Context, Evidence, Reasons, Word
from classifier.export import to_html
from classifier.export.html_evidence import reasons_in_words, words_marked
from classifier.records import Sentence

TEXT = "Plans are clear & prompt, but <few> are shared."
SENTENCE = Sentence(TEXT, 0, len(TEXT), ("A",))


def words(**weights):
    return tuple(
        Word(match.start(), match.end(), match.group(), weights.get(match.group(), 0.0))
        for match in re.finditer(r"\w+", TEXT)
    )


def evidence(finding=(), standard=(), finding_context=(), standard_context=(), sentence=SENTENCE):
    reasons = [
        Reasons(label, 1.0, 0.0, tuple(found), tuple(context), "exact")
        for label, found, context in (("strength", finding, finding_context), ("2.2", standard, standard_context))
    ]
    return Evidence(sentence, *reasons)


def test_words_for_and_against_are_underlined():
    marked = words_marked(TEXT, evidence(words(clear=2.0, prompt=1.0, few=-0.9, are=0.1)))
    assert marked == ('Plans are <u>clear</u> &amp; <u>prompt</u>, but &lt;<u class="against">few</u>&gt; are shared.')


def test_the_text_is_whole_whatever_is_marked():
    for found in ((), words(clear=1.0), words(Plans=3.0, shared=2.0), words(few=-5.0)):
        marked = words_marked(TEXT, evidence(found))
        assert re.sub(r"</?u[^>]*>", "", marked) == "Plans are clear &amp; prompt, but &lt;few&gt; are shared."


def test_only_the_weightiest_words_are_marked():
    weights = {"Plans": 3.0, "are": 2.9, "clear": 2.8, "prompt": 2.7, "but": 2.6, "few": 2.5, "shared": 0.5}
    assert words_marked(TEXT, evidence(words(**weights))).count("<u>") == 4
    assert words_marked(TEXT, evidence(words(clear=10.0, prompt=3.9))).count("<u>") == 1
    assert words_marked(TEXT, evidence(words(clear=0.24))).count("<u>") == 0
    against = words(clear=-3.0, prompt=-2.0, few=-2.5)
    assert words_marked(TEXT, evidence(against)).count('<u class="against">') == 2


def test_marks_are_no_words():
    comma = Word(TEXT.index(","), TEXT.index(",") + 1, ",", 9.0)
    assert "<u>" not in words_marked(TEXT, evidence([comma]))


@pytest.mark.parametrize("given", [None, evidence(words(clear=2.0), sentence=Sentence("Other.", 0, 6))])
def test_without_evidence_for_it_the_text_is_plain(given):
    assert "<u" not in words_marked(TEXT, given)


def test_reasons_in_words():
    said = evidence(
        standard=words(Plans=1.5, shared=-1.0),
        finding_context=[Context("before", "Earlier.", 0.6), Context("form", "a list item", 0.1)],
        standard_context=[
            Context("heading", "2.2 <Planning>", 3.0),
            Context("form", "opens with “plans”", 0.4),
            Context("form", "5 to 9 words", 0.3),
        ],
    )
    assert reasons_in_words(said) == [
        "for the finding spoke also the sentence before",
        "for 2.2 spoke the heading “2.2 &lt;Planning&gt;”, its form (opens with “plans”), “Plans”",
    ]
    assert reasons_in_words(None) == reasons_in_words(evidence()) == []


def explained(tagged, explain):
    """The report with evidence for what its page marks."""
    return replace(
        tagged,
        evidence=tuple(
            next(explain([one])) if one.finding.is_finding or one.review or one.recommendation else None
            for one in tagged.findings
        ),
    )


def explain(findings):
    """The first word speaks for each, and the second against it."""
    for finding in findings:
        text = finding.sentence.text
        first, second = list(re.finditer(r"\w+", text))[:2]
        found = [Word(*match.span(), match.group(), weight) for match, weight in ((first, 2.0), (second, -1.5))]
        yield evidence(found, standard=found, sentence=finding.sentence)


def test_the_page_shows_the_evidence_of_what_it_marks(tagged, tmp_path):
    to_html.write([explained(tagged, explain)], tmp_path / "a.html")
    markup = (tmp_path / "a.html").read_text(encoding="utf-8")
    page = Page(markup)
    text = markup[markup.index('<div class="text">') :]
    assert text.count("<u>") == text.count('<u class="against">') == len(page.found()) == 4
    assert "<u>Staff</u>" in text
    assert page.found()[1]["text"] == "▲\xa0Strength: Staff know their cases. 1.2 · 91%"
    assert page.found()[1]["title"].endswith("75% sure; for 2.2 spoke “Staff”")
    assert "Words with a heavy line" in markup
    assert "mark u.against" in markup


def test_without_evidence_the_page_is_as_ever(tagged, tmp_path):
    markup = written(tmp_path / "a.html", tagged)
    assert "<u" not in markup.replace("<ul", "")
    assert "heavy line" not in markup
    assert "mark u" not in markup


def test_hostile_headings_and_words_stay_text(one, tmp_path):
    def hostile(findings):
        for finding in findings:
            found = [Word(0, len(finding.sentence.text), finding.sentence.text, 2.0)]
            context = [Context("heading", HOSTILE, 2.0)]
            yield evidence(found, found, context, context, finding.sentence)

    to_html.write([explained(one(HOSTILE), hostile)], tmp_path / "a.html")
    page = Page((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "link", "iframe", "object", "base"})
    assert HOSTILE in page.found()[0]["title"]
