"""Tagging in this process: a report, a text, or file after file."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, ReadingError
from classifier.reading import parse_report, read_report
from classifier.records import Report, TaggedReport
from classifier.sentences import split_report
from classifier.tagging.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from classifier.model import FindingModel
    from classifier.records import Evidence, Finding


def tag_report(report: Report, model: FindingModel, *, explain: bool = False) -> TaggedReport:
    """The findings of one report; raises `ReadingError` where it has no sentence or an endless paragraph.

    With `explain`, those that a person will look at, findings and what is marked for review, come with evidence.
    """
    return with_findings(report, tuple(model.predict(split_report(report))), model, explain=explain)


def with_findings(
    report: Report, findings: tuple[Finding, ...], model: FindingModel, *, explain: bool = False
) -> TaggedReport:
    """The tagged report, of the findings that the model has made of its sentences; raises as `tag_report` does."""
    if not findings:
        raise ReadingError(report.document, "no sentence was found in it", "Check the text with: findings text FILE")
    evidence = tuple(_evidence(findings, model)) if explain else ()
    return TaggedReport(report, findings, model.name, model.framework.name, evidence)


def _evidence(findings: Sequence[Finding], model: FindingModel) -> Iterator[Evidence | None]:
    from classifier.evidence import explain_findings

    wanted = [one.finding.is_finding or one.review or one.recommendation for one in findings]
    reasons = explain_findings(model.estimator, compress(findings, wanted))
    return (next(reasons) if is_wanted else None for is_wanted in wanted)


def tag(
    text: str,
    model: FindingModel | Path | str | None = None,
    *,
    document: str = "text",
    format: str = "text",  # noqa: A002
    explain: bool = False,
) -> TaggedReport:
    """Read a text as a report and tag it.

    `model` is a loaded model, or the name or folder of one, which is loaded once a process; by default the shipped
    one. `document` is the name to go by, `format` "text" or "markdown". Raises `ReadingError` for a text without a
    sentence, and `ModelError`.
    """
    return tag_report(parse_report(text, document, format), ready_model(model), explain=explain)


def tag_files(
    paths: Iterable[Path],
    model: FindingModel,
    *,
    encoding: str | None = None,
    limit: int | None = None,
    explain: bool = False,
) -> Iterator[TaggedReport | Fault]:
    """Tag file after file; what cannot be read comes as a `Fault`, and the others go on."""
    for path in paths:
        try:
            yield tag_report(read_report(path, encoding=encoding, limit=limit), model, explain=explain)
        except ClassifierError as error:
            yield Fault(path.as_posix(), error)


def ready_model(model: FindingModel | Path | str | None = None) -> FindingModel:
    """A model that is loaded already, or the one by that name or folder, which is loaded once a process."""
    from classifier.persistence import DEFAULT_MODEL

    if model is None:
        return _loaded(DEFAULT_MODEL)
    return _loaded(str(model)) if isinstance(model, str) or hasattr(model, "__fspath__") else model


@lru_cache(maxsize=2)
def _loaded(name: str) -> FindingModel:
    from classifier.persistence import load_model

    return load_model(name)
