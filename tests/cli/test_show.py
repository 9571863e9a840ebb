"""`findings show`."""

import struct

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

from fixtures.pdf_looks import build

from classifier.reading import read_report
from classifier.sentences import split_report

TEXT = "Officers in Orwell know their people well and visit them at home. Too few of the plans were reviewed in time."


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "orwell.pdf"
    paragraphs = "\n\n".join([TEXT] * 30)
    path.write_bytes(build(f"# Staffing\n\n{paragraphs}\n", "plain").data)
    return path


def refused(result):
    """What is said, without the word for an error; nothing else may be."""
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


@pytest.mark.parametrize(("scale", "width", "height"), [("1", 596, 842), ("0.5", 298, 421)])
def test_the_picture_is_a_png_of_the_page(findings, paper, tmp_path, scale, width, height):
    out = tmp_path / "page.png"
    start = split_report(read_report(paper))[0].start
    assert findings("show", paper, start, "--out", out, "--scale", scale).exit_code == 0
    data = out.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == pytest.approx((width, height), abs=1)


def test_the_sentence_and_its_page_are_named(findings, paper, tmp_path):
    first, *_, last = split_report(read_report(paper))
    assert last.page > first.page
    pictures = []
    for sentence, offset in ((first, first.start + 7), (last, last.end - 1)):
        out = tmp_path / f"{sentence.page}.png"
        result = findings("show", paper, offset, "-o", out, "--scale", "0.3")
        assert result.stderr == f"Page {sentence.page}: {sentence.text}\nWrote {out}.\n"
        assert result.stdout == ""
        pictures.append(out.read_bytes())
    assert pictures[0] != pictures[1]


def test_only_a_pdf_has_pages(findings, report, tmp_path):
    out = tmp_path / "page.png"
    said = refused(findings("show", report, 0, "--out", out))
    assert said == f"{report}: only a PDF has pages to show. Use findings text for its text."
    assert not out.exists()


def test_an_offset_without_a_sentence_is_refused(findings, paper, tmp_path):
    out = tmp_path / "page.png"
    for offset in (read_report(paper).text.index("Staffing"), 10_000_000):
        said = refused(findings("show", paper, offset, "--out", out))
        assert said == f"{paper}: no sentence stands at offset {offset}. Use `start` of a row of findings tag."
    assert not out.exists()
    assert findings("show", paper, "--out", out, "--", "-1").exit_code == 2


def test_a_picture_that_cannot_be_written_is_told(findings, paper, tmp_path):
    start = split_report(read_report(paper))[0].start
    for out, why in ((tmp_path / "none" / "page.png", "No such file or directory"), (tmp_path, "Is a directory")):
        said = refused(findings("show", paper, start, "--out", out, "--scale", "0.3"))
        assert said == f"{out}: the picture cannot be written ({why}). Choose another path."


def test_the_report_is_not_overwritten(findings, paper):
    before = paper.read_bytes()
    start = split_report(read_report(paper))[0].start
    said = refused(findings("show", paper, start, "--out", paper, "--scale", "0.3"))
    assert said == f"{paper}: this is the report itself. Choose another path for the picture."
    assert paper.read_bytes() == before


def test_a_picture_too_large_is_refused(findings, paper, tmp_path):
    start = split_report(read_report(paper))[0].start
    out = tmp_path / "page.png"
    assert "the page at scale 500 is no picture" in refused(findings("show", paper, start, "-o", out, "--scale", "500"))
    assert not out.exists()


def test_a_report_that_is_not_there_is_told(findings, tmp_path):
    said = refused(findings("show", tmp_path / "none.pdf", 0))
    assert said == f"{tmp_path / 'none.pdf'}: there is no such file. Check the name and the folder."


def test_limits_that_the_errors_name_can_be_raised(findings, paper, tmp_path, monkeypatch):
    monkeypatch.setenv("FINDINGS_LIMITS", "pages=1")
    start = split_report(read_report(paper, limits={}))[0].start
    out = tmp_path / "page.png"
    assert "say --max-size with a higher limit" in refused(findings("show", paper, start, "--max-size", "0.001"))
    said = refused(findings("show", paper, start, "--out", out))
    assert "more than the limit of 1." in said
    asked = said.partition("say ")[2].rstrip(".").split()
    assert findings("show", paper, start, "--out", out, "--max-size", "1", *asked).exit_code == 0
    assert out.exists()
