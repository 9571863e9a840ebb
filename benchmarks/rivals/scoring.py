"""Scores of answers with 95 % bootstrap intervals: the project's own, and the calibration error of the finding."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.annotations import Unit, UnitKind
from classifier.evaluation import score
from classifier.evaluation.evaluating import MIN_DOCUMENTS
from classifier.evaluation.intervals import intervals
from classifier.evaluation.matching import Match, Spurious
from classifier.records import Finding, FindingLabel
from classifier.reliability import expected_calibration_error, reliability_bins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.examples import Example
    from rivals.answers import Answers

RESAMPLES = 1000
SHOWN = ("macro_f1", "standard_accuracy", "domain_accuracy")


def scores_of(asked: Sequence[Example], answers: Answers) -> dict[str, list[float]]:
    """Value, low and high end of each score.

    Whole documents are drawn where there are ten or more, else sentences.
    """
    by_document: dict[str, list[Match]] = defaultdict(list)
    for example, finding, confidence, standard in zip(asked, *answers, strict=True):
        by_document[example.document].append(_match(example, str(finding), float(confidence), str(standard)))
    documents = list(by_document.values())
    whole = len(documents) >= MIN_DOCUMENTS
    found = score([match for matches in documents for match in matches])
    ranges = intervals([(matches, Spurious()) for matches in documents], by_document=whole, resamples=RESAMPLES, seed=0)
    values: dict[str, Any] = {name: getattr(found, name) for name in SHOWN}
    shown = {name: [value, ranges[name].low, ranges[name].high] for name, value in values.items() if name in ranges}
    return {**shown, "calibration_error": _calibration(documents, whole)}


def _match(example: Example, finding: str, confidence: float, standard: str) -> Match:
    sentence = example.sentence
    unit = Unit(sentence.start, sentence.end, UnitKind.SENTENCE, example.finding, example.standard or None)
    return Match(unit, Finding(sentence, FindingLabel(finding), confidence, None, standard, 1.0), iou=1.0)


def _calibration(documents: Sequence[Sequence[Match]], whole: bool) -> list[float]:
    """The expected calibration error of the finding and its interval."""
    groups = documents if whole else [[match] for matches in documents for match in matches]
    parts = [
        np.array([(match.finding.finding_confidence, match.has_label) for match in group if match.finding])
        for group in groups
    ]

    def error(rows: np.ndarray) -> float:
        return expected_calibration_error(reliability_bins(rows[:, 0], rows[:, 1]))

    chance = np.random.default_rng(0)
    drawn = (chance.integers(len(parts), size=len(parts)) for _ in range(RESAMPLES))
    errors = [error(np.concatenate([parts[place] for place in places])) for places in drawn]
    low, high = np.percentile(errors, [2.5, 97.5])
    return [round(float(value), 4) for value in (error(np.concatenate(parts)), low, high)]
