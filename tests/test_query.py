"""SQL over tagged output: the same table from every format, and nothing but that table."""

import pytest

from classifier.errors import ClassifierError, MissingExtraError, ReadingError
from classifier.export import write_tagged
from classifier.export.columns import COLUMNS, rows
from classifier.export.packing import pack
from classifier.export.to_dataset import write_dataset
from classifier.query import Query
from classifier.records import BlockKind, Finding, FindingLabel, Report, Sentence, TaggedReport

NAMES = [column.name for column in COLUMNS]


def tagged(document, *texts, page=3):
    findings = tuple(
        Finding(
            Sentence(text, 9, 9 + len(text), ("1 Aims", "=b"), BlockKind.PARAGRAPH, "", page),
            label,
            0.9,
            code,
            "2.1",
            0.8,
        )
        for text, label, code in zip(texts, FindingLabel, ("2", None, "2", None), strict=False)
    )
    return TaggedReport(Report(document, "", (), "text"), findings, "small", "hmip-nps-2018")


REPORTS = [
    tagged("a 'b'.txt", "Plans were good.", "=SUM(1), \"quoted\"", "'=x\nand on", "-"),
    tagged("c.txt", "Plans were late.", page=None),
]  # fmt: skip


@pytest.fixture(params=["jsonl", "csv", "parquet", "dataset"])
def output(request, tmp_path):
    """The reports in each format, under a name that looks like a pattern."""
    if request.param == "dataset":
        path = tmp_path / "it's [1]"
        write_dataset([(one.report.document, [pack(one, "rows")]) for one in REPORTS], "document", path)
    else:
        path = tmp_path / f"it's [1].{request.param}"
        write_tagged(REPORTS, path)
    return path


def ask(path, sql):
    with Query([path]) as query:
        answer = query.ask(sql)
        return answer.columns, list(answer.rows)


def refused(path, sql):
    with Query([path]) as query, pytest.raises(ClassifierError) as caught:
        list(query.ask(sql).rows)
    return str(caught.value)


def test_every_format_is_the_same_table(output):
    columns, found = ask(output, 'select * from findings order by document, start, "end", text')
    assert list(columns) == NAMES
    expected = [row for report in REPORTS for row in rows(report)]
    expected.sort(key=lambda row: (row["document"], row["start"], row["end"], row["text"]))
    assert [dict(zip(columns, row, strict=True)) for row in found] == expected


def test_it_counts_and_filters(output):
    assert ask(output, "select count(*) n from findings where page is null") == (("n",), [(1,)])
    assert ask(output, "with x as (from findings) select section[2] s from x group by 1;") == (("s",), [("=b",)])
    assert len(ask(output, "describe findings")[1]) == len(NAMES)


@pytest.mark.parametrize(
    "sql",
    [
        "drop view findings",
        "copy findings to 'out.csv'",
        "install httpfs",
        "attach 'x.db'",
        "set threads = 1",
        "select 1; select 2",
        "create table x as from findings",
        "",
    ],
)
def test_only_one_select_can_be_asked(output, sql):
    assert refused(output, sql) == (
        "query: only a single SELECT can be asked. "
        'Ask one question, such as: "select finding, count(*) from findings group by all".'
    )


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('{folder}/secret.csv')",
        "select * from '{folder}/secret.csv'",
        "select * from glob('{folder}/*')",
        "select * from 'https://example.org/x.parquet'",
    ],
)
def test_no_other_file_and_no_network_is_reached(output, sql):
    (output.parent / "secret.csv").write_text("a\n1\n")
    assert "file system operations are disabled" in refused(output, sql.format(folder=output.parent))


def test_a_wrong_query_is_told_in_one_line(output):
    said = refused(output, "select nothing from findings")
    assert said.startswith('query: Binder Error: Referenced column "nothing" not found')
    assert said.endswith('See the columns with: findings query "describe findings" PATH.')
    assert "\n" not in said
    assert refused(output, "selec").startswith("query: Parser Error: syntax error")
    assert "Could not convert string" in refused(output, "select cast(text as integer) from findings")


def test_several_outputs_are_one_table(tmp_path):
    paths = [tmp_path / "a.jsonl", tmp_path / "b.csv", tmp_path / "c"]
    write_tagged(REPORTS[:1], paths[0])
    write_tagged(REPORTS[1:], paths[1])
    write_dataset([("2019", [pack(REPORTS[1], "rows")])], "year", paths[2])
    with Query(paths) as query:
        answer = query.ask("select document, year, count(*) from findings group by all order by all")
        assert list(answer.rows) == [("a 'b'.txt", None, 4), ("c.txt", 2019, 1), ("c.txt", None, 1)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.jsonl", None, "there is no such file"),
        ("a.xlsx", "x", "a file that ends in '.xlsx' cannot be asked"),
        ("a", "x", "a file that ends in 'no suffix' cannot be asked"),
        ("a.parquet", "x", "it cannot be read as tagged output"),
        ("folder", ..., "there is no Parquet file in this folder"),
    ],
)
def test_what_is_no_tagged_output_is_told(tmp_path, name, content, said):
    path = tmp_path / name
    if content is ...:
        path.mkdir()
    elif content is not None:
        path.write_text(content)
    with pytest.raises(ReadingError) as caught:
        Query([path])
    assert str(caught.value).startswith(f"{path}: {said}")
    assert len(str(caught.value).splitlines()) == 1


def test_a_parquet_file_of_something_else_is_told(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"document": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(ReadingError, match="it has no column 'page', so it is no tagged output"):
        Query([tmp_path / "a.parquet"])


def test_without_the_package_its_extra_is_named(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'findings-classifier\[query\]'"):
        Query([tmp_path])
