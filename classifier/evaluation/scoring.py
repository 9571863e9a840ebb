"""Point scores: precision, recall and F1 per label, accuracies, confusion. All rounded to four decimals."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from classifier.evaluation.matching import Match, Spurious

# Mixed is rare, and its F1 too unsteady to weigh as much as the others.
MACRO_LABELS = (FindingLabel.STRENGTH, FindingLabel.AREA_FOR_IMPROVEMENT, FindingLabel.NONE)
MISSED = "missed"  # the column of the confusion matrices for gold sentences that nothing was said of


@dataclass(frozen=True, slots=True)
class LabelScores:
    """How well one finding label is found; None where the quotient has no meaning (0 / 0).

    `support` counts the gold sentences of the label, `said` the matched ones that were given it.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    said: int


@dataclass(frozen=True, slots=True)
class StandardScores:
    """How often the findings of one gold standard were given it (`accuracy`) or its domain; 0 to 1."""

    accuracy: float
    domain_accuracy: float
    support: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores from 0 to 1, rounded to four decimals; None where there is nothing to divide by.

    `boundaries`: gold sentences matched with an IoU of 0.9 or more. `macro_f1`: mean of the rounded F1 of
    strength, area for improvement and none, as far as there is one. `finding_accuracy`: sentences with the
    right label. Over the gold `findings` (all but none), whatever label was said: `domain_accuracy` and
    `standard_accuracy`, and `strict`, boundaries, label and domain all right. `spurious`: the share of the
    findings said that lie on structure, None where that was not counted. The confusion matrices are gold
    label or code, then said label or code, "missed" where nothing was said; that of standards is over the
    gold findings and leaves out zeros.
    """

    sentences: int
    boundaries: float | None
    labels: Mapping[FindingLabel, LabelScores]
    macro_f1: float | None
    finding_accuracy: float | None
    findings: int
    domain_accuracy: float | None
    standard_accuracy: float | None
    strict: float | None
    spurious: float | None
    standards: Mapping[str, StandardScores]
    finding_confusion: Mapping[str, Mapping[str, int]]
    standard_confusion: Mapping[str, Mapping[str, int]]

    def to_dict(self) -> dict[str, object]:
        """The scores for JSON, with `f1` per label beside the full `labels`."""
        return {
            "sentences": self.sentences,
            "boundaries": self.boundaries,
            "f1": {label.value: scores.f1 for label, scores in self.labels.items()},
            "macro_f1": self.macro_f1,
            "finding_accuracy": self.finding_accuracy,
            "findings": self.findings,
            "domain_accuracy": self.domain_accuracy,
            "standard_accuracy": self.standard_accuracy,
            "strict": self.strict,
            "spurious": self.spurious,
            "labels": {label.value: asdict(scores) for label, scores in self.labels.items()},
            "standards": {code: asdict(scores) for code, scores in self.standards.items()},
            "finding_confusion": {gold: dict(said) for gold, said in self.finding_confusion.items()},
            "standard_confusion": {gold: dict(said) for gold, said in self.standard_confusion.items()},
        }


def score(matches: Sequence[Match], spurious: Spurious | None = None) -> Scores:
    """Scores matched sentences, and what `count_spurious` counted beside them where that is given."""
    findings = [match for match in matches if match.unit.finding.is_finding]
    labels = {label: _label(label, matches) for label in FindingLabel}
    f1 = [scores.f1 for label, scores in labels.items() if label in MACRO_LABELS and scores.f1 is not None]
    strict = sum(match.is_exact and match.has_label and match.has_domain for match in findings)
    return Scores(
        sentences=len(matches),
        boundaries=share(sum(match.is_exact for match in matches), len(matches)),
        labels=labels,
        macro_f1=share(sum(f1), len(f1)),
        finding_accuracy=share(sum(match.has_label for match in matches), len(matches)),
        findings=len(findings),
        domain_accuracy=share(sum(match.has_domain for match in findings), len(findings)),
        standard_accuracy=share(sum(match.has_standard for match in findings), len(findings)),
        strict=share(strict, len(findings)),
        spurious=None if spurious is None else share(spurious.on_structure, spurious.said),
        standards=_standards(findings),
        finding_confusion=_finding_confusion(matches),
        standard_confusion=_standard_confusion(findings),
    )


def share(part: float, whole: int) -> float | None:
    """The quotient rounded to four decimals; None for a whole of 0."""
    return round(part / whole, 4) if whole else None


def _label(label: FindingLabel, matches: Sequence[Match]) -> LabelScores:
    """F1 is 2 TP / (said + gold): the harmonic mean of precision TP / said and recall TP / gold."""
    gold = sum(match.unit.finding is label for match in matches)
    said = sum(match.said is label for match in matches)
    right = sum(match.said is label and match.has_label for match in matches)
    return LabelScores(share(right, said), share(right, gold), share(2 * right, said + gold), gold, said)


def _standards(findings: Sequence[Match]) -> dict[str, StandardScores]:
    support = Counter(match.unit.standard or "" for match in findings)
    standard = Counter(match.unit.standard or "" for match in findings if match.has_standard)
    domain = Counter(match.unit.standard or "" for match in findings if match.has_domain)
    return {
        code: StandardScores(round(standard[code] / count, 4), round(domain[code] / count, 4), count)
        for code, count in sorted(support.items())
    }


def _finding_confusion(matches: Sequence[Match]) -> dict[str, dict[str, int]]:
    counts = Counter((match.unit.finding.value, _column(match, match.said.value)) for match in matches)
    columns = (*(label.value for label in FindingLabel), MISSED)
    return {gold.value: {said: counts[gold.value, said] for said in columns} for gold in FindingLabel}


def _standard_confusion(findings: Sequence[Match]) -> dict[str, dict[str, int]]:
    confusion: dict[str, dict[str, int]] = {}
    counts = Counter((match.unit.standard or "", _column(match, match.said_standard)) for match in findings)
    for (gold, said), count in sorted(counts.items()):
        confusion.setdefault(gold, {})[said] = count
    return confusion


def _column(match: Match, said: str) -> str:
    return MISSED if match.finding is None else said
