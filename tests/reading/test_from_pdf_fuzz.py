# ruff: noqa: E501 - what is put together is easier to read in long lines

import zlib

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

from fixtures.pdf_looks import build
from fuzzing import fuzz
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.reading.from_pdf import read_pdf

SOURCE = """# An inspection of Eastholm

## 1. Leadership

The leadership team has set out a clear plan for the service and its staff. Managers know it well.

- Staff are well supported.
- Too few cases are reviewed on time.
"""
GOOD = build(SOURCE, "headed").data
WORDS = (
    "Leaders do well. ", "1.2 Staff", "Good", "-", "\\225 item", "12", "Contents", "Annex A", "3", "Is it so?", " ", "",
    "super-", "vision", "\\222", "\\000", "Page 2 of 3", "Areas for improvement:", "......", "\\377\\376", "fi", "see2 "
)  # fmt: skip

sizes = st.sampled_from([0, 1, 6, 9, 11, 11, 11, 14, 22, -11, 400, 1e9, 0.001])
places = st.sampled_from([0, 40, 72, 72, 90, 300, 310, 500, 595, 760, 780, 842, -5, 1e7]) | st.integers(0, 842)
shown = st.sampled_from(WORDS).map(lambda word: f"({word}) Tj")
operators = st.one_of(
    shown,
    st.builds(lambda x, y: f"1 0 0 1 {x} {y} Tm", places, places),
    st.builds(lambda x, y: f"{x} {y} Td", places, st.sampled_from([-14, -12, -28, 0, 14])),
    st.builds(lambda name, size: f"/F{name} {size} Tf", st.integers(1, 3), sizes),
    st.builds(lambda word, gap, more: f"[({word}) {gap} ({more})] TJ", st.sampled_from(WORDS), places,
              st.sampled_from(WORDS)),
    st.builds(lambda a, b: f"{a} {b} {-b} {a} 72 400 Tm", st.sampled_from([0, 0.7, -1]), st.sampled_from([1, -1, 0.7])),
    st.builds(lambda x, y, w, h: f"{x} {y} {w} {h} re S", places, places, places, places),
    st.builds(lambda x, y, w: f"{x} {y} m {w} {y} l S", places, places, places),
    st.sampled_from(["ET BT", "3 Tr", "0 Tr", "14 TL", "T*", "q", "Q", "50 Tz", "200 Tc", "-3 Tw", "5 Ts", "BMC", "Do"]),
)  # fmt: skip
contents = st.lists(operators, max_size=40).map(lambda some: f"BT /F1 11 Tf 14 TL 72 760 Td {' '.join(some)} ET")


def written(streams, box="0 0 595 842", turn=0):
    """A PDF with a page for each content stream, written by hand."""
    fonts = " ".join(
        f"/F{number} << /Type /Font /Subtype /Type1 /BaseFont /{name} >>"
        for number, name in enumerate(("Helvetica", "Helvetica-Bold", "Times-Italic"), 1)
    )
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(streams)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>"]
    for number, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Rotate {turn} /Contents {4 + 2 * number} 0 R"
            f" /Resources << /Font << {fonts} >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, starts = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return (body + f"trailer << /Root 1 0 R /Size {len(objects) + 1} >>\nstartxref\n0\n%%EOF\n").encode("latin-1")


@fuzz(100)
@given(st.lists(contents, min_size=1, max_size=3), st.sampled_from(["0 0 595 842", "0 0 1 1", "-50 9 9 -50", "0 0 0 0"]),
       st.sampled_from([0, 0, 90, 180, 270, 45]))  # fmt: skip
def test_fuzz_any_layout_is_read_or_an_error(streams, box, turn):
    _check(written(streams, box, turn))


@fuzz(60)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=6)), max_size=12), st.integers(0, 10_000))
def test_fuzz_a_damaged_file_is_read_or_an_error(changes, length):
    data = bytearray(GOOD)
    for at, part in changes:
        data[at % len(data) : at % len(data) + len(part)] = part
    _check(bytes(data[: len(data) - length % 40]))


@fuzz(60)
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"%PDF-2.0\n1 0 obj\n"]), st.booleans())
def test_fuzz_any_bytes_are_read_or_an_error(data, head, packed):
    _check(head + (zlib.compress(data) if packed else data) + b"\n%%EOF")


def _check(data):
    try:
        reading = read_pdf(data, "made-up.pdf")
    except ClassifierError as error:
        assert error.mend
        return
    text = reading.text
    for block in reading.blocks:
        assert 0 <= block.start < block.end <= len(text)
        if block.text:
            start, end = block.to_source(0, len(block.text))
            assert 0 <= start < end <= len(text)
        assert reading.places.page_of(block.start) >= 1
        for page, left, top, right, bottom in reading.places.boxes(block.start, block.end):
            assert page >= 1 and left <= right and top <= bottom
