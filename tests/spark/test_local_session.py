"""Tagging on a real session of Spark gives what one machine gives, row for row, whatever happens to its workers."""

import io
import json
import os

import pytest

pytest.importorskip("pyspark")
import pandas as pd
import pyarrow.parquet as pq
from pyspark.sql import functions as F  # noqa: N812  its usual name
from small_reports import small_report

import classifier
from classifier import spark as findings_spark
from classifier.errors import ClassifierError, ModelError, OutputError
from classifier.export.columns import COLUMNS, SCHEMA_VERSION
from classifier.spark import faults_of, findings_of, schema, tag, tag_files, tagging
from classifier.tagging import find_reports
from classifier.tagging.faults import as_line

NAMES = [column.name for column in COLUMNS]


def on_one_machine(results, path):
    """The rows that the command would write as Parquet, and its faults."""
    results = list(results)
    faults = [as_line(one) for one in results if isinstance(one, classifier.Fault)]
    classifier.write_tagged((one for one in results if not isinstance(one, classifier.Fault)), path)
    return pq.read_table(path).to_pylist(), faults


def collected(tagged, order):
    """The sentences and the faults of a DataFrame, its documents in the order of `order`."""
    place = {document: number for number, document in enumerate(order)}
    rows = sorted(tagged.collect(), key=lambda row: place[row["document"]])  # within a document as they came
    found = [{name: row[name] for name in NAMES} for row in rows if row["fault"] is None]
    faults = [{"document": row["document"], **row["fault"].asDict()} for row in rows if row["fault"] is not None]
    return found, faults


@pytest.fixture(scope="module")
def texts():
    """Sixty texts by name, one of them empty and one without a sentence."""
    return {f"r{number:02}": {17: "", 23: " \n"}.get(number, small_report(number)) for number in range(60)}


@pytest.fixture(scope="module")
def df(spark, texts):
    return spark.createDataFrame(list(texts.items()), "id string, body string")


@pytest.fixture(scope="module")
def tagged(df, model_folder):
    return tag(df, "body", document_column="id", model=model_folder)


@pytest.fixture(scope="module")
def expected(texts, model, tmp_path_factory):
    path = tmp_path_factory.mktemp("single") / "out.parquet"
    return on_one_machine(classifier.tag_many(texts.values(), model, documents=texts), path)


def test_rows_and_faults_are_those_of_one_machine(tagged, expected, texts):
    assert collected(tagged, texts) == expected
    assert [fault["document"] for fault in expected[1]] == ["r17", "r23"]


def test_the_schema_is_that_of_the_parquet_output(tagged, spark, expected, texts, model, tmp_path):
    on_one_machine(classifier.tag_many(["Staff are well trained."], model), tmp_path / "one.parquet")
    written = spark.read.parquet(str(tmp_path / "one.parquet")).schema

    found = findings_of(tagged).schema
    assert [(field.name, field.dataType) for field in found] == [(field.name, field.dataType) for field in written]
    assert found == schema()
    assert found["start"].metadata == {"comment": COLUMNS[3].about, "findings_schema": SCHEMA_VERSION}
    assert faults_of(tagged).columns == ["document", "what", "reason", "mend"]
    assert tagged.columns == [*NAMES, "fault"]


def test_a_worker_loads_the_model_once_and_has_one_thread(df, spark, model_folder):
    assert tag(df, "body", model=model_folder, partitions=16).count() > 60

    def ask(frames):
        from classifier.encoder.runtime import threads
        from classifier.tagging.one_report import _loaded

        for _ in frames:
            seen = _loaded.cache_info()
            yield pd.DataFrame(
                {"pid": [os.getpid()], "loads": [seen.misses], "uses": [seen.hits], "threads": [threads()]}
            )

    asked = spark.range(8, numPartitions=8).mapInPandas(ask, "pid long, loads long, uses long, threads long")
    workers = {row["pid"]: row for row in asked.collect()}
    assert 1 <= len(workers) <= 2
    assert all(row["loads"] <= 1 and row["threads"] == 1 for row in workers.values())
    assert sum(row["uses"] + row["loads"] for row in workers.values()) >= 16  # each partition is asked for at once


def test_files_of_every_kind_and_broken_ones(spark, model, model_folder, tmp_path):
    folder = tmp_path / "reports of 2019, 50%"
    (folder / "more").mkdir(parents=True)
    (folder / "a.pdf").write_bytes(pdf(small_report(4)))
    (folder / "b.pdf").write_bytes(pdf(small_report(5))[:700])
    (folder / "c.docx").write_bytes(docx(small_report(3)))
    (folder / "more" / "d.html").write_text(f"<!doctype html><html><body><p>{small_report(0)}</p></body></html>")
    (folder / "more" / "e.md").write_text(small_report(1))
    (folder / "more" / "f.txt").write_text("\n")  # Spark passes over files without a byte
    (folder / "more" / "g.xlsx").write_bytes(b"no report")
    paths = [*find_reports([str(folder)]).paths, folder / "more" / "g.xlsx"]
    expected = on_one_machine(classifier.tag_files(paths, model), tmp_path / "single.parquet")

    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(str(tmp_path / "reports*"))
    tagged = tag_files(files, model=model_folder)

    assert collected(tagged, [path.as_posix() for path in paths]) == expected
    assert {row["document"].rpartition("/")[2] for row in expected[0]} == {"a.pdf", "c.docx", "d.html", "e.md"}
    assert {row["page"] for row in expected[0]} == {None, 1}
    assert len(expected[1]) == 3


