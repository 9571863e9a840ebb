"""The limits by their names: each can be raised, the errors say how, and what is no limit is told."""

import io
import re
import zipfile

import pytest

from classifier.errors import ClassifierError, ReadingError
from classifier.reading import read_report
from classifier.reading.limits import NAMES, VARIABLE, limits_of, parse_limits

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENTENCE = "The plans were clear and they were kept."


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


def word(path, parts=3, filler=0):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        text = f"<w:document {W}><w:body><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:body></w:document>"
        archive.writestr("word/document.xml", text)
        for number in range(parts - 1):
            archive.writestr(f"word/media/{number}", b"0" * filler)
    path.write_bytes(file.getvalue())
    return path


def test_every_limit_can_be_raised():
    raised = limits_of(dict.fromkeys(NAMES, 7))
    assert (raised.pdf.pages, raised.pdf.characters_per_page, raised.pdf.objects_per_page) == (7, 7, 7)
    assert (raised.archive.members, raised.archive.ratio, raised.archive.elements) == (7, 7, 7)
    assert (raised.archive.member_size, raised.archive.total_size) == (7_000_000, 7_000_000)
    assert raised.page.elements == 7
    assert raised.archive.depth == limits_of().archive.depth


def test_the_environment_sets_them_where_nothing_is_said(monkeypatch):
    monkeypatch.setenv(VARIABLE, "pages=9000, parts=8")
    assert limits_of().pdf.pages == 9_000
    assert limits_of().archive.members == 8
    assert limits_of({}).pdf.pages == 5_000


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("page=3", r"--limit: there is no limit 'page'\. Use one of pages, page-characters"),
        ("pages=many", r"'pages=many' sets no limit\. Say a number, as in pages=10000"),
        ("pages", "'pages' sets no limit"),
        ("ratio=0", "'ratio=0' sets no limit"),
        ("ratio=nan", "'ratio=nan' sets no limit"),
        ("pages=inf", "'pages=inf' sets no limit"),
    ],
)
def test_what_is_no_limit_is_told(said, problem):
    with pytest.raises(ClassifierError) as caught:
        parse_limits([said])
    assert re.search(problem, str(caught.value))


@pytest.mark.parametrize(
    ("small", "advice"),
    [
        ({"parts": 2}, "parts=3"),
        ({"ratio": 5}, "ratio="),
        ({"part-size": 1}, "part-size=2"),
        ({"unpacked-size": 3}, "unpacked-size=4"),
        ({"elements": 3}, "elements=6"),
    ],
)
def test_the_error_says_what_to_raise_and_then_it_is_read(tmp_path, small, advice):
    path = word(tmp_path / "a.docx", filler=1_600_000)
    enough = {"ratio": 5_000}
    with pytest.raises(ReadingError) as caught:
        read_report(path, limits=enough | small)
    asked = str(caught.value).partition("say --limit ")[2].rstrip(".")
    assert asked.startswith(advice)
    assert read_report(path, limits=enough | parse_limits([asked])).blocks[0].text == SENTENCE


def test_a_web_page_of_many_elements(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + f"<p>{SENTENCE}</p>" * 20)
    with pytest.raises(ReadingError, match="say --limit elements=20"):
        read_report(path, limits={"elements": 10})
    assert len(read_report(path, limits={"elements": 60}).blocks) == 20


def test_packing_that_word_does_not_use_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(ReadingError, match="packed by a method that Word does not use"):
        read_report(path)
