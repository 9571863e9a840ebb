# ruff: noqa: E501 - markup and tables are easier to read with their long lines

from docx_looks import W, build
from docx_looks import document as raw
from fuzzing import fuzz
from html_source import document
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.reading.from_docx import read

TAGS = (
    "p r t pPr rPr pStyle numPr ilvl numId outlineLvl ins del moveFrom moveTo tbl tr tc tcPr vMerge trPr sdt sdtContent hyperlink "
    "fldChar fldSimple instrText footnoteReference endnoteReference txbxContent br tab sym b sz vanish sectPr headerReference "
    "AlternateContent Choice Fallback drawing pict style name basedOn abstractNum num lvl lvlText numFmt start lvlOverride "
    "startOverride abstractNumId footnote styles body docDefaults rPrDefault"
).split()
VALUES = (
    "",
    "0",
    "1",
    "2",
    "-1",
    "99999999",
    "x",
    "bullet",
    "upperRoman",
    "%1.%9",
    "begin",
    "separate",
    "end",
    "Heading1",
    "restart",
)
ATTRIBUTES = ("val", "id", "ilvl", "numId", "abstractNumId", "fldCharType", "styleId", "type", "char")
WORDS = (
    "Leaders do well. ",
    "• item",
    "1. ",
    "Good",
    "Is it so?",
    "Contents",
    "Annex A",
    "12",
    "\n",
    "&#xA0;",
    "[1]",
    "—",
    "",
)

leaves = st.sampled_from(WORDS) | st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cc", "Cs"]), max_size=8
)
elements = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda tag, key, value, content: f'<w:{tag} w:{key}="{value}">{"".join(content)}</w:{tag}>',
        st.sampled_from(TAGS),
        st.sampled_from(ATTRIBUTES),
        st.sampled_from(VALUES),
        st.lists(inner, max_size=5),
    ),
    max_leaves=25,
)
GOOD = build(document("alderhope-pdu"), "styled").data[:]


@fuzz(150)
@given(elements, elements, elements, elements)
def test_any_xml_is_read_or_an_error(body, styles, numbering, notes):
    parts = {"styles": styles, "numbering": numbering, "footnotes": notes}
    _check(raw(body, **{name: f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}))


@fuzz(150)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4)), max_size=8),
    st.integers(0, len(GOOD)),
)
def test_damaged_files_are_read_or_an_error(changes, length):
    data = bytearray(GOOD)
    for at, new in changes:
        data[at : at + len(new)] = new
    _check(bytes(data[: length if length % 4 == 0 else len(data)]))


def _check(data):
    try:
        text, blocks = read(data, "a.docx")
    except ClassifierError as error:
        assert error.mend
        return
    for block in blocks:
        assert 0 <= block.start < block.end <= len(text)
        start, end = block.to_source(0, len(block.text))
        assert 0 <= start < end <= len(text)
