"""How many findings of each label a report has, by standard and by domain, and the signs of the labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.framework import Framework, Standard
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifier.records import Finding, TaggedReport

SIGNS = {
    FindingLabel.STRENGTH: "▲",
    FindingLabel.AREA_FOR_IMPROVEMENT: "▼",
    FindingLabel.MIXED: "◆",
    FindingLabel.NONE: "",
}
"""A shape for each label, since colour alone does not reach everybody."""

FINDING_LABELS = tuple(label for label in FindingLabel if label.is_finding)


@dataclass(frozen=True, slots=True)
class Tally:
    """The sentences of one standard: how many of each label, and how many a person should look at."""

    standard: Standard
    labels: Counter[FindingLabel] = field(default_factory=Counter)
    review: int = 0

    @property
    def findings(self) -> int:
        """The number of findings, whichever label."""
        return sum(self.labels[label] for label in FINDING_LABELS)


def standard_of(finding: Finding, framework: Framework) -> Standard:
    """The standard of a finding; one without a title where the framework does not have its code."""
    known = {standard.code: standard for standard in framework.standards}
    return known.get(finding.standard, Standard(finding.standard, "", "", finding.domain))


def tally(tagged: TaggedReport, framework: Framework) -> tuple[Tally, ...]:
    """One `Tally` a standard that any sentence is about, in the framework's order, unknown codes last."""
    standards = {standard.code: standard for standard in framework.standards}
    labels: dict[str, Counter[FindingLabel]] = {}
    pairs = Counter([(finding.standard, finding.finding.value) for finding in tagged.findings])
    for (code, label), count in pairs.items():
        labels.setdefault(code, Counter())[FindingLabel(label)] = count
    review = Counter([finding.standard for finding in tagged.findings if finding.review])
    for finding in tagged.findings if not labels.keys() <= standards.keys() else ():
        standards.setdefault(finding.standard, standard_of(finding, framework))
    return tuple(Tally(standards[code], labels[code], review[code]) for code in standards if code in labels)


def total(tallies: Iterable[Tally], standard: Standard | None = None) -> Tally:
    """The sum of `tallies`, for the domain `standard` or, without it, for all of a report."""
    labels: Counter[FindingLabel] = Counter()
    review = 0
    for each in tallies:
        labels.update(each.labels)
        review += each.review
    return Tally(standard or Standard("", "", "", None), labels, review)


def domains(framework: Framework, tallies: Iterable[Tally]) -> tuple[tuple[Standard, tuple[Tally, ...]], ...]:
    """The domains with any of the `tallies`, each with its own: the provider as a whole comes first.

    A code that belongs to no domain of the framework counts for the provider as a whole.
    """
    heads = {standard.domain: standard for standard in (*framework.standards[:1], *framework.domains)}
    groups: dict[str | None, list[Tally]] = {domain: [] for domain in heads}
    for each in tallies:
        groups[each.standard.domain if each.standard.domain in heads else None].append(each)
    return tuple((heads[domain], tuple(group)) for domain, group in groups.items() if group)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, such as "1 strength" and "3 strengths"."""
    return f"{number:,} {one if number == 1 else many}"


def in_words(sum_of: Tally) -> str:
    """The counts of a `total` as one line."""
    labels = sum_of.labels
    areas = labels[FindingLabel.AREA_FOR_IMPROVEMENT]
    said = (
        counted(labels[FindingLabel.STRENGTH], "strength", "strengths"),
        counted(areas, "area for improvement", "areas for improvement"),
        f"{labels[FindingLabel.MIXED]:,} mixed",
        counted(labels[FindingLabel.NONE], "other sentence", "other sentences"),
    )
    look = f"; {counted(sum_of.review, 'sentence needs', 'sentences need')} a look" if sum_of.review else ""
    return ", ".join(said) + look
