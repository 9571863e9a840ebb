"""Asking a model, once a sentence: its finding, all that it thinks possible, and the reasons."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from classifier.records import Finding, FindingLabel, Sentence
from classifier.review.records import Probabilities
from classifier.review.suggesting import suggestions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import float64
    from numpy.typing import NDArray

    from classifier.model import Estimator, FindingModel
    from classifier.review.records import Item, Suggestion


@dataclass
class Remembering:
    """An estimator that keeps the probabilities that it gives, so that it need not be asked again for them."""

    estimator: Estimator
    _told: list[tuple[NDArray[float64], NDArray[float64]]] = field(default_factory=list)

    @classmethod
    def of(cls, model: FindingModel) -> tuple[FindingModel, Remembering]:
        """A model that says the same, and what remembers all that it says."""
        remembering = cls(model.estimator)
        return replace(model, estimator=cast("Estimator", remembering)), remembering

    def __getattr__(self, name: str) -> Any:
        return getattr(self.estimator, name)

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[float64], NDArray[float64]]:  # noqa: N803
        """Those of the estimator."""
        self._told.append(self.estimator.probabilities(X))
        return self._told[-1]

    def all_told(self) -> Probabilities:
        """What was said of all sentences so far, in the order in which they came; there is at least one."""
        import numpy as np

        findings, standards = (np.concatenate(tables) for tables in zip(*self._told, strict=True))
        labels = tuple(FindingLabel(str(label)) for label in self.estimator.classes_)
        return Probabilities(labels, tuple(str(code) for code in self.estimator.standards_), findings, standards)


def suggest(model: FindingModel, sentences: Sequence[Sentence]) -> tuple[Suggestion, ...]:
    """What a model suggests for each sentence, without the reasons."""
    if not sentences:
        return ()
    asked, remembering = Remembering.of(model)
    findings = list(asked.predict(sentences))
    return suggestions_of(findings, model.name, remembering.all_told())


def reasons_for(model: FindingModel, sentence: Sentence, suggestion: Suggestion) -> list[dict[str, object]]:
    """What spoke for and against what a model suggested of a sentence, as `findings tag --explain` writes it."""
    from classifier.evidence import evidence_row, explain_findings

    domain = model.framework.domain_of(suggestion.standard)
    sure = suggestion.confidence, suggestion.standard_confidence
    said = Finding(sentence, suggestion.finding, sure[0], domain, suggestion.standard, sure[1])
    (evidence,) = explain_findings(model.estimator, [said])
    return evidence_row(evidence)["evidence"]


def sentence_of(item: Item) -> Sentence:
    """A sentence of the project as a model reads it."""
    return Sentence(item.text, item.start, item.end, item.section, item.kind, item.before, item.page)
