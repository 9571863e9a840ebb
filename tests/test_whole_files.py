"""A file is written whole or not at all."""

import pytest

from classifier.errors import OutputError
from classifier.whole_files import write_whole


def test_a_file_is_made_or_replaced_and_nothing_stays_beside_it(tmp_path):
    path = tmp_path / "a.txt"
    for content in (b"one", b"two\r\n"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_what_stops_half_way_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_whole(path, b"one")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputError, match=r"the report cannot be written \(No space left on device\)\. Make room\."):
        write_whole(path, b"two", what="the report", mend="Make room")
    assert path.read_bytes() == b"one"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_place_that_is_none_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"this is a folder, not a file\. Add a file name"):
        write_whole(tmp_path, b"one")
    with pytest.raises(OutputError, match=r"this cannot be written \(No such file or directory\)\. Close it"):
        write_whole(tmp_path / "nowhere" / "a.txt", b"one")
