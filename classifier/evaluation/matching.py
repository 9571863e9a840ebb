"""Which said sentence answers to which gold sentence.

A gold sentence is matched with the said sentence that overlaps it best, by intersection over union (IoU) of
their characters; one that shares no character with any is missed. Several gold sentences may be matched with
the same said sentence, where the segmenter has run them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from classifier.annotations import UnitKind
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.annotations import Unit
    from classifier.records import Finding

EXACT = 0.9  # from this IoU on, the boundaries count as found


@dataclass(frozen=True, slots=True)
class Match:
    """A gold sentence and what was said of it.

    `finding` is None for a miss. `iou` is above 0 and at most 1, and 0 for a miss. `document` and `text` (the
    gold sentence's own characters) are empty where they were not given.
    """

    unit: Unit
    finding: Finding | None
    iou: float
    document: str = ""
    text: str = ""

    @property
    def said(self) -> FindingLabel:
        """The label said; a miss says none."""
        return FindingLabel.NONE if self.finding is None else self.finding.finding

    @property
    def said_standard(self) -> str:
        """The standard said; a miss says the empty string, which is no code."""
        return "" if self.finding is None else self.finding.standard

    @property
    def is_exact(self) -> bool:
        """Whether the sentence's boundaries were found (IoU of 0.9 or more)."""
        return self.iou >= EXACT

    @property
    def has_label(self) -> bool:
        """Whether the label said is the gold one."""
        return self.said is self.unit.finding

    @property
    def has_domain(self) -> bool:
        """Whether the standard said is of the gold standard's domain."""
        return domain(self.said_standard) == domain(self.unit.standard or "")

    @property
    def has_standard(self) -> bool:
        """Whether the standard said is the gold one."""
        return self.said_standard == (self.unit.standard or "")


@dataclass(frozen=True, slots=True)
class Spurious:
    """How many findings were said (strength, area for improvement, mixed), and how many lie on structure."""

    said: int = 0
    on_structure: int = 0

    def __add__(self, other: Spurious) -> Spurious:
        """The counts of two documents together."""
        return Spurious(self.said + other.said, self.on_structure + other.on_structure)


def domain(code: str) -> str:
    """The domain's part of a standard's code: what stands before the point."""
    return code.partition(".")[0]


def match(
    gold_units: Sequence[Unit], said: Sequence[Finding], *, document: str = "", text: str = ""
) -> Iterator[Match]:
    """Matches each gold sentence of a document, in order of offsets; structure is passed over.

    Of several with the same IoU, the one said first wins. `document` and `text`, the document's name and
    whole text, are only handed on. Takes time in proportion to the sentences and the overlaps between them,
    where both sides are in order of offsets; otherwise they are sorted first.
    """
    gold = sorted((unit for unit in gold_units if unit.kind is UnitKind.SENTENCE), key=lambda unit: unit.start)
    spans = [(one.sentence.start, one.sentence.end) for one in said]
    for unit, near in zip(gold, _overlapping([(unit.start, unit.end) for unit in gold], spans), strict=True):
        best, best_iou = None, 0.0
        for at in sorted(near):
            start, end = spans[at]
            shared = min(unit.end, end) - max(unit.start, start)
            iou = shared / (max(unit.end, end) - min(unit.start, start))
            if iou > best_iou:
                best, best_iou = said[at], iou
        yield Match(unit, best, best_iou, document, text[unit.start : unit.end])


def count_spurious(gold_units: Sequence[Unit], said: Sequence[Finding]) -> Spurious:
    """Counts the findings said that lie, by more than half of their characters, on one unit of structure."""
    findings = [one.sentence for one in said if one.finding.is_finding]
    findings.sort(key=lambda sentence: sentence.start)
    structure = [(unit.start, unit.end) for unit in gold_units if unit.kind is UnitKind.STRUCTURE]
    spans = [(sentence.start, sentence.end) for sentence in findings]
    on_structure = 0
    for (start, end), near in zip(spans, _overlapping(spans, structure), strict=True):
        shared = (min(structure[at][1], end) - max(structure[at][0], start) for at in near)
        on_structure += any(characters > 0.5 * (end - start) for characters in shared)
    return Spurious(len(findings), on_structure)


def _overlapping(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """For each of the spans, which are sorted by start, the indices of the others that share characters.

    One sweep: `reach[i]`, the furthest end among the first others, never falls, so that what ends before one
    span can be left behind for all that follow.
    """
    order = sorted(range(len(others)), key=lambda at: others[at][0])
    reach = list(accumulate((others[at][1] for at in order), max))
    low = 0
    for start, end in spans:
        while low < len(order) and reach[low] <= start:
            low += 1
        near = []
        for place in range(low, len(order)):
            at = order[place]
            if others[at][0] >= end:
                break
            if min(others[at][1], end) > max(others[at][0], start):
                near.append(at)
        yield near
