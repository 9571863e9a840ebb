import codecs

import pytest

from classifier.errors import ReadingError
from classifier.reading.decoding import decode


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" \n", "the file is empty. Check that the export of the report worked."),
        (b"%PDF-1.7 x", "the file is a PDF, not text. Save the report as plain text or Markdown first."),
        (codecs.BOM_UTF16_LE + "Plans".encode("utf-16-le"), "the file is UTF-16, not UTF-8. Say --encoding utf-16."),
        (
            b"It costs \xa33m.",
            "byte 0xA3 at offset 9 is not UTF-8; the file is probably Windows-1252 (also known as Latin-1 or ANSI). "
            "Say --encoding cp1252, or save the file as UTF-8.",
        ),
        (
            b"\x01\x02\x03\xff" * 9,
            "the file is binary: byte 0xFF at offset 3 is not UTF-8. Save the report as plain text or Markdown first.",
        ),
        (
            b"Plans\0",
            "the file is binary: it has NUL characters. Save the report as plain text or Markdown first.",
        ),
        ("\u2003\n".encode(), "the file holds only white space. Check that the export of the report worked."),
    ],
)
def test_says_what_is_wrong(data, message):
    with pytest.raises(ReadingError) as raised:
        decode(data, "a.txt")
    assert str(raised.value) == f"a.txt: {message}"


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (
            b"x",
            "latin-77",
            "there is no encoding 'latin-77'. Use a name that Python knows, such as utf-8, cp1252 or utf-16.",
        ),
        (b"\xa3", "ascii", "the file is not ascii. Try without --encoding, or another one."),
    ],
)
def test_says_what_is_wrong_with_an_encoding(data, encoding, message):
    with pytest.raises(ReadingError) as raised:
        decode(data, "a.txt", encoding)
    assert str(raised.value) == f"a.txt: {message}"


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", None), ("utf-8-sig", None), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_reads_what_it_is_told(encoding, said):
    text = "It costs “£3m”.\r\n"
    assert decode(text.encode(encoding), "a.txt", said) == text
