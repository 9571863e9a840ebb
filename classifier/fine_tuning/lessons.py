"""What the network learns from: word pieces and labels of every example, and the order in which they are shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.encoder.inputs import HEADING_TOKENS, SENTENCE_TOKENS, encode, frame_of, headings_of
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from classifier.examples import Example

_SORTED_TOGETHER = 40  # batches among which sentences are sorted by length, so that little is padded
_ALONE = 0.5  # how often a sentence is shown without its headings, so that it does not come to need them
_GOOD = frozenset({FindingLabel.STRENGTH, FindingLabel.MIXED})
_BAD = frozenset({FindingLabel.AREA_FOR_IMPROVEMENT, FindingLabel.MIXED})
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Lessons:
    """`n` examples as numbers.

    `sentences` and `headings` are word pieces, and `above` the places in `headings` of those above each sentence, the
    nearest first. `findings` and `standards` are (n,) places in `labels` and `codes`, `UNKNOWN` where an example has no
    standard; `sayings` is (n, 2), whether something good and something bad is said. `frame` are the word pieces that
    start and end a row.
    """

    documents: tuple[str, ...]
    texts: tuple[str, ...]
    sentences: list[list[int]]
    headings: list[list[int]]
    above: list[tuple[int, ...]]
    findings: NDArray[np.int64]
    standards: NDArray[np.int64]
    sayings: NDArray[np.float32]
    labels: tuple[str, ...]
    codes: tuple[str, ...]
    frame: tuple[int, int]


def lessons_of(examples: Sequence[Example], tokenizer: Tokenizer) -> Lessons:
    """The examples as the network takes them."""
    labels = tuple(sorted({example.finding.value for example in examples}))
    codes = tuple(sorted({example.standard for example in examples if example.standard}))
    different = dict.fromkeys(heading for example in examples for heading in headings_of(example.sentence))
    headings = {heading: place for place, heading in enumerate(different)}
    return Lessons(
        documents=tuple(example.document for example in examples),
        texts=tuple(example.sentence.text for example in examples),
        sentences=encode(tokenizer, [example.sentence.text for example in examples], SENTENCE_TOKENS),
        headings=encode(tokenizer, list(headings), HEADING_TOKENS),
        above=[tuple(headings[heading] for heading in headings_of(example.sentence)) for example in examples],
        findings=np.array([labels.index(example.finding.value) for example in examples]),
        standards=np.array([codes.index(example.standard) if example.standard else UNKNOWN for example in examples]),
        sayings=np.array(
            [[example.finding in _GOOD, example.finding in _BAD] for example in examples], dtype=np.float32
        ),
        labels=labels,
        codes=codes,
        frame=frame_of(tokenizer),
    )


def same_sentences(lessons: Lessons, places: Sequence[int]) -> list[list[int]]:
    """`places` in groups that are one sentence of a document in several layouts; an epoch shows one of each."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        groups[lessons.documents[place], lessons.texts[place]].append(place)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Batch:
    """Places in `Lessons`, and the headings that are shown above each."""

    places: list[int]
    above: list[tuple[int, ...]]


def epoch(lessons: Lessons, groups: Sequence[Sequence[int]], size: int, chance: np.random.Generator) -> list[Batch]:
    """The batches of one epoch, in order: one layout of each sentence, half of them alone."""
    places = np.array([group[int(chance.integers(len(group)))] for group in groups])
    alone = chance.random(len(places)) < _ALONE
    lengths = np.array([len(lessons.sentences[place]) for place in places]) + chance.random(len(places))
    order = chance.permutation(len(places))
    found: list[NDArray[np.int64]] = []
    for first in range(0, len(order), size * _SORTED_TOGETHER):
        part = order[first : first + size * _SORTED_TOGETHER]
        part = part[np.argsort(lengths[part])]
        found += [part[at : at + size] for at in range(0, len(part), size)]
    return [
        Batch(places[found[k]].tolist(), [() if alone[i] else lessons.above[places[i]] for i in found[k]])
        for k in chance.permutation(len(found))
    ]
