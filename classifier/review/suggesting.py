"""The model's suggestions as records, and as they are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from classifier.records import FindingLabel
from classifier.review.chain import canonical
from classifier.review.errors import ReviewError
from classifier.review.records import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from classifier.records import Finding
    from classifier.review.records import Probabilities

_STANDARDS = 3


def suggestions_of(
    findings: Sequence[Finding],
    model: str,
    probabilities: Probabilities | None = None,
    evidence: Sequence[Any] | None = None,
) -> tuple[Suggestion, ...]:
    """A suggestion for each finding; `probabilities` and `evidence`, where given, have one row for each.

    Raises `ReviewError` where they have not.
    """
    rows = {len(findings), *([] if evidence is None else [len(evidence)])}
    if probabilities is not None:
        rows |= {len(probabilities.findings), len(probabilities.standards)}
    if len(rows) > 1:
        raise ReviewError(
            "findings, probabilities and evidence are not of the same sentences", mend="Give one row a sentence"
        )
    return tuple(
        Suggestion(
            finding=finding.finding,
            confidence=float(finding.finding_confidence),
            standard=finding.standard,
            standard_confidence=float(finding.standard_confidence),
            findings=_labels(finding, at, probabilities),
            standards=_codes(finding, at, probabilities),
            model=model,
            recommendation=bool(finding.recommendation),
            review=bool(finding.review),
            evidence=None if evidence is None else evidence[at],
        )
        for at, finding in enumerate(findings)
    )


def as_text(suggestion: Suggestion) -> str:
    """A suggestion as it is kept."""
    return canonical(
        {
            "finding": suggestion.finding.value,
            "confidence": suggestion.confidence,
            "standard": suggestion.standard,
            "standard_confidence": suggestion.standard_confidence,
            "findings": [[label.value, share] for label, share in suggestion.findings],
            "standards": [list(pair) for pair in suggestion.standards],
            "model": suggestion.model,
            "recommendation": suggestion.recommendation,
            "review": suggestion.review,
            "evidence": suggestion.evidence,
        }
    )


def from_text(text: str) -> Suggestion:
    """A suggestion from what is kept of it."""
    fields = json.loads(text)
    return Suggestion(
        **{
            **fields,
            "finding": FindingLabel(fields["finding"]),
            "findings": tuple((FindingLabel(label), share) for label, share in fields["findings"]),
            "standards": tuple((code, share) for code, share in fields["standards"]),
        }
    )


def columns(suggestion: Suggestion) -> tuple[str, float, str | None, str]:
    """The columns `finding`, `confidence`, `standard` (of the choice: None for none) and `suggestion` of an item."""
    choice = suggestion.choice
    return choice.finding.value, suggestion.confidence, choice.standard, as_text(suggestion)


def _labels(finding: Finding, at: int, given: Probabilities | None) -> tuple[tuple[FindingLabel, float], ...]:
    if given is None:
        return ((finding.finding, float(finding.finding_confidence)),)
    return tuple(_best(zip(given.labels, given.findings[at], strict=True), len(given.labels)))


def _codes(finding: Finding, at: int, given: Probabilities | None) -> tuple[tuple[str, float], ...]:
    if given is None:
        return ((finding.standard, float(finding.standard_confidence)),)
    return tuple(_best(zip(given.codes, given.standards[at], strict=True), _STANDARDS))


def _best(pairs: Iterable[tuple[Any, Any]], most: int) -> list[tuple[Any, float]]:
    ordered = sorted(pairs, key=lambda pair: -float(pair[1]))  # equal ones stay in the order of the classes
    return [(name, round(float(share), 4)) for name, share in ordered[:most]]
