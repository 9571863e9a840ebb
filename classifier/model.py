"""`FindingModel`: from sentences to findings; reads and writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from classifier.errors import ClassifierError
from classifier.framework import Framework, load_framework
from classifier.records import BlockKind, Finding, FindingLabel, Sentence
from classifier.tokens import Sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from classifier.model_card import CardFacts

BATCH = 2048
"""Sentences that an estimator is asked about at a time."""

_RECOMMENDATIONS = re.compile(
    r"\brecommend|\bshould:\s*$|what (?:should|must|needs to) (?:change|happen|improve)", re.I
)
_DEMAND = re.compile(r"\b(?:should|must|needs? to|recommend)\b", re.I)


class Estimator(Protocol):
    """What a model needs of the estimator that it holds.

    `judges_apart` says that the probabilities of a sentence do not hang, to the last bit, on the others of a call.
    """

    judges_apart: bool
    classes_: NDArray[np.str_]
    standards_: NDArray[np.str_]
    held_out_: NDArray[np.float64]
    held_out_standards_: NDArray[np.float64]

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: N803
        """Probabilities of the findings, (n, `classes_`), and of the standards, (n, `standards_`)."""

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """The settings that it was made with."""


@dataclass(frozen=True, slots=True)
class FindingModel:
    """A trained model: an estimator, the framework whose codes it gives, and when it hands over to a person.

    `name` goes into every row of output. A finding with a confidence below `review_below` (0 to 1) is marked
    for review. `thresholds` has that confidence for each share of wrong findings (0 to 1) that may be aimed at.
    """

    name: str
    estimator: Estimator
    framework: Framework
    review_below: float = 0.0
    thresholds: Mapping[float, float] = field(default_factory=dict)

    def aiming_at(self, error: float) -> FindingModel:
        """The same model, marking so many sentences for review that at most the share `error` of the others is wrong.

        The nearest stricter aim that the model knows is taken. Raises `ClassifierError` where there is none.
        """
        known = [target for target in self.thresholds if target <= error]
        if not known:
            strictest = f"{min(self.thresholds):g}" if self.thresholds else "none at all"
            raise ClassifierError(
                f"the model {self.name} cannot aim at an error of {error:g}; its strictest aim is {strictest}",
                mend="Choose a larger error, or check every sentence",
            )
        return replace(self, review_below=self.thresholds[max(known)])

    def predict(self, sentences: Iterable[Sentence]) -> Iterator[Finding]:
        """One finding a sentence, in order; sentences are taken in batches."""
        if isinstance(sentences, Sentences):  # whose slices keep their tokens
            for start in range(0, len(sentences), BATCH):
                yield from self._predict(sentences[start : start + BATCH])
            return
        waiting = iter(sentences)
        while batch := list(islice(waiting, BATCH)):
            yield from self._predict(batch)

    def predict_many(self, reports: Sequence[Sentences]) -> Iterator[tuple[Finding, ...]]:
        """The findings of each of some reports, in order: those that `predict` gives.

        Where the estimator judges sentences apart, they are judged together, as each call has a price of its own.
        """
        if not self.estimator.judges_apart:
            yield from (tuple(self.predict(report)) for report in reports)
            return
        findings = self.predict(Sentences.joined(reports))
        for report in reports:
            yield tuple(islice(findings, len(report)))

    def _predict(self, batch: Sequence[Sentence]) -> Iterator[Finding]:
        findings, standards = self.estimator.probabilities(batch)
        labels = [FindingLabel(label) for label in self.estimator.classes_]
        codes = [str(code) for code in self.estimator.standards_]
        domains = [self.framework.domain_of(code) for code in codes]
        rows = zip(batch, *_best(findings), *_best(standards), strict=True)
        for sentence, label, confidence, code, of_code in rows:
            yield Finding(
                sentence,
                labels[label],
                confidence,
                domains[code],
                codes[code],
                of_code,
                is_recommendation(sentence),
                confidence < self.review_below,
            )


def _best(probabilities: NDArray[np.float64]) -> tuple[list[int], list[float]]:
    """The column of the highest probability of each row, and that probability."""
    columns = probabilities.argmax(axis=1)
    values: list[float] = probabilities.max(axis=1).tolist()
    return columns.tolist(), values


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A trained model with the facts that its manifest and card give.

    `facts` hold figures on the training sentences, each judged by a model that had not seen its document. They are
    measured on documents written by the same authors; published reports are harder.
    """

    model: FindingModel
    facts: CardFacts


def make_model(
    name: str,
    estimator: Estimator,
    framework: str,
    review_below: float = 0.0,
    thresholds: Mapping[float, float] | None = None,
) -> FindingModel:
    """A model from its parts; raises `FrameworkError` for a framework, and for a code in it, that is not known."""
    known = load_framework(framework)
    for code in estimator.standards_:
        known.standard(str(code))
    return FindingModel(name, estimator, known, review_below, thresholds or {})


def is_recommendation(sentence: Sentence) -> bool:
    """Whether the sentence asks for something to be done, in a list or section of recommendations."""
    asked = _asks(sentence.section[-2:]) or sentence.before.rstrip().endswith("should:")
    return asked and (sentence.kind is BlockKind.LIST_ITEM or _DEMAND.search(sentence.text) is not None)


@lru_cache(maxsize=1024)
def _asks(headings: tuple[str, ...]) -> bool:
    """Whether any of the headings announces recommendations."""
    return any(_RECOMMENDATIONS.search(heading) for heading in headings)
