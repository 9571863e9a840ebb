"""What a Spark worker does with its frames, without Spark's processes: streams, names, faults, second attempts."""

import hashlib
import subprocess
import sys
from dataclasses import asdict

import pytest

pytest.importorskip("pyspark")
import pandas as pd

from classifier import __version__, tag
from classifier.errors import ClassifierError, MissingExtraError, ModelError
from classifier.export.columns import COLUMNS, rows
from classifier.persistence import MANIFEST
from classifier.spark import in_worker, session, shipping
from classifier.spark.in_worker import Job, lines_of, work
from classifier.spark.shipping import Shipped, arrived
from classifier.spark.tagging import _for_workers, job_of
from classifier.tagging import one_report, together
from classifier.tagging.chunks import MOST_REPORTS
from classifier.tagging.items import Item

TEXT = "# 2.1 Assessment\n\nAssessments in Tolby drew well on what others knew. We read many cases there.\n"
SHIPPED = Shipped("findings-model-small", "0" * 64)


@pytest.fixture
def job(monkeypatch, model_folder, model):
    """A job whose model has arrived and is loaded."""
    monkeypatch.setattr(in_worker, "arrived", lambda shipped: model_folder)
    monkeypatch.setattr(one_report, "_loaded", lambda name: model)
    monkeypatch.delenv("FINDINGS_THREADS", raising=False)
    return Job(__version__, SHIPPED, "text")


def frame(*texts, names=None):
    return pd.DataFrame({"document": names or [f"{place}" for place in range(len(texts))], "content": list(texts)})


def test_rows_are_those_of_every_output(job, model):
    (out,) = work([frame(TEXT, names=["a"])], job)

    expected = list(rows(tag(TEXT, model, document="a")))
    found = out[[column.name for column in COLUMNS]].astype(object).where(out.notna(), None).to_dict("records")
    assert [{**row, "section": list(row["section"])} for row in found] == expected
    assert out["fault_what"].isna().all()


def test_bad_texts_are_rows_of_faults_and_the_others_go_on(job):
    (out,) = work([frame("", TEXT, None, names=["empty", "good", "null"])], job)

    faults = out[out["fault_what"].notna()]
    assert faults["document"].tolist() == ["empty", "null"]
    assert faults["fault_reason"].tolist() == ["no sentence was found in it", "the row has no text, it is null"]
    assert set(out[out["fault_what"].isna()]["document"]) == {"good"}
    assert faults["start"].isna().all()


def test_a_report_without_a_name_is_named_by_its_text(job):
    (out,) = work([frame(TEXT, None, names=[None, None])], job)

    name = f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()[:16]}"
    assert list(dict.fromkeys(out["document"])) == [name, "nameless"]


def test_an_error_of_the_program_is_a_fault_of_that_report(job, monkeypatch):
    def broken(report, findings, model, **options):
        raise KeyError("oh")

    monkeypatch.setattr(together, "with_findings", broken)
    (out,) = work([frame(TEXT, names=["a"])], job)

    assert out["fault_reason"][0] == "tagging it failed unexpectedly (KeyError: 'oh')"


def test_an_endless_partition_streams(job, monkeypatch):
    monkeypatch.setattr(in_worker, "ROWS_A_FRAME", 40)
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield frame(*[TEXT] * 5)

    out = work(endless(), job)
    first = next(out)
    out.close()

    assert 40 <= len(first) < 50
    assert taken <= MOST_REPORTS // 5 + 2


def test_a_second_attempt_gives_the_same_from_a_process_beside_the_worker(job, monkeypatch):
    texts = frame(TEXT, "", None, TEXT.replace("Tolby", "Orley"))
    (first,) = work([texts], job)
    monkeypatch.setattr(in_worker, "_task", lambda: (1, 1))
    (second,) = work([texts], job)

    pd.testing.assert_frame_equal(second, first)


