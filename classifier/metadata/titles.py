"""The title of a report: the line near its top that names it, whatever the file makes of that line."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.metadata.dates import DATE
from classifier.metadata.facts import fact_at
from classifier.metadata.passages import front_of, is_line
from classifier.reading import recognise
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from classifier.metadata.facts import Fact
    from classifier.records import Block, Report

_NAMES_A_REPORT = re.compile(
    r"\b(?:inspection|re-inspection|report|review|overview|digest|probation|NPS|CRC|PDU|division|region|company"
    r"|youth (?:justice|offending)|YOS|YJS)\b",
    re.I,
)
_WORK = re.compile(r"\b(?:inspection|report|review)\b", re.I)
_PART = re.compile(
    r"(?:part|chapter|annex|appendix|domain) (?:\d|[A-Z]\b|one|two|three)|P? ?\d{1,2}(?:\.\d{1,2})*\.? [A-Z]", re.I
)
_NO_TITLE = re.compile(
    r"(?:HM |Her Majesty[’']s |His Majesty[’']s )?Inspectorate(?: of)?(?: [A-Z]\w+)*(?:\W+(?:press|news) \w+)?"
    r"|(?:press|news|media) (?:release|notice|statement)\b.*|thematic (?:review|inspection)|inspection report"
    r"|annual report|probation inspection report|(?:inspection )?(?:digests|insights)"
    r"|.* [>|·»] .*|(?:home|news|blog) / .*|contents|(?:home|news|blog|media|publications?|press releases)"
    r"|(?:search|skip|by) .*|photo: .*"
    r"|our ref.*|(?:strengths|areas for improvement|key (?:questions|facts)):?|(?:region|area|provider|date"
    r"|digest no)\b.*"
    r"|(?:the )?chief inspector[’']s .*|(?:for|not for|embargoed) .*|(?:dear|from|to|cc) .*|fieldwork.*"
    r"|(?:mr|mrs|ms|miss|dr|dame|sir)\.? \w.*|(?:why|what|how) we .*"
    r"|(?:report )?published.*|posted .*|.{3,90}(?<! of) \d{1,3}"
    r"|protecting the public|reducing (?:re)?offending|abiding by the sentence",
    re.I,
)
_PAGE_BEFORE = re.compile(r"\d{1,3}\s+(?=[A-Z])")
_PAGE_AFTER = re.compile(r"(?:\s*[–—|,:-]?\s*page\s+\d{1,3}(?:\s+of\s+\d{1,3})?|(?<! of)(?<!part)\s+\d{1,3})$", re.I)
_BYLINE = re.compile(r"(?:posted|published|by|written by|author:?) (?!the )\S.*", re.I)
_PUBLISHER = re.compile(r"\binspectorates?\b", re.I)
_NO_ROLES = (
    Role.RATING, Role.PAGE_NUMBER, Role.WEB_FURNITURE, Role.FOOTNOTE, Role.RULE, Role.KEY_QUESTION, Role.DETAIL
)  # fmt: skip
_DATED = 1.2  # for a line with a date or a byline under it
_LEADS = 2.0  # for a main heading that stands first
_FAR = 12  # blocks from the top: a title stands before that


def find_title(report: Report) -> Fact | None:
    """The title; None where nothing near the top names the report. Its page number is no part of it."""
    best: tuple[float, Block, tuple[int, int]] | None = None
    leading = True  # nothing but labels so far
    front = front_of(report)[: _FAR + 1]
    for place, block in enumerate(front[:_FAR]):
        if not is_line(block):
            break  # the text has begun
        dated = place + 1 < len(front) and _dates(front[place + 1])
        span = _without_page(block)
        text = block.text[slice(*span)]
        score = _score(block, text, place) + _DATED * dated if _may_be_title(block, text, dated=dated) else 0.0
        score += _LEADS * (score > 0 and leading and block.kind is BlockKind.HEADING and block.level == 1)
        leading = leading and score <= 0
        if score > 0 and (best is None or score > best[0]):
            best = score, block, span
    return fact_at(report, best[1], *best[2]) if best else None


def _dates(block: Block) -> bool:
    """Whether a line says when or by whom what is above it was published."""
    return _only_date(block.text) or _BYLINE.fullmatch(block.text) is not None


def _without_page(block: Block) -> tuple[int, int]:
    """Where the words of a line stand, without the number of the page before or after them, or a label under them."""
    before, after = _PAGE_BEFORE.match(block.text), _PAGE_AFTER.search(block.text)
    if block.kind is BlockKind.HEADING:  # its number may be that of a chapter, or a year
        before = before if before and _WORK.search(block.text) else None
        after = after if after and "page" in after.group().lower() else None
    end = after.start() if after and after.start() else len(block.text)
    for at, following in pairwise([*(piece.at for piece in block.pieces[1:]), end]):
        if _names_none(block.text[at:following].strip()):
            end = min(end, len(block.text[:at].rstrip()))
            break
    return before.end() if before else 0, end


def _may_be_title(block: Block, text: str, *, dated: bool) -> bool:
    asks = block.role is Role.KEY_QUESTION and dated  # as newspapers do
    if (block.role in _NO_ROLES and not asks) or len(text) > 220 or not text:
        return False
    return not (_names_none(text) or _PART.match(text))


def _names_none(text: str) -> bool:
    """Whether a line is a label, the name of a section or a date, which no title is."""
    return _NO_TITLE.fullmatch(text) is not None or recognise.is_named_section(text) or _only_date(text)


def _score(block: Block, text: str, place: int) -> float:
    """How much a line looks like the title: its heading, the words in it, and how near the top it is."""
    score = 1.0 - 0.15 * place
    if block.kind is BlockKind.HEADING:
        score += {1: 3.0, 2: 0.3}.get(block.level, 0.0)
    score += 2.5 * bool(_NAMES_A_REPORT.search(text)) + 1.5 * bool(_WORK.search(text))
    score -= 2.5 * bool(_PUBLISHER.search(text))
    return score - 1.5 * (len(text.split()) < 3)


def _only_date(text: str) -> bool:
    match = DATE.search(text)
    return match is not None and len(text) - len(match.group()) < 12
