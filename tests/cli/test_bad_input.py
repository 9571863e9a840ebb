"""Bad input to `findings tag`: each is told in one line with what, where and the mend."""

import os
import resource
import time
from pathlib import Path

import pytest

PLAIN = "Staff in Wexley are “capable” and cost £3m a year. Too few cases were reviewed.\n"
FEW_WORDS = "Check that the export of the report worked."
SAVE = "Save the report as plain text or Markdown first."


def refused(tag, path, *options):
    """What is said of a file, without its name; nothing may be written."""
    out = path.parent / "out.jsonl"
    result = tag(path, "--out", out, *options)
    assert result.exit_code == 1
    assert not out.exists()
    first, last = result.stderr.splitlines()
    assert last == "1 report could not be tagged; see above."
    assert first.startswith(f"Error: {path}: ")
    return first.removeprefix(f"Error: {path}: ")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", f"the file is empty. {FEW_WORDS}"),
        ("blank.txt", b" \n\t\r\n ", f"the file is empty. {FEW_WORDS}"),
        ("spaces.txt", " \u2003\n".encode(), f"the file holds only white space. {FEW_WORDS}"),
        ("noise.txt", bytes(range(256)) * 20, f"the file is binary: byte 0x80 at offset 128 is not UTF-8. {SAVE}"),
        ("nul.md", b"Plans were good.\0\0", f"the file is binary: it has NUL characters. {SAVE}"),
        (
            "paper.txt",
            b"%PDF-1.7\n%\xe2\xe3",
            "the file ends in .txt, but its content is a PDF, not plain text. Rename it to end in .pdf.",
        ),
        ("word.txt", b"PK\x03\x04abc", "the file is a ZIP archive and no Word document. Unpack it first."),
        (
            "old.txt",
            PLAIN.encode("cp1252"),
            "byte 0x93 at offset 20 is not UTF-8; the file is probably Windows-1252 (also known as Latin-1 or ANSI). "
            "Say --encoding cp1252, or save the file as UTF-8.",
        ),
        (
            "latin.txt",
            "The café team costs £3m.".encode("latin-1"),
            "byte 0xE9 at offset 7 is not UTF-8; the file is probably Windows-1252 (also known as Latin-1 or ANSI). "
            "Say --encoding cp1252, or save the file as UTF-8.",
        ),
        ("wide.txt", PLAIN.encode("utf-16"), "the file is UTF-16, not UTF-8. Say --encoding utf-16."),
        ("marks.txt", b"*** --- ***\n", "no sentence was found in it. Check the text with: findings text FILE."),
        (
            "rota.ods",
            b"Plans were good.",
            "a report that ends in '.ods' cannot be read. Rename the file to end in one of .txt, ",
        ),
        ("report", b"Plans were good.", "a report that ends in 'no suffix' cannot be read. Rename the file to end in "),
    ],
)
def test_a_file_that_is_no_text_is_refused(tag, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    message = refused(tag, path)
    assert message.startswith(said) if said.endswith(" ") else message == said


def test_a_pdf_by_name_that_holds_none_is_refused(tag, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3 cut short")
    assert "PDF" in refused(tag, path)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_saying_the_encoding_mends_it(tag, tmp_path, encoding):
    path = tmp_path / "report.txt"
    path.write_bytes(PLAIN.encode(encoding))
    result = tag(path, "--encoding", encoding, "--format", "jsonl")
    assert result.exit_code == 0
    assert "“capable” and cost £3m" in result.stdout


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("klingon", "there is no encoding 'klingon'. Use a name that Python knows, such as utf-8, cp1252 or utf-16."),
        ("ascii", "the file is not ascii. Try without --encoding, or another one."),
    ],
)
def test_a_wrong_encoding_is_told(tag, tmp_path, encoding, said):
    path = tmp_path / "report.txt"
    path.write_text(PLAIN, encoding="utf-8")
    assert refused(tag, path, "--encoding", encoding) == said


def test_fifty_megabytes_in_one_line_are_refused_at_once(tag, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"Plans were good in most of the cases that we read. " * 1_000_000)
    began = time.process_time()
    assert refused(tag, path) == (
        "the file has 51.0 MB, more than the limit of 20 MB. "
        "Check that it is a single report; if it is, say --max-size with a higher limit."
    )
    assert time.process_time() - began < 5
    path.unlink()


