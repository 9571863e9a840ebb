"""What every rival is asked and answers, and what most of them share: one classifier for each of the two decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from classifier.records import Sentence

    Read = Callable[[Sentence], str]


class Answers(NamedTuple):
    """What a rival says of `n` sentences, each (n,): finding, its probability (0 to 1), and standard."""

    findings: NDArray[np.str_]
    confidence: NDArray[np.float64]
    standards: NDArray[np.str_]


class Fitted(Protocol):
    """A rival that has learned."""

    def answer(self, sentences: Sequence[Sentence]) -> Answers:
        """Finding and standard of each sentence."""

    def save(self, folder: Path) -> None:
        """Write all that is needed to answer again."""


def plain(sentence: Sentence) -> str:
    """The sentence alone."""
    return sentence.text


def with_section(sentence: Sentence) -> str:
    """The headings above, outermost first, and the sentence."""
    return " ".join([*(f"{heading}." for heading in sentence.section), sentence.text])


@dataclass(frozen=True, slots=True)
class Lessons:
    """`n` different texts with their labels and the documents that they are from."""

    texts: tuple[str, ...]
    labels: NDArray[np.str_]
    documents: NDArray[np.str_]


def finding_lessons(known: Sequence[Example], read: Read) -> Lessons:
    """The texts of all examples with their findings; one that a document has in several layouts counts once."""
    return _lessons([(example.document, read(example.sentence), example.finding.value) for example in known])


def standard_lessons(known: Sequence[Example], read: Read) -> Lessons:
    """The texts of the examples that have a standard, with it."""
    about = [example for example in known if example.standard]
    return _lessons([(example.document, read(example.sentence), example.standard) for example in about])


def _lessons(rows: Sequence[tuple[str, str, str]]) -> Lessons:
    documents, texts, labels = zip(*dict.fromkeys(rows), strict=True)
    return Lessons(tuple(texts), np.array(labels), np.array(documents))


class Decision(Protocol):
    """A classifier of texts that has learned; `classes` are its labels, in the order of its probabilities."""

    classes: NDArray[np.str_]

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities (n, classes)."""

    def save(self, folder: Path) -> None:
        """Write it to a folder."""


@dataclass(frozen=True, slots=True)
class TwoDecisions:
    """A classifier for the finding beside one for the standard; the most likely label is the answer."""

    finding: Decision
    standard: Decision
    read: Read

    def answer(self, sentences: Sequence[Sentence]) -> Answers:
        """Finding and standard of each sentence."""
        texts = [self.read(sentence) for sentence in sentences]
        return most_likely(
            self.finding.classes,
            self.finding.probabilities(texts),
            self.standard.classes,
            self.standard.probabilities(texts),
        )

    def save(self, folder: Path) -> None:
        """Write both."""
        for name, decision in (("finding", self.finding), ("standard", self.standard)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            decision.save(folder / name)


def most_likely(
    findings: NDArray[np.str_],
    by_finding: NDArray[np.float64],
    standards: NDArray[np.str_],
    by_standard: NDArray[np.float64],
) -> Answers:
    """The labels of the highest probabilities, (n, findings) and (n, standards)."""
    return Answers(findings[by_finding.argmax(axis=1)], by_finding.max(axis=1), standards[by_standard.argmax(axis=1)])
