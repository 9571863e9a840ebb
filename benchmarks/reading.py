"""What the readers of text and Markdown make of the corpus in each layout: boundaries, structure, lost characters.

Each document is rendered as Markdown, as plain text with one paragraph a line, and as hard-wrapped text with page
headers in the middle of sentences (`classifier.layouts`), read, and split into sentences. A sentence's boundaries
are right where the sentence read shares nine tenths of its characters with the annotated one (intersection over
union). The intervals are over resamples of whole documents.

    python benchmarks/reading.py corpus
    python benchmarks/reading.py corpus --every 10 --show 20
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from boundaries import interval

from classifier.annotations import AnnotatedDocument, Unit, UnitKind, read_corpus
from classifier.layouts import LAYOUTS, render
from classifier.reading import parse_report
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.records import Report, Sentence


class Reading(NamedTuple):
    """The counts of one document in one layout, and what went wrong in it."""

    right: int
    annotated: int
    on_structure: int
    sentences: int
    lost: int
    characters: int
    wrong: tuple[str, ...]


def read(document: AnnotatedDocument, layout: str, seed: int) -> Reading:
    """Render, read and split a document, and count."""
    rendered = render(document.text, document.units, layout, seed=seed)
    report = parse_report(rendered.text, document.document, rendered.format)
    sentences = list(split_report(report))
    gold = [unit for unit in rendered.units if unit.kind is UnitKind.SENTENCE]
    structure = [unit for unit in rendered.units if unit.kind is UnitKind.STRUCTURE]
    missed = [unit for unit in gold if not any(_overlap(unit, one) >= 0.9 for one in _near(unit, sentences))]
    spurious = [one for one in sentences if _on_structure(one, structure)]
    wrong = [f"{document.document}: missed {rendered.text[unit.start : unit.end]!r}" for unit in missed]
    wrong += [f"{document.document}: a sentence on structure {one.text!r}" for one in spurious]
    visible = sum(not character.isspace() for character in rendered.text)
    counts = (len(gold) - len(missed), len(gold), len(spurious), len(sentences), len(lost(report)), visible)
    return Reading(*counts, tuple(wrong))


def lost(report: Report) -> list[int]:
    """The offsets of characters other than blanks that no block covers."""
    covered = bytearray(len(report.text))
    for block in report.blocks:
        covered[block.start : block.end] = b"\1" * (block.end - block.start)
    return [at for at, character in enumerate(report.text) if not (covered[at] or character.isspace())]


def _near(unit: Unit, sentences: Sequence[Sentence]) -> list[Sentence]:
    return [one for one in sentences if one.start < unit.end and unit.start < one.end]


def _overlap(unit: Unit, one: Sentence) -> float:
    shared = min(unit.end, one.end) - max(unit.start, one.start)
    return shared / (max(unit.end, one.end) - min(unit.start, one.start))


def _on_structure(one: Sentence, structure: Sequence[Unit]) -> bool:
    return any(2 * (min(unit.end, one.end) - max(unit.start, one.start)) > one.end - one.start for unit in structure)


def _share(counts: Sequence[tuple[int, int]]) -> str:
    part, whole = (sum(column) for column in zip(*counts, strict=True))
    low, high = interval(counts)
    return f"{part / max(whole, 1):.4f} ({low:.4f} to {high:.4f})"


def main() -> None:
    """Print a line for each layout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path, help="a folder of annotation files with their documents")
    parser.add_argument("--every", type=int, default=1, help="take every nth document (default: all)")
    parser.add_argument("--show", type=int, default=0, help="how many faults to show for each layout")
    arguments = parser.parse_args()
    documents = list(enumerate(read_corpus(arguments.corpus)))[:: arguments.every]
    print(f"{len(documents)} documents\n")
    print("| layout | sentences | boundaries right | sentences on structure | characters lost | seconds |")
    print("|---|---:|---:|---:|---:|---:|")
    faults: list[str] = []
    for layout in ("markdown", *LAYOUTS):
        begin = time.process_time()
        readings = [read(document, layout, seed) for seed, document in documents]
        seconds = time.process_time() - begin
        right = _share([(one.right, one.annotated) for one in readings])
        spurious = _share([(one.on_structure, one.sentences) for one in readings])
        gone = f"{sum(one.lost for one in readings)} of {sum(one.characters for one in readings)}"
        annotated = sum(one.annotated for one in readings)
        print(f"| {layout} | {annotated} | {right} | {spurious} | {gone} | {seconds:.1f} |")
        wrong = [fault for one in readings for fault in one.wrong]
        faults += [f"{layout}: {fault}" for fault in wrong[:: max(1, len(wrong) // max(1, arguments.show))]]
    if arguments.show:
        print("", *faults, sep="\n")


if __name__ == "__main__":
    main()
