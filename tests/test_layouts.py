from pathlib import Path

import pytest

from classifier.annotations import annotation_files, read_annotations
from classifier.layouts import LAYOUTS, render
from classifier.reading import parse_report
from classifier.sentences import split_report

FILES = annotation_files(Path(__file__).parent.parent / "corpus")[::25]


@pytest.mark.parametrize("layout", ["markdown", *LAYOUTS])
def test_units_keep_their_text(layout):
    for seed, path in enumerate(FILES):
        document = read_annotations(path)
        rendered = render(document.text, document.units, layout, seed=seed)
        assert len([unit for unit in rendered.units if unit.kind == "sentence"]) == len(document.sentences)
        said = {(unit.kind, "".join(document.text_of(unit).split())) for unit in document.units}
        for unit in rendered.units:
            text = "".join(rendered.text[unit.start : unit.end].split())
            if (unit.kind, text) not in said:
                assert layout == "wrapped" and ("HMInspectorate" in text or "Inspectionof" in text)


@pytest.mark.parametrize("layout", ["markdown", *LAYOUTS])
def test_the_reader_finds_the_sentences_and_loses_nothing(layout):
    right = annotated = 0
    for seed, path in enumerate(FILES):
        document = read_annotations(path)
        rendered = render(document.text, document.units, layout, seed=seed)
        report = parse_report(rendered.text, format=rendered.format)
        covered = {at for block in report.blocks for at in range(block.start, block.end)}
        assert all(at in covered for at, character in enumerate(rendered.text) if not character.isspace())
        found = {(one.start, one.end) for one in split_report(report)}
        gold = [unit for unit in rendered.units if unit.kind == "sentence"]
        right += sum(_is_found(unit.start, unit.end, found) for unit in gold)
        annotated += len(gold)
    assert annotated > 500
    assert right / annotated >= 0.985


def _is_found(start, end, found):
    shared = ((min(end, last) - max(start, first)) / (max(end, last) - min(start, first)) for first, last in found)
    return max(shared) >= 0.9
