"""A project as an Excel workbook to fill in: lists to choose from, text that cannot be changed by accident."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from classifier.errors import OutputError
from classifier.export.cells import joined, printable
from classifier.records import FindingLabel
from classifier.review.exchange.given import ACCEPT, ASIDE
from classifier.review.exchange.rows import chosen, project_id, view_of
from classifier.review.exchange.sheet import (
    ABOUT,
    COLUMNS,
    FILLED,
    FIRST_ROW,
    FIXED,
    LISTS,
    NAMES,
    SHEET,
    Check,
    digest,
)
from classifier.review.items import items
from classifier.review.people import people
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.review.records import Item
    from classifier.review.store import Project

MAX_ROWS = 1_048_575
MAX_TEXT = 32_000
"""A little below what a cell can hold; longer texts are cut and end in an ellipsis."""

_ASIDE_WORDS = {state: word for word, state in ASIDE.items()}
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_COLOURS = {
    FindingLabel.STRENGTH: {"font_color": "#0A5F52", "bg_color": "#DFF1EC"},
    FindingLabel.AREA_FOR_IMPROVEMENT: {"font_color": "#8A2E0E", "bg_color": "#FBE7DC"},
    FindingLabel.MIXED: {"font_color": "#55358C", "bg_color": "#ECE5F7"},
    FindingLabel.NONE: {"font_color": "#595959"},
}
_UNLOCKED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
}
_HOW = (
    "Fill in the white cells of the sheet Review: the decision, and where you do not want the suggested standard, the"
    " standard. A note and your name are welcome.",
    "accept takes the suggestion as it is. Leave a decision empty to decide later; skip puts the sentence last, flag"
    " marks it for somebody to look at.",
    "The grey cells are protected, without a password, so that nothing is changed by accident. Filter as you like.",
    "When you are done, save the file and read it in with:  findings review import PROJECT THIS-FILE",
    "Every row is checked then; whatever is wrong is named with its cell, and nothing is taken in until all is right.",
)


def write(project: Project, path: Path, *, report: int | None = None, person: int | None = None) -> int:
    """Write a workbook with one row a sentence, as `person` may see them; returns the number of rows.

    Raises `OutputError` for a path that cannot be written or a project with too many sentences for a sheet, and
    `ReviewError` where a blind project needs a person.
    """
    from xlsxwriter import Workbook

    view = view_of(project, person)
    sentences = [item for info in chosen(project, report) for item in items(project, info.id, view)]
    if len(sentences) > MAX_ROWS:
        raise OutputError(path, f"{len(sentences):,} sentences do not fit in a sheet", "Export report by report")
    content = io.BytesIO()
    workbook = Workbook(content, {**_OPTIONS, "in_memory": True})
    sheet = workbook.add_worksheet(SHEET)
    names = [one.name for one in people(project)]
    codes = _lists(workbook, project, names)
    _about(workbook, project, len(sentences))
    _fill(workbook, sheet, project_id(project), sentences)
    _make_fillable(workbook, sheet, len(sentences), codes, len(names))
    workbook.close()
    write_whole(path, content.getvalue())
    return len(sentences)


def values_of(item: Item) -> dict[str, str]:
    """The texts of a sentence's cells by column, but for its check; numbers as texts too."""
    suggestion, standing = item.suggestion, item.standing
    choice = None if standing.state in _ASIDE_WORDS else standing.choice
    return {
        "report": fitting(item.document),
        "page": "" if item.page is None else str(item.page),
        "section": fitting(joined(list(item.section))),
        "text": fitting(item.text),
        "suggestion": suggestion.finding.value if suggestion else "",
        "confidence": f"{suggestion.confidence:.4f}" if suggestion else "",
        "decision": choice.finding.value if choice else _ASIDE_WORDS.get(standing.state, ""),
        "standard": (choice.standard or "") if choice else "",
        "note": fitting(standing.note),
        "person": "",
        "suggested standard": suggestion.standard if suggestion else "",
        "second standard": (suggestion.second_standard or "") if suggestion else "",
        "state": standing.state.value,
        "decided by": fitting(standing.by or ""),
        "decided": (standing.at or "")[:16].replace("T", " "),
        "id": str(item.id),
    }


