"""Reading and writing whole annotation files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.annotations.checking import annotation_files, check_units, examine
from classifier.annotations.parsing import Problems, parse
from classifier.framework import load_framework
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from classifier.annotations.units import AnnotatedDocument, Unit

__all__ = ["annotation_files", "read_annotations", "read_corpus", "write_annotations"]


def read_annotations(path: Path, texts: Path | None = None) -> AnnotatedDocument:
    """One annotation file with its document, from the folder `texts` or from beside the file.

    The document is read as UTF-8, line ends as they are. Raises the first `AnnotationError` of a file that
    breaks the format or does not agree with its document; repeated sentences are no reason.
    """
    examined = examine(path, texts)
    for problem in examined.problems:
        raise problem
    assert examined.document is not None
    return examined.document


def read_corpus(folder: Path, texts: Path | None = None) -> Iterator[AnnotatedDocument]:
    """Every annotated document of a folder, by name; raises `ClassifierError` as its parts do."""
    for path in annotation_files(folder):
        yield read_annotations(path, texts)


def write_annotations(document: AnnotatedDocument, path: Path) -> None:
    """Writes an annotation file, whole or not at all.

    The same units always give the same bytes. Raises `AnnotationError`, before anything is written, where the
    units could not be read back, and `OutputError` where the file cannot be written. The document itself is
    not written, and its hash is taken on trust.
    """
    lines = [_header(document), *(_unit(unit) for unit in document.units)]
    content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode("utf-8", "surrogatepass")
    _check(document, content, path)
    write_whole(path, content, what="the annotations", mend="Choose a folder that you can write to")


def _check(document: AnnotatedDocument, content: bytes, path: Path) -> None:
    problems = Problems(path)
    parse(content, problems)
    units = [replace(unit, line=line) for line, unit in enumerate(document.units, 2)]
    check_units(units, document.text, load_framework(document.framework), problems)
    for problem in problems.found:
        raise problem


def _header(document: AnnotatedDocument) -> dict[str, object]:
    fields: dict[str, object] = {
        "document": document.document,
        "sha256": document.sha256,
        "title": document.title,
        "genre": document.genre,
        "framework": document.framework,
    }
    told = {"annotators": list(document.annotators), "annotated": document.annotated, "source": document.source}
    return fields | {key: value for key, value in told.items() if value}


def _unit(unit: Unit) -> dict[str, int | str]:
    fields: dict[str, int | str] = {
        "start": unit.start,
        "end": unit.end,
        "kind": unit.kind.value,
        "finding": unit.finding.value,
    }
    told = {"standard": unit.standard, "annotator": unit.annotator, "decided": unit.decided}
    return fields | {key: value for key, value in told.items() if value is not None}
