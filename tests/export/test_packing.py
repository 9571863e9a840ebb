"""A report as bytes and back: nothing is lost but what the packing says."""

import dataclasses
import json

import pytest

from classifier.export import packing, to_csv, to_jsonl, write_packed, write_tagged
from classifier.export.columns import rows
from classifier.records import BlockKind, Piece, Report

FORMATS = ["jsonl", "csv", "parquet", "html"]


def odd(build):
    """A report in which every field of every record differs from what it is by default."""
    made = build(document="a \udc80.txt")
    blocks = tuple(
        dataclasses.replace(block, pieces=(*block.pieces, Piece(99, 990, 1)), level=2) for block in made.report.blocks
    )
    findings = list(made.findings)
    for place, before in ((0, "\ud800 said"), (2, findings[1].sentence.text)):
        sentence = dataclasses.replace(findings[place].sentence, before=before, kind=BlockKind.LIST_ITEM)
        findings[place] = dataclasses.replace(
            findings[place], sentence=sentence, finding_confidence=0.1 + 0.2, domain=None
        )
    report = Report(made.report.document, made.report.text, blocks, "pdf", None, ("page 3 could not be read",))
    return dataclasses.replace(made, report=report, findings=tuple(findings))


def test_whole_keeps_every_field(build, one):
    for tagged in (build(), one("Good."), odd(build)):
        assert packing.unpack(packing.pack(tagged, "whole"), "whole") == tagged


def test_rows_keep_what_the_rows_hold(build):
    tagged = build()
    data = packing.pack(tagged, "rows")
    restored = packing.unpack(data, "rows")
    assert list(rows(restored)) == list(rows(tagged)) == [json.loads(line) for line in data.splitlines()]
    assert packing.pack(restored, "rows") == data


@pytest.mark.parametrize("name", FORMATS)
def test_packed_reports_make_the_same_file(name, build, one, tmp_path):
    reports = [build(), one("=SUM(1) \x00 \u2028 end"), build(document="c.txt", page=None)]
    kind = packing.packing_of(name)
    write_tagged(reports, tmp_path / f"a.{name}")
    write_packed((packing.pack(tagged, kind) for tagged in reports), tmp_path / f"b.{name}")
    assert (tmp_path / f"b.{name}").read_bytes() == (tmp_path / f"a.{name}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_workbook_is_made_from_packed_rows(build, tmp_path):
    import openpyxl

    write_packed([packing.pack(build(), "rows")], tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].max_row == 6


def test_an_unfinished_packed_file_stays_at_the_partial_path(build, tmp_path):
    write_packed([packing.pack(build(), "rows")], tmp_path / "a.jsonl", complete=lambda: False)
    assert [path.name for path in tmp_path.iterdir()] == ["a.partial.jsonl"]


def test_the_lines_of_reports_make_up_the_file(build, one, tmp_path):
    reports = [build(), one("-1")]
    for writer, suffix in ((to_jsonl, "jsonl"), (to_csv, "csv")):
        path = tmp_path / f"a.{suffix}"
        writer.write(reports, path)
        assert path.read_bytes() == writer.HEAD + b"".join(map(writer.lines, reports))