def test_files_are_read_by_content_and_leave_no_copy(job, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files = pd.DataFrame(
        {
            "document": ["a.md", "b.pdf", "c.txt"],
            "content": [TEXT.encode(), b"%PDF-1.4 torn", TEXT.encode()],
            "path": ["s3a://bucket/a.md", "s3a://bucket/b.pdf", "s3a://bucket/c.txt"],
        }
    )
    (out,) = work([files], Job(__version__, SHIPPED, "file"))

    assert list(dict.fromkeys(out["document"])) == ["a.md", "b.pdf", "c.txt"]
    assert out[out["fault_what"].notna()]["fault_reason"].tolist() == ["the PDF is truncated: it has no end mark"]
    assert list(tmp_path.iterdir()) == []


def test_what_of_a_report_could_not_be_read_follows_its_sentences(job, monkeypatch):
    from classifier.records import Report

    real = in_worker._read

    def torn(item, job):
        whole = real(item, job)
        return Report(whole.document, whole.text, whole.blocks, "pdf", faults=("page 2 cannot be read",))

    monkeypatch.setattr(in_worker, "_read", torn)
    (out,) = work([frame(TEXT, names=["a"])], job)

    assert out["fault_what"].tolist()[:-1] == [None] * (len(out) - 1)
    assert out.iloc[-1][["document", "fault_what", "fault_reason"]].tolist() == ["a", "part", "page 2 cannot be read"]


def test_a_task_has_as_many_threads_as_cores(job, monkeypatch):
    from classifier.encoder.runtime import threads

    monkeypatch.setattr(in_worker, "_task", lambda: (0, 3))
    list(work([], job))
    assert threads() == 3


def test_another_version_is_refused(job):
    other = Job("0.0.9", SHIPPED, "text")
    with pytest.raises(ClassifierError, match=rf"the workers have findings {__version__}, the driver has 0\.0\.9"):
        next(work([frame(TEXT)], other))


def test_a_model_that_cannot_be_loaded_stops_the_task(job, monkeypatch, tmp_path):
    def missing(name):
        raise ModelError(name, "the file is missing or cannot be read", "Restore the model folder")

    monkeypatch.setattr(one_report, "_loaded", missing)
    with pytest.raises(ModelError, match="missing"):
        list(lines_of([Item(0, "a", TEXT)], job, str(tmp_path)))


def test_the_job_goes_as_plain_values(job):
    assert job_of(asdict(job)) == job


def test_workers_without_the_package_say_what_to_do(job):
    from pyspark import cloudpickle

    sent = cloudpickle.dumps(_for_workers(job))
    script = (
        "import pickle, sys\n"
        "sys.modules['classifier'] = None\n"
        f"list(pickle.loads({sent!r})([]))\n"
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)

    assert done.returncode == 1
    assert "cannot tag" in done.stderr
    assert "Set PYSPARK_PYTHON to a Python that has findings-classifier[spark]" in done.stderr


def test_only_the_model_that_was_sent_is_used(monkeypatch, model_folder, tmp_path):
    monkeypatch.setattr("pyspark.SparkFiles.get", lambda name: str(tmp_path / name))
    sha256 = hashlib.sha256((model_folder / MANIFEST).read_bytes()).hexdigest()
    with pytest.raises(ModelError, match="the model has not arrived on the executor"):
        arrived(Shipped("m", sha256))
    (tmp_path / "m").symlink_to(model_folder)
    assert arrived(Shipped("m", sha256)) == tmp_path / "m"
    with pytest.raises(ModelError, match=f"another model has arrived: the sha256 of its manifest is {sha256}"):
        arrived(Shipped("m", "0" * 64))


def test_a_model_is_sent_once_an_application(model_folder):
    class Context:
        applicationId = "app-1"  # noqa: N815  Spark's name

        def __init__(self):
            self.sent = []

        def addArchive(self, path):  # noqa: N802
            self.sent.append(path)

    context = Context()
    first, second = shipping.ship(context, model_folder), shipping.ship(context, model_folder)

    assert first == second
    (path,) = context.sent
    assert path.endswith(f"{first.name}.zip#{first.name}")
    with pytest.raises(ModelError, match="there is no such model or folder"):
        shipping.ship(context, "nowhere")


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match="Tagging on Spark needs the package pandas") as said:
        session.require()
    assert "pip install 'findings-classifier[spark]'" in str(said.value)


def test_missing_java_is_told_with_the_mend(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClassifierError, match="needs Java, and there is none") as said:
        session.check_java()
    assert "Install Java 17 or newer" in str(said.value)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ClassifierError, match="there is no bin/java in it"):
        session.local_session()
