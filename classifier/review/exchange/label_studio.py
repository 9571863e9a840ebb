"""Label Studio's JSON: a task a sentence, a prediction of the model, an annotation for everybody who decided.

What the format holds was learned from its documentation. The labels are choices for the text, the parts of a split
sentence are labelled regions; a person's name and note are text areas, since Label Studio knows people only by
accounts of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

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

    from classifier.framework import Framework
    from classifier.review.records import Choice, Item
    from classifier.review.store import Project


def write(project: Project, path: Path, *, report: int | None = None, person: int | None = None) -> int:
    """Write a task a sentence, and beside it (`NAME.config.xml`) the labelling interface; the number of tasks.

    With `person` only that person's annotations are in it. Raises `OutputError`, and `ReviewError` for no report.
    """
    index = Index(project)
    name = name_of(project, person)
    mine = project_id(project)
    tasks = [_task(row, mine, index, name) for row in rows(project, report)]
    write_whole(path, (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode())
    write_whole(config_path(path), config(project.framework).encode())
    return len(tasks)


def config_path(path: Path) -> Path:
    """Where the labelling interface for an export stands."""
    return path.with_name(f"{path.stem}.config.xml")


def config(framework: Framework) -> str:
    """The labelling interface for Label Studio's settings, in its XML."""
    labels = [label.value for label in FindingLabel]
    codes = [(standard.code, f"{standard.code} {standard.title}") for standard in framework.standards]
    lines = [
        "<View>",
        '  <Header value="$section"/>',
        '  <Text name="text" value="$text"/>',
        '  <Choices name="finding" toName="text" choice="single" required="true" showInline="true">',
        *(f"    <Choice value={quoteattr(label)}/>" for label in labels),
        "  </Choices>",
        '  <Choices name="standard" toName="text" choice="single">',
        *(f"    <Choice value={quoteattr(code)} hint={quoteattr(title)}/>" for code, title in codes),
        "  </Choices>",
        '  <Labels name="part" toName="text">',
        *(f"    <Label value={quoteattr(label)}/>" for label in labels),
        "  </Labels>",
        '  <Choices name="part_standard" toName="text" choice="single" perRegion="true">',
        *(f"    <Choice value={quoteattr(code)} hint={quoteattr(title)}/>" for code, title in codes),
        "  </Choices>",
        '  <Choices name="flag" toName="text" choice="multiple" showInline="true">',
        f'    <Choice value={quoteattr(State.FLAGGED)} hint="somebody should look at it"/>',
        "  </Choices>",
        '  <TextArea name="note" toName="text" maxSubmissions="1" placeholder="Note"/>',
        '  <TextArea name="person" toName="text" maxSubmissions="1" placeholder="Your name"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def read(project: Project, path: Path) -> Read:
    """The annotations in Label Studio's JSON; cancelled ones are skipped, tasks without any count as empty.

    Raises `ReadingError` for a file that is no such JSON.
    """
    index = Index(project)
    given: list[Given] = []
    problems: list[Problem] = []
    empty = 0
    for number, task in enumerate(_tasks(path), 1):
        data = task.get("data")
        where = f"task {number}"
        item = index.find(data, data.get("text"), where) if isinstance(data, dict) else _no_data(where)
        if isinstance(item, Problem):
            problems.append(item)
            continue
        annotations = task.get("annotations")
        kept = [one for one in annotations if isinstance(one, dict)] if isinstance(annotations, list) else []
        done = [one for one in kept if one.get("was_cancelled") or one.get("result")]
        empty += not done
        for place, annotation in enumerate(done, 1):
            given.append(_given(annotation, item, index, f"{where}, annotation {place}"))
    return Read(tuple(given), tuple(problems), empty)


def _task(row: Row, project: str, index: Index, only: str | None) -> dict[str, Any]:
    item = row.item
    data = {
        "text": encodable(item.text),
        "section": encodable(" > ".join(item.section)),
        "before": encodable(item.before),
        "document": encodable(item.document),
        "page": item.page,
        "sha256": row.report.sha256,
        "start": item.start,
        "end": item.end,
        "project": project,
        "sentence": item.id,
    }
    task: dict[str, Any] = {"data": data, "annotations": [], "predictions": []}
    suggestion = item.suggestion
    if suggestion is not None:
        result = _choices(suggestion.choice)
        score = round(suggestion.confidence, 6)
        task["predictions"].append({"model_version": suggestion.model, "score": score, "result": result})
    for said in row.said:
        if only is None or said.person == only:
            task["annotations"].append(_annotation(said, item, index))
    return task


def _annotation(said: Said, item: Item, index: Index) -> dict[str, Any]:
    result = [] if said.choice is None else [*_choices(said.choice), *_regions(said.choice, item, index)]
    if said.state is State.FLAGGED:
        result.append(_result("flag", "flag", "choices", {"choices": [State.FLAGGED.value]}))
    for name, value in (("note", said.note), ("person", said.person)):
        if value:
            result.append(_result(name, name, "textarea", {"text": [encodable(value)]}))
    annotation: dict[str, Any] = {
        "result": result,
        "was_cancelled": said.state is State.SKIPPED,
        "ground_truth": said.settled,
        "created_at": said.at,
        "updated_at": said.at,
    }
    if "@" in said.person:  # Label Studio knows people by their address
        annotation["completed_by"] = {"email": said.person}
    if said.seconds is not None:
        annotation["lead_time"] = said.seconds
    return annotation


def _choices(choice: Choice) -> list[dict[str, Any]]:
    found = [_result("finding", "finding", "choices", {"choices": [choice.finding.value]})]
    if choice.standard is not None:
        found.append(_result("standard", "standard", "choices", {"choices": [choice.standard]}))
    return found


def _regions(choice: Choice, item: Item, index: Index) -> Iterator[dict[str, Any]]:
    for number, span in enumerate(choice.spans, 1):
        start, end = to_whole(item, index.source(item), span.start, span.end)
        place = {"start": start, "end": end, "text": encodable(item.text[start:end])}
        yield _result(f"part-{number}", "part", "labels", {**place, "labels": [span.finding.value]})
        if span.standard is not None:
            yield _result(f"part-{number}", "part_standard", "choices", {**place, "choices": [span.standard]})


def _result(identity: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "from_name": name, "to_name": "text", "type": kind, "value": value}


def _given(annotation: dict[str, Any], item: Item, index: Index, where: str) -> Given:
    said = annotation.get("result")
    result = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    is_flagged = _first(result, "flag", "choices") == State.FLAGGED
    seconds = annotation.get("lead_time")
    return Given(
        where=where,
        item=item.id,
        finding=_first(result, "finding", "choices"),
        standard=_first(result, "standard", "choices"),
        aside=State.FLAGGED if is_flagged else State.SKIPPED if annotation.get("was_cancelled") else None,
        person=_first(result, "person", "text") or _account(annotation.get("completed_by")),
        note=_first(result, "note", "text"),
        decided=_moment(annotation.get("updated_at")) or _moment(annotation.get("created_at")),
        seconds=float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None,
        parts=tuple(_parts(result, item, index)),
        places={name: f"{where}, {name}" for name in ("finding", "standard", "person", "parts")},
    )


def _parts(result: list[dict[str, Any]], item: Item, index: Index) -> Iterator[Part]:
    codes = {
        one.get("id"): _first([one], "part_standard", "choices") for one in result if one.get("from_name") != "part"
    }
    for one in result:
        value = one.get("value")
        if one.get("from_name") != "part" or not isinstance(value, dict):
            continue
        start, end = value.get("start"), value.get("end")
        whole = len(item.text)
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= whole):
            start, end = 0, 0  # is told as a part that is empty
        moved = to_source(item, index.source(item), start, end)
        yield Part(*moved, _first([one], "part", "labels"), codes.get(one.get("id"), ""))


