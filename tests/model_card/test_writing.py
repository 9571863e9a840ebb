"""The files of a card: true to the facts, whole, and the same each time."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from classifier.annotations import statistics
from classifier.model_card import CardFacts, CorpusFacts, Metric, Published, card_files
from classifier.model_card.card import card
from classifier.model_card.reliability import reliability_svg
from classifier.model_card.tables import cell, counts, figure, percent
from classifier.model_card.transparency import transparency_record

SECTIONS = [
    "What it is for",
    "What it is not for",
    "How it works",
    "What it learned from",
    "How good it is",
    "How sure it is",
    "Where it errs",
    "Known limits",
    "Versions",
]
PUBLISHED = Published("Two reports of 2018", 2, 586, (Metric("macro-F1 of the finding", 0.79, 0.76, 0.83, 586),))
ATOM = "{http://www.w3.org/2000/svg}"


def test_the_card_has_its_sections_and_every_figure(facts):
    said = card(facts)
    assert re.findall(r"^## (.*)$", said, re.M) == SECTIONS
    assert said.startswith("# Model small@12345678\n")
    for metric in facts.metrics:
        assert f"| {metric.name} | {figure(metric)} | {metric.support:,} |" in said
    assert "| F1 of mixed | too few | 1 |" in said
    assert "| standard | 0." in said
    assert facts.split in said
    assert f"`{'ab' * 32}`" in said
    assert "confidence of its finding is below 0.60" in said
    assert f"{percent(facts.accepted)} of the sentences are above that" in said
    assert f"{percent(facts.accepted_error)} are wrong. The aim: at most 5 %, for all of them together" in said
    assert "![How often the model is right, by how sure it is](reliability.svg)" in said
    assert "Tuned from MiniLM (Apache 2.0)." in said
    assert 'Settings: seed 0, layouts ["markdown"].' in said
    assert "$" not in said


def test_errors_are_shown_by_each_kind_that_is_known(facts):
    said = card(facts)
    assert re.findall(r"^### (.*)$", said, re.M) == [
        "By label that the annotators gave",
        "By standard that the annotators gave",
        "By genre",
        "By inspection programme",
    ]
    assert re.search(r"\| strength \| 12 \| 48 \| 0\.875 \(.*\) \| none \(6\) \|", said)
    assert "| 2.1 | 12 | 12 | too few | nothing else |" in said
    assert "strength as none (5)" in said
    bare = replace(facts, slices=tuple(one for one in facts.slices if one.by != "programme"))
    assert "By inspection programme" not in card(bare)


def test_published_figures_stand_where_there_are_some(facts):
    assert "was not measured on published reports" in card(facts)
    told = card(replace(facts, published=(PUBLISHED,)))
    assert "**Two reports of 2018** (2 reports, 586 sentences; never used in training)" in told
    assert "| macro-F1 of the finding | 0.790 (0.760 to 0.830) | 586 |" in told
    assert "was not measured on published reports" not in told
    assert "Two reports of 2018:" in transparency_record(replace(facts, published=(PUBLISHED,)))


def test_the_record_has_the_sections_of_the_standard(facts):
    said = transparency_record(facts)
    assert [title.partition(": ")[2] for title in re.findall(r"^## (Tier .*)$", said, re.M)] == [
        "summary",
        "owner and responsibility",
        "description and rationale",
        "deployment context",
        "tool specification",
        "model specification",
        "development data specification",
        "operational data specification",
        "risks, mitigations and impact assessments",
    ]
    numbers = [title.split()[0] for title in re.findall(r"^### (.*)$", said, re.M)]
    assert len(numbers) == len(set(numbers)) == 46
    assert "small@12345678" in said
    assert "12 documents with 120 sentences" in said
    assert "$" not in said


def test_no_field_of_the_record_is_empty(facts):
    fields = re.split(r"^### .*$", transparency_record(facts), flags=re.M)[1:]
    assert all(re.sub(r"^## .*$", "", field, flags=re.M).strip() for field in fields)


def test_the_diagram_is_a_picture_that_can_be_read_aloud(facts):
    markup = reliability_svg(facts.calibration)
    root = ElementTree.fromstring(markup)
    assert root.get("role") == "img"
    assert root.find(f"{ATOM}title").text == "Reliability of the confidences"
    described = root.find(f"{ATOM}desc").text
    filled = [each for one in facts.calibration for each in one.bins if each.count]
    assert described.count(" right where ") == len(filled) == len(root.findall(f".//{ATOM}circle"))
    assert "100% right where 95% sure (36)" in described
    assert "prefers-color-scheme: dark" in markup
    assert "http" not in markup.replace("http://www.w3.org/2000/svg", "")


def test_a_dot_stands_at_its_confidence_and_accuracy(facts):
    root = ElementTree.fromstring(reliability_svg(facts.calibration[:1]))
    frame = next(path.get("d") for path in root.findall(f"{ATOM}path") if path.get("class") == "line")
    left, top, right, bottom = map(float, re.fullmatch(r"M(\S+) (\S+)H(\S+)V(\S+)H\S+Z", frame).groups())
    places = {
        (
            round((float(dot.get("cx")) - left) / (right - left), 2),
            round((bottom - float(dot.get("cy"))) / (bottom - top), 2),
        )
        for dot in root.findall(f".//{ATOM}circle")
    }
    assert places == {(0.95, 1.0), (0.55, 0.5), (0.9, 1.0), (0.8, 1.0), (0.7, 0.92)}


def test_a_dot_of_few_is_hollow(facts):
    root = ElementTree.fromstring(reliability_svg(facts.calibration[:1]))
    kinds = [dot.get("class") for dot in root.findall(f".//{ATOM}circle")]
    counts_of = [each.count for each in facts.calibration[0].bins if each.count]
    assert kinds == ["dot few" if count < 20 else "dot" for count in counts_of]
    assert set(kinds) == {"dot", "dot few"}


def test_a_model_without_calibration_has_an_empty_picture():
    assert ElementTree.fromstring(reliability_svg(())).findall(f".//{ATOM}circle") == []


def test_facts_come_back_from_json(facts):
    whole = replace(facts, published=(PUBLISHED,))
    again = CardFacts.from_dict(json.loads(card_files(whole)["card.json"]))
    assert card_files(again) == card_files(whole)
    assert again.calibration == whole.calibration
    assert again.slices == whole.slices
    assert again.published == whole.published


def test_facts_that_lack_something_do_not_come_back(facts):
    for name in facts.to_dict():
        with pytest.raises(KeyError):
            CardFacts.from_dict({key: value for key, value in facts.to_dict().items() if key != name})


def test_a_card_has_four_files_and_always_the_same(facts):
    files = card_files(facts)
    assert sorted(files) == ["README.md", "TRANSPARENCY.md", "card.json", "reliability.svg"]
    assert card_files(replace(facts)) == files


def test_corpus_facts_come_from_its_statistics(documents):
    found = CorpusFacts.from_counts("cd" * 32, statistics(documents).to_dict(), {"old": 8})
    assert (found.documents, found.sentences, found.genres, found.programmes) == (8, 96, {"report": 8}, {"old": 8})
    assert found.labels == {"strength": 24, "area_for_improvement": 24, "mixed": 24, "none": 24}
    assert found.standards == {"1.2": 24, "2.1": 24, "2.4": 24}


@pytest.mark.parametrize(
    ("metric", "words", "share"),
    [
        (Metric("a", 0.5, 0.4, 0.6254, 20), "0.500 (0.400 to 0.625)", "50.0 % (40.0 to 62.5)"),
        (Metric("a", 0.5, 0.4, 0.6, 19), "too few", "too few"),
        (Metric("a", None, None, None, 20), "not measured", "not measured"),
        (Metric("a", 0.5, None, None, 20), "0.500", "50.0 %"),
    ],
)
def test_a_figure_in_words(metric, words, share):
    assert (figure(metric), percent(metric)) == (words, share)


def test_counts_and_cells_in_words():
    assert counts({"blog": 3, "area_for_improvement": 4000}) == "area for improvement (4,000), blog (3)"
    assert counts({}) == "none"
    assert cell("a|b_c\nd") == "a\\|b c d"
