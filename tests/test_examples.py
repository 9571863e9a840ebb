"""Training examples: every sentence with the unit that it is."""

from dataclasses import replace

import pytest
from annotating import write_annotated

from classifier.annotations import read_annotations
from classifier.examples import examples
from classifier.records import FindingLabel


def units_of(document):
    return {
        " ".join(document.text_of(unit).split()): (unit.finding, unit.standard or "") for unit in document.sentences
    }


@pytest.mark.parametrize("layout", ["markdown", "plain", "wrapped"])
def test_every_sentence_comes_with_the_labels_of_its_unit(documents, layout):
    for document in documents:
        expected = units_of(document)
        found = list(examples([document], [layout]))
        said = {
            " ".join(example.sentence.text.split()): (example.finding, example.standard)
            for example in found
            if example.sentence.text in expected
        }
        assert said == expected
        assert {example.document for example in found} == {document.document}


def test_sections_come_from_the_reader(documents):
    found = {example.sentence.section[-1] for example in examples(documents, ["markdown"])}
    assert found == {"1.2 Staff", "2.1 Assessment", "2.4 Reviewing"}


def test_a_second_layout_adds_only_what_looks_different(documents):
    once = list(examples(documents, ["markdown"]))
    assert list(examples(documents, ["markdown", "markdown"])) == once
    both = list(examples(documents))
    assert both[: len(list(examples(documents[:1])))] == list(examples(documents[:1]))
    assert len(once) <= len(both) <= 2 * len(once) + 8


def test_a_sentence_that_no_unit_answers_to_is_left_out(tmp_path):
    document = read_annotations(annotated(tmp_path))
    assert len(list(examples([document], ["markdown"]))) == 3
    bare = replace(document, units=tuple(unit for unit in document.units if unit.finding is not FindingLabel.NONE))
    assert [example.finding for example in examples([bare], ["markdown"])] == [FindingLabel.STRENGTH]


def test_a_unit_counts_for_the_sentence_that_it_shares_most_with(tmp_path):
    document = read_annotations(annotated(tmp_path))
    strength = next(unit for unit in document.units if unit.finding is FindingLabel.STRENGTH)
    # An annotator who left out the first word, and one who marked a third of the sentence.
    for cut, expected in ((6, 1), (25, 0)):
        others = tuple(unit for unit in document.units if unit is not strength)
        shorter = replace(document, units=(*others, replace(strength, start=strength.start + cut)))
        found = [example for example in examples([shorter], ["markdown"]) if example.finding.is_finding]
        assert len(found) == expected


def annotated(folder):
    """One document of three sentences in one paragraph each."""
    lines = [
        ("Plans in Tolby are clear and short.", {"finding": "strength", "standard": "2.2"}),
        ("We went to Tolby in May.", {"finding": "none"}),
        ("Tolby has nine small teams.", {"finding": "none"}),
    ]
    text = "\n\n".join(line for line, _ in lines) + "\n"
    units = [
        {"start": text.index(line), "end": text.index(line) + len(line), "kind": "sentence", **said}
        for line, said in lines
    ]
    return write_annotated(folder, "tolby", text, units)
