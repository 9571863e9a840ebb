# ruff: noqa: E402 - the fixtures are no package; where they are is said first
"""What tagging makes of the same document as Markdown and as a PDF built of it: macro-F1 of both, and agreement.

Documents are set as PDF in the looks of `tests/fixtures/pdf_looks.py`, read back, and tagged by the shipped model. It
was trained on the corpus, so that its F1 here says nothing of new documents: only the difference between the formats
counts, and the agreement of the labels. A sentence is found where its letters and digits are the same; one that is not
found, or that is found where none is annotated, counts as an error of its label. Macro-F1 is over strength, area for
improvement and neither.

    python benchmarks/formats.py corpus --every 4
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "tests" / "fixtures")]

from fixtures.pdf_looks import LOOKS, build

from classifier.annotations import read_corpus
from classifier.persistence import load_model
from classifier.reading import parse_report
from classifier.reading.from_pdf import read_pdf
from classifier.records import FindingLabel, Report
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from classifier.annotations import AnnotatedDocument
    from classifier.model import FindingModel
    from classifier.records import Finding

LABELS = (FindingLabel.STRENGTH, FindingLabel.AREA_FOR_IMPROVEMENT, FindingLabel.NONE)
Counts = Counter[tuple[FindingLabel, str]]


def letters(text: str) -> str:
    """Letters and digits only, so that hyphens and blanks at line ends do not count."""
    return re.sub(r"[\W_]", "", text).lower()


def tagged(report: Report, model: FindingModel, aside: Sequence[str] = ()) -> dict[str, list[Finding]]:
    """The findings of a report by the letters of their sentences, without the sentences of a side bar."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in model.predict(split_report(report)):
        key = letters(finding.sentence.text)
        if key not in aside:
            found[key].append(finding)
    return found


def compare(document: AnnotatedDocument, found: dict[str, list[Finding]]) -> Counts:
    """How often each label was right, said and true."""
    counts: Counts = Counter()
    left = {key: [finding.finding for finding in findings] for key, findings in found.items()}
    for unit in document.sentences:
        assert unit.finding is not None
        counts[unit.finding, "true"] += 1
        said = left.get(letters(document.text_of(unit)))
        if said and said.pop(0) is unit.finding:
            counts[unit.finding, "right"] += 1
    for findings in found.values():
        counts.update((finding.finding, "said") for finding in findings)
    return counts


def macro(counts: Counts) -> float:
    """The mean F1 of the labels."""
    scores = []
    for label in LABELS:
        right, said, true = (counts[label, kind] for kind in ("right", "said", "true"))
        scores.append(2 * right / max(said + true, 1))
    return sum(scores) / len(scores)


def agreement(one: dict[str, list[Finding]], other: dict[str, list[Finding]]) -> Counter[str]:
    """Of the sentences that both have: how many, and how many have the same label and the same standard."""
    counts: Counter[str] = Counter()
    for key, findings in one.items():
        for first, second in zip(findings, other.get(key, ()), strict=False):
            counts["both"] += 1
            counts["label"] += first.finding is second.finding
            counts["standard"] += first.standard == second.standard
    return counts


def main(arguments: Iterable[str] | None = None) -> None:
    """Print a line for each look."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path, help="a folder of annotation files with their documents")
    parser.add_argument("--every", type=int, default=4, help="take every nth document (default: 4)")
    parser.add_argument("--looks", nargs="*", choices=LOOKS, default=list(LOOKS))
    options = parser.parse_args(None if arguments is None else list(arguments))
    documents = list(read_corpus(options.corpus))[:: options.every]
    model = load_model()
    plain = [tagged(parse_report(one.text, one.document, "markdown"), model) for one in documents]
    reference = sum((compare(*pair) for pair in zip(documents, plain, strict=True)), Counter())
    print(f"{len(documents)} documents; macro-F1 of tagging their Markdown {macro(reference):.4f}\n")
    print("| look | macro-F1 | difference in points | sentences in both | same label | same standard |")
    print("|---|---:|---:|---:|---:|---:|")
    for look in options.looks:
        counts: Counts = Counter()
        same: Counter[str] = Counter()
        for document, of_markdown in zip(documents, plain, strict=True):
            built = build(document.text, look)
            reading = read_pdf(built.data, document.document)
            report = Report(document.document, reading.text, reading.blocks, "pdf", reading.places)
            found = tagged(report, model, [letters(text) for text in built.aside])
            counts += compare(document, found)
            same += agreement(of_markdown, found)
        both = max(same["both"], 1)
        difference = 100 * (macro(counts) - macro(reference))
        shares = f"{same['label'] / both:.4f} | {same['standard'] / both:.4f}"
        print(f"| {look} | {macro(counts):.4f} | {difference:+.2f} | {same['both']} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
