"""Some reports tagged together: each is read and split for itself, and their sentences are judged in one call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from classifier.sentences import split_report
from classifier.tagging.faults import Fault, attempted
from classifier.tagging.one_report import with_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from classifier.model import FindingModel
    from classifier.records import Finding, Report, TaggedReport
    from classifier.tokens import Sentences


@dataclass(frozen=True, slots=True)
class Unread:
    """A report that `read` reads. `number` is its own among those of a run, `document` its name."""

    number: int
    document: str
    read: Callable[[], Report]


def tag_together(
    unread: Sequence[Unread],
    model: FindingModel,
    *,
    explain: bool = False,
    in_hand: Callable[[Sequence[int]], object] = len,
) -> Iterator[TaggedReport | Fault]:
    """Tag some reports, one result each, in order; whatever is wrong with one is a `Fault`.

    A model that does not judge sentences apart gets one report after the other. `in_hand` is told the numbers of the
    reports on which work begins.
    """
    groups = [unread] if model.estimator.judges_apart else [[one] for one in unread]
    for group in groups:
        opened = []
        for one in group:
            in_hand([one.number])
            opened.append(attempted(one.document, partial(_opened, one)))
        in_hand([one.number for one in group])
        findings = _judged([found[1] for found in opened if not isinstance(found, Fault)], model)
        for one, found in zip(group, opened, strict=True):
            if isinstance(found, Fault):
                yield found
                continue
            in_hand([one.number])
            yield attempted(one.document, partial(_finished, *found, findings.pop(0), model, explain=explain))


def _opened(one: Unread) -> tuple[Report, Sentences]:
    report = one.read()
    return report, split_report(report)


def _judged(reports: Sequence[Sentences], model: FindingModel) -> list[tuple[Finding, ...] | None]:
    """The findings of each report; None for all where the model fails, as each alone will show which of them it is."""
    try:
        return list(model.predict_many(reports))
    except Exception:  # noqa: BLE001
        return [None] * len(reports)


def _finished(
    report: Report, sentences: Sentences, findings: tuple[Finding, ...] | None, model: FindingModel, *, explain: bool
) -> TaggedReport:
    found = tuple(model.predict(sentences)) if findings is None else findings
    return with_findings(report, found, model, explain=explain)
