"""The first report is read while the model is loaded: the same result, the encoder asked once, errors as ever."""

import shutil

import pytest

from classifier.encoder.runtime import SentenceEncoder
from classifier.errors import ModelError
from classifier.persistence import find_model
from classifier.reading import read_report
from classifier.tagging import Fault, tag_report
from classifier.tagging.ahead import load_and_read

TEXT = "1.2 Staff\n\nOfficers in Tolby are well trained. Most hold too many cases.\n\nThere are thirty of them.\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "tolby.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def asked(monkeypatch):
    """How many sentences the network was given, call by call."""
    counts = []
    run = SentenceEncoder._scores

    def counting(encoder, asked):
        counts.append(len(asked))
        return run(encoder, asked)

    monkeypatch.setattr(SentenceEncoder, "_scores", counting)
    return counts


def test_the_findings_are_the_same_and_the_encoder_reads_once(path, shipped, asked):
    expected = tag_report(read_report(path), shipped)
    assert asked == [3]
    model, report = load_and_read("accurate", path)
    assert asked == [3, 3]
    assert tag_report(report, model) == expected
    assert asked == [3, 3]
    assert tag_report(report, model) == expected  # what was read ahead is taken once
    assert asked == [3, 3, 3]


def test_a_model_without_an_encoder_is_loaded_as_ever(path, model_folder, model):
    loaded, report = load_and_read(model_folder, path)
    assert tag_report(report, loaded) == tag_report(read_report(path), model)


def test_a_bad_report_is_a_fault_and_an_endless_paragraph_is_left_to_tagging(tmp_path, asked):
    _, fault = load_and_read("accurate", tmp_path / "gone.txt")
    assert isinstance(fault, Fault)
    assert str(fault.error) == f"{tmp_path}/gone.txt: there is no such file. Check the name and the folder."
    (tmp_path / "endless.txt").write_text("Plans " + "were good and " * 80_000)
    _, report = load_and_read("accurate", tmp_path / "endless.txt")
    assert not isinstance(report, Fault)
    assert asked == []


def test_what_is_wrong_with_a_model_is_told_before_any_of_it_runs(path, tmp_path, asked):
    folder = shutil.copytree(find_model("accurate"), tmp_path / "changed")
    (folder / "encoder.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match=r"encoder.onnx: the file was changed"):
        load_and_read(folder, path)
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelError, match=r"there is no manifest.json"):
        load_and_read(folder, path)
    assert asked == []
