"""Prodigy's JSON Lines: a line for each decision, and one without an answer for a sentence that nobody decided.

What the format holds was learned from its documentation. A line is a task of the choice interface: label and
standard are two of its options. Prodigy itself sets `_annotator_id` and `_timestamp` when somebody answers; keys
that it does not know, here all under "findings", it keeps.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from classifier.errors import ReadingError
from classifier.export.cells import encodable
from classifier.records import FindingLabel
from classifier.review.exchange.contents import content_of
from classifier.review.exchange.given import Given, Part, Problem, Read
from classifier.review.exchange.matching import Index, to_source, to_whole
from classifier.review.exchange.rows import Row, Said, name_of, project_id, rows
from classifier.review.records import State
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from classifier.review.records import Choice, Item
    from classifier.review.store import Project


def write(project: Project, path: Path, *, report: int | None = None, person: int | None = None) -> int:
    """Write the lines and return their number; with `person` only that person's decisions are in them.

    Raises `OutputError`, and `ReviewError` for a project without a report.
    """
    index = Index(project)
    name, mine = name_of(project, person), project_id(project)
    options = [{"id": label.value, "text": label.words} for label in FindingLabel]
    options += [{"id": one.code, "text": f"{one.code} {one.title}"} for one in project.framework.standards]
    lines = [line for row in rows(project, report) for line in _lines(row, mine, index, options, name)]
    write_whole(path, "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode())
    return len(lines)


def read(project: Project, path: Path) -> Read:
    """The decisions in Prodigy's JSON Lines; lines without an answer count as empty, ignored ones are skipped.

    Raises `ReadingError` for a file that cannot be read. A line that is no JSON object is a problem.
    """
    index = Index(project)
    given: list[Given] = []
    problems: list[Problem] = []
    empty = 0
    for number, line in _read_lines(path):
        where = f"line {number}"
        found = _object(line)
        told = found.get("findings") if found is not None else None
        if found is None or not isinstance(told, dict):
            mend = "Use lines that findings review exported and Prodigy wrote back"
            problems.append(Problem(where, "this is no task of a sentence", mend))
            continue
        item = index.find(told, found.get("text"), where)
        if isinstance(item, Problem):
            problems.append(item)
        elif found.get("answer") is None:
            empty += 1
        elif found["answer"] not in ("accept", "ignore"):
            mend = "Answer with accept and the right label, or ignore it"
            problems.append(Problem(where, f"the answer {found['answer']!r} says no label", mend))
        else:
            given.append(_given(found, told, item, index, where))
    return Read(tuple(given), tuple(problems), empty)


def _lines(
    row: Row, project: str, index: Index, options: list[dict[str, str]], only: str | None
) -> Iterator[dict[str, Any]]:
    item, suggestion = row.item, row.item.suggestion
    meta = {"document": item.document, "section": " > ".join(item.section), "page": item.page}
    if suggestion is not None:
        meta["suggested"] = f"{suggestion.finding.words}, {suggestion.standard} ({suggestion.confidence:.0%})"
    base: dict[str, Any] = {
        "text": encodable(item.text),
        "meta": {key: encodable(value) if isinstance(value, str) else value for key, value in meta.items() if value},
        "options": options,
        "config": {"choice_style": "multiple"},
        "_view_id": "choice",
    }
    place = {
        "project": project,
        "sentence": item.id,
        "document": encodable(item.document),
        "sha256": row.report.sha256,
        "start": item.start,
        "end": item.end,
    }
    said = [one for one in row.said if only is None or one.person == only]
    for one in said:
        yield {**base, **_answer(one, item, index), "findings": {**place, **_told(one)}}
    if not said:
        accept = [] if suggestion is None else _accepted(suggestion.choice)
        yield {**base, "accept": accept, "findings": place}


def _answer(said: Said, item: Item, index: Index) -> dict[str, Any]:
    decided = said.state is not State.SKIPPED and said.choice is not None
    answer: dict[str, Any] = {
        "accept": [] if said.choice is None else _accepted(said.choice),
        "answer": "accept" if decided else "ignore",
        "_annotator_id": encodable(said.person),
        "_session_id": encodable(said.person),
    }
    if said.at:
        answer["_timestamp"] = _stamp(said.at)
    if said.note:
        answer["note"] = encodable(said.note)
    if said.state is State.FLAGGED:
        answer["flagged"] = True
    if said.choice is not None and said.choice.spans:
        answer["spans"] = list(_spans(said.choice, item, index))
    return answer


def _told(said: Said) -> dict[str, Any]:
    """What the format has no key for."""
    told = {"decided": said.at or None, "seconds": said.seconds, "shown": said.shown, "state": said.state.value}
    return {key: value for key, value in told.items() if value is not None} | (
        {"settled": True} if said.settled else {}
    )


def _accepted(choice: Choice) -> list[str]:
    return [choice.finding.value, *([] if choice.standard is None else [choice.standard])]


def _spans(choice: Choice, item: Item, index: Index) -> Iterator[dict[str, Any]]:
    for span in choice.spans:
        start, end = to_whole(item, index.source(item), span.start, span.end)
        found: dict[str, Any] = {"start": start, "end": end, "label": span.finding.value}
        yield found if span.standard is None else {**found, "standard": span.standard}


def _given(found: dict[str, Any], told: dict[str, Any], item: Item, index: Index, where: str) -> Given:
    accept = found.get("accept")
    chosen = [one for one in accept if isinstance(one, str)] if isinstance(accept, list) else []
    labels = [one for one in chosen if one in tuple(FindingLabel)]
    codes = [one for one in chosen if one not in labels]
    stamp, seconds, note = found.get("_timestamp"), told.get("seconds"), found.get("note")
    decided = told.get("decided")
    is_ours = isinstance(decided, str) and _is_time(decided) and _stamp(decided) == stamp
    if not is_ours:
        decided, seconds = _moment(stamp), None  # somebody has answered anew in Prodigy
    only_noted = is_ours and told.get("state") == State.OPEN
    return Given(
        where=where,
        item=item.id,
        finding=" + ".join(labels) or ("" if found["answer"] == "ignore" else "(none chosen)"),
        standard=" + ".join(codes),
        aside=None if only_noted else _aside(found),
        person=str(found.get("_annotator_id") or ""),
        note=note if isinstance(note, str) else "",
        decided=decided,
        seconds=float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None,
        parts=tuple(_parts(found.get("spans"), item, index)),
        places={
            "finding": f"{where}, accept",
            "standard": f"{where}, accept",
            "person": f"{where}, _annotator_id",
            "parts": f"{where}, spans",
        },
    )


def _aside(found: dict[str, Any]) -> State | None:
    """Whether the person put the sentence aside, and how."""
    if found.get("flagged") is True:
        return State.FLAGGED
    return State.SKIPPED if found["answer"] == "ignore" else None


def _parts(spans: object, item: Item, index: Index) -> Iterator[Part]:
    for span in spans if isinstance(spans, list) else ():
        if not isinstance(span, dict):
            continue
        start, end = span.get("start"), span.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(item.text)):
            start = end = 0  # is told as a part that is empty
        moved = to_source(item, index.source(item), start, end)
        yield Part(*moved, str(span.get("label") or ""), str(span.get("standard") or ""))


def _stamp(time: str) -> int:
    moment = datetime.fromisoformat(time)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _moment(stamp: object) -> str | None:
    """A time in seconds since 1970 as ISO 8601 writes it; None for what is none."""
    if not isinstance(stamp, int | float) or isinstance(stamp, bool):
        return None
    try:
        return datetime.fromtimestamp(stamp, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return None


def _read_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        content = content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadingError(path, "the file is not UTF-8", "Name a file that Prodigy exported (db-out)") from error
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield number, line


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
