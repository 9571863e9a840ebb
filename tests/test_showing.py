import struct
import zlib

import numpy as np
import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

from fixtures.pdf_looks import build

from classifier.errors import ReadingError
from classifier.reading.from_pdf import Box, read_pdf
from classifier.showing import png, show


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(build("# Staffing\n\nOfficers are well trained. Vacancies are many.\n", "plain").data)
    return path


def pixels_of(data):
    """The pixels of a PNG as `png` writes it: one chunk of rows without filters."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    length = struct.unpack(">I", data[33:37])[0]
    rows = np.frombuffer(zlib.decompress(data[41 : 41 + length]), dtype=np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


def test_the_sentence_is_marked_and_nothing_else(path):
    reading = read_pdf(path.read_bytes(), path)
    start = reading.text.index("Vacancies")
    boxes = reading.places.boxes(start, start + len("Vacancies are many."))
    plain, marked = pixels_of(show(path, 1, [], 1.0)), pixels_of(show(path, 1, boxes, 1.0))
    assert plain.shape == (842, 596, 3)  # A4 is 595.3 points wide
    rows, columns = np.nonzero((plain != marked).any(axis=2))
    box = boxes[0]
    assert (rows.min(), rows.max()) == pytest.approx((box.y0, box.y1), abs=2)
    assert (columns.min(), columns.max()) == pytest.approx((box.x0, box.x1), abs=3)
    assert (marked[plain.max(axis=2) < 40].max(axis=1) < 60).all()  # the letters stay dark


def test_boxes_of_other_pages_are_left_out(path):
    assert show(path, 1, [Box(2, 10, 10, 90, 90)]) == show(path, 1, [])


def test_what_cannot_be_shown_is_said(path, tmp_path):
    with pytest.raises(ReadingError, match="no page 9"):
        show(path, 9, [])
    with pytest.raises(ReadingError, match="at scale 500"):
        show(path, 1, [], 500)
    with pytest.raises(ReadingError, match="cannot be read"):
        show(tmp_path / "none.pdf", 1, [])


def test_a_png_is_read_back():
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    assert (pixels_of(png(pixels)) == pixels).all()
