"""A page of a PDF as a picture, with a sentence marked on it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ReadingError
from classifier.reading.limits import limits_of
from classifier.reading.pdf.opening import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifier.reading.pdf.places import Box

MOST_PIXELS = 40_000_000
_INK = (255, 214, 10)  # the marker's colour: red, green, blue
_BORDER = 1.0  # points around a box


def show(
    path: Path | str, page: int, boxes: Iterable[Box], scale: float = 2.0, *, password: str | None = None
) -> bytes:
    """The page, counted from 1, as PNG, with those of the boxes that stand on it marked as with a text marker.

    `scale` is in pixels a point (72 points an inch). Raises `ReadingError` for a file that cannot be read, a
    page that the PDF does not have, and a picture of more than `MOST_PIXELS`.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        mend = "Check the name of the file and its permissions"
        raise ReadingError(path, f"the file cannot be read ({error.strerror})", mend) from error
    with opened(data, path, limits_of().pdf, password) as document:
        if not 1 <= page <= len(document):
            mend = f"Choose a page from 1 to {len(document)}"
            raise ReadingError(path, f"the PDF has no page {page}", mend)
        pixels = _rendered(document[page - 1], scale, path)
    for box in boxes:
        if box.page == page:
            _mark(pixels, box, scale)
    return png(pixels)


def png(pixels: Any) -> bytes:
    """The PNG of an array of shape (height, width, 3), bytes from 0 to 255 for red, green and blue."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)  # each row begins with its filter: none
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _rendered(page: Any, scale: float, path: Path) -> Any:
    """The page as an array of shape (height, width, 3)."""
    import numpy as np

    width, height = page.get_size()
    if not scale > 0 or width * height * scale * scale > MOST_PIXELS:
        mend = f"Choose a scale above 0 and up to {(MOST_PIXELS / (width * height)) ** 0.5:.1f}"
        raise ReadingError(path, f"the page at scale {scale:g} is no picture of 1 to {MOST_PIXELS:,} pixels", mend)
    bitmap = page.render(scale=scale, rev_byteorder=True, draw_annots=True)
    try:
        array = bitmap.to_numpy()
        colours = array[:, :, :3] if array.ndim == 3 else np.repeat(array[:, :, None], 3, axis=2)
        return np.ascontiguousarray(colours).copy()  # the bitmap's own memory goes with it
    finally:
        bitmap.close()
        page.close()


def _mark(pixels: Any, box: Box, scale: float) -> None:
    """Lay the marker's colour over a box: what is dark stays dark, as under a text marker."""
    import numpy as np

    height, width, _ = pixels.shape
    x0, x1 = (min(max(round(x * scale), 0), width) for x in (box.x0 - _BORDER, box.x1 + _BORDER))
    y0, y1 = (min(max(round(y * scale), 0), height) for y in (box.y0, box.y1))
    part = pixels[y0:y1, x0:x1].astype(np.uint16)
    pixels[y0:y1, x0:x1] = part * np.array(_INK, dtype=np.uint16) // 255
