"""A tagged report as bytes and back, so that it can go between processes and into a journal.

There are three packings. "rows" is the lines of the JSON Lines output and "csv" the lines of the CSV output, so that
those files are only put together at the end. "whole" keeps every record of the report but `places`, for output that
shows the report itself, and for programs.
"""

from __future__ import annotations

import json
from dataclasses import astuple
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from classifier.export import to_csv, to_jsonl
from classifier.records import (
    Block,
    BlockKind,
    Context,
    Evidence,
    Finding,
    FindingLabel,
    Piece,
    Reasons,
    Report,
    Role,
    Sentence,
    TaggedReport,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKINGS = ("rows", "csv", "whole")


def packing_of(format: str | None) -> str:  # noqa: A002
    """The packing from which output in `format` is made; None stands for the terminal."""
    return {"jsonl": "rows", "parquet": "rows", "xlsx": "rows", "csv": "csv"}.get(format or "", "whole")


def pack(tagged: TaggedReport, packing: str) -> bytes:
    """The bytes of a report in a packing of `PACKINGS`; a report without findings cannot be packed as rows."""
    if packing == "rows":
        return to_jsonl.lines(tagged)
    if packing == "csv":
        return to_csv.lines(tagged)
    return json.dumps(_plain(tagged), separators=(",", ":")).encode()


def unpack(data: bytes, packing: str) -> TaggedReport:
    """The report that `pack` was given.

    From "rows" it has the findings as they stand in the rows (confidences to 4 decimals) and neither text nor
    blocks. "csv" cannot be unpacked.
    """
    if packing == "rows":
        return _from_rows([json.loads(line) for line in data.splitlines()])
    return _from_plain(json.loads(data))


def _from_rows(rows: Sequence[dict[str, Any]]) -> TaggedReport:
    findings = tuple(
        Finding(
            Sentence(row["text"], row["start"], row["end"], tuple(row["section"]), page=row["page"]),
            FindingLabel(row["finding"]),
            row["finding_confidence"],
            row["domain"],
            row["standard"],
            row["standard_confidence"],
            row["recommendation"],
            row["review"],
        )
        for row in rows
    )
    return TaggedReport(Report(rows[0]["document"], "", (), "text"), findings, rows[0]["model"], rows[0]["framework"])


def _plain(tagged: TaggedReport) -> dict[str, Any]:
    report = tagged.report
    numbers: dict[tuple[str, ...], int] = {}  # heading paths repeat, so each stands once
    blocks = [
        (
            *(block.kind, block.role, block.start, block.end, block.text, block.level, block.page),
            numbers.setdefault(block.section, len(numbers)),
            [(piece.at, piece.start, piece.length) for piece in block.pieces],
        )
        for block in report.blocks
    ]
    findings = []
    before = ""
    for finding in tagged.findings:
        one = finding.sentence
        findings.append(
            (
                *(one.text, one.start, one.end, numbers.setdefault(one.section, len(numbers)), one.kind),
                True if one.before == before else one.before,  # nearly always the sentence before
                *(one.page, finding.finding, finding.finding_confidence, finding.domain, finding.standard),
                *(finding.standard_confidence, finding.recommendation, finding.review),
            )
        )
        before = one.text
    return {
        "report": (report.document, report.text, report.format, report.faults),
        "made": (tagged.model, tagged.framework),
        "sections": list(numbers),
        "blocks": blocks,
        "findings": findings,
        "evidence": [one and [astuple(one.finding), astuple(one.standard)] for one in tagged.evidence],
    }


def _from_plain(plain: dict[str, Any]) -> TaggedReport:
    sections = [tuple(section) for section in plain["sections"]]
    blocks = tuple(
        Block(
            *(BlockKind(kind), Role(role), start, end, text, tuple(Piece(*piece) for piece in pieces)),
            *(level, sections[section], page),
        )
        for kind, role, start, end, text, level, page, section, pieces in plain["blocks"]
    )
    document, text, format_name, faults = plain["report"]
    report = Report(document, text, blocks, format_name, faults=tuple(faults))
    findings = tuple(_findings(plain["findings"], sections))
    evidence = tuple(
        one and Evidence(finding.sentence, *map(_reasons, one))
        for finding, one in zip(findings, plain["evidence"], strict=False)
    )
    model, framework = plain["made"]
    return TaggedReport(report, findings, model, framework, evidence)


def _reasons(plain: Sequence[Any]) -> Reasons:
    label, log_odds, base, words, context, method = plain
    spoke = tuple(Word(*word) for word in words)
    return Reasons(label, log_odds, base, spoke, tuple(Context(*one) for one in context), method)


def _findings(plain: Sequence[Sequence[Any]], sections: Sequence[tuple[str, ...]]) -> Any:
    for previous, one in pairwise([("",), *plain]):
        text, start, end, section, kind, before, page, label, *facts = one
        known = previous[0] if before is True else before
        sentence = Sentence(text, start, end, sections[section], BlockKind(kind), known, page)
        yield Finding(sentence, FindingLabel(label), *facts)
