"""Which reader of web pages keeps the findings and leaves the furniture: ours, trafilatura's, readability's.

Every look of `tests/fixtures/html_looks.py` is built from documents of the corpus, read, and cut into sentences by
the same segmenter. Run it with the packages to compare beside the development ones:

    pip install trafilatura readability-lxml
    python benchmarks/html_readers.py --every 10
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "fixtures"))

from typing import TYPE_CHECKING

import html_looks
from html_source import CORPUS, Built, Score, flat, score

from classifier.annotations import AnnotatedDocument, read_corpus
from classifier.reading import parse_report
from classifier.reading.from_html import read
from classifier.records import Block

if TYPE_CHECKING:
    from collections.abc import Callable

Reading = tuple[str, tuple[Block, ...]]


def ours(data: bytes) -> Reading:
    """The reader of this package: selectolax with own rules."""
    return read(data, "page.html")


def trafilatura_recall(data: bytes) -> Reading:
    """Trafilatura, told to rather keep too much; no comments."""
    return _trafilatura(data, favor_recall=True)


def trafilatura_default(data: bytes) -> Reading:
    """Trafilatura as it comes, without comments."""
    return _trafilatura(data, favor_recall=False)


def _trafilatura(data: bytes, *, favor_recall: bool) -> Reading:
    import trafilatura

    text = trafilatura.extract(
        data, output_format="markdown", include_comments=False, include_tables=True, favor_recall=favor_recall
    )
    report = parse_report(text or " ", "page", "markdown")
    return report.text, report.blocks


def readability(data: bytes) -> Reading:
    """readability-lxml for the article, our own walk through what it leaves."""
    from readability import Document

    from classifier.reading.html.encoding import decode_page

    summary = Document(decode_page(data, "page.html")).summary()
    return read(summary.encode(), "page.html")


READERS: dict[str, Callable[[bytes], Reading]] = {
    "ours": ours,
    "trafilatura": trafilatura_default,
    "trafilatura, recall": trafilatura_recall,
    "readability": readability,
}


def findings_in(text: str, source: AnnotatedDocument) -> tuple[int, int]:
    """How many annotated findings stand word for word in a text, and how many there are."""
    found = flat(text)
    units = [flat(source.text_of(unit)) for unit in source.sentences if unit.finding.is_finding]
    return sum(unit in found for unit in units), len(units)


def measure(
    reader: Callable[[bytes], Reading], look: str, sources: list[AnnotatedDocument]
) -> tuple[Score, float, float]:
    """The score of a reader on a look, the share of findings that its text holds, and seconds a page."""
    total, kept, there, seconds = Score(), 0, 0, 0.0
    for source in sources:
        file: Built = html_looks.build(source, look)
        begin = time.process_time()
        text, blocks = reader(file.data)
        seconds += time.process_time() - begin
        total += score(file, text, blocks)
        found, all_of_them = findings_in(text, source)
        kept, there = kept + found, there + all_of_them
    return total, kept / there, seconds / len(sources)


def main() -> None:
    """Print a table for each reader: a line a look."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--every", type=int, default=10, help="take every nth document of the corpus (default: 10)")
    parser.add_argument("--reader", choices=READERS, help="only this one")
    arguments = parser.parse_args()
    sources = list(read_corpus(CORPUS))[:: arguments.every]
    names = [name for name in ("selectolax", "trafilatura", "readability-lxml") if _installed(name)]
    print(f"{len(sources)} documents; {', '.join(f'{name} {version(name)}' for name in names)}\n")
    print("| reader | look | findings kept | sentences exact | headings found | furniture in sentences | ms a page |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for name, reader in READERS.items():
        if arguments.reader not in (None, name):
            continue
        for look in html_looks.LOOKS:
            total, kept, seconds = measure(reader, look, sources)
            print(
                f"| {name} | {look} | {kept:.4f} | {total.recall:.4f} | {total.heading_recall:.4f} "
                f"| {total.furniture_share:.2%} | {1000 * seconds:.0f} |"
            )


def _installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec({"readability-lxml": "readability"}.get(name, name)) is not None


if __name__ == "__main__":
    main()
