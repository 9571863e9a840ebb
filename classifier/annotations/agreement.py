"""How far two annotators agree: percent, Cohen's kappa and Krippendorff's alpha, decision by decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from classifier.annotations.units import AnnotatedDocument, Unit

    Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one decision over `n` sentences; kappa and alpha are at most 1, and None where all agree on one."""

    n: int
    percent: float
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two annotations of the same documents.

    `decisions` are "finding" (all sentences that both marked), "standard" and "domain" (those that both called a
    finding). `unmatched` counts the sentences that only one of them has. `disagreements` are the pairs of labels
    or codes that differ, most frequent first.
    """

    documents: int
    decisions: Mapping[str, Agreement]
    unmatched: int
    disagreements: Mapping[str, Mapping[str, int]]

    def to_dict(self) -> dict[str, object]:
        """Everything, for JSON."""
        return asdict(self)


def agreement(one: Iterable[AnnotatedDocument], other: Iterable[AnnotatedDocument]) -> Comparison:
    """Compare two annotations; documents are matched by name, sentences by their offsets.

    Raises `ClassifierError` where no document is in both, or a document's text differs between them.
    """
    others = {document.document: document for document in other}
    pairs: list[tuple[Unit, Unit]] = []
    documents = unmatched = 0
    for document in one:
        twin = others.get(document.document)
        if twin is None:
            continue
        if twin.sha256 != document.sha256:
            raise ClassifierError(
                f"the text of {document.document} differs: {document.sha256} and {twin.sha256}",
                where=str(twin.path),
                mend="Annotate the same file",
            )
        documents += 1
        found = _matched(document.sentences, twin.sentences)
        pairs += found
        unmatched += len(document.sentences) + len(twin.sentences) - 2 * len(found)
    if not pairs:
        raise ClassifierError("the two annotations share no sentence", mend="Name folders with the same documents")
    findings = [(a.finding.value, b.finding.value) for a, b in pairs]
    codes = [(a.standard, b.standard) for a, b in pairs if a.standard is not None and b.standard is not None]
    decisions = {"finding": findings, "standard": codes, "domain": [(a[:1], b[:1]) for a, b in codes]}
    return Comparison(
        documents=documents,
        decisions={name: measure(values) for name, values in decisions.items() if values},
        unmatched=unmatched,
        disagreements={name: _differences(values) for name, values in (("finding", findings), ("standard", codes))},
    )


def measure(pairs: Sequence[Pair]) -> Agreement:
    """Agreement over pairs of values: percent, kappa (Cohen 1960) and alpha for nominal data (Krippendorff 2018)."""
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[value] * second[value] for value in first) / n**2
    pooled = first + second
    disagreement = 1 - sum(count * (count - 1) for count in pooled.values()) / (2 * n * (2 * n - 1))
    return Agreement(
        n=n,
        percent=round(observed, 4),
        kappa=round((observed - by_chance) / (1 - by_chance), 4) if by_chance < 1 else None,
        alpha=round(1 - (1 - observed) / disagreement, 4) if disagreement > 0 else None,
    )


def _matched(one: Sequence[Unit], other: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    by_span = {(unit.start, unit.end): unit for unit in other}
    return [(unit, by_span[unit.start, unit.end]) for unit in one if (unit.start, unit.end) in by_span]


def _differences(pairs: Iterable[Pair]) -> dict[str, int]:
    counts = Counter(f"{a} / {b}" for a, b in pairs if a != b)
    return dict(counts.most_common())
