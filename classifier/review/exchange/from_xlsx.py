"""A workbook that people have filled in: every row is held against the project, whatever is wrong is named."""

from __future__ import annotations

import io
import warnings
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError, ReadingError
from classifier.review.exchange.contents import content_of
from classifier.review.exchange.given import ACCEPT, ASIDE, Given, Problem, Read
from classifier.review.exchange.rows import project_id
from classifier.review.exchange.sheet import (
    FILLED,
    FIRST_ROW,
    FIXED,
    LETTERS,
    NAMES,
    SHEET,
    cell,
    digest,
    parse_check,
    tidy,
)
from classifier.review.exchange.to_xlsx import values_of
from classifier.review.items import items
from classifier.review.reports import reports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from classifier.review.exchange.sheet import Check
    from classifier.review.records import Item
    from classifier.review.store import Project

_SAVE_AGAIN = "Open it in the program that wrote it and save it again as .xlsx"
_EXPORT_AGAIN = "Export the project again and copy your decisions over"
_ALONE = ("", ACCEPT, "none", *ASIDE)  # decisions with which an empty standard does not mean the suggested one
_PUT_BACK = "Put the cell back as it was, or export again"


def read(project: Project, path: Path, *, any_order: bool = False) -> Read:
    """The decisions in a workbook that `to_xlsx` wrote.

    A row that was not touched gives nothing. Problems of form are collected: changed, moved, repeated and foreign
    rows, formulas, edited ids. With `any_order` rows may stand in another order. Raises `ReadingError` for a file
    that is no such workbook.
    """
    rows = _rows(path)
    header = next(rows, None)
    if header is None or _trimmed(header[1]) != list(NAMES):
        return Read((), tuple(_wrong_header(header)))
    reader = _Reader(project)
    for number, cells in rows:
        reader.take(number, cells)
    if not any_order:
        reader.find_moved()
    return Read(tuple(reader.given), tuple(reader.problems), reader.empty, reader.untouched)


class _Reader:
    """Goes through the rows and remembers what it has seen."""

    def __init__(self, project: Project) -> None:
        self.project = project_id(project)
        self.known = {item.id: item for info in reports(project) for item in items(project, info.id, None)}
        self.given: list[Given] = []
        self.problems: list[Problem] = []
        self.empty = 0
        self.untouched = 0
        self.rows: dict[int, int] = {}  # the row of each sentence
        self.order: list[tuple[int, int]] = []  # where it stood, and its row now

    def take(self, row: int, cells: Sequence[Any]) -> None:
        """Check one row, and keep its decision where it has a new one."""
        values = {name: _text(value) for name, (value, _) in zip(NAMES, cells, strict=False)}
        if not any(values.values()):
            return
        check = self._check(row, values)
        if check is None:
            return
        if check.item in self.rows:
            first = cell("id", self.rows[check.item])
            self._say(row, "id", f"the sentence {check.item} stands in {first} already", "Keep one of the two rows")
            return
        self.rows[check.item] = row
        self.order.append((check.order, row))
        formulas = [name for name in FILLED if cells[NAMES.index(name)][1] == "f"]
        for name in formulas:
            self._say(row, name, "the cell holds a formula", "Put the value in its place")
        if not formulas:
            self._decision(row, values, check)

    def find_moved(self) -> None:
        """Name the rows that stand elsewhere than they stood: as few as explain the order."""
        for place in _out_of_order([order for order, _ in self.order]):
            row = self.order[place][1]
            mend = "Undo the sorting, or read it in with --any-order if all rows are whole"
            self._say(row, "id", "the row was moved", mend)

    def _check(self, row: int, values: dict[str, str]) -> Check | None:
        """The row's check where the row is whole; else problems."""
        check = parse_check(values["check"])
        if check is None:
            self._say(row, "check", "the row has no check, so it was added or cut", _EXPORT_AGAIN)
            return None
        if check.project != self.project:
            self._say(row, "check", "the row is of another project", "Read it into the project that it came from")
            return None
        if values["id"] != str(check.item):
            problem = f"the id was changed: it is {_quoted(values['id'])} and was {check.item}"
            self._say(row, "id", problem, _PUT_BACK)
            return None
        item = self.known.get(check.item)
        if item is None:
            problem = "the sentence is no longer there: its boundaries were mended since the file was made"
            self._say(row, "id", problem, _EXPORT_AGAIN)
            return None
        return self._unchanged(row, values, check, item)

    def _unchanged(self, row: int, values: dict[str, str], check: Check, item: Item) -> Check | None:
        if digest(values, FIXED) == check.fixed:
            return check
        now = values_of(item)
        changed = [name for name in FIXED if tidy(values[name]) != tidy(now[name])]
        hidden = digest({**values, "suggestion": "", "suggested standard": ""}, FIXED) == check.fixed
        if hidden:  # it was kept back when the file was made, so it is no cell that was put back
            changed = [name for name in ("suggestion", "suggested standard") if values[name]]
        for name in changed or ["check"]:
            said = f"the {name} was changed to {_quoted(values[name])}" if changed else "the row was changed"
            mend = _PUT_BACK if name != "suggestion" else "Put it back; the column decision is for what you think"
            self._say(row, name, said, mend)
        return None

    def _decision(self, row: int, values: dict[str, str], check: Check) -> None:
        if digest(values, FILLED) == check.filled:
            self.empty += not values["decision"].strip()
            self.untouched += bool(values["decision"].strip())
            return
        places = {name: cell(name, row) for name in NAMES}
        places["finding"] = places["decision"]
        finding = tidy(values["decision"]).casefold().replace(" ", "_")
        if not finding and self._is_open(row, values):
            return
        seen = (tidy(values["suggestion"]), tidy(values["suggested standard"]))
        self.given.append(
            Given(
                where=f"{SHEET}!{row}",
                item=check.item,
                finding="" if finding in ASIDE else finding,
                standard=tidy(values["standard"]) or (seen[1] if finding not in _ALONE else ""),
                aside=ASIDE.get(finding),
                accepted=seen if seen[0] else None,
                person=tidy(values["person"]),
                note=values["note"].strip(),
                seen=check.version,
                places=places,
            )
        )

    def _is_open(self, row: int, values: dict[str, str]) -> bool:
        """Whether a row without a decision has nothing to take in; a note alone is something."""
        if values["state"] != "open":
            self._say(row, "decision", "the decision was taken out", "Undo decisions on the review page")
        elif values["standard"].strip():
            self._say(row, "decision", "there is a standard, but no decision", "Choose one, or empty the standard")
        elif values["note"].strip():
            self.empty += 1
            return False
        else:
            self.empty += 1
        return True

    def _say(self, row: int, name: str, words: str, mend: str) -> None:
        self.problems.append(Problem(cell(name, row), words, mend))


