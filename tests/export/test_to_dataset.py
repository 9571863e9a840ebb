"""A dataset in parts: read back as one table, replaced only as a whole, and nothing else ever replaced."""

import json

import pyarrow.dataset
import pyarrow.parquet
import pytest

from classifier.errors import OutputError
from classifier.export import packing, to_dataset
from classifier.export.columns import COLUMNS, SCHEMA_VERSION
from classifier.export.partitions import partition_value

NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def packed(build):
    return lambda document: packing.pack(build(document=document), "rows")


def read(folder):
    return pyarrow.dataset.dataset(folder, partitioning="hive").to_table().to_pylist()


def test_parts_read_as_one_table(packed, tmp_path):
    folder = tmp_path / "out"
    parts = [("2019", [packed("a"), packed("b")]), ("2020", [packed("c")]), (None, [packed("d")])]
    assert to_dataset.write_dataset(parts, "year", folder) == 20
    rows = read(folder)
    assert {(row["document"], row["year"]) for row in rows} == {("a", 2019), ("b", 2019), ("c", 2020), ("d", None)}
    assert len(rows) == 20
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert names == [
        "_findings.json",
        "year=2019/part-00000.parquet",
        "year=2020/part-00000.parquet",
        "year=__HIVE_DEFAULT_PARTITION__/part-00000.parquet",
    ]
    mark = json.loads((folder / "_findings.json").read_text(encoding="utf-8"))
    assert mark == {"findings": "dataset", "schema": SCHEMA_VERSION, "partitioned_by": "year"}
    meta = pyarrow.parquet.read_schema(folder / "year=2019" / "part-00000.parquet")
    assert meta.names == NAMES
    assert meta.metadata[b"findings_schema"] == SCHEMA_VERSION.encode()


def test_values_with_odd_characters_come_back(packed, tmp_path):
    documents = ["corpus/a b.md", "x[1]=%é.txt"]
    to_dataset.write_dataset([(name, [packed(name)]) for name in documents], "document", tmp_path / "out")
    assert sorted({row["document"] for row in read(tmp_path / "out")}) == documents


def test_large_parts_are_several_files(packed, tmp_path, monkeypatch):
    monkeypatch.setattr(to_dataset, "ROWS_A_FILE", 8)
    to_dataset.write_dataset([("x", [packed("a")] * 5)], "programme", tmp_path / "out")
    counts = [pyarrow.parquet.read_metadata(path).num_rows for path in sorted((tmp_path / "out").glob("*/*.parquet"))]
    assert counts == [10, 10, 5]


def test_a_dataset_is_replaced_as_a_whole(packed, tmp_path):
    folder = tmp_path / "out"
    to_dataset.write_dataset([("1", [packed("a")]), ("2", [packed("b")])], "year", folder)

    def failing():
        yield "3", [packed("c")]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_dataset.write_dataset(failing(), "year", folder)
    assert {row["document"] for row in read(folder)} == {"a", "b"}
    to_dataset.write_dataset([("3", [packed("c")])], "year", folder)
    assert {row["document"] for row in read(folder)} == {"c"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["out", "out.partial", "out.old"])
def test_what_is_no_dataset_is_never_replaced(packed, tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError) as caught:
        to_dataset.write_dataset([("3", [packed("c")])], "year", tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path / name}: this is no dataset that findings has written, so it is not replaced. "
        "Choose another folder for the output."
    )
    assert (tmp_path / name / "thesis.txt").exists()


def test_an_empty_folder_may_be_there_and_a_missing_one_is_told(packed, tmp_path):
    (tmp_path / "out").mkdir()
    assert to_dataset.write_dataset([("3", [packed("c")])], "year", tmp_path / "out") == 5
    with pytest.raises(OutputError, match=r"there is no folder .*no\. Create it"):
        to_dataset.check_dataset(tmp_path / "no" / "out")


def test_a_value_that_no_folder_can_have_is_told(packed, tmp_path):
    with pytest.raises(OutputError, match="File name too long"):
        to_dataset.write_dataset([("x" * 300, [packed("c")])], "document", tmp_path / "out")


def facts(**values):
    return {name: {"value": value} for name, value in values.items()}


@pytest.mark.parametrize(
    ("document", "metadata", "year"),
    [
        ("a/2019/x.pdf", facts(published="2018-06"), "2018"),
        ("a/2019/x.pdf", facts(fieldwork="2018-10/2018-11"), "2019"),
        ("a/x-2017.pdf", facts(published="XXXX-06", fieldwork="2018-12/2019-01"), "2019"),
        ("a/2019 reports/x-2017.pdf", {}, "2017"),
        ("a/20190612.pdf", {"published": None}, None),
    ],
)
def test_the_year_of_a_report(document, metadata, year):
    assert partition_value("year", document, metadata) == year


def test_the_programme_and_the_document_of_a_report():
    assert partition_value("programme", "a", facts(programme="thematic")) == "thematic"
    assert partition_value("programme", "a", {"programme": None}) is None
    assert partition_value("document", "a/b.md", {}) == "a/b.md"
