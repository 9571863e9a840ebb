"""What the network learns from: word pieces and labels of every example, and the order in which they are shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encoder.inputs import CONTEXT_TOKENS, SENTENCE_TOKENS, WAYS, encode, frame_of
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from classifier.examples import Example

_SORTED_TOGETHER = 40  # batches among which sentences are sorted by length, so that little is padded
_SHOWN = {"alone": 0.5, "with_headings": 0.25, "with_context": 0.25}  # how often a sentence is shown in each way
_GOOD = frozenset({FindingLabel.STRENGTH, FindingLabel.MIXED})
_BAD = frozenset({FindingLabel.AREA_FOR_IMPROVEMENT, FindingLabel.MIXED})
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Lessons:
    """`n` examples as numbers.

    `sentences` are word pieces, and `contexts` those that may be shown beside each, by name of `inputs.WAYS`.
    `findings` and `standards` are (n,) places in `labels` and `codes`, `UNKNOWN` where an example has no standard;
    `sayings` is (n, 2), whether something good and something bad is said. `start` and `end` are the word pieces that
    frame a sentence.
    """

    documents: tuple[str, ...]
    texts: tuple[str, ...]
    sentences: list[list[int]]
    contexts: dict[str, list[list[int]]]
    findings: NDArray[np.int64]
    standards: NDArray[np.int64]
    sayings: NDArray[np.float32]
    labels: tuple[str, ...]
    codes: tuple[str, ...]
    start: int
    end: int


def lessons_of(examples: Sequence[Example], tokenizer: Tokenizer) -> Lessons:
    """The examples as the network takes them."""
    labels = tuple(sorted({example.finding.value for example in examples}))
    codes = tuple(sorted({example.standard for example in examples if example.standard}))
    return Lessons(
        documents=tuple(example.document for example in examples),
        texts=tuple(example.sentence.text for example in examples),
        sentences=encode(tokenizer, [example.sentence.text for example in examples], SENTENCE_TOKENS),
        contexts={
            way: encode(tokenizer, [WAYS[way](example.sentence) for example in examples], CONTEXT_TOKENS)
            for way in _SHOWN
        },
        findings=np.array([labels.index(example.finding.value) for example in examples]),
        standards=np.array([codes.index(example.standard) if example.standard else UNKNOWN for example in examples]),
        sayings=np.array(
            [[example.finding in _GOOD, example.finding in _BAD] for example in examples], dtype=np.float32
        ),
        labels=labels,
        codes=codes,
        start=frame_of(tokenizer)[0],
        end=frame_of(tokenizer)[1],
    )


def same_sentences(lessons: Lessons, places: Sequence[int]) -> list[list[int]]:
    """`places` in groups that are one sentence of a document in several layouts; an epoch shows one of each."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        groups[lessons.documents[place], lessons.texts[place]].append(place)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Batch:
    """Places in `Lessons`, and what is shown beside each."""

    places: list[int]
    contexts: list[list[int]]


def epoch(lessons: Lessons, groups: Sequence[Sequence[int]], size: int, chance: np.random.Generator) -> list[Batch]:
    """The batches of one epoch, in order: one layout of each sentence, half of them alone."""
    places = [group[int(chance.integers(len(group)))] for group in groups]
    ways = chance.choice(list(_SHOWN), size=len(places), p=list(_SHOWN.values()))
    contexts = [lessons.contexts[way][place] for way, place in zip(ways, places, strict=True)]
    lengths = np.array([len(lessons.sentences[place]) for place in places]) + [len(context) for context in contexts]
    lengths = lengths + chance.random(len(places))
    order = chance.permutation(len(places))
    found: list[Any] = []
    for first in range(0, len(order), size * _SORTED_TOGETHER):
        part = order[first : first + size * _SORTED_TOGETHER]
        part = part[np.argsort(lengths[part])]
        found += [part[at : at + size] for at in range(0, len(part), size)]
    return [
        Batch([places[i] for i in found[k]], [contexts[i] for i in found[k]]) for k in chance.permutation(len(found))
    ]
