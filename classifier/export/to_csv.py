"""Tagged output as CSV that spreadsheets open: UTF-8 with a byte order mark, commas, a header line."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from classifier.export.cells import joined, safe_rows
from classifier.export.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from classifier.records import TaggedReport

_FORMULA = re.compile("'*[=+\\-@\t\r\n]")


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one line a sentence, report by report, and return the number of sentences; raises `OSError`.

    `section` is joined by " > ", booleans are `true` and `false`, missing values are empty. Text that a
    spreadsheet could take for a formula gets an apostrophe in front (see `guarded`), as in no other format.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in COLUMNS])
        for tagged in reports:
            for values in safe_rows(tagged):
                writer.writerow([_cell(value) for value in values.values()])
                count += 1
    return count


def guarded(text: str) -> str:
    """`text` with an apostrophe in front where it starts with = + - @, a tab or a line end.

    Apostrophes that already stand before such a character count as part of it, so that `unguarded` always
    gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` has made."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _cell(value: object) -> object:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return guarded(value)
        case list():
            return guarded(joined(value))
    return value
