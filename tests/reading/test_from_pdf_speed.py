import gc
import io
import time

import pdfplumber
from fixtures.pdf_looks import build
from fixtures.pdf_truth import CORPUS

from classifier.reading.from_pdf import read_pdf


def seconds(action):
    """The least processor time of three runs; what other tests have left in memory is kept out of it."""
    best = float("inf")
    gc.collect()
    gc.freeze()
    try:
        for _ in range(3):
            start = time.process_time()
            action()
            best = min(best, time.process_time() - start)
    finally:
        gc.unfreeze()
    return best


def test_many_times_as_many_pages_a_second_as_pdfplumber():
    names = ("alderhope-pdu", "ludbrook-carrick-overall-findings", "harrowdale-skelby-crc")
    source = "\n\n".join((CORPUS / f"{name}.md").read_text(encoding="utf-8") for name in names)
    data = build(source, "headed").data

    def plumb():
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_text_lines()

    ratio = seconds(plumb) / seconds(lambda: read_pdf(data, "made-up.pdf"))
    assert ratio >= 7, f"{ratio:.1f} times"  # 12 to 14 by look on a machine at rest; a busy one shifts it
