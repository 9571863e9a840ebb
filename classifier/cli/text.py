"""`findings text`: the text that offsets refer to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.common import in_bytes, print_json, raise_limits, told
from classifier.cli.options import EncodingOption, LimitOption, SizeOption


@told
def text(
    report: Annotated[Path, typer.Argument(help="A report.")],
    blocks: Annotated[
        bool, typer.Option("--blocks", help="Print the blocks as JSON instead: kind, role, section, offsets, text.")
    ] = False,
    encoding: EncodingOption = None,
    max_size: SizeOption = None,
    limit: LimitOption = None,
) -> None:
    """Print the text of a report, to which the offsets `start` and `end` of tagged output refer.

    Offsets count characters from 0; `end` is after the last one.
    """
    from classifier.reading import read_report

    raise_limits(limit)
    found = read_report(report, encoding=encoding, limit=in_bytes(max_size))
    if not blocks:
        sys.stdout.buffer.write(found.text.encode("utf-8", errors="surrogatepass"))
        return
    print_json(
        [
            {
                "kind": block.kind.value,
                "role": block.role.value,
                "level": block.level,
                "section": list(block.section),
                "page": block.page,
                "start": block.start,
                "end": block.end,
                "text": block.text,
            }
            for block in found.blocks
        ]
    )
