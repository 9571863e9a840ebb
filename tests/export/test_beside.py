"""Small files beside the output: whole or not there."""

import pytest

from classifier.errors import OutputError
from classifier.export.beside import LinesBeside, faults_path, metadata_path


def test_names(tmp_path):
    assert faults_path(tmp_path / "a.b.csv") == tmp_path / "a.b.faults.jsonl"
    assert metadata_path(tmp_path / "folder") == tmp_path / "folder.metadata.jsonl"


def test_it_is_there_when_it_is_finished(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("old")
    with LinesBeside(path) as lines:
        lines.add({"text": "é \ud800", "none": None})
        assert path.read_text() == "old"
        lines.finish()
    assert path.read_text() == '{"text": "\\u00e9 \\ud800", "none": null}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_an_older_one_goes_where_there_is_nothing_to_say(tmp_path):
    (tmp_path / "a.jsonl").write_text("old")
    with LinesBeside(tmp_path / "a.jsonl") as lines:
        lines.finish()
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_one_leaves_the_older_as_it_was(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), LinesBeside(path) as lines:
        lines.add({})
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "old"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"this cannot be written \(No such file or directory\)"):
        LinesBeside(tmp_path / "no" / "a.jsonl")
