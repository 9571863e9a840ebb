"""How many times as many pages a second of processor time the PDF reader reads as pdfplumber extracts text lines of.

For each look of the built PDFs both go over the same file in turn, several rounds, in this process; a round's ratio
is of two readings that follow each other, so that a busy machine slows both. The last lines are the peak of memory
of a fresh process that reads a short and a long file, to the blocks with their places.

    python benchmarks/pdf_speed.py
    python benchmarks/pdf_speed.py --look two_columns --rounds 9 --documents 6
    python benchmarks/pdf_speed.py --only-memory --pages 2000
"""

from __future__ import annotations

import argparse
import gc
import io
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2

from classifier.reading.from_pdf import read_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fixtures.pdf_looks import LOOKS, build  # noqa: E402 - the fixtures are no package of the project

TARGET = 12.0
SHORT = 100  # pages of the shorter of the two files whose memory is compared


def source(documents: int) -> str:
    """The text of so many documents, spread over the corpus, one behind the other."""
    paths = sorted((ROOT / "corpus").glob("*.md"))
    chosen = paths[:: max(len(paths) // documents, 1)][:documents]
    return "\n\n".join(path.read_text(encoding="utf-8") for path in chosen)


def plumb(data: bytes) -> None:
    """What the reader is compared with."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text_lines()


def seconds(action: Callable[[], object]) -> float:
    """The processor time of one run."""
    gc.collect()
    start = time.process_time()
    action()
    return time.process_time() - start


def compared(look: str, text: str, rounds: int) -> None:
    """Print the row of a look."""
    data = build(text, look).data
    with pypdfium2.PdfDocument(data) as document:
        pages = len(document)
    plumb(data)
    read_pdf(data, look)
    ratios, ours, theirs = [], [], []
    for _ in range(rounds):
        theirs.append(seconds(lambda: plumb(data)))
        ours.append(seconds(lambda: read_pdf(data, look)))
        ratios.append(theirs[-1] / ours[-1])
    print(
        f"| {look} | {pages} | {pages / min(theirs):.1f} | {pages / min(ours):.0f} | {median(ratios):.1f} "
        f"| {min(ratios):.1f} | {'yes' if median(ratios) >= TARGET else 'no'} |",
        flush=True,
    )


def long_file(pages: int, folder: Path) -> Path:
    """A PDF of so many pages, which are those of a built report again and again."""
    with pypdfium2.PdfDocument(build(source(6), "footnotes").data) as part, pypdfium2.PdfDocument.new() as whole:
        while len(whole) < pages:
            whole.import_pages(part, list(range(min(len(part), pages - len(whole)))))
        path = folder / f"{pages}.pdf"
        whole.save(path)
    return path


def peak(path: Path) -> float:
    """The most memory, in MB, that a fresh process takes to read a file."""
    done = subprocess.run([sys.executable, __file__, "--read", str(path)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def read_and_tell(path: str) -> None:
    """Read a file and print this process's peak of memory in MB."""
    reading = read_pdf(Path(path).read_bytes(), path)
    assert reading.blocks
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    print((int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024)


def main() -> None:
    """Print a row a look, and the memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--look", choices=LOOKS, action="append", help="only this one, or these")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=4, help="documents of the corpus in each file")
    parser.add_argument("--pages", type=int, default=2_000, help="pages of the file whose memory is measured")
    parser.add_argument("--only-memory", action="store_true")
    parser.add_argument("--read", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        read_and_tell(arguments.read)
        return
    if not arguments.only_memory:
        print("| look | pages | pdfplumber pages/s | ours pages/s | times, median | least | 12 or more |")
        print("|---|---:|---:|---:|---:|---:|---|")
        for look in arguments.look or LOOKS:
            compared(look, source(arguments.documents), arguments.rounds)
    with tempfile.TemporaryDirectory() as folder:
        for pages in sorted({SHORT, arguments.pages}):
            path = long_file(pages, Path(folder))
            print(f"{pages:,} pages, {path.stat().st_size / 1e6:.1f} MB: {peak(path):.0f} MB of memory at most")


if __name__ == "__main__":
    main()
