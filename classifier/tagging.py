"""Tagging reports: which files there are, and each of them tagged, with what went wrong reported, not fatal."""

from __future__ import annotations

import glob
import os.path
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, ReadingError
from classifier.reading import SUFFIXES, read_report
from classifier.records import Report, TaggedReport
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from classifier.model import FindingModel

_READABLE = frozenset(SUFFIXES)


@dataclass(frozen=True, slots=True)
class Fault:
    """A report that could not be tagged, and why."""

    path: str
    error: ClassifierError


@dataclass(frozen=True, slots=True)
class Found:
    """The files that were asked for, in order and each once; `passed_over` are those in folders that are no reports."""

    paths: tuple[Path, ...]
    passed_over: tuple[Path, ...]


def find_reports(names: Sequence[str]) -> Found:
    """The files behind names of files, folders (all reports in and below them) and patterns such as `2024/*.txt`.

    A name that stands for nothing is kept, so that reading it reports it. Hidden files are left alone.
    """
    paths: dict[Path, None] = {}
    passed_over: dict[Path, None] = {}
    for name in names:
        for path in _expand(name):
            if os.path.isdir(path):  # noqa: PTH112  no error for a name that is too long
                for below in sorted(path.rglob("*")):
                    if below.is_file() and not any(part.startswith(".") for part in below.relative_to(path).parts):
                        (paths if below.suffix.lower() in _READABLE else passed_over)[below] = None
            else:
                paths[path] = None
    return Found(tuple(paths), tuple(passed_over))


def tag_report(report: Report, model: FindingModel) -> TaggedReport:
    """The findings of one report; raises `ReadingError` where it has no sentence or an endless paragraph."""
    findings = tuple(model.predict(split_report(report)))
    if not findings:
        raise ReadingError(report.document, "no sentence was found in it", "Check the text with: findings text FILE")
    return TaggedReport(report, findings, model.name, model.framework.name)


def tag_files(
    paths: Iterable[Path], model: FindingModel, *, encoding: str | None = None, limit: int | None = None
) -> Iterator[TaggedReport | Fault]:
    """Tag file after file; what cannot be read comes as a `Fault`, and the others go on."""
    for path in paths:
        try:
            yield tag_report(read_report(path, encoding=encoding, limit=limit), model)
        except ClassifierError as error:
            yield Fault(path.as_posix(), error)


def _expand(name: str) -> list[Path]:
    path = Path(name)
    if not glob.has_magic(name) or os.path.exists(path):  # noqa: PTH110  as above
        return [path]
    return [Path(found) for found in sorted(glob.glob(name, recursive=True))] or [path]  # noqa: PTH207  absolute patterns too
