"""Every problem of an annotation file, and of a folder of them.

A file is *whole* when it keeps the format and agrees with its document. Repeated sentences are looked for on
top of that, because they spoil training and scoring without breaking anything: published reports do repeat
their main findings, so a file that repeats a sentence can be read, and whoever checks it may allow repeats.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from classifier.annotations.parsing import Header, Problems, parse, quote
from classifier.annotations.spans import check_edges, check_labels, check_offsets, check_order
from classifier.annotations.units import AnnotatedDocument, UnitKind
from classifier.errors import AnnotationError, ClassifierError, FrameworkError
from classifier.framework import Framework, load_framework

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.annotations.units import Unit

_NOT_DOCUMENTS = ("README.md", "GUIDELINES.md")
_REPEAT_WORDS = 5  # shorter sentences ("The Chief Inspector added:") repeat by nature


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as examined; `document` is None where its header or its document cannot be read."""

    header: Header | None
    document: AnnotatedDocument | None
    problems: tuple[AnnotationError, ...]


def check_annotations(path: Path, texts: Path | None = None, *, repeats: bool = True) -> Iterator[AnnotationError]:
    """Every problem of one annotation file, in order of lines.

    The document is looked for in the folder `texts`, or beside the file. Unless `repeats` is false, a
    sentence of five words or more that stands twice in the document is a problem too.
    """
    examined = examine(path, texts)
    yield from examined.problems
    if repeats and examined.document is not None:
        yield from _repeats(examined.document)


def check_corpus(folder: Path, texts: Path | None = None, *, repeats: bool = True) -> Iterator[AnnotationError]:
    """Every problem of every annotation file in a folder, and what is wrong between files.

    Between files: a document annotated twice, a genre that is written in two ways ("Blog", "blog"), a Markdown
    or text file in `folder` that no annotation file names and, unless `repeats` is false, a sentence of five
    words or more whose finding is not the same in two documents. The same sentence with the same finding in two
    documents is no problem: inspectors have phrases of their own. Raises `ClassifierError` for a folder that is
    missing or has no annotation file.
    """
    seen: dict[str, tuple[Path, Unit]] = {}
    hashes: dict[str, Path] = {}
    genres: dict[str, tuple[Path, str]] = {}
    claimed: set[str] = set()
    for path in annotation_files(folder):
        examined = examine(path, texts)
        yield from examined.problems
        claimed.add(path.stem)
        if examined.header is not None:
            claimed.add(examined.header.document)
            first = hashes.setdefault(examined.header.sha256, path)
            if first != path:
                yield AnnotationError(
                    path, 1, f"its document is annotated in {first.name} already", "Keep one of the two files"
                )
            yield from _genre_otherwise(path, examined.header.genre, genres)
        if repeats and examined.document is not None:
            yield from _repeats(examined.document)
            yield from _contradictions(examined.document, seen)
    yield from _without_annotations(folder, claimed)


def annotation_files(folder: Path) -> list[Path]:
    """The annotation files of a folder, sorted by name; raises `ClassifierError` where there is none."""
    if not folder.is_dir():
        raise ClassifierError("there is no such folder", where=str(folder), mend="Name a folder of annotation files")
    paths = sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))
    if not paths:
        raise ClassifierError(
            "the folder has no annotation file",
            where=str(folder),
            mend="Name a folder that holds NAME.jsonl files",
        )
    return paths


