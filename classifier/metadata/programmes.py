"""Which programme of inspections a report belongs to, by the words that it uses for it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from classifier.metadata.facts import fact_at
from classifier.records import BlockKind

if TYPE_CHECKING:
    from classifier.metadata.facts import Fact
    from classifier.metadata.passages import Passages
    from classifier.records import Block, Report

PROGRAMMES = {
    "annual report": r"\bannual report\b",
    "thematic": r"\bthematic (?:inspection|review|report)\b|\bjoint inspection of\b",
    "quality and impact": r"\bquality (?:and|&) impact\b",
    "youth justice": r"\b(?:youth (?:justice|offending) (?:services?|teams?|partnership)|YOS|YJS|YOT)\b",
    "probation delivery unit": r"\b(?:probation delivery units?|probation units?|PDUs?)\b",
    "probation region": r"\b(?:inspections? of|region:?) [^.]{0,60}\bregion\b|\bregional inspection\b",
    "community rehabilitation company": r"\b(?:community rehabilitation compan(?:y|ies)|CRCs?)\b",
    "national probation service division": r"\b(?:national probation service|NPS)\b|\bprobation division\b",
}
"""The programmes and the words by which a report says that it belongs to them; the more special ones first."""

MANY_PROVIDERS = ("annual report", "thematic")
"""The programmes whose reports are about no single provider, and rate none as a whole."""

_WORDS = {name: re.compile(pattern, re.I) for name, pattern in PROGRAMMES.items()}
_SPECIAL = ("annual report", "thematic", "quality and impact")
_PROVIDERS = [name for name in PROGRAMMES if name not in _SPECIAL]
_KINDS = {
    "division": "national probation service division",
    "company": "community rehabilitation company",
    "crc": "community rehabilitation company",
    "unit": "probation delivery unit",
    "pdu": "probation delivery unit",
    "region": "probation region",
    "yos": "youth justice",
    "yjs": "youth justice",
}
_SUBJECT = re.compile(rf"\b(?:[Tt]he|[Tt]his) (?P<kind>{'|'.join(_KINDS)}|CRC|PDU|YOS|YJS)\b")
_AIMS = re.compile(r"(?:\d\.?\s+)?(?:protecting the public|reducing (?:re)?offending|abiding by the sentence)", re.I)
"""The three questions of the Quality and Impact inspections of 2016 to 2018, which made their headings."""


def find_programme(passages: Passages, title: Fact | None) -> Fact | None:
    """The programme: said of the report itself, told by its headings, or that of the kind of provider it is about."""
    report = passages.report
    head = [block for block in passages.front if not block.text.endswith((".", "”", '"'))]
    return (
        _first(report, head, _SPECIAL)
        or _by_aims(passages)
        or _in_title(report, title)
        or _first(report, [block for block in head if block.is_structure], _PROVIDERS)
        or _most(passages)
    )


def _first(report: Report, blocks: list[Block], names: list[str] | tuple[str, ...]) -> Fact | None:
    for name in names:
        for block in blocks:
            match = _WORDS[name].search(block.text)
            if match:
                return fact_at(report, block, *match.span(), name)
    return None


def _by_aims(passages: Passages) -> Fact | None:
    report = passages.report
    blocks = map(report.blocks.__getitem__, passages.holding("protecting the public", "offending", "abiding by the"))
    found = [block for block in blocks if block.kind is BlockKind.HEADING and _AIMS.match(block.text)]
    if len({_AIMS.match(block.text).group().lower() for block in found}) < 2:  # type: ignore[union-attr]
        return None
    return fact_at(report, found[0], 0, len(found[0].text), "quality and impact")


def _in_title(report: Report, title: Fact | None) -> Fact | None:
    block = next((block for block in report.blocks if title and block.start <= title.start < block.end), None)
    return _first(report, [block], _PROVIDERS) if block else None


def _most(passages: Passages) -> Fact | None:
    """The kind of provider that the text speaks of most often as its subject ("the division", "the company")."""
    counts: Counter[str] = Counter()
    first: dict[str, Fact] = {}
    report = passages.report
    for place in passages.holding(*(f"{article} {kind}" for article in ("the", "this") for kind in _KINDS)):
        block = report.blocks[place]
        for match in _SUBJECT.finditer(block.text):
            name = _KINDS[match["kind"].lower()]
            counts[name] += 1
            first.setdefault(name, fact_at(report, block, *match.span("kind"), name))
    return first[counts.most_common(1)[0][0]] if counts else None
