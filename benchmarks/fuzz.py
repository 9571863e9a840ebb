"""Feeds a reader with inputs that atheris makes up from what they reach in its code; any error but ours ends the run.

Needs `pip install atheris` (Linux, Apache-2.0), which is no dependency of the project. Inputs begin as documents of
the corpus and hand-written samples. What made a reader fail is left in the working folder as `crash-…`; it belongs
into the tests once it is mended.

    python benchmarks/fuzz.py html 30000
    python benchmarks/fuzz.py docx 20000 --seconds 300
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

import atheris

with atheris.instrument_imports(include=["classifier.reading", "classifier.metadata"]):
    from classifier import metadata
    from classifier.errors import ClassifierError
    from classifier.reading import from_docx, from_html, from_pdf, kinds, parse_report
    from classifier.reading.archives import Archive, Limits
    from classifier.reading.decoding import decode
    from classifier.records import Report

ROOT = Path(__file__).parents[1]
SMALL = Limits(members=20, member_size=100_000, total_size=300_000, elements=5_000, depth=60)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def text(data: bytes) -> None:
    """Plain text, with its metadata."""
    _held(parse_report(decode(data, "a.txt")))


def markdown(data: bytes) -> None:
    """Markdown, with its metadata."""
    _held(parse_report(decode(data, "a.md"), format="markdown"))


def html(data: bytes) -> None:
    """Web pages."""
    _held(Report("a.html", *from_html.read(data, "a.html"), "html"))


def docx(data: bytes) -> None:
    """Word: the bytes are the parts `document`, `styles` and `numbering`, parted by zero bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in zip(("document", "styles", "numbering", "footnotes"), data.split(b"\0"), strict=False):
            archive.writestr(f"word/{name}.xml", part)
    _held(Report("a.docx", *from_docx.read(file.getvalue(), "a.docx", limits=SMALL), "docx"))


def archive(data: bytes) -> None:
    """ZIP archives, every member of them, and as XML where it may be."""
    found = Archive(data, "a.docx", SMALL)
    for name in found.names:
        found.read(name)
        try:
            found.xml(name)
        except ClassifierError as error:
            assert error.mend


def pdf(data: bytes) -> None:
    """PDF: the bytes are the content streams of pages, parted by zero bytes, in a file that is else in order."""
    _check_pdf(_pdf_of(data.split(b"\0")[:4]))


def pdf_bytes(data: bytes) -> None:
    """PDF: the bytes of a whole file."""
    _check_pdf(data)


def kind(data: bytes) -> None:
    """What kind of file it is; the first byte chooses the suffix."""
    suffixes = ["", ".odd", *kinds.SUFFIXES]
    kinds.kind_of(data[1:], "a" + suffixes[data[0] % len(suffixes)] if data else "a")


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (text, markdown, html, docx, archive, pdf, pdf_bytes, kind)
}


def _held(report: Report) -> None:
    """What holds for every report that was read."""
    for block in report.blocks:
        assert 0 <= block.start < block.end <= len(report.text)
        if block.text:
            start, end = block.to_source(0, len(block.text))
            assert 0 <= start < end <= len(report.text)
    for fact in metadata.of(report).facts.values():
        assert 0 <= fact.start < fact.end <= len(report.text)


def _check_pdf(data: bytes) -> None:
    reading = from_pdf.read_pdf(data, "a.pdf")
    _held(Report("a.pdf", reading.text, reading.blocks, "pdf", reading.places))


def _pdf_of(streams: list[bytes]) -> bytes:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica{} >>"
    fonts = f"/F1 {font.format('')} /F2 {font.format('-Bold')}"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(streams)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode())
    for number, stream in enumerate(streams):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * number} 0 R"
        objects.append(f"{page} /Resources << /Font << {fonts} >> >> >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    body, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def seeds(target: str) -> Iterator[bytes]:
    """Inputs to begin with."""
    documents = sorted((ROOT / "corpus").glob("*.md"))[::12]
    pieces = [document.read_bytes()[:900] for document in documents]
    if target in ("text", "markdown", "kind"):
        yield from (b"\3" + piece if target == "kind" else piece for piece in pieces)
    elif target == "html":
        for piece in pieces:
            lines = [f"<p>{line}</p>" for line in piece.decode("utf-8", "replace").splitlines() if line]
            body = f"<h1>Report</h1>{''.join(lines)}<ul><li>A<li>B</ul>"
            yield f"<html><body><article>{body}</article></body></html>".encode()
        yield b"<nav><a href=1>x</a></nav><main><table><tr><th>A<td>Good</table><p>It was done.<sup>1</sup></p></main>"
    elif target == "docx":
        run = "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
        for piece in pieces:
            said = piece.decode("ascii", "ignore").replace("&", "").splitlines()
            lines = "".join(run.format(line[:200]) for line in said if line)
            yield f"<w:document {W}><w:body>{lines}</w:body></w:document>\0<w:styles {W}/>".encode()
    elif target == "archive":
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("word/document.xml", f"<w:p {W}>text</w:p>")
            zipped.writestr("a", b"0" * 2_000)
        yield file.getvalue()
    else:
        shown = b"BT /F1 11 Tf 14 TL 72 760 Td (Leaders do well.) Tj T* (1.2 Staff) Tj /F2 14 Tf T* (Good) Tj ET"
        stream = shown + b"\0" + shown + b" 72 700 100 50 re S"
        yield stream if target == "pdf" else _pdf_of(stream.split(b"\0"))


def main() -> None:
    """Run one target; the exit code is 0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("inputs", type=int)
    parser.add_argument("--seconds", type=int, default=0, help="stop after that many seconds, whatever is left")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    read = TARGETS[arguments.target]
    warnings.simplefilter("ignore")  # two members of one name, say

    def one(data: bytes) -> None:
        try:
            read(data)
        except ClassifierError as error:
            assert error.mend

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(arguments.target)):
            (Path(folder) / str(number)).write_bytes(data)
        options = [f"-runs={arguments.inputs}", f"-seed={arguments.seed}", "-max_len=2000", "-timeout=60"]
        options += [f"-max_total_time={arguments.seconds}"] if arguments.seconds else []
        atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=1500", "-print_final_stats=1", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
