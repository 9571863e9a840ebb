"""Which provider or area a report is about: the name that its title, its headers and its text agree on."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from classifier.metadata.facts import fact_at
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifier.metadata.facts import Fact
    from classifier.metadata.passages import Passages
    from classifier.records import Block

_WORD = r"[A-Z][a-z][\w’'-]*"
_AREA = rf"(?P<name>{_WORD}(?:(?:,)? (?:(?:and|with|upon|on|in|of|&)(?: the)? )?{_WORD}){{0,6}})"
_KIND = (
    r"(?:NPS|CRC|PDU|YOS|YJS|YOT|[Cc]ommunity [Rr]ehabilitation [Cc]ompany|[Pp]robation [Dd]elivery [Uu]nit"
    r"|[Pp]robation (?:[Uu]nit|[Dd]ivision|[Ss]ervice)|NPS division|National Probation Service"
    r"|[Dd]ivision|[Rr]egion|[Yy]outh (?:[Jj]ustice|[Oo]ffending) (?:[Ss]ervice|[Tt]eam))"
)
_PATTERNS = (
    re.compile(rf"\b(?:[Pp]rovider|[Aa]rea|[Dd]ivision|PDU|[Ss]ervice) ?: {_AREA}"),
    re.compile(rf"\b{_AREA},? (?:\([^)]{{2,60}}\) )?{_KIND}\b"),
    re.compile(rf"\b(?:NPS|National Probation Service)(?: division)?(?: \(NPS\))?(?: in| of|:|,| –)?(?: the)? {_AREA}"),
    re.compile(
        rf"\b[Pp]robation(?: services?| work)?(?: \(\w+\))?(?: in|:)(?: the)?(?: (?:city|county) of)?:? {_AREA}"
    ),
    re.compile(rf"\b(?:[Ii]nspection|report|services)(?: of)?: {_AREA}"),
)
_IN_TITLE = (
    re.compile(rf"^{_AREA}(?=:|,? [a-z]+ed\b| is\b| has\b)"),
    re.compile(rf"\b{_AREA} (?:[Pp]robation|[Pp]ublic [Pp]robation)\b"),
)
"""What counts in the title only."""
_LEADING = re.compile(
    r"^(?:(?:The|An?|In|Our|This|That|These|Each|Both|All|Its|For|At|As|With|Of|When|Where|While|HM|His|Her"
    r"|Inspectorate"
    r"|Majesty[’']s|Inspection|Inspections|Report|Probation|National|Service|Services|Community|Rehabilitation|Press"
    r"|Release|News|Part|Summary|Committed|Overall|Region|Regional|Division|Quality|Impact|and|of|the|in|Two|Three|Four"
    r"|Since|By|To|From|Between|Although|Whereas|NPS|Some|Most|Many|Every|Both|Chief|Inspector|Crown"
    r"|Court)\b[’']?s? ?)+"
)
_TRAILING = re.compile(
    r"(?:\s+(?:NPS|CRC|PDU|Division|Region|Probation|Service|Youth|Justice|Offending|National|Delivery|Unit"
    r"|Community|Rehabilitation|Company|and|Inspection|Report))+$"
)
_NO_AREAS = frozenset(
    """Probation Justice Ministry Prison England Wales Leadership Staff Services Assessment Planning Reviewing
    Transforming Strengths Contents Foreword Findings Recommendations Summary Thematic Annual Chapter Public
    Protecting Reducing Abiding Offender Key Good Outstanding Inadequate January February March April May
    June July August September October Category Labels November December Government Home Office Treasury
    Standards Source Court Crown Children Fieldwork Victim""".split()
)
_CUE_WORDS = (
    *("nps", "crc", "pdu", "yos", "yjs", "yot", "probation", "division", "region", "community rehab", "youth "),
    *("provider:", "provider :", "area:", "area :", "service:", "service :"),
    *("inspection:", "inspection of:", "report:", "report of:", "services:", "services of:"),
)
"""Words in lower case, of which each text has one that a pattern of `_PATTERNS` matches."""

_CUES = (
    re.compile(":"),
    re.compile(  # no "The division"; it begins with a set of letters, to which the search skips
        rf"[A-Z](?:(?<=T)(?!he |his |hat |hese )|(?<=E)(?!ach |very )|(?<=I)(?!ts |n )|(?<=A)(?!ll |t )"
        rf"|(?<![TEIA]))[a-z][\w’'-]*,? (?:\([^)]{{2,60}}\) )?{_KIND}\b"
    ),
    re.compile("NPS|National Probation Service"),
    re.compile(r"[Pp]robation(?: services?| work)?(?: \(\w+\))?(?: in|:)"),
    re.compile(":"),
)
"""For each pattern of `_PATTERNS`, what stands in all that it finds a name in, and is quicker to look for."""

_TITLE = 6.0
_AS_GOOD, _LEAST = 0.5, 0.5
_WEIGHTS = ((Role.TITLE, 2.5), (Role.STATEMENT, 2.5), (Role.RUNNING_HEADER, 2.5))


def find_provider(passages: Passages, title: Fact | None) -> Fact | None:
    """The provider or area; the name stands without what kind of provider it is."""
    weights: dict[str, float] = defaultdict(float)
    first: dict[str, tuple[float, Fact]] = {}
    report, front = passages.report, len(passages.front)
    seen: set[tuple[str, str]] = set()
    for number in _places(passages, title):
        block = report.blocks[number]
        if block.role in (Role.WEB_FURNITURE, Role.FOOTNOTE, Role.GLOSSARY):
            continue
        weight = _weight(block, title, in_front=number < front)
        patterns = [pattern for cue, pattern in zip(_CUES, _PATTERNS, strict=True) if cue.search(block.text)]
        patterns += _IN_TITLE if weight == _TITLE else ()
        for start, end in set(_names(block.text, patterns)):
            name = " ".join(block.text[start:end].split())
            if block.is_structure and (name, block.text) in seen:
                continue  # a running header says no more the tenth time
            seen.add((name, block.text))
            weights[name] += weight
            if name not in first or first[name][0] < weight:
                first[name] = weight, fact_at(report, block, start, end)
    if not weights:
        return None
    best = max(weights, key=lambda name: (weights[name], -first[name][1].start))
    longer = [name for name in weights if name.endswith(f" {best}") and weights[name] >= _AS_GOOD * weights[best]]
    best = max(longer, key=lambda name: weights[name], default=best)  # "North Kingsmere" rather than "Kingsmere"
    return first[best][1] if weights[best] >= _LEAST else None


def _places(passages: Passages, title: Fact | None) -> list[int]:
    """The blocks that may name a provider: those with a word that a pattern hangs on, and that of the title."""
    places = set(passages.holding(*_CUE_WORDS))
    if title is not None:
        blocks = enumerate(passages.report.blocks)
        places.update(number for number, block in blocks if block.start <= title.start < block.end)
    return sorted(places)


def _weight(block: Block, title: Fact | None, *, in_front: bool) -> float:
    if title is not None and block.start <= title.start < block.end:
        return _TITLE
    if in_front:
        return dict(_WEIGHTS).get(block.role, 1.0)
    return 0.6 if block.kind is BlockKind.HEADING or block.role is Role.RUNNING_HEADER else 0.25


def _names(text: str, patterns: Iterable[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Where in a text the names of providers and areas stand."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            leading = _LEADING.match(text[start:end])
            start += leading.end() if leading else 0
            trailing = _TRAILING.search(text[start:end])
            end = start + trailing.start() if trailing else end
            words = text[start:end].split()
            if (
                words
                and words[0][0].isupper()
                and not _NO_AREAS & {word.strip(",'’s") for word in words} | _NO_AREAS & set(words)
            ):
                yield start, end
