"""Tagged output as CSV that spreadsheets open: UTF-8 with a byte order mark, commas, a header line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from classifier.export.cells import joined, safe_rows
from classifier.export.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from classifier.records import TaggedReport

HEAD = codecs.BOM_UTF8 + ",".join(column.name for column in COLUMNS).encode() + b"\r\n"
"""What stands before the first report: the byte order mark and the names of the columns."""

_FORMULA = re.compile("'*[=+\\-@\t\r\n]")


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one line a sentence, report by report, and return the number of sentences; raises `OSError`.

    `section` is joined by " > ", booleans are `true` and `false`, missing values are empty. Text that a
    spreadsheet could take for a formula gets an apostrophe in front (see `guarded`), as in no other format.
    """
    count = 0
    with path.open("wb") as file:
        file.write(HEAD)
        for tagged in reports:
            file.write(lines(tagged))
            count += len(tagged.findings)
    return count


def write_packed(packed: Iterable[bytes], path: Path) -> None:
    """Write the `lines` of reports."""
    with path.open("wb") as file:
        file.write(HEAD)
        file.writelines(packed)


def lines(tagged: TaggedReport) -> bytes:
    """The lines of one report, each with its line end."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for values in safe_rows(tagged):
        writer.writerow([cell(value) for value in values.values()])
    return text.getvalue().encode()


def guarded(text: str) -> str:
    """`text` with an apostrophe in front where it starts with = + - @, a tab or a line end.

    Apostrophes that already stand before such a character count as part of it, so that `unguarded` always
    gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` has made."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def cell(value: object) -> object:
    """A value as a cell: booleans in lower case, lists joined, and text guarded."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return guarded(value)
        case list():
            return guarded(joined(value))
    return value
