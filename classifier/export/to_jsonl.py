"""Tagged output as JSON Lines: one object a line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from classifier.evidence.rows import evidence_row
from classifier.export.cells import safe, safe_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from classifier.records import Evidence, TaggedReport

HEAD = b""
"""What stands before the first report."""


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one line a sentence, report by report, and return the number of lines; raises `OSError`.

    `section` is a list, missing values are null.
    """
    count = 0
    with path.open("wb") as file:
        for tagged in reports:
            file.write(lines(tagged))
            count += len(tagged.findings)
    return count


def write_packed(packed: Iterable[bytes], path: Path) -> None:
    """Write the `lines` of reports."""
    with path.open("wb") as file:
        file.write(HEAD)
        file.writelines(packed)


def lines(tagged: TaggedReport) -> bytes:
    """The lines of one report, each with its line feed.

    Where the report brings evidence, each has it as `evidence` behind the columns, empty for a sentence without.
    """
    rows = safe_rows(tagged)
    if tagged.evidence:
        rows = (row | _evidence(one) for row, one in zip(rows, tagged.evidence, strict=True))
    return "".join(json.dumps(values, ensure_ascii=False) + "\n" for values in rows).encode()


def _evidence(evidence: Evidence | None) -> dict[str, object]:
    return {"evidence": [] if evidence is None else safe(evidence_row(evidence)["evidence"])}
