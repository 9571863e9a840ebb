"""The errors worth reading first: those of which the model was most certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifier.evaluation.matching import Match
    from classifier.records import FindingLabel


@dataclass(frozen=True, slots=True)
class WorstError:
    """A gold sentence with the wrong label.

    `start` and `end` are the gold sentence's offsets, half-open. `confidence` is that of the label said, from
    0 to 1, and 0 where nothing was said of the sentence. `said_standard` is None where nothing was said.
    """

    document: str
    start: int
    end: int
    text: str
    gold: FindingLabel
    said: FindingLabel
    confidence: float
    gold_standard: str | None
    said_standard: str | None


def worst_errors(matches: Iterable[Match], n: int) -> list[WorstError]:
    """At most `n` wrong labels, the most confident first; those of like confidence in order of the text."""
    wrong = [_error(match) for match in matches if not match.has_label]
    wrong.sort(key=lambda error: (-error.confidence, error.document, error.start))
    return wrong[: max(n, 0)]


def _error(match: Match) -> WorstError:
    finding = match.finding
    return WorstError(
        document=match.document,
        start=match.unit.start,
        end=match.unit.end,
        text=match.text or ("" if finding is None else finding.sentence.text),
        gold=match.unit.finding,
        said=match.said,
        confidence=0.0 if finding is None else finding.finding_confidence,
        gold_standard=match.unit.standard,
        said_standard=None if finding is None else finding.standard,
    )
