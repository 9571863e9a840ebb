"""The page of a PDF with a sentence marked, for the card."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.review import reports

if TYPE_CHECKING:
    from classifier.review.records import Item
    from classifier.review.store import Project

_SCALE = 1.6  # pixels a point: a page is then about 950 pixels wide
_MOST_KEPT = 24


class Pictures:
    """Draws pages, one at a time, and keeps the last ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # the PDF library is not made for several threads
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._folder = tempfile.TemporaryDirectory(prefix="findings-pages-")

    def draw(self, project: Project, item: Item) -> bytes | None:
        """The PNG of the first page on which the sentence stands; None where there is none."""
        from classifier.reading.pdf.places import Box
        from classifier.showing import show

        if not item.boxes:
            return None
        key = (item.report, item.boxes)
        with self._lock:
            if key not in self._kept:
                path = self._source(project, item.report)
                if path is None:
                    return None
                self._kept[key] = show(path, item.boxes[0][0], [Box(*box) for box in item.boxes], _SCALE)
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def close(self) -> None:
        """Take the copies of the PDFs away."""
        self._folder.cleanup()

    def _source(self, project: Project, report: int) -> Path | None:
        path = Path(self._folder.name) / f"{report}.pdf"
        if not path.exists():
            data = reports.source(project, report)
            if data is None:
                return None
            path.write_bytes(data)
        return path