def examine(path: Path, texts: Path | None = None) -> Examined:
    """Reads one annotation file and its document, and finds everything that is wrong in or between them."""
    problems = Problems(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.add(1, f"the file cannot be read ({error.strerror})", "Name an annotation file that exists")
        return Examined(None, None, tuple(problems.found))
    header, units = parse(content, problems)
    text = framework = None
    if header is not None:
        text = _document_text(header, path.parent if texts is None else texts, problems)
        framework = _framework(header.framework, problems)
    check_units(units, text, framework, problems)
    problems.found.sort(key=lambda problem: problem.line)
    document = None if header is None or text is None else _annotated(path, header, text, units)
    return Examined(header, document, tuple(problems.found))


def check_units(units: Sequence[Unit], text: str | None, framework: Framework | None, problems: Problems) -> None:
    """Everything that can be wrong with units; without a text or a framework, what needs them is left out."""
    check_labels(units, text, framework, problems)
    whole = check_offsets(units, text, problems)
    check_order(whole, text, problems)
    if text is not None:
        check_edges(whole, text, problems)


def _annotated(path: Path, header: Header, text: str, units: Sequence[Unit]) -> AnnotatedDocument:
    inside = tuple(unit for unit in units if 0 <= unit.start < unit.end <= len(text))
    return AnnotatedDocument(
        path=path,
        document=header.document,
        sha256=header.sha256,
        title=header.title,
        genre=header.genre,
        framework=header.framework,
        text=text,
        units=inside,
        annotators=header.annotators,
        annotated=header.annotated,
        source=header.source,
    )


def _framework(name: str, problems: Problems) -> Framework | None:
    try:
        return load_framework(name)
    except FrameworkError as error:
        problems.add(1, f"there is no framework {name!r}", error.mend)
        return None


def _document_text(header: Header, folder: Path, problems: Problems) -> str | None:
    """The document's text; None where it is missing, is not text or is not the one that was annotated."""
    name = header.document
    if not _stays_inside(name):
        problems.add(1, f"'document' leads out of its folder: {name!r}", "Give the bare name of a file in the folder")
        return None
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        problems.add(
            1,
            f"the document {name} cannot be read in {folder} ({error.strerror})",
            "Put it beside its annotation file, or name the folder of texts that holds it",
        )
        return None
    actual = hashlib.sha256(content).hexdigest()
    if actual != header.sha256:
        _wrong_hash(header, content, actual, problems)
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        problems.add(1, f"the document {name} is not UTF-8 text", "Save its text as UTF-8 and annotate that")
        return None


def _stays_inside(name: str) -> bool:
    """Whether a relative name, read as a POSIX or as a Windows path, stays in its folder."""
    if "\0" in name or not name.isprintable():
        return False
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return not (posix.is_absolute() or windows.anchor or ".." in windows.parts or name in (".", "/"))


def _wrong_hash(header: Header, content: bytes, actual: str, problems: Problems) -> None:
    unix = content.replace(b"\r\n", b"\n")
    others = (unix, unix.replace(b"\n", b"\r\n"))
    if any(hashlib.sha256(other).hexdigest() == header.sha256 for other in others):
        mend = "Only its line ends were changed (by git or an editor): change them back"
    else:
        mend = "Put back the document as it was annotated, or annotate it anew"
    problems.add(
        1,
        f"the sha256 of {header.document} is {actual}, but the file that was annotated had {header.sha256}",
        mend,
    )


def _long_sentences(document: AnnotatedDocument) -> Iterator[tuple[str, Unit]]:
    for unit in document.units:
        words = document.text_of(unit).split()
        if unit.kind is UnitKind.SENTENCE and len(words) >= _REPEAT_WORDS:
            yield " ".join(words), unit


def _genre_otherwise(path: Path, genre: str, seen: dict[str, tuple[Path, str]]) -> Iterator[AnnotationError]:
    letters = "".join(character for character in genre.casefold() if character.isalnum())
    first, written = seen.setdefault(letters, (path, genre))
    if written != genre:
        problem = f"its genre is {genre!r}, which {first.name} writes {written!r}, so they would count as two"
        yield AnnotationError(path, 1, problem, "Write it the same way in all files")


def _repeats(document: AnnotatedDocument) -> Iterator[AnnotationError]:
    """Sentences that stand twice in one document; the second counts twice in training and in scores."""
    first: dict[str, Unit] = {}
    for text, unit in _long_sentences(document):
        known = first.setdefault(text, unit)
        if known is not unit and (known.start, known.end) != (unit.start, unit.end):
            yield AnnotationError(
                document.path,
                unit.line,
                f"this sentence stands on line {known.line} already: {quote(text)}",
                "Take one of them out, or allow repeats where the document itself repeats",
            )


def _contradictions(document: AnnotatedDocument, seen: dict[str, tuple[Path, Unit]]) -> Iterator[AnnotationError]:
    """Sentences whose finding differs from that in an earlier document; adds the document's own to `seen`."""
    for text, unit in _long_sentences(document):
        path, known = seen.setdefault(text, (document.path, unit))
        if path != document.path and known.finding is not unit.finding:
            yield AnnotationError(
                document.path,
                unit.line,
                f"this sentence is {unit.finding} here and {known.finding} in {path.name}:{known.line}: {quote(text)}",
                "Decide on one by the guidelines, or allow repeats where the context makes the difference",
            )


def _without_annotations(folder: Path, claimed: set[str]) -> Iterator[AnnotationError]:
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".md", ".txt") or path.name in _NOT_DOCUMENTS or path.name.startswith("."):
            continue
        if path.name not in claimed and path.stem not in claimed:
            yield AnnotationError(
                path,
                1,
                "no annotation file names this document",
                f"Annotate it in {path.stem}.jsonl, or take it out",
            )
