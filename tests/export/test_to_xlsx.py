"""The workbook, read back by another library."""

import zipfile
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from classifier.export import to_xlsx
from classifier.export.columns import COLUMNS, rows
from classifier.framework import load_framework
from classifier.records import FindingLabel

SUMMARY = (
    *("document", "domain", "domain title", "standard", "standard title"),
    *("strength", "area_for_improvement", "mixed", "review"),
)
NAMES = [column.name for column in COLUMNS]
TEXT = NAMES.index("text") + 1


def book_of(reports, path):
    to_xlsx.write(reports, path)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))  # every part is well-formed
    return load_workbook(path)


def text_of(made, path):
    return book_of([made], path)["Findings"].cell(2, TEXT)


def values(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_findings_are_the_rows_with_their_types(tagged, tmp_path):
    header, *found = values(book_of([tagged], tmp_path / "a.xlsx")["Findings"])
    assert header == NAMES
    assert found == [
        [" > ".join(value) if isinstance(value, list) else value for value in row.values()] for row in rows(tagged)
    ]
    assert [type(value) for value in found[1][9:13]] == [str, float, bool, bool]


def test_sheets_stand_in_order_and_lists_are_hidden(tagged, tmp_path):
    book = book_of([tagged], tmp_path / "a.xlsx")
    assert book.sheetnames == ["Findings", "Summary", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    standards = load_framework().standards
    expected = [[each.code, each.title, each.domain, "hmip-nps-2018"] for each in standards]
    assert values(book["Lists"])[1:] == expected


def test_the_sheet_is_ready_to_work_in(tagged, tmp_path):
    sheet = book_of([tagged], tmp_path / "a.xlsx")["Findings"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:O6"
    assert sheet.column_dimensions["F"].width > 60
    assert sheet["F2"].alignment.wrap_text
    assert sheet["J2"].number_format == "@"
    assert sheet["H2"].number_format == "0%"


def test_finding_and_standard_are_chosen_from_lists(tagged, tmp_path):
    sheet = book_of([tagged], tmp_path / "a.xlsx")["Findings"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["G2:G6"].formula1 == '"strength,area_for_improvement,mixed,none"'
    last = len(load_framework().standards) + 1
    assert rules["J2:J6"].formula1 == f"Lists!$A$2:$A${last}"
    assert {rule.type for rule in rules.values()} == {"list"}


def test_labels_and_review_are_coloured(tagged, tmp_path):
    sheet = book_of([tagged], tmp_path / "a.xlsx")["Findings"]
    rules = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in sheet.conditional_formatting}
    assert rules == {"G2:G6": [f'"{label}"' for label in FindingLabel], "M2:M6": ["TRUE"]}


@pytest.mark.parametrize("text", ["=SUM(1)", "https://example.org/", "12", "{=1}", "internal:x", "mailto:a"])
def test_text_stays_text(text, one, tmp_path):
    cell = text_of(one(text), tmp_path / "a.xlsx")
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_control_characters_become_spaces(one, tmp_path):
    assert text_of(one("a\x00b\x0bc\x1bd\ttab"), tmp_path / "a.xlsx").value == "a b c d\ttab"


@pytest.mark.parametrize("text", ["<r>&<b></r>", "a < b & c > d", "bad \ud800 half", "\ufffe\uffff"])
def test_markup_and_half_characters_do_not_break_the_file(text, one, tmp_path):
    assert text_of(one(text), tmp_path / "a.xlsx").data_type == "s"


def test_markup_like_text_is_kept(one, tmp_path):
    assert text_of(one("<r>&<b></r>"), tmp_path / "a.xlsx").value.rstrip() == "<r>&<b></r>"


@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_text_too_long_for_a_cell_is_cut(letter, one, tmp_path):
    value = text_of(one(letter * 40_000), tmp_path / "a.xlsx").value
    units = len(value.encode("utf-16-le")) // 2
    assert value.endswith(letter + "…")
    assert to_xlsx.MAX_TEXT - 1 <= units <= to_xlsx.MAX_TEXT


def test_text_that_just_fits_is_whole(one, tmp_path):
    assert text_of(one("x" * to_xlsx.MAX_TEXT), tmp_path / "a.xlsx").value == "x" * to_xlsx.MAX_TEXT


def test_a_full_sheet_goes_on_in_another(tagged, tmp_path, monkeypatch):
    monkeypatch.setattr(to_xlsx, "MAX_ROWS", 20)
    book = book_of([tagged] * 9, tmp_path / "a.xlsx")
    names = ["Findings", "Findings 2", "Findings 3"]
    found = [values(book[name]) for name in names]
    assert [len(rows_) - 1 for rows_ in found] == [20, 20, 5]
    assert all(rows_[0] == NAMES for rows_ in found)
    assert all(book[name].freeze_panes == "A2" for name in names)
    assert all(len(book[name].data_validations.dataValidation) == 2 for name in names)
    assert "Summary 2" in book.sheetnames


def test_the_summary_counts_by_document_domain_and_standard(tagged, one, tmp_path):
    book = book_of([tagged, one("A room.", "none.txt", finding=FindingLabel.NONE)], tmp_path / "a.xlsx")
    case = "Case supervision"
    assert values(book["Summary"]) == [
        list(SUMMARY),
        ["fernleigh.txt", None, None, "0", "Overall", 1, 0, 0, 0],
        ["fernleigh.txt", "1", "Organisational delivery", "1.2", "Staff", 1, 0, 0, 0],
        ["fernleigh.txt", "2", case, "2", case, 0, 0, 1, 1],
        ["fernleigh.txt", "2", case, "2.4", "Reviewing", 0, 1, 0, 0],
        ["none.txt", None, None, None, None, 0, 0, 0, 0],
    ]


def test_no_temporary_file_stays(tagged, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    def reports():
        yield tagged
        raise ValueError

    to_xlsx.write([tagged], tmp_path / "a.xlsx")
    with pytest.raises(ValueError):
        to_xlsx.write(reports(), tmp_path / "b.xlsx")
    assert list(folder.iterdir()) == []