def test_workers_that_die_lose_and_double_nothing(spark, model, model_folder, tmp_path, monkeypatch):
    real = tagging._for_workers

    def armed(job):
        work = real(job)

        def dangerous(frames):
            import deadly_work

            deadly_work.arm()
            return work(frames)

        return dangerous

    monkeypatch.setattr(tagging, "_for_workers", armed)
    texts = {f"r{number:02}": small_report(number) for number in range(12)}
    texts["r04"] = f"deadly {tmp_path / 'once'} once\n\nReviews are regular. Plans are good.\n"
    texts["r09"] = f"deadly {tmp_path / 'always'} always\n\nReviews are late.\n"
    expected, _ = on_one_machine(
        classifier.tag_many(texts.values(), model, documents=texts), tmp_path / "single.parquet"
    )
    df = spark.createDataFrame(list(texts.items()), "id string, body string").repartition(3)

    rows, faults = collected(tag(df, "body", document_column="id", model=model_folder), texts)

    assert (tmp_path / "once").exists()
    assert rows == [row for row in expected if row["document"] != "r09"]
    assert {row["document"] for row in rows} >= {"r04"}
    (fault,) = faults
    assert fault["document"] == "r09"
    assert fault["reason"] == "the process that tagged it was ended twice (killed, or out of memory)"
    assert "spark.executor.memoryOverhead" in fault["mend"]


def test_a_skewed_partition_is_streamed_or_shared_out(spark, model, model_folder, tmp_path):
    texts = {str(number): f"Reviews in ward {number} are late." for number in range(1500)}
    expected = on_one_machine(classifier.tag_many(texts.values(), model, documents=texts), tmp_path / "single.parquet")
    everything = spark.createDataFrame([(int(key), text) for key, text in texts.items()], "id long, body string")
    skewed = everything.repartition(4, F.lit(1))  # all rows in one of four partitions
    assert len(set(skewed.select(F.spark_partition_id()).toPandas().iloc[:, 0])) == 1

    assert collected(tag(skewed, "body", document_column="id", model=model_folder), texts) == expected

    shared = tag(skewed, "body", document_column="id", model=model_folder, partitions=4)
    rows = shared.withColumn("partition", F.spark_partition_id()).groupBy("partition").count().collect()
    assert sorted(row["count"] for row in rows) == [375] * 4


def test_nothing_gives_no_rows_and_the_same_columns(spark, model_folder):
    tagged = tag(spark.createDataFrame([], "text string"), model=model_folder)
    assert tagged.collect() == []
    assert findings_of(tagged).schema == schema()


def test_null_texts_are_faults_and_nameless_ones_have_the_hash_as_name(spark, model_folder):
    df = spark.createDataFrame([(None, 7), ("Staff are well trained.", None)], "`the text` string, `a.key` long")
    found = {
        row["document"]: row["fault"]
        for row in tag(df, "the text", document_column="a.key", model=model_folder).collect()
    }
    assert found["7"]["reason"] == "the row has no text, it is null"
    (name,) = set(found) - {"7"}
    assert name.startswith("sha256:")
    assert found[name] is None


def test_what_is_wrong_is_told_before_anything_runs(spark, df, model_folder):
    with pytest.raises(ClassifierError, match=r"there is no column 'text'\. Use one of id, body"):
        tag(df, model=model_folder)
    with pytest.raises(ClassifierError, match="there is no column 'name'"):
        tag(df, "body", document_column="name", model=model_folder)
    with pytest.raises(ClassifierError, match=r"the column 'content' is string, not binary\. Read files as binaryFile"):
        tag_files(df.selectExpr("id path", "body content"), model=model_folder)
    with pytest.raises(ClassifierError, match="the column 'id' is bigint, not string"):
        tag(spark.range(3), "id", model=model_folder)
    with pytest.raises(ClassifierError, match=r"a Spark DataFrame is needed, and this is a pandas\."):
        tag(pd.DataFrame({"text": []}), model=model_folder)
    with pytest.raises(ClassifierError, match=r"there is no format 'pdf' of texts\. Use one of text, markdown"):
        tag(df, "body", format="pdf")
    with pytest.raises(ModelError, match="there is no such model or folder"):
        tag(df, "body", model="nowhere")
    with pytest.raises(ClassifierError, match="cannot aim at an error of 1e-09"):
        tag(df, "body", model=model_folder, target_error=1e-9)


def test_written_output_is_that_of_one_machine_and_is_not_overwritten(tagged, expected, tmp_path):
    out = tmp_path / "out"
    written = findings_spark.write(tagged, f"{out}/")

    rows, faults = expected
    found = pq.read_table(out)
    assert found.column_names == NAMES
    assert sorted(found.to_pylist(), key=lambda row: (row["document"], row["start"])) == rows
    lines = [
        json.loads(line) for path in out.parent.glob("out.faults/*.json") for line in path.read_text().splitlines()
    ]
    assert sorted(lines, key=lambda line: line["document"]) == faults
    assert (written.findings, written.faults, written.fault_count) == (str(out), f"{out}.faults", 2)
    with pytest.raises(OutputError, match="say overwrite=True"):
        findings_spark.write(tagged, str(out))
    assert findings_spark.write(tagged.limit(3), str(out), overwrite=True).fault_count == 0
    assert pq.read_table(out).num_rows == 3


def pdf(text):
    """A page with the lines of a text."""
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file)
    for number, line in enumerate(text.splitlines()):
        canvas.drawString(60, 780 - 14 * number, line.strip("# "))
    canvas.save()
    return file.getvalue()


def docx(text):
    """A Word file with the paragraphs of a text."""
    from docx import Document

    document = Document()
    for line in filter(None, text.splitlines()):
        document.add_paragraph(line.strip("# "), "Heading 1" if line.startswith("#") else None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
