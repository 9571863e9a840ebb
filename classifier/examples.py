"""From annotated documents to training examples, through the same reader and splitter as in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.layouts import render
from classifier.reading import parse_report
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from classifier.annotations import AnnotatedDocument, Unit
    from classifier.layouts import Rendered
    from classifier.records import FindingLabel, Sentence

TRAINING_LAYOUTS = ("markdown", "wrapped")
_SHARED = 0.5  # of the characters of the unit and the sentence together


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the reader gives it, with what the annotators said of it; `standard` is empty for none."""

    document: str
    sentence: Sentence
    finding: FindingLabel
    standard: str


def examples(documents: Iterable[AnnotatedDocument], layouts: Sequence[str] = TRAINING_LAYOUTS) -> Iterator[Example]:
    """The sentences of each document in each layout.

    A sentence on structure, which the reader should have left out, is an example of none. One that no unit
    answers to is left out, and so is one whose text and context an earlier layout already gave.
    """
    for number, document in enumerate(documents):
        seen: set[Sentence] = set()
        for layout in layouts:
            rendered = render(document.text, document.units, layout, seed=number)
            report = parse_report(rendered.text, document.document, rendered.format)
            for sentence, unit in _matched(rendered, list(split_report(report))):
                if (key := _key(sentence)) not in seen:
                    seen.add(key)
                    yield Example(document.document, sentence, unit.finding, unit.standard or "")


def _key(sentence: Sentence) -> Sentence:
    return replace(sentence, start=0, end=0)


def _matched(rendered: Rendered, sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, Unit]]:
    """Each sentence with the unit that it shares most with; both are in order of offsets."""
    units = sorted(rendered.units, key=lambda unit: unit.start)
    first = 0
    for sentence in sentences:
        while first < len(units) and units[first].end <= sentence.start:
            first += 1
        best, best_share = None, _SHARED
        for unit in units[first:]:
            if unit.start >= sentence.end:
                break
            share = _overlap(sentence, unit)
            if share > best_share:
                best, best_share = unit, share
        if best is not None:
            yield sentence, best


def _overlap(sentence: Sentence, unit: Unit) -> float:
    shared = min(sentence.end, unit.end) - max(sentence.start, unit.start)
    return shared / (max(sentence.end, unit.end) - min(sentence.start, unit.start))
