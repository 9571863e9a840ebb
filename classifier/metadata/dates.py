"""Dates and spans of time as reports print them, and when a report was published and its fieldwork done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifier.metadata.facts import fact_at
from classifier.metadata.passages import is_line, sentences_of
from classifier.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.metadata.facts import Fact
    from classifier.metadata.passages import Passages
    from classifier.records import Block, Report

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PRINTED = (*MONTHS, *(month.upper() for month in MONTHS))
_MONTH = "|".join(_PRINTED)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS = rf"(?:{_DAY}(?:\s*(?:to|and|[-–/])\s*{_DAY}|,\s*{_DAY}){{0,4}}\s+)?"
_POINT = rf"{_DAYS}(?:{_MONTH})\b(?:,?\s+\d{{4}}\b)?"
_GAP = r"(?:\s*[-–/]\s*|,?\s+(?:to|and|until)\s+(?:the\s+second\s+)?(?:on\s+|in\s+)?|,\s+)"
DATE = re.compile(rf"\b{_POINT}(?:{_GAP}{_POINT}){{0,7}}")
"""A date, or several that make a span: "4 to 22 February 2019", "October and November 2018", "June 2019"."""

_TOKEN = re.compile(rf"(?P<year>\b\d{{4}}\b)|(?P<day>\b\d{{1,2}})(?:st|nd|rd|th)?\b|(?P<month>{_MONTH})")
_LABEL = re.compile(
    r"\b(?:date of publication|publication date|published|report published|report(?=:)|embargo(?:ed)?(?: until)?"
    r"|for (?:immediate )?(?:use|release|publication)|release date|posted|issued|date(?=:))\b(?:[^.;!?]"
    r"|\.(?=\d)){0,60}?$",
    re.I,
)
_UPDATED = re.compile(r"\b(?:updated|fieldwork|inspected|visited|sample)\b", re.I)
_OF_REPORT = re.compile(
    r"^(?!.*\b(?:updated|fieldwork|visited|sample|last)\b).*\b(?:report|inspection|inspectorate|review|digest"
    r"|overview|bulletin"
    r"|release|notice|unit|division|region|probation)\b",
    re.I,
)
_FIELDWORK_LABEL = re.compile(r"\b(?:fieldwork|inspection dates?)\b[^.;!?]{0,40}?$", re.I)
_BETWEEN = re.compile(r"^(?:between|in|during|from)\s$", re.I)
_WE_VISITED = re.compile(r",? (?:we|inspectors) (?:visited|inspected)\b", re.I)
_FIELDWORK_ALONE = re.compile(r"(?:fieldwork|inspection)(?: started| began| dates?| period)?:?", re.I)
_DAYS_SPAN = re.compile(rf"{_DAY}\s*(?:to|[-–])\s*{_DAY}\s")
_FIELDWORK = re.compile(
    r"\bfieldwork\b(?! for)[^.;!?]{0,90}?$"
    r"|\b(?:inspection|review|it)\b[^.;!?]{0,80}\b(?:carried out|conducted|undertaken|took place|held"
    r"|made)\b[^.;!?]{0,60}?$"
    r"|\b(?:we|inspectors|a team)\b[^.;!?]{0,40}\b(?:visited|inspected|were in|spent"
    r"|carried (?:it )?out)\b[^.;!?]{0,90}?$"
    r"|\bvisiting\b[^.;!?]{0,60}?$",
    re.I,
)
_LEADS = re.compile(
    r"\b(?:in|between|from|on|of|beginning|during|over|started|and|both)\s+(?:the\s+)?[\w\s,]{0,24}$|:\s*$", re.I
)
_OTHER_TIME = re.compile(
    r"\b(?:last (?:inspect|visit|time|report)|previous|earlier (?:inspection|visit|report)|at that time"
    r"|on that occasion"
    r"|first inspect|was then|since|ago|predecessor|next|returned|return (?:to|in)|will|prepared"
    r"|reports? (?:presented|read))",
    re.I,
)
_LOOK_BACK = 220  # characters
_NEAR = 25  # characters between two dates of one fieldwork
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_SIGNED = re.compile(r"chief inspector", re.I)


def normal(text: str) -> str:
    """A date or span as EDTF: `2019-06-25`, `2019-06`, `2018-10/2018-11`, `XXXX-06` without a year; empty for none."""
    points: list[list[int]] = []  # year, month, day; 0 for what is not said
    days: list[int] = []
    for token in _TOKEN.finditer(text):
        if token["day"]:
            days.append(int(token["day"]))
        elif token["month"]:
            month = MONTHS.index(token["month"].title()) + 1
            points += [[0, month, day] for day in days or [0]]
            days = []
        else:
            for point in points:
                point[0] = point[0] or int(token["year"])
    if not points:
        return ""
    first, last = min(points), max(points)
    return _edtf(first) if first == last else f"{_edtf(first)}/{_edtf(last)}"


def find_published(passages: Passages, fieldwork: Fact | None) -> Fact | None:
    """When the report was published: a label says it, or a date stands alone near its title or under a signature."""
    report = passages.report
    front = [block for block in passages.front if is_line(block)]
    finders = (_labelled(report, front), _alone(report, front), _in_title(report, front), _signed(passages))
    month = fieldwork.value[:7] if fieldwork else ""
    for facts in finders:
        for fact in facts:
            if not fact.value.startswith(month or "-"):
                return fact
    return None


def find_fieldwork(passages: Passages) -> Fact | None:
    """When inspectors were there: a label says it, or a sentence that tells how the inspection was done."""
    return next(_fieldwork_labelled(passages), None) or next(_in_sentences(passages), None)


def _fieldwork_labelled(passages: Passages) -> Iterator[Fact]:
    report = passages.report
    for number in passages.holding("fieldwork", "inspection"):
        block = report.blocks[number]
        if not block.is_structure:
            continue
        if _FIELDWORK_ALONE.fullmatch(block.text):
            yield from _alone(report, list(report.blocks[number + 1 : number + 4]))  # labels left, values right
        for match in DATE.finditer(block.text):
            if _FIELDWORK_LABEL.search(_before(block.text, match)):
                yield _fact(report, block, match)
    for block in passages.front:
        found = DATE.search(block.text) if is_line(block) else None
        if found and _DAYS_SPAN.match(found.group()):
            yield _fact(report, block, found)


def _in_sentences(passages: Passages) -> Iterator[Fact]:
    """Dates in sentences on the inspection itself; those that say "fieldwork" first."""
    report = passages.report
    found: list[tuple[bool, Fact]] = []
    for block in map(report.blocks.__getitem__, passages.printing(*_PRINTED)):
        if block.is_structure:
            continue
        for start, sentence in sentences_of(block):
            dates = [match for match in DATE.finditer(sentence) if _tells(sentence, match)]
            if dates and not _OTHER_TIME.search(sentence):
                near = [dates[0]]
                for match in dates[1:]:  # "in November 2016 and the South in March 2017"
                    near += [match] if match.start() - near[-1].end() <= _NEAR else []
                first, last = near[0].start(), near[-1].end()
                words = " and ".join(match.group() for match in near)
                fact = fact_at(report, block, start + first, start + last, normal(words))
                found.append(("ieldwork" not in sentence[:first], fact))
    yield from (fact for _, fact in sorted(found, key=lambda pair: pair[0]))


def _tells(sentence: str, date: re.Match[str]) -> bool:
    """Whether the words around a date say that it is one of the inspection."""
    before = _before(sentence, date)
    if date.start() < 10 and _BETWEEN.search(before) and _WE_VISITED.match(sentence[date.end() :]):
        return True
    return _FIELDWORK.search(before) is not None and _LEADS.search(before) is not None


def _before(text: str, date: re.Match[str]) -> str:
    """What stands before a date, as far as it can matter: a paragraph without end costs no more than a long one."""
    return text[max(0, date.start() - _LOOK_BACK) : date.start()]


def _labelled(report: Report, front: list[Block]) -> Iterator[Fact]:
    for block in front:
        for match in DATE.finditer(block.text):
            before = _before(block.text, match)
            if _LABEL.search(before) and not _UPDATED.search(before.rpartition(".")[2]):
                yield _fact(report, block, match)


def _alone(report: Report, front: list[Block]) -> Iterator[Fact]:
    for block in front:
        match = DATE.search(block.text)
        if match and not any(map(str.isalpha, _WEEKDAY.sub("", block.text.replace(match.group(), "")))):
            yield _fact(report, block, match)


def _in_title(report: Report, front: list[Block]) -> Iterator[Fact]:
    """A date with its year at the end of a title or of the line below it."""
    for block in front:
        match = next(
            (match for match in DATE.finditer(block.text) if match.end() >= len(block.text.rstrip(" .)"))), None
        )
        if match and re.search(r"\d{4}", match.group()) and _OF_REPORT.search(block.text):
            yield _fact(report, block, match)


def _signed(passages: Passages) -> Iterator[Fact]:
    """The date under a chief inspector's name."""
    blocks = passages.report.blocks
    for place in passages.printing(*_PRINTED):
        block = blocks[place]
        is_line_below = block.is_structure and len(block.text) < 90 and block.kind is not BlockKind.LIST_ITEM
        match = DATE.search(block.text) if is_line_below else None
        if match:
            before = block.text[: match.start()]
            if _SIGNED.search(before) or (len(before) < 12 and place and _signs(blocks[place - 1])):
                yield _fact(passages.report, block, match)


def _signs(block: Block) -> bool:
    return block.is_structure and len(block.text) < 90 and _SIGNED.search(block.text) is not None


def _fact(report: Report, block: Block, date: re.Match[str]) -> Fact:
    return fact_at(report, block, *date.span(), normal(date.group()))


def _edtf(point: list[int]) -> str:
    year, month, day = point
    return f"{year:04}-{month:02}".replace("0000", "XXXX") + (f"-{day:02}" if day else "")