def _first(result: list[dict[str, Any]], name: str, kind: str) -> str:
    """The one value of a control; what is not text or not one comes as a text that no check lets through."""
    for one in result:
        value = one.get("value")
        if one.get("from_name") == name and isinstance(value, dict):
            chosen = value.get(kind)
            chosen = [chosen] if isinstance(chosen, str) else chosen
            if isinstance(chosen, list) and chosen:
                return str(chosen[0]) if len(chosen) == 1 else " + ".join(map(str, chosen))
    return ""


def _account(said: object) -> str:
    """A name or address from Label Studio's account, where the export has more of it than a number."""
    if isinstance(said, str):
        return said
    if not isinstance(said, dict):
        return ""
    name = " ".join(str(said.get(key) or "") for key in ("first_name", "last_name")).strip()
    return name or str(said.get("email") or "")


def _moment(said: object) -> str | None:
    from datetime import datetime

    if not isinstance(said, str):
        return None
    try:
        datetime.fromisoformat(said)
    except ValueError:
        return None
    return said


def _tasks(path: Path) -> Iterator[dict[str, Any]]:
    mend = "Name a file that Label Studio exported as JSON (not JSON-MIN)"
    try:
        found = json.loads(content_of(path))
    except (ValueError, RecursionError) as error:
        raise ReadingError(path, "this is no JSON", mend) from error
    if not isinstance(found, list) or not all(isinstance(task, dict) for task in found):
        raise ReadingError(path, "this is no list of tasks", mend)
    yield from found


def _no_data(where: str) -> Problem:
    return Problem(where, "the task has no data", "Export from Label Studio as JSON, with the data of each task")