def test_two_megabytes_in_one_line_are_refused_in_bounded_time_and_memory(tag, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"Plans were good in most of the cases that we read. " * 40_000)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert refused(tag, path, "--max-size", "50") == (
        "a paragraph has 2,039,999 characters, more than the limit of 1,000,000. "
        "Export the report again with its line ends, or break it into paragraphs."
    )
    assert time.process_time() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # kilobytes


def test_the_same_in_paragraphs_is_tagged(tag, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"Plans were good in most of the cases that we read.\n\n" * 400)
    assert refused(tag, path, "--max-size", "0.02").startswith("the file has 0.0 MB, more than the limit of 0.02 MB. ")
    result = tag(path, "--max-size", "0.03", "--format", "jsonl", "--quiet")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 400


@pytest.mark.parametrize("size", ["0", "-1", "inf", "nan", "1e99", "big"])
def test_a_limit_that_is_none_is_refused(tag, report, size):
    result = tag(report, f"--max-size={size}")
    assert result.exit_code == 2
    assert "Invalid value for '--max-size'" in result.stderr


def test_a_missing_file_is_told(tag, tmp_path):
    assert refused(tag, tmp_path / "gone.txt") == "there is no such file. Check the name and the folder."
    assert refused(tag, tmp_path / "none-*.txt") == "there is no such file. Check the name and the folder."


def test_a_name_that_no_disk_holds_is_told(tag, tmp_path):
    assert refused(tag, tmp_path / f"{'a' * 300}.txt").startswith("the file cannot be read (File name too long).")


def test_a_folder_without_reports_is_told(tag, tmp_path):
    (tmp_path / "rota.ods").write_bytes(b"x")
    result = tag(tmp_path)
    assert result.exit_code == 1
    assert "Error: There is no report in the folders that were named. " in result.stderr
    assert "Passed over in folders, as they are no reports: rota.ods." in result.stderr


def test_nothing_named_is_a_mistake_in_use(tag):
    result = tag()
    assert result.exit_code == 2
    assert "Missing argument" in result.stderr


# Output that cannot be written


def not_written(tag, report, *options):
    before = sorted(report.parent.rglob("*"))
    result = tag(report, *options)
    assert result.exit_code == 1
    assert sorted(report.parent.rglob("*")) == before
    return result.stderr


def test_an_output_path_that_cannot_be_written_is_told(tag, report, tmp_path):
    (tmp_path / "sub.csv").mkdir()
    path = tmp_path / "gone" / "out.csv"
    said = f"Error: {path}: there is no folder {path.parent}. Create it, or choose another path.\n"
    assert not_written(tag, report, "--out", path) == said
    path = tmp_path / "sub.csv"
    said = f"Error: {path}: this is a folder, not a file. Add a file name to the path.\n"
    assert not_written(tag, report, "--out", path) == said
    path = report / "out.csv"
    said = f"Error: {path}: {report} is not a folder. Choose another path.\n"
    assert not_written(tag, report, "--out", path) == said


def test_a_read_only_output_file_stays_as_it_is(tag, report, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("kept")
    path.chmod(0o444)
    # The superuser may write everywhere, so the system's answer is given here.
    monkeypatch.setattr("classifier.export.os.access", lambda asked, mode: mode != os.W_OK or Path(asked) != path)
    assert not_written(tag, report, "--out", path) == (
        f"Error: {path}: writing here is not allowed. "
        "Close it in other programs, change the permissions, or choose another path.\n"
    )
    assert path.read_text() == "kept"


def test_a_wrong_format_is_told_before_any_work(findings, report, tmp_path, monkeypatch):
    monkeypatch.setattr("classifier.persistence.load_model", lambda *_: pytest.fail("the model was loaded"))
    known = "jsonl, csv, xlsx, parquet, html"
    result = findings("tag", report, "--format", "docx")
    assert (result.exit_code, result.stderr) == (1, f"Error: there is no output format 'docx'. Use one of {known}.\n")
    for name, said in (
        ("out.docx", "'.docx' is not the suffix of a known format"),
        ("out", "the name has no suffix"),
    ):
        result = findings("tag", report, "--out", tmp_path / name)
        assert result.exit_code == 1
        assert result.stderr == (
            f"Error: {tmp_path / name}: {said}. "
            "End the name in one of .jsonl, .csv, .xlsx, .parquet, .html, or name the format with --format.\n"
        )


def test_a_model_that_is_not_there_is_told(findings, report):
    result = findings("tag", report, "--model", "no-such-model")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: no-such-model: there is no such model or folder; shipped models: hmip-nps-2018, hmip-nps-2018-fast. "
        "Check the name or the path.\n"
    )
