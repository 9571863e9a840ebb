"""Tagged output as an Excel workbook: findings to filter and correct, a summary, and the lists behind it."""

from __future__ import annotations

from io import BufferedWriter, FileIO
from tempfile import TemporaryDirectory
from traceback import clear_frames
from typing import TYPE_CHECKING, Any

from classifier.export.cells import joined, printable, safe_rows
from classifier.export.columns import COLUMNS
from classifier.export.tally import FINDING_LABELS, tally
from classifier.framework import DEFAULT_FRAMEWORK, Standard, load_framework
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from _typeshed import ReadableBuffer

    from classifier.records import TaggedReport

MAX_ROWS = 1_048_575
"""The rows of a sheet that Excel can hold below the header."""
MAX_TEXT = 32_767
"""The UTF-16 units that a cell of Excel can hold."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = {
    "document": 24, "page": 7, "section": 32, "start": 9, "end": 9, "text": 80, "finding": 22,
    "finding_confidence": 12, "domain": 9, "standard": 10, "standard_confidence": 12, "recommendation": 16,
    "review": 9, "model": 18, "framework": 18, "domain title": 28, "standard title": 34, "title": 34,
}  # fmt: skip
_SUMMARY = ("document", "domain", "domain title", "standard", "standard title", *FINDING_LABELS, "review")
_COLOURS = {
    FindingLabel.STRENGTH: {"font_color": "#0A5F52", "bg_color": "#DFF1EC"},
    FindingLabel.AREA_FOR_IMPROVEMENT: {"font_color": "#8A2E0E", "bg_color": "#FBE7DC"},
    FindingLabel.MIXED: {"font_color": "#55358C", "bg_color": "#ECE5F7"},
    FindingLabel.NONE: {"font_color": "#595959"},
}


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one row a sentence and return their number; raises `OSError`, and `FrameworkError`.

    The sheet "Findings" has the columns of every format, with lists to choose from for `finding` and
    `standard`; "Summary" counts by document, domain and standard; the hidden "Lists" holds the codes. What a
    sheet cannot hold goes on in "Findings 2" and so on; text too long for a cell is cut and ends in "…";
    control characters become spaces. Rows go through temporary files, so memory does not grow with them.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    sink = _Sink(str(path), "wb")
    with TemporaryDirectory() as folder, BufferedWriter(sink) as file:
        workbook = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        workbook.use_zip64()
        try:
            count = _fill(workbook, reports)
            workbook.close()
        except FileCreateError as error:
            wrapped = error.args[0]  # the OSError that the library has met
            clear_frames(wrapped.__traceback__)  # closes the archive while there is a file to close it on
            raise wrapped from error
        finally:
            for sheet in workbook.worksheets():
                sheet.row_data_fh.close()  # else a failure leaves temporary files open
    if sink.error:
        raise sink.error
    return count


class _Sink(FileIO):
    """A file that keeps its first error in `error` and swallows what comes after.

    An archive that meets an error while it is written meets it again when Python collects it, where nobody
    can catch it.
    """

    error: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or pretend to, and return the number of bytes."""
        if self.error is None:
            try:
                return super().write(data)
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes


def _fill(workbook: Any, reports: Iterable[TaggedReport]) -> int:
    findings = _Table(workbook, "Findings", [column.name for column in COLUMNS])
    summary = _Table(workbook, "Summary", _SUMMARY)
    standards: dict[str, tuple[Standard, str]] = {}
    for tagged in reports:
        framework = load_framework(tagged.framework)
        for values in safe_rows(tagged):
            findings.append(list(values.values()))
        for counts in _summary_rows(tagged):
            summary.append(counts)
        for standard in framework.standards:
            standards.setdefault(standard.code, (standard, framework.name))
    if not standards:
        standards = {each.code: (each, DEFAULT_FRAMEWORK) for each in load_framework().standards}
    lists = _Table(workbook, "Lists", ("standard", "title", "domain", "framework"))
    for standard, name in standards.values():
        lists.append((standard.code, standard.title, standard.domain, name))
    lists.sheets[0][0].hide()
    for table in (findings, summary):
        table.finish()
    for sheet, rows in findings.sheets:
        _make_correctable(workbook, sheet, rows, len(standards))
    return findings.count


