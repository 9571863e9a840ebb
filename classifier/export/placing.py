"""Which stretch of a block's text each sentence is, so that a report can be shown whole and in order."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.records import Block, Finding, Report


def by_block(report: Report, findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each block of `report.blocks`, in order; none is lost.

    A finding belongs to the block that holds sentences and in which it starts; one that starts in none
    belongs to the last such block before it, or else to the first.
    """
    placed: list[list[Finding]] = [[] for _ in report.blocks]
    bodies = sorted((block.start, index) for index, block in enumerate(report.blocks) if not block.is_structure)
    starts = [start for start, _ in bodies]
    for finding in sorted(findings, key=lambda each: each.sentence.start):
        if bodies:
            at = max(bisect_right(starts, finding.sentence.start) - 1, 0)
            placed[bodies[at][1]].append(finding)
    return placed


def runs(block: Block, findings: Sequence[Finding]) -> Iterator[tuple[str, Finding | None]]:
    """The text of a block in order as runs: a sentence with its finding, or what stands between with None.

    A sentence shows as its own text. One that goes on after the block shows whole where it starts.
    """
    cursor = 0
    for finding in findings:
        sentence = finding.sentence
        start = max(_at(block, sentence.start, cursor), cursor)
        end = _at(block, sentence.end - 1, start + len(sentence.text) - 1) + 1
        if start > cursor:
            yield block.text[cursor:start], None
        yield sentence.text, finding
        cursor = min(max(end, start), len(block.text))
    if cursor < len(block.text):
        yield block.text[cursor:], None


def _at(block: Block, offset: int, default: int) -> int:
    """Where the character at `offset` of the source stands in the block's text; after the block, its end."""
    if offset >= block.end:
        return len(block.text)
    for piece in block.pieces:
        if piece.start <= offset < piece.start + piece.length:
            return piece.at + offset - piece.start
    return default