def _rows(path: Path) -> Iterator[tuple[int, list[tuple[Any, str]]]]:
    """The rows of the sheet by their number, each cell with its value and type; wholly empty ones are left out."""
    from openpyxl import load_workbook

    from classifier.reading.archives import Archive

    data = content_of(path)
    Archive(data, path)  # refuses what would unpack to more than memory holds
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions of the format that do not concern us
            book = load_workbook(io.BytesIO(data), read_only=True)
            if SHEET not in book.sheetnames:
                raise ReadingError(path, f"there is no sheet {SHEET}", "Name a workbook that findings review exported")
            sheet = book[SHEET]
            sheet.reset_dimensions()  # programs write them wrongly
            for number, cells in enumerate(sheet.iter_rows(max_col=len(NAMES)), 1):
                found = [(cell.value, str(cell.data_type)) for cell in cells]
                found += [(None, "n")] * (len(NAMES) - len(found))
                if any(value is not None for value, _ in found):
                    yield number, found
    except ClassifierError:
        raise
    except Exception as error:
        raise ReadingError(path, f"this is no workbook that can be read ({error})", _SAVE_AGAIN) from error


def _wrong_header(header: tuple[int, list[tuple[Any, str]]] | None) -> Iterator[Problem]:
    found = _trimmed(header[1]) if header is not None else []
    if header is None or header[0] != FIRST_ROW - 1:
        yield Problem(f"{SHEET}!A1", "the row of headings is missing", _EXPORT_AGAIN)
        return
    for name, said in zip(NAMES, found, strict=True):
        if said != name:
            problem = f"the heading is {_quoted(said)}, not {_quoted(name)}"
            yield Problem(f"{SHEET}!{LETTERS[name]}1", problem, "Put the columns back in their order, or export again")


def _trimmed(cells: Sequence[tuple[Any, str]]) -> list[str]:
    return [_text(value).strip() for value, _ in cells]


def _text(value: object) -> str:
    """A cell's value as text; a number that is whole, and a code that became a number, as people wrote it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:g}" if not value.is_integer() else str(int(value))
    return str(value)


def _quoted(text: str) -> str:
    text = tidy(text)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'


def _out_of_order(places: Sequence[int]) -> list[int]:
    """The positions that are not in a longest run of growing numbers; there are as few as can be."""
    tails: list[int] = []  # the last position of the best run of each length
    before: list[int] = []
    for position, place in enumerate(places):
        length = bisect_left(tails, place, key=lambda one: places[one])
        before.append(tails[length - 1] if length else -1)
        tails[length : length + 1] = [position]
    kept = set()
    position = tails[-1] if tails else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return [position for position in range(len(places)) if position not in kept]
