# ruff: noqa: E501 - markup and tables are easier to read with their long lines

import io
import zipfile

import pytest
from fuzzing import fuzz
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError, ReadingError
from classifier.reading.kinds import SUFFIXES, kind_of

PAGE = b"<!DOCTYPE html><html><body><p>Leaders do well.</p></body></html>"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"application/vnd.oasis.opendocument.text" if name == "mimetype" else b"x")
    return file.getvalue()


WORD = zipped("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"Leaders do well.", "a.txt", "text"),
        (b"# Leadership\n", "a.MD", "markdown"),
        (b"a <b>word</b> of HTML, <p> too", "a.md", "markdown"),
        (b"<div>\n# Title\n</div><p>a</p><p>b</p>", "a.md", "markdown"),
        (PAGE, "a.html", "html"),
        (PAGE, "a", "html"),
        (b"\xef\xbb\xbf  " + PAGE, "a.htm", "html"),
        ("\ufeff<html><p>x".encode("utf-16-le"), "a.html", "html"),
        (b'<?xml version="1.0"?><!-- saved --><html xmlns="x">', "a.xhtml", "html"),
        (b"Just text in a file that is called a page", "a.html", "html"),
        (b"<p>a</p><p>b</p>", "saved", "html"),
        (WORD, "a.docx", "docx"),
        (WORD, "a.docm", "docx"),
        (WORD, "download", "docx"),
        (WORD[:40], "a.docx", "docx"),
        (b"%PDF-1.7\n", "a.pdf", "pdf"),
        (b"\r\n%PDF-1.7\n", "a.pdf", "pdf"),
        (b"%PDF-1.7\n", "noname", "pdf"),
        (b"The header of such a file is %PDF-1.7, they say.", "a.txt", "text"),
    ],
)
def test_kinds(data, name, kind):
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.txt", r"^a\.txt: the file is empty"),
        (b" \n\0", "a.txt", "the file is empty"),
        (b"%PDF-1.7", "a.docx", r"ends in \.docx, but its content is a PDF, not a Word document\. Rename it to end in \.pdf"),
        (WORD, "a.pdf", r"ends in \.pdf, but its content is a Word document, not a PDF"),
        (WORD, "a.txt", r"ends in \.txt, but its content is a Word document, not plain text"),
        (PAGE, "a.pdf", r"its content is a web page, not a PDF\. It may be a page that the web site sent in its place"),
        (PAGE, "a.txt", r"its content is a web page, not plain text\. Rename it to end in \.html"),
        (b"only text", "a.docx", r"ends in \.docx, but its content is plain text, not a Word document\. Rename it to end in \.txt"),
        (b"\x01\x02\x03" * 50, "a.pdf", r"its content is binary data, not a PDF"),
        (b"\x01\x02\x03" * 50, "a.html", r"ends in \.html but is binary"),
        (b"text", "a.odt", r"ends in '\.odt' cannot be read\. Rename the file to end in one of \.txt"),
        (b"text", "a", "ends in 'no suffix' cannot be read"),
        (zipped("xl/workbook.xml"), "a.xlsx", "the file is an Excel workbook, not a report"),
        (zipped("ppt/x.xml"), "a.pptx", "the file is a PowerPoint presentation"),
        (zipped("mimetype", "content.xml"), "a.odt", "the file is an OpenDocument file"),
        (zipped("a.txt"), "a.zip", "the file is a ZIP archive and no Word document. Unpack it first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", r"old Office format \(\.doc\) or encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted with a password"),
        (b"{\\rtf1 hello}", "a.doc", "the file is an RTF document, which cannot be read. Open it in Word"),
        (b"\x89PNG\r\n", "a.pdf", r"the file is a picture.*\(OCR\)"),
        (b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n", "a.mht", r"a web archive \(MHTML\)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(data, name, said):
    with pytest.raises(ReadingError, match=said):
        kind_of(data, name)


@fuzz(200)
@given(
    st.lists(st.sampled_from([b"PK\x03\x04", b"%PDF-", b"<html>", b"<!--", b"word/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
             | st.binary(max_size=30), max_size=6),
    st.sampled_from(["", ".odd", *SUFFIXES]),
)  # fmt: skip
def test_fuzz_any_bytes_have_a_kind_or_an_error(chunks, suffix):
    try:
        assert kind_of(b"".join(chunks), f"a{suffix}") in ("text", "markdown", "html", "docx", "pdf")
    except ClassifierError as error:
        assert error.mend
