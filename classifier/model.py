"""`FindingModel`: from sentences to findings; reads and writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from classifier.framework import Framework, load_framework
from classifier.records import BlockKind, Finding, FindingLabel, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifier.estimator import SentenceClassifier

_BATCH = 2048
_RECOMMENDATIONS = re.compile(
    r"\brecommend|\bshould:\s*$|what (?:should|must|needs to) (?:change|happen|improve)", re.I
)
_DEMAND = re.compile(r"\b(?:should|must|needs? to|recommend)\b", re.I)


@dataclass(frozen=True, slots=True)
class FindingModel:
    """A trained model: an estimator, the framework whose codes it gives, and when it hands over to a person.

    `name` goes into every row of output. A finding with a confidence below `review_below` (0 to 1) is marked
    for review.
    """

    name: str
    estimator: SentenceClassifier
    framework: Framework
    review_below: float = 0.0

    def predict(self, sentences: Iterable[Sentence]) -> Iterator[Finding]:
        """One finding a sentence, in order; sentences are taken in batches."""
        waiting = iter(sentences)
        while batch := list(islice(waiting, _BATCH)):
            yield from self._predict(batch)

    def _predict(self, batch: list[Sentence]) -> Iterator[Finding]:
        findings, standards = self.estimator.probabilities(batch)
        labels = [FindingLabel(label) for label in self.estimator.classes_]
        codes = [str(code) for code in self.estimator.standards_]
        for sentence, by_label, by_code in zip(batch, findings, standards, strict=True):
            label, code = int(by_label.argmax()), int(by_code.argmax())
            confidence = float(by_label[label])
            yield Finding(
                sentence=sentence,
                finding=labels[label],
                finding_confidence=confidence,
                domain=self.framework.domain_of(codes[code]),
                standard=codes[code],
                standard_confidence=float(by_code[code]),
                recommendation=is_recommendation(sentence),
                review=confidence < self.review_below,
            )


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A trained model with the facts that its manifest and card give.

    `held_out` are figures on the training sentences, each judged by the fold that had not seen its document:
    accuracy of the finding, expected calibration error, and the share of sentences not marked for review. They
    are measured on documents written by the same authors; published reports are harder.
    """

    model: FindingModel
    framework: str
    corpus: dict[str, object]
    settings: dict[str, object]
    held_out: dict[str, float]


def make_model(name: str, estimator: SentenceClassifier, framework: str, review_below: float) -> FindingModel:
    """A model from its parts; raises `FrameworkError` for a framework, and for a code in it, that is not known."""
    known = load_framework(framework)
    for code in estimator.standards_:
        known.standard(str(code))
    return FindingModel(name, estimator, known, review_below)


def is_recommendation(sentence: Sentence) -> bool:
    """Whether the sentence asks for something to be done, in a list or section of recommendations."""
    asked = any(_RECOMMENDATIONS.search(heading) for heading in sentence.section[-2:])
    asked = asked or sentence.before.rstrip().endswith("should:")
    return asked and (sentence.kind is BlockKind.LIST_ITEM or _DEMAND.search(sentence.text) is not None)
