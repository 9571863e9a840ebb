import io
import struct
import zipfile

import pytest

from classifier.errors import ReadingError
from classifier.reading.archives import Archive, Limits, parse_xml


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def test_members_are_read():
    archive = Archive(zipped(word__document=b"<a/>", other=b"x"), "a.docx")
    assert archive.names == ("word/document", "other")
    assert archive.read("other") == b"x"
    assert archive.xml("word/document").tag == "a"
    assert "missing" not in archive


def test_a_missing_member_is_named():
    with pytest.raises(ReadingError, match="the file has no part nothing"):
        Archive(zipped(a=b"x"), "a.docx").read("nothing")


def test_what_is_no_archive_is_told():
    with pytest.raises(ReadingError, match=r"^a\.docx: the file is a damaged or incomplete ZIP archive\. Open it"):
        Archive(b"PK\x03\x04 and then nothing", "a.docx")


def test_a_truncated_archive_is_told():
    data = zipped(a=b"some text that is long enough" * 50)
    with pytest.raises(ReadingError, match="damaged or incomplete"):
        Archive(data[: len(data) // 2], "a.docx")


def test_a_damaged_member_is_told():
    data = bytearray(zipped(a=bytes(range(256)) * 20))
    data[60:70] = b"\xff" * 10
    with pytest.raises(ReadingError, match="the part a is damaged"):
        Archive(bytes(data), "a.docx").read("a")


def test_too_many_members():
    data = zipped(**{f"m{number}": b"" for number in range(11)})
    with pytest.raises(ReadingError, match="the archive has 11 members, more than the limit of 10"):
        Archive(data, "a.docx", Limits(members=10))


def test_a_bomb_is_not_unpacked():
    data = zipped(a=b"0" * 20_000_000)
    with pytest.raises(ReadingError, match=r"the part a unpacks to [\d,]+ times its size, more than the limit of 250"):
        Archive(data, "a.docx")
    with pytest.raises(ReadingError, match="the part a unpacks to 20 MB, more than the limit of 10 MB"):
        Archive(data, "a.docx", Limits(member_size=10_000_000))
    Archive(data, "a.docx", Limits(ratio=2000))


def test_the_sum_of_all_members_is_limited():
    data = zipped(a=b"0" * 900_000, b=b"0" * 900_000, c=b"0" * 900_000)
    with pytest.raises(ReadingError, match="the archive unpacks to 3 MB, more than the limit of 2 MB"):
        Archive(data, "a.docx", Limits(total_size=2_000_000))


def test_a_directory_that_lies_about_a_size_is_caught():
    data = bytearray(zipped(a=b"0" * 500_000))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    with pytest.raises(ReadingError, match=r"the part a is (damaged|larger than it says)"):
        Archive(bytes(data), "a.docx").read("a")


@pytest.mark.parametrize("name", ["../outside", "a/../../b", "/etc/passwd", "c:\\windows", "..\\up"])
def test_a_member_that_points_outside(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(ReadingError, match="a member that points outside of it"):
        Archive(file.getvalue(), "a.docx")


def test_an_encrypted_archive_is_told():
    data = bytearray(zipped(a=b"x" * 50))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(ReadingError, match=r"the archive is encrypted \('a'\)\. Open it with its password"):
        Archive(bytes(data), "a.docx")


def test_namespaces_are_taken_off():
    root = parse_xml(b'<w:a xmlns:w="urn:x" w:id="1"><w:b>t</w:b></w:a>', "a.docx", "part")
    assert (root.tag, root.get("id"), root[0].tag, root[0].text) == ("a", "1", "b", "t")


def test_entities_are_refused():
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(ReadingError, match="the part x declares a document type, which may hide entities"):
        parse_xml(laughs, "a.docx", "x")
    with pytest.raises(ReadingError, match="document type"):
        parse_xml(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "a.docx", "x")
    with pytest.raises(ReadingError, match="declares a document type"):
        parse_xml(laughs.decode().encode("utf-16"), "a.docx", "x")


def test_depth_and_elements_are_limited():
    with pytest.raises(ReadingError, match="the part x has more levels than the limit of 250"):
        parse_xml(b"<a>" * 100_000, "a.docx", "x")
    with pytest.raises(ReadingError, match="the part x has more elements than the limit of 10"):
        parse_xml(b"<a>" + b"<b/>" * 10 + b"</a>", "a.docx", "x", Limits(elements=10))


@pytest.mark.parametrize(
    "data", [b"", b"<a>", b"<a></b>", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="nope"?><a/>']
)
def test_xml_that_is_not_well_formed(data):
    with pytest.raises(ReadingError, match="the part x is no well-formed XML"):
        parse_xml(data, "a.docx", "x")
