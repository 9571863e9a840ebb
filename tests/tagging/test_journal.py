"""The journal: what it keeps, what it cuts off, and when it refuses."""

import errno
import os

import pytest

from classifier.errors import OutputError
from classifier.tagging import journal as journals
from classifier.tagging.items import Done
from classifier.tagging.journal import Journal, journal_path


def done(name, data=b"a\nb\n", sha256="1", **about):
    return Done(name, sha256, about, data)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out.jsonl.journal"


def filled(path, *names, digest="d"):
    with Journal(path, digest, resume=True) as journal:
        for name in names:
            journal.append(done(name, name.encode() * 9))


def test_it_stands_beside_the_output(tmp_path):
    assert journal_path(tmp_path / "out.csv") == tmp_path / "out.csv.journal"
    assert journal_path(tmp_path / "folder") == tmp_path / "folder.journal"


def test_what_was_appended_is_there_now_and_later(path):
    with Journal(path, "d", resume=False) as journal:
        journal.append(done("a", b"\x00\n\xff one", "1", counts={"none": 2}))
        journal.append(done("b \u00e9\udc80\n", b"", "2"))
        assert journal.data("a") == b"\x00\n\xff one"
    with Journal(path, "d", resume=True) as journal:
        assert (len(journal), journal.others) == (2, 0)
        entry = journal.entry("a")
        assert (entry.document, entry.sha256, entry.about) == ("a", "1", {"counts": {"none": 2}})
        assert journal.data("a") == b"\x00\n\xff one"
        assert journal.data("b \u00e9\udc80\n") == b""
        assert "c" not in journal
        assert journal.entry("c") is None
        with pytest.raises(KeyError):
            journal.data("c")


def test_the_newest_entry_of_a_document_counts_and_it_can_be_forgotten(path):
    with Journal(path, "d", resume=False) as journal:
        journal.append(done("a", b"old", "1"))
        journal.append(done("a", b"new", "2"))
        assert journal.data("a") == b"new"
    with Journal(path, "d", resume=True) as journal:
        assert journal.entry("a").sha256 == "2"
        journal.forget("a")
        journal.forget("never")
        assert "a" not in journal


def test_other_settings_find_nothing_and_lose_nothing(path):
    filled(path, "a", "b", digest="one")
    with Journal(path, "two", resume=True) as journal:
        assert (len(journal), journal.others) == (0, 2)
        journal.append(done("a", b"of two"))
    with Journal(path, "one", resume=True) as journal:
        assert (len(journal), journal.others) == (2, 1)
        assert journal.data("a") == b"a" * 9


@pytest.mark.parametrize("how", ["cut", "noise", "zeros", "flip"])
def test_a_torn_end_is_cut_off_wherever_it_was_torn(path, how):
    filled(path, "a", "b")
    whole = path.read_bytes()
    filled(path, "c")
    data = path.read_bytes()
    for at in range(len(whole) + 1, len(data) - 1, 9):
        torn = data[:at] + {"cut": b"", "noise": b"\n\xff{ }\n", "zeros": bytes(len(data) - at), "flip": data[at:]}[how]
        if how == "flip":
            torn = bytearray(torn)
            torn[at] ^= 1
        path.write_bytes(torn)
        with Journal(path, "d", resume=True) as journal:
            assert len(journal) == 2, at
            journal.append(done("x", b"after"))
            assert journal.data("b") == b"b" * 9
        with Journal(path, "d", resume=True) as journal:
            assert len(journal) == 3
            assert journal.data("x") == b"after"


@pytest.mark.parametrize("at", range(len(journals._HEAD)))
def test_a_torn_first_line_is_begun_again(path, at):
    path.write_bytes(journals._HEAD[:at])
    filled(path, "a")
    with Journal(path, "d", resume=True) as journal:
        assert len(journal) == 1


def test_an_earlier_run_is_not_thrown_away_without_a_word(path):
    filled(path, "a")
    before = path.read_bytes()
    with pytest.raises(OutputError) as caught:
        Journal(path, "d", resume=False)
    assert str(caught.value) == (
        f"{path}: an earlier run stopped before its end and left its journal. "
        "Say --resume to go on with it, or delete this file to start over."
    )
    assert path.read_bytes() == before


def test_an_empty_journal_goes_when_it_is_closed_and_hinders_nobody(path):
    path.write_bytes(journals._HEAD)
    with Journal(path, "d", resume=False) as journal:
        assert len(journal) == 0
        journal.close()
    assert not path.exists()


def test_a_file_that_is_no_journal_is_left_alone(path):
    path.write_text("my notes")
    with pytest.raises(OutputError, match=r"this is no journal of findings. Choose another name for the output.$"):
        Journal(path, "d", resume=True)
    assert path.read_text() == "my notes"


def test_two_runs_cannot_write_it_at_a_time(path):
    with Journal(path, "d", resume=True) as journal:
        with pytest.raises(OutputError, match="another run is writing this"):
            Journal(path, "d", resume=True)
        assert path.exists()
        journal.append(done("a"))
    with Journal(path, "d", resume=True) as journal:
        assert len(journal) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"the journal cannot be written \(No such file or directory\)"):
        Journal(tmp_path / "no" / "x.journal", "d", resume=True)


def test_a_full_disk_is_told_and_what_is_finished_stays(path, monkeypatch):
    filled(path, "a")
    written = os.write

    def full(file, data):
        if len(data) < 90:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(file, data[:90])

    with Journal(path, "d", resume=True) as journal:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OutputError, match=r"the disk is full. Free some space and run the command again with --re"):
            journal.append(done("b", b"b" * 50))
        monkeypatch.undo()
        assert "b" not in journal
    with Journal(path, "d", resume=True) as journal:
        assert len(journal) == 1


def test_it_is_synchronised_now_and_then(path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with Journal(path, "d", resume=True) as journal:
        journal.append(done("a"))
        assert synced == []
        monkeypatch.setattr(journals, "SYNC_SECONDS", 0.0)
        journal.append(done("b"))
        assert len(synced) == 1
