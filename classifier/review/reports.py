"""The reports of a project: putting them in with the model's suggestions, and reading them back."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from classifier.records import BlockKind, Role, Sentence
from classifier.review import log, replay
from classifier.review.asking import Remembering
from classifier.review.chain import storable
from classifier.review.digests import content_digest, suggestions_digest
from classifier.review.errors import ReviewError
from classifier.review.records import BlockView, Kind, ReportInfo
from classifier.review.suggesting import columns, suggestions_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from classifier.model import FindingModel
    from classifier.records import Block, Places, Report, TaggedReport
    from classifier.review.records import Probabilities, Suggestion
    from classifier.review.store import Project

__all__ = [
    "add_file",
    "add_report",
    "blocks",
    "report",
    "reports",
    "sentences",
    "source",
    "suggestions_of",
    "text",
    "update_suggestions",
]

_INFO = """
SELECT reports.id, document, sha256, format, path, framework, reports.model, pages, people.name, log.at,
    (SELECT count(*) FROM items WHERE items.report = reports.id AND retired = 0) AS sentences,
    EXISTS (SELECT 1 FROM sources WHERE sources.report = reports.id) AS has_source
FROM reports LEFT JOIN log ON log.seq = nullif(frozen, 0) LEFT JOIN people ON people.id = log.person"""
_INSERT_ITEM = """
INSERT INTO items (report, place, start, end, text, section, kind, page, before, block, boxes,
    finding, confidence, standard, suggestion, born, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def add_report(
    project: Project,
    tagged: TaggedReport,
    *,
    data: bytes,
    path: Path | str = "",
    probabilities: Probabilities | None = None,
    evidence: Sequence[Any] | None = None,
) -> int:
    """Put a tagged report into the project and return its number; every sentence is open for everybody.

    `data` are the bytes of its file, which are kept for a PDF, to draw its pages; `path` is where the file was.
    Raises `ReviewError` for a report that is there already and one of another framework.
    """
    document, framework = storable(tagged.report.document), project.settings.framework
    if tagged.framework != framework:
        raise ReviewError(
            f"the report is tagged by {tagged.framework}, the project by {framework}",
            where=document,
            mend="Use a model of the project's framework, or another project",
        )
    suggestions = suggestions_of(tagged.findings, tagged.model, probabilities, evidence)
    sha256 = hashlib.sha256(data).hexdigest()
    with project.write() as sql:
        _refuse_twice(sql, document, sha256)
        number = _insert_report(sql, tagged, sha256, path)
        if tagged.report.format == "pdf":
            sql.execute("INSERT INTO sources VALUES (?, ?)", (number, data))
        born = _next_entry(sql)
        sql.executemany(_INSERT_ITEM, _items(tagged, suggestions, number, born))
        (last,) = sql.execute("SELECT max(id) FROM items").fetchone()
        facts = {
            "document": document,
            "sha256": sha256,
            "sentences": len(suggestions),
            "last": last or 0,
            "content": content_digest(sql, number, born),
            "suggestions": suggestions_digest(sql, number, last or 0),
        }
        entry = log.append(sql, Kind.REPORT, report=number, after=facts, model=tagged.model)
        replay.apply(sql, project.settings, entry)
    return number


def add_file(
    project: Project,
    path: Path,
    model: FindingModel,
    *,
    document: str | None = None,
    encoding: str | None = None,
    limit: int | None = None,
) -> int:
    """Read a file, tag it, and put it into the project with the estimator's probabilities; raises `ClassifierError`.

    What spoke for a suggestion is not worked out here but when somebody looks at it (see `reasons`): with the
    accurate model that takes about a question a word.
    """
    from classifier.reading import read_report
    from classifier.tagging import tag_report

    read = read_report(path, document=document, encoding=encoding, limit=limit)
    asked, remembering = Remembering.of(model)
    tagged = tag_report(read, asked)
    return add_report(project, tagged, data=path.read_bytes(), path=path, probabilities=remembering.all_told())


def reports(project: Project) -> tuple[ReportInfo, ...]:
    """The reports in the order in which they were put in."""
    with project.read() as sql:
        return tuple(_info(row) for row in sql.execute(f"{_INFO} ORDER BY reports.id"))


def report(project: Project, report: int) -> ReportInfo:
    """One report; raises `ReviewError` where there is none of that number."""
    with project.read() as sql:
        return _info(_known(sql.execute(f"{_INFO} WHERE reports.id = ?", (report,)).fetchone(), report))


def text(project: Project, report: int) -> str:
    """The text to which the report's offsets refer."""
    with project.read() as sql:
        row = sql.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
    return str(_known(row, report)["text"])


def source(project: Project, report: int) -> bytes | None:
    """The bytes of the report's file where they were kept, as they are for a PDF."""
    with project.read() as sql:
        row = sql.execute("SELECT data FROM sources WHERE report = ?", (report,)).fetchone()
    return None if row is None else bytes(row["data"])


def blocks(project: Project, report: int) -> tuple[BlockView, ...]:
    """All blocks of the report in reading order."""
    with project.read() as sql:
        rows = sql.execute("SELECT * FROM blocks WHERE report = ? ORDER BY number", (report,)).fetchall()
    return tuple(
        BlockView(
            number=row["number"],
            kind=BlockKind(row["kind"]),
            role=Role(row["role"]),
            level=row["level"],
            section=tuple(json.loads(row["section"])),
            text=row["text"],
            start=row["start"],
            end=row["end"],
            page=row["page"],
        )
        for row in rows
    )


def sentences(project: Project, report: int) -> tuple[tuple[int, Sentence], ...]:
    """The sentences as they stand now, with their items' numbers, in reading order: to be tagged anew."""
    found: list[tuple[int, Sentence]] = []
    with project.read() as sql:
        rows = sql.execute(
            "SELECT * FROM items WHERE report = ? AND retired = 0 ORDER BY place, start", (report,)
        ).fetchall()
    for row in rows:
        section = tuple(json.loads(row["section"]))
        before = found[-1][1].text if found and found[-1][1].section == section else ""
        sentence = Sentence(row["text"], row["start"], row["end"], section, BlockKind(row["kind"]), before, row["page"])
        found.append((row["id"], sentence))
    return tuple(found)


def update_suggestions(
    project: Project, report: int, suggestions: Mapping[int, Suggestion], *, person: int | None = None
) -> None:
    """Take over another model's suggestions for sentences, by their numbers; what people decided stays.

    Who has one of the sentences open sees a conflict when they decide. Raises `ReviewError` for a sentence that
    the report does not have.
    """
    with project.write() as sql:
        _known(sql.execute("SELECT 1 FROM reports WHERE id = ?", (report,)).fetchone(), report)
        for item, suggestion in sorted(suggestions.items()):
            changed = sql.execute(
                "UPDATE items SET finding = ?, confidence = ?, standard = ?, suggestion = ?"
                " WHERE id = ? AND report = ?",
                (*columns(suggestion), item, report),
            )
            if changed.rowcount != 1:
                raise ReviewError(f"there is no sentence {item} in the report", mend="Take numbers from its sentences")
            sql.execute("DELETE FROM reasons WHERE item = ?", (item,))
        models = sorted({suggestion.model for suggestion in suggestions.values()})
        (last,) = sql.execute("SELECT ifnull(max(id), 0) FROM items WHERE report = ?", (report,)).fetchone()
        facts = {
            "items": sorted(suggestions),
            "last": last,
            "suggestions": suggestions_digest(sql, report, last),
        }
        entry = log.append(
            sql, Kind.SUGGESTIONS, person=person, report=report, after=facts, model=", ".join(models) or None
        )
        replay.apply(sql, project.settings, entry)


def _refuse_twice(sql: sqlite3.Connection, document: str, sha256: str) -> None:
    row = sql.execute("SELECT document FROM reports WHERE document = ? OR sha256 = ?", (document, sha256)).fetchone()
    if row is not None and row["document"] == document:
        raise ReviewError(
            "a report of this name is in the project already", where=document, mend="Give it another name"
        )
    if row is not None:
        raise ReviewError(f"the same file is in the project already, as {row['document']}", where=document)


def _insert_report(sql: sqlite3.Connection, tagged: TaggedReport, sha256: str, path: Path | str) -> int:
    found = tagged.report
    pages = max((finding.sentence.page or 0 for finding in tagged.findings), default=0) or None
    number = sql.execute(
        "INSERT INTO reports (document, sha256, format, path, framework, model, pages, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        _row(found.document, sha256, found.format, str(path), tagged.framework, tagged.model, pages, found.text),
    ).lastrowid
    assert number is not None
    rows = (_block(number, at, block) for at, block in enumerate(found.blocks))
    sql.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return number


def _block(report: int, number: int, block: Block) -> tuple[Any, ...]:
    pieces = json.dumps([astuple(piece) for piece in block.pieces])
    section = json.dumps(block.section, ensure_ascii=False)
    where = (block.start, block.end, block.page)
    return _row(report, number, block.kind, block.role, block.level, section, block.text, *where, pieces)


def _items(
    tagged: TaggedReport, suggestions: Sequence[Suggestion], report: int, born: int
) -> Iterator[tuple[Any, ...]]:
    places = tagged.report.places
    block_at = _block_finder(tagged.report)
    for place, (finding, suggestion) in enumerate(zip(tagged.findings, suggestions, strict=True)):
        one = finding.sentence
        boxes = _boxes(places, one.start, one.end) if places else []
        yield _row(
            *(report, place, one.start, one.end, one.text, json.dumps(one.section, ensure_ascii=False), one.kind),
            *(one.page, one.before, block_at(one.start), json.dumps(boxes)),
            *(*columns(suggestion), born, born),
        )


def _block_finder(report: Report) -> Callable[[int], int]:
    """A function from an offset to the number of the block of text that it stands in; -1 where there is none."""
    texts = sorted((block.start, at) for at, block in enumerate(report.blocks) if not block.is_structure)
    starts = [start for start, _ in texts]

    def find(offset: int) -> int:
        at = bisect_right(starts, offset) - 1
        return texts[at][1] if at >= 0 else -1

    return find


def _boxes(places: Places, start: int, end: int) -> list[list[float]]:
    return [[box[0], *(round(float(edge), 2) for edge in box[1:])] for box in places.boxes(start, end)]


def _row(*values: Any) -> tuple[Any, ...]:
    return tuple(storable(value) if isinstance(value, str) else value for value in values)


def _next_entry(sql: sqlite3.Connection) -> int:
    (seq,) = sql.execute("SELECT ifnull(max(seq), 0) + 1 FROM log").fetchone()
    return int(seq)


def _known(row: sqlite3.Row | None, report: int) -> sqlite3.Row:
    if row is None:
        raise ReviewError(f"there is no report {report} in the project", mend="Choose one from the list")
    return row


def _info(row: sqlite3.Row) -> ReportInfo:
    return ReportInfo(
        **{name: row[name] for name in ("id", "document", "sha256", "format", "path", "framework", "model")},
        sentences=row["sentences"],
        pages=row["pages"],
        has_source=bool(row["has_source"]),
        signed_off_by=row["name"],
        signed_off_at=row["at"],
    )
