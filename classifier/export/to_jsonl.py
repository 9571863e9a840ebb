"""Tagged output as JSON Lines: one object a line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING

from classifier.evidence.rows import evidence_row
from classifier.export.cells import encodable, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    They are put together by hand, as `json.dumps` of a dictionary a row takes several times as long.
    """
    rows = _rows(tagged)
    if tagged.evidence:
        reasons = (json.dumps(_evidence(one), ensure_ascii=False) for one in tagged.evidence)
        rows = (f"{row[:-1]}, {why[1:]}" for row, why in zip(rows, reasons, strict=True))
    return encodable("".join([f"{row}\n" for row in rows])).encode()


def _rows(tagged: TaggedReport) -> Iterator[str]:
    """The columns of each sentence as a JSON object, in the order of `COLUMNS`."""
    before = f'{{"document": {_quoted(tagged.report.document)}, "page": '
    after = f', "model": {_quoted(tagged.model)}, "framework": {_quoted(tagged.framework)}}}'
    section: tuple[str, ...] | None = None
    headings = ""
    for finding in tagged.findings:
        sentence = finding.sentence
        if sentence.section is not section:
            section = sentence.section
            headings = json.dumps(section, ensure_ascii=False)
        yield (
            f"{before}{'null' if sentence.page is None else sentence.page}"
            f', "section": {headings}, "start": {sentence.start}, "end": {sentence.end}'
            f', "text": {_quoted(sentence.text)}, "finding": {_quoted(finding.finding)}'
            f', "finding_confidence": {_rounded(finding.finding_confidence)}'
            f', "domain": {"null" if finding.domain is None else _quoted(finding.domain)}'
            f', "standard": {_quoted(finding.standard)}'
            f', "standard_confidence": {_rounded(finding.standard_confidence)}'
            f', "recommendation": {"true" if finding.recommendation else "false"}'
            f', "review": {"true" if finding.review else "false"}{after}'
        )


def _rounded(confidence: float) -> str:
    return float.__repr__(round(float(confidence), 4))


def _evidence(evidence: Evidence | None) -> dict[str, object]:
    return {"evidence": [] if evidence is None else safe(evidence_row(evidence)["evidence"])}
