"""The whole evaluation of tagged documents: matches, point scores and intervals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.evaluation.intervals import intervals
from classifier.evaluation.matching import Spurious, count_spurious, match
from classifier.evaluation.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from classifier.annotations import AnnotatedDocument
    from classifier.evaluation.intervals import Interval
    from classifier.evaluation.matching import Match
    from classifier.evaluation.scoring import Scores
    from classifier.records import Finding

MIN_DOCUMENTS = 10  # with fewer there are too few different draws of documents


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores with 95 % intervals, and the matches that they come from, document by document.

    `intervals` are by the name of the score, those of F1 as "f1.strength" and so on; a score without a value
    has none. `resampled` says what was drawn: "documents", or "sentences" where there are fewer than ten.
    """

    documents: int
    scores: Scores
    intervals: Mapping[str, Interval]
    resampled: str
    resamples: int
    seed: int
    matches: tuple[Match, ...]

    @property
    def accepted(self) -> float:
        """The share of the gold sentences whose finding is not marked for review; a missed one is accepted as none."""
        return round(sum(map(_is_accepted, self.matches)) / len(self.matches), 4)

    @property
    def accepted_error(self) -> float | None:
        """The share of wrong labels among the accepted sentences; None where there is none."""
        right = [match.has_label for match in self.matches if _is_accepted(match)]
        return round(1 - sum(right) / len(right), 4) if right else None

    def to_dict(self) -> dict[str, object]:
        """Everything but the matches, for JSON."""
        return {
            "documents": self.documents,
            **self.scores.to_dict(),
            "accepted": self.accepted,
            "accepted_error": self.accepted_error,
            "intervals": {name: asdict(interval) for name, interval in self.intervals.items()},
            "resampled": self.resampled,
            "resamples": self.resamples,
            "seed": self.seed,
        }


def _is_accepted(match: Match) -> bool:
    return match.finding is None or not match.finding.review


def evaluate(
    pairs: Iterable[tuple[AnnotatedDocument, Sequence[Finding]]], *, resamples: int = 1000, seed: int = 0
) -> Evaluation:
    """Scores what was said of documents against their annotations; goes over the pairs once.

    Raises `ClassifierError` where no document has a gold sentence, or for fewer than 1 resample.
    """
    if resamples < 1:
        raise ClassifierError(f"{resamples} resamples make no interval", mend="Ask for 1 or more, best 1000")
    counted: list[tuple[tuple[Match, ...], Spurious]] = []
    for document, said in pairs:
        found = match(document.units, said, document=document.document, text=document.text)
        counted.append((tuple(found), count_spurious(document.units, said)))
    matches = tuple(one for found, _ in counted for one in found)
    if not matches:
        raise ClassifierError("there is no gold sentence to score against", mend="Name annotated documents")
    by_document = len(counted) >= MIN_DOCUMENTS
    return Evaluation(
        documents=len(counted),
        scores=score(matches, sum((spurious for _, spurious in counted), Spurious())),
        intervals=intervals(counted, by_document=by_document, resamples=resamples, seed=seed),
        resampled="documents" if by_document else "sentences",
        resamples=resamples,
        seed=seed,
        matches=matches,
    )