def _summary_rows(tagged: TaggedReport) -> list[list[object]]:
    framework = load_framework(tagged.framework)
    titles = {standard.code: standard.title for standard in framework.standards}
    document = tagged.report.document
    found: list[list[object]] = []
    for each in tally(tagged, framework):
        if each.findings or each.review:
            domain, code = each.standard.domain, each.standard.code
            counts = [each.labels[label] for label in FINDING_LABELS]
            names = [titles.get(domain or ""), code, each.standard.title]
            found.append([document, domain, *names, *counts, each.review])
    return found or [[document, None, None, None, None, *(0 for _ in FINDING_LABELS), 0]]


class _Table:
    """Rows under a header, in as many sheets as they need; `sheets` are pairs of sheet and row count."""

    def __init__(self, workbook: Any, name: str, columns: Sequence[str]) -> None:
        self.workbook = workbook
        self.name = name
        self.columns = columns
        self.count = 0
        self.sheets: list[tuple[Any, int]] = []
        self.header = workbook.add_format(
            {"bold": True, "bg_color": "#E9E6DF", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.formats = [workbook.add_format(_format_of(name)) for name in columns]
        self._open()

    def append(self, values: Sequence[object]) -> None:
        """Write one row, in a new sheet where the last is full."""
        if self.sheets[-1][1] == MAX_ROWS:
            self._open()
        sheet, rows = self.sheets[-1]
        for index, value in enumerate(values):
            _put(sheet, rows + 1, index, value, self.formats[index])
        self.sheets[-1] = (sheet, rows + 1)
        self.count += 1

    def finish(self) -> None:
        """Give each sheet its filter and the page set-up of a wide table."""
        for sheet, rows in self.sheets:
            sheet.autofilter(0, 0, max(rows, 1), len(self.columns) - 1)
            sheet.repeat_rows(0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)

    def _open(self) -> None:
        number = len(self.sheets) + 1
        sheet = self.workbook.add_worksheet(self.name if number == 1 else f"{self.name} {number}")
        sheet.freeze_panes(1, 0)
        for index, name in enumerate(self.columns):
            sheet.set_column(index, index, _WIDTHS.get(name, 22), self.formats[index])
            sheet.write_string(0, index, name, self.header)
        self.sheets.append((sheet, 0))


def _format_of(column: str) -> dict[str, object]:
    looks: dict[str, object] = {"valign": "top"}
    if column in ("document", "section", "text", "title", "domain title", "standard title"):
        looks["text_wrap"] = True
    if column.endswith("_confidence"):
        looks["num_format"] = "0%"
    if column in ("domain", "standard"):
        looks["num_format"] = "@"  # else Excel makes a number of "1.2" when somebody chooses it
    return looks


def _put(sheet: Any, row: int, index: int, value: object, looks: Any) -> None:
    match value:
        case bool():
            sheet.write_boolean(row, index, value, looks)
        case int() | float():
            sheet.write_number(row, index, value, looks)
        case None:
            sheet.write_blank(row, index, None, looks)
        case list():
            sheet.write_string(row, index, _fitting(joined(value)), looks)
        case _:
            sheet.write_string(row, index, _fitting(str(value)), looks)


def _fitting(text: str) -> str:
    text = printable(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # the library would take it for its own markup and write it unescaped
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return text
    return units[: 2 * (MAX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def _make_correctable(workbook: Any, sheet: Any, rows: int, codes: int) -> None:
    """Give a sheet of findings its lists to choose from, and its colours beside the words."""
    last = max(rows, 1)
    at = {column.name: index for index, column in enumerate(COLUMNS)}
    finding, standard, review = at["finding"], at["standard"], at["review"]
    sheet.data_validation(
        1, finding, last, finding,
        {"validate": "list", "source": [label.value for label in FindingLabel],
         "error_title": "Finding", "error_message": "Choose one of the labels in the list."},
    )  # fmt: skip
    sheet.data_validation(
        1, standard, last, standard,
        {"validate": "list", "source": f"=Lists!$A$2:$A${codes + 1}",
         "error_title": "Standard", "error_message": "Choose one of the codes in the list."},
    )  # fmt: skip
    for label, colours in _COLOURS.items():
        look = workbook.add_format(colours)
        rule = {"type": "cell", "criteria": "==", "value": f'"{label}"', "format": look}
        sheet.conditional_format(1, finding, last, finding, rule)
    amber = workbook.add_format({"bold": True, "font_color": "#6B4E00", "bg_color": "#FFEFB8"})
    looked = {"type": "cell", "criteria": "==", "value": "TRUE", "format": amber}
    sheet.conditional_format(1, review, last, review, looked)
    # Codes are text on purpose: no green corners for them.
    sheet.ignore_errors({"number_stored_as_text": f"I2:J{last + 1}"})
