"""JSON Lines, CSV and Parquet, read back."""

import csv
import json

import pytest

from classifier.export import cells, to_csv, to_jsonl, to_parquet
from classifier.export.columns import COLUMNS, rows

NAMES = [column.name for column in COLUMNS]


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_jsonl_holds_every_row(tagged, tmp_path):
    path = tmp_path / "a.jsonl"
    assert to_jsonl.write([tagged], path) == 5
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert read == list(rows(tagged))
    assert list(read[0]) == NAMES
    assert read[0]["finding_confidence"] == 0.9123


def test_jsonl_keeps_letters_and_line_ends_inside_text(one, tmp_path):
    path = tmp_path / "a.jsonl"
    text = "Ffôn is “good”\nand\u2028more\x00"
    to_jsonl.write([one(text)], path)
    raw = path.read_bytes()
    assert "Ffôn".encode() in raw
    assert raw.count(b"\n") == 1
    assert json.loads(raw)["text"] == text


def test_lone_surrogates_do_not_break_a_file(one, tmp_path):
    made = one("Bad \ud800 half.", section=("\udc00",))
    to_jsonl.write([made], tmp_path / "a.jsonl")
    to_csv.write([made], tmp_path / "a.csv")
    to_parquet.write([made], tmp_path / "a.parquet")
    read = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert (read["text"], read["section"]) == ("Bad \ufffd half.", ["\ufffd"])


def test_surrogate_pairs_become_one_character():
    assert cells.encodable("\ud83d\ude00") == "\U0001f600"


def test_printable_text_commands_no_terminal():
    assert cells.printable("a\x1b[31mb\x9bc\td\ne\r") == "a [31mb c\td\ne "


def test_csv_opens_in_a_spreadsheet(tagged, tmp_path):
    path = tmp_path / "a.csv"
    assert to_csv.write([tagged], path) == 5
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument,page,")
    header, first, *others = read_csv(path)
    assert header == NAMES
    row = dict(zip(header, first, strict=True))
    assert (row["page"], row["section"], row["domain"]) == ("3", "A > B", "")
    assert (row["recommendation"], row["review"]) == ("false", "false")
    assert {each[NAMES.index("recommendation")] for each in others} == {"true", "false"}


def test_csv_leaves_a_missing_page_empty(one, tmp_path):
    to_csv.write([one("Good.")], tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv")[1][NAMES.index("page")] == ""


@pytest.mark.parametrize(
    "text", ["=SUM(1)", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'=x", "''@x", "'tis", "", "a=b", "'"]
)
def test_csv_guards_formulas_and_gives_the_text_back(text, one, tmp_path):
    to_csv.write([one(text)], tmp_path / "a.csv")
    cell = read_csv(tmp_path / "a.csv")[1][NAMES.index("text")]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert to_csv.unguarded(cell) == text


def test_csv_guards_only_what_is_dangerous():
    assert to_csv.guarded("'tis =good") == "'tis =good"
    assert to_csv.guarded("=1") == "'=1"


def test_parquet_has_types_and_rows(tagged, one, tmp_path):
    pytest.importorskip("pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    other = one("=SUM(1)")
    assert to_parquet.write([tagged, other], path) == 6
    table = pq.read_table(path)
    assert table.column_names == NAMES
    assert table.schema.field("section").type.value_type == pa.string()
    assert table.schema.field("page").type == pa.int64()
    assert table.schema.field("review").type == pa.bool_()
    assert table.schema.field("finding_confidence").type == pa.float64()
    assert table.schema.field("text").metadata[b"about"] == b"the sentence, with broken lines joined"
    assert table.to_pylist() == [*rows(tagged), *rows(other)]


def test_parquet_writes_groups_as_they_fill(tagged, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    monkeypatch.setattr(to_parquet, "ROWS_A_GROUP", 8)
    to_parquet.write([tagged] * 5, tmp_path / "a.parquet")
    meta = pq.read_metadata(tmp_path / "a.parquet")
    assert [meta.row_group(index).num_rows for index in range(meta.num_row_groups)] == [10, 10, 5]
