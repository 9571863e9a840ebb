# ruff: noqa: E501 - markup and tables are easier to read with their long lines

from fuzzing import fuzz
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.reading.from_html import read

TAGS = (
    "p div span b a ul ol li table tr td th caption h1 h2 h6 br sup article main nav aside footer form section body html "
    "head title script style svg template noscript select option button details figure figcaption pre q dl dt dd img frame "
    "frameset plaintext textarea math iframe center font"
).split()
NAMES = (
    "",
    " class='comments related'",
    " id=main",
    " hidden",
    " role=main",
    " start=99999999999",
    " style=display:none",
    " href=#x",
)

tags = st.builds(
    lambda slash, name, more: f"<{slash}{name}{more}>",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(TAGS),
    st.sampled_from(NAMES),
)
words = st.sampled_from(
    ["Leaders do well. ", "• item", "1. ", "Good", "Is it so?", "&amp;", "&#xD800;", "&#0;", "<!--", "-->", "<![CDATA[", "]]>", "<?xml?>",
     "\n\n", "\u00a0", "\u00ad", "\x00", "[1]", "Comments", "Leadership: Good", "—", "<", "</", '<a b="', "Contents", "Annex A", "12"]
)  # fmt: skip


@fuzz(200)
@given(st.lists(tags | words | st.text(max_size=8), max_size=60))
def test_any_page_is_read_or_an_error(parts):
    _check("".join(parts).encode("utf-8", "replace"))


@fuzz(200)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_an_error(data):
    _check(data)


def _check(data):
    try:
        text, blocks = read(data, "a.html")
    except ClassifierError as error:
        assert error.mend
        return
    assert blocks
    for block in blocks:
        assert 0 <= block.start < block.end <= len(text)
        assert block.pieces
        for piece in block.pieces:
            assert len(text) >= piece.start + piece.length
        start, end = block.to_source(0, len(block.text))
        assert 0 <= start < end <= len(text)
