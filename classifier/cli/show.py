"""`findings show`: the page of a PDF with a sentence marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.common import in_bytes, note, raise_limits, told
from classifier.cli.options import LimitOption, SizeOption


@told
def show(
    report: Annotated[Path, typer.Argument(help="A report in PDF.")],
    offset: Annotated[int, typer.Argument(help="`start` of a sentence, as in tagged output.", min=0)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The picture to write, PNG.")] = Path("page.png"),
    scale: Annotated[float, typer.Option(help="Pixels a point; a page has about 600 by 840 points.", min=0.1)] = 2.0,
    max_size: SizeOption = None,
    limit: LimitOption = None,
) -> None:
    """Draw the page of a PDF on which a sentence stands, with the sentence marked."""
    from classifier.errors import OutputError, ReadingError
    from classifier.reading import read_report
    from classifier.reading.pdf.places import Box
    from classifier.sentences import split_report
    from classifier.showing import show as draw

    raise_limits(limit)
    found = read_report(report, limit=in_bytes(max_size))
    if found.places is None:
        raise ReadingError(report, "only a PDF has pages to show", "Use findings text for its text")
    sentence = next((one for one in split_report(found) if one.start <= offset < one.end), None)
    if sentence is None:
        raise ReadingError(report, f"no sentence stands at offset {offset}", "Use `start` of a row of findings tag")
    boxes = found.places.boxes(sentence.start, sentence.end)
    page = found.places.page_of(sentence.start)
    picture = draw(report, page, [Box(*box) for box in boxes], scale)
    try:
        if out.exists() and out.samefile(report):
            raise OutputError(out, "this is the report itself", "Choose another path for the picture")
        out.write_bytes(picture)
    except OSError as error:
        raise OutputError(out, f"the picture cannot be written ({error.strerror})", "Choose another path") from error
    note(f"Page {page}: {sentence.text}")
    note(f"Wrote {out}.")