def fitting(text: str) -> str:
    """A text as a cell can hold it: no control characters, not too long, and not taken for the library's markup."""
    text = printable(text)
    return text if len(text.encode("utf-16-le")) <= 2 * MAX_TEXT else text[: MAX_TEXT // 2] + "…"


def _fill(workbook: Any, sheet: Any, project: str, sentences: list[Item]) -> None:
    looks = {column.name: workbook.add_format(_look(column.name, is_open=column.is_open)) for column in COLUMNS}
    header = workbook.add_format({"bold": True, "bg_color": "#E9E6DF", "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(COLUMNS):
        hidden = {"hidden": True} if column.name == "check" else {}
        sheet.set_column(place, place, column.width, looks[column.name], hidden)
        sheet.write_string(0, place, column.name, header)
        sheet.write_comment(0, place, column.about, {"x_scale": 2})
    for order, item in enumerate(sentences, 1):
        values = values_of(item)
        check = Check(project, order, item.id, item.version, digest(values, FIXED), digest(values, FILLED))
        for place, name in enumerate(NAMES):
            _put(sheet, order, place, name, values.get(name, str(check)), looks[name])


def _put(sheet: Any, row: int, place: int, name: str, value: str, look: Any) -> None:
    if not value:
        sheet.write_blank(row, place, None, look)
    elif name in ("page", "confidence", "id"):
        sheet.write_number(row, place, float(value), look)
    else:
        # The library would take a text between these marks for its own markup and write it as it is.
        sheet.write_string(row, place, f"{value} " if value.startswith("<r>") else value, look)


def _look(name: str, *, is_open: bool) -> dict[str, object]:
    look: dict[str, object] = {"valign": "top", "locked": not is_open}
    if not is_open:
        look["bg_color"] = "#F6F5F2"
    if name in ("report", "section", "text", "note"):
        look["text_wrap"] = True
    if name == "confidence":
        look["num_format"] = "0%"
    if "standard" in name:
        look["num_format"] = "@"  # else Excel makes a number or a date of "1.2"
    return look


def _lists(workbook: Any, project: Project, names: list[str]) -> int:
    """The hidden sheet behind the lists to choose from; the number of codes."""
    sheet = workbook.add_worksheet(LISTS)
    standards = project.framework.standards
    for row, heading in enumerate(("standard", "title", "person")):
        sheet.write_string(0, row, heading)
    for row, standard in enumerate(standards, 1):
        sheet.write_string(row, 0, standard.code)
        sheet.write_string(row, 1, standard.title)
    for row, name in enumerate(names, 1):
        sheet.write_string(row, 2, fitting(name))
    sheet.hide()
    return len(standards)


def _about(workbook: Any, project: Project, count: int) -> None:
    sheet = workbook.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 20, workbook.add_format({"valign": "top", "bold": True}))
    sheet.set_column(1, 1, 110, workbook.add_format({"valign": "top", "text_wrap": True}))
    facts = [
        ("project", project.settings.title or project.path.name),
        ("project id", project_id(project)),
        ("framework", f"{project.framework.name}: {project.framework.title}"),
        ("sentences", f"{count:,}"),
        ("made", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        *(("how to" if place == 0 else "", line) for place, line in enumerate(_HOW)),
        *((f"standard {standard.code}", standard.title) for standard in project.framework.standards),
    ]
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, fitting(value))
    sheet.protect("", _UNLOCKED)


def _make_fillable(workbook: Any, sheet: Any, count: int, codes: int, names: int) -> None:
    """Freeze the header, protect what is told, and give each open cell its list and its colours."""
    last = max(count, 1)
    at = {name: place for place, name in enumerate(NAMES)}
    lists = {
        "decision": (
            [ACCEPT, *(label.value for label in FindingLabel), *ASIDE],
            "Choose accept, one of the labels, skip, or flag.",
        ),
        "standard": (f"={LISTS}!$A$2:$A${codes + 1}", "Choose one of the codes; the sheet About has their titles."),
    }
    for name, (source, message) in lists.items():
        rule = {"validate": "list", "source": source, "error_title": name, "error_message": message}
        sheet.data_validation(1, at[name], last, at[name], rule)
    if names:
        source = f"={LISTS}!$C$2:$C${names + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning", "error_title": "person"}
        rule["error_message"] = "This name is not in the project yet."
        sheet.data_validation(1, at["person"], last, at["person"], rule)
    for name in ("suggestion", "decision"):
        for label, colours in _COLOURS.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{label}"', "format": workbook.add_format(colours)}
            sheet.conditional_format(1, at[name], last, at[name], rule)
    sheet.freeze_panes(FIRST_ROW - 1, at["suggestion"])
    sheet.autofilter(0, 0, last, len(NAMES) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Q{last + 1}"})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", _UNLOCKED)
