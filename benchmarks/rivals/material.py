"""What rivals learn from and are tested on: sentences with labels, from the corpus and from published reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.annotations import read_corpus
from classifier.evaluation.matching import EXACT
from classifier.examples import Example, examples
from classifier.reading import read_report
from classifier.records import Sentence
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from classifier.annotations import AnnotatedDocument, Unit

FOLDS = 2
_SEED = 7


def published(gold: Path, texts: Path) -> list[Example]:
    """The annotated sentences of reports, boundaries as annotated, section and sentence before from our reader."""
    found: list[Example] = []
    for document in read_corpus(gold, texts):
        read = list(split_report(read_report(texts / document.document)))
        found += (
            Example(document.document, _sentence(document, unit, read), unit.finding, unit.standard or "")
            for unit in document.sentences
        )
    return found


def folds(documents: Sequence[AnnotatedDocument]) -> Iterator[tuple[list[Example], list[Example]]]:
    """What to learn from and what to test on, fold by fold; documents are shuffled and dealt out in turn.

    Learning is from both layouts of training, testing on hard-wrapped text with the boundaries of our reader.
    """
    learn, test = list(examples(documents)), list(examples(documents, ["wrapped"]))
    names = sorted({document.document for document in documents})
    order = np.random.default_rng(_SEED).permutation(len(names))
    for fold in range(FOLDS):
        held = {names[place] for place in order[fold::FOLDS]}
        yield [one for one in learn if one.document not in held], [one for one in test if one.document in held]


def _sentence(document: AnnotatedDocument, unit: Unit, read: Sequence[Sentence]) -> Sentence:
    """The annotated sentence; its text is that of the reader where the reader found the same boundaries."""
    text = " ".join(document.text_of(unit).split())
    best = max(read, key=lambda sentence: _shared(sentence, unit), default=None)
    if best is None or not (share := _shared(best, unit)):
        return Sentence(text, unit.start, unit.end)
    return replace(best, text=best.text if share >= EXACT else text, start=unit.start, end=unit.end)


def _shared(sentence: Sentence, unit: Unit) -> float:
    """Intersection over union of the characters."""
    shared = min(sentence.end, unit.end) - max(sentence.start, unit.start)
    return max(shared, 0) / (max(sentence.end, unit.end) - min(sentence.start, unit.start))
