# ruff: noqa: E501 - what is put together is easier to read in long lines

import io
import warnings
import zipfile

from fuzzing import fuzz
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.reading.archives import Archive, Limits, parse_xml

LIMITS = Limits(members=6, member_size=2_000, total_size=6_000, ratio=50.0, elements=40, depth=8)
NAMES = ("word/document.xml", "a", "", "/a", "..\\b", "a/../b", "C:x", "é", "a" * 300, "word/", "\x00", "a")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)

members = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.binary(max_size=60), st.sampled_from([1, 1, 3, 100]), st.sampled_from(METHODS)
    ),
    max_size=8,
)
changes = st.lists(st.tuples(st.integers(0, 4_000), st.binary(min_size=1, max_size=4)), max_size=6)
marks = st.sampled_from(
    ["<a>", "</a>", "<a:b xmlns:a='x'>", "</a:b>", "<c/>", "<!DOCTYPE a [<!ENTITY x 'y'>]>", "&x;", "&amp;", "<?xml version='1.0'?>",
     "<?xml version='1.0' encoding='nothing'?>", "<!--", "-->", "<![CDATA[", "]]>", "text", "\x00", "é", "<a b='1' b='2'>", "<"]
)  # fmt: skip


@fuzz(150)
@given(members, changes, st.integers(0, 4_000))
def test_fuzz_any_archive_is_read_or_an_error(files, changed, length):
    data = bytearray(_zipped(files))
    for at, part in changed:
        data[at % len(data) : at % len(data) + len(part)] = part
    try:
        archive = Archive(bytes(data[: length if length % 3 == 0 else len(data)]), "a.docx", LIMITS)
    except ClassifierError as error:
        assert error.mend
        return
    assert len(archive.names) <= LIMITS.members
    for name in archive.names:
        try:
            assert len(archive.read(name)) <= LIMITS.member_size
        except ClassifierError as error:
            assert error.mend


@fuzz(150)
@given(st.lists(marks, max_size=60), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_fuzz_any_xml_is_a_tree_or_an_error(parts, encoding):
    try:
        root = parse_xml("".join(parts).encode(encoding), "a.docx", "document", LIMITS)
    except ClassifierError as error:
        assert error.mend
        return
    assert sum(1 for _ in root.iter()) <= LIMITS.elements


def _zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are part of the game
        for name, data, times, method in files:
            entry = zipfile.ZipInfo(name or "x")
            entry.compress_type = method
            archive.writestr(entry, data * times)
    return file.getvalue()
