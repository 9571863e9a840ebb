"""The way in: formats, errors word for word, nothing half done, and one report at a time."""

import errno
import gc
import sys
import weakref
from pathlib import Path

import pytest

from classifier.errors import MissingExtraError, OutputError
from classifier.export import FORMATS, format_of, partial_path, write_tagged

formats = pytest.mark.parametrize("name", FORMATS)


def never():
    pytest.fail("a report was taken")
    yield


@formats
def test_the_suffix_names_the_format(name):
    assert format_of(Path(f"a/b.{name.upper()}")) == name


def test_an_unknown_suffix_is_told_with_the_known():
    with pytest.raises(OutputError) as caught:
        format_of(Path("out.doc"))
    assert str(caught.value) == (
        "out.doc: '.doc' is not the suffix of a known format. "
        "End the name in one of .jsonl, .csv, .xlsx, .parquet, .html, or name the format with --format."
    )


def test_a_missing_suffix_is_told():
    with pytest.raises(OutputError, match=r"^out: the name has no suffix. End the name in one of"):
        format_of(Path("out"))


def test_an_unknown_format_is_told(tmp_path):
    path = tmp_path / "a.csv"
    with pytest.raises(OutputError) as caught:
        write_tagged(never(), path, "doc")
    known = "jsonl, csv, xlsx, parquet, html"
    assert str(caught.value) == f"{path}: there is no output format 'doc'. Use one of {known}."


def test_partial_output_keeps_suffix_and_folder():
    assert partial_path(Path("a/b.c.xlsx")) == Path("a/b.c.partial.xlsx")
    assert partial_path(Path("a/b")) == Path("a/b.partial")


@formats
def test_rows_are_counted_and_only_the_file_stays(name, tagged, tmp_path):
    path = tmp_path / f"out.{name}"
    path.write_text("what once stood here")
    assert write_tagged([tagged, tagged], path) == 10
    assert list(tmp_path.iterdir()) == [path]
    assert b"once stood" not in path.read_bytes()


@formats
def test_no_reports_make_a_file_without_rows(name, tmp_path):
    path = tmp_path / "out"
    assert write_tagged([], path, name) == 0
    assert list(tmp_path.iterdir()) == [path]


@formats
def test_reports_are_taken_one_by_one_and_forgotten(name, build, tmp_path):
    kept: list[weakref.ref] = []

    class Watched(type(build())):
        __slots__ = ("__weakref__",)

    def reports():
        for number in range(4):
            # The one before may still be the loop variable of the writer; those before it must be gone.
            assert all(ref() is None for ref in kept[:-1])
            made = build(document=f"{number}.txt")
            report = Watched(made.report, made.findings, made.model, made.framework)
            kept.append(weakref.ref(report))
            yield report
            del report

    assert write_tagged(reports(), tmp_path / f"out.{name}") == 20


@formats
def test_an_error_of_the_iterable_comes_through_and_leaves_nothing(name, tagged, tmp_path):
    path = tmp_path / f"out.{name}"
    path.write_text("old")

    def reports():
        yield tagged
        raise PermissionError(errno.EACCES, "not your report", "in.pdf")

    with pytest.raises(PermissionError, match="not your report"):
        write_tagged(reports(), path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


@formats
def test_an_interrupt_leaves_nothing(name, tagged, tmp_path):
    def reports():
        yield tagged
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_tagged(reports(), tmp_path / f"out.{name}")
    assert list(tmp_path.iterdir()) == []


@formats
def test_a_missing_folder_is_told_before_the_first_report(name, tmp_path):
    path = tmp_path / "no" / f"out.{name}"
    with pytest.raises(OutputError) as caught:
        write_tagged(never(), path)
    assert str(caught.value) == (f"{path}: there is no folder {path.parent}. Create it, or choose another path.")


def test_a_folder_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.mkdir()
    with pytest.raises(OutputError) as caught:
        write_tagged(never(), path)
    assert str(caught.value) == f"{path}: this is a folder, not a file. Add a file name to the path."
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "a").write_text("")
    path = tmp_path / "a" / "b.csv"
    with pytest.raises(OutputError) as caught:
        write_tagged(never(), path)
    assert str(caught.value) == f"{path}: {path.parent} is not a folder. Choose another path."


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device")
def test_a_device_is_refused():
    with pytest.raises(OutputError) as caught:
        write_tagged(never(), Path("/dev/null"), "csv")
    assert str(caught.value) == "/dev/null: this is not an ordinary file. Choose another path."


def test_a_read_only_file_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr("os.access", lambda *_: False)  # permissions do not bind an administrator
    with pytest.raises(OutputError) as caught:
        write_tagged(never(), path)
    mend = "Close it in other programs, change the permissions, or choose another path"
    assert str(caught.value) == f"{path}: writing here is not allowed. {mend}."
    assert path.read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@formats
def test_a_full_disk_is_told(name, tagged, tmp_path):
    path = tmp_path / f"out.{name}"
    partial_path(path).symlink_to("/dev/full")
    with pytest.raises(OutputError) as caught:
        write_tagged([tagged], path)
    mend = "Free some space there and in the folder for temporary files, or choose another path"
    assert str(caught.value) == f"{path}: the disk is full. {mend}."
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_for_temporary_files_is_told(tagged, tmp_path, monkeypatch):
    from xlsxwriter.packager import Packager

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Packager, "_write_styles_file", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_tagged([tagged], tmp_path / "a.xlsx")
    gc.collect()  # nothing half closed may complain
    assert list(tmp_path.iterdir()) == []


def test_any_other_trouble_is_told(tmp_path):
    path = tmp_path / ("a" * 300 + ".csv")
    with pytest.raises(OutputError, match=r"this cannot be written: File name too long. Choose another path.$"):
        write_tagged(never(), path)


def test_a_link_is_followed(tagged, tmp_path):
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.csv", tmp_path / "link.csv"
    link.symlink_to(real)
    write_tagged([tagged], link)
    assert link.is_symlink()
    assert real.is_file()


def test_parquet_without_its_package_is_told_before_the_first_report(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError) as caught:
        write_tagged(never(), tmp_path / "a.parquet")
    assert str(caught.value) == (
        "Writing Parquet needs the package pyarrow, which is not installed. "
        "Install it with: pip install 'findings-classifier[parquet]'."
    )
    assert list(tmp_path.iterdir()) == []
