"""The ratings that a report gives: overall, and of each standard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifier.metadata.facts import Fact, Rating, fact_at
from classifier.metadata.passages import sentences_of
from classifier.metadata.standards import names_of
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.framework import Framework
    from classifier.metadata.passages import Passages
    from classifier.metadata.standards import Names
    from classifier.records import Block, Report

_RATED = r"(?:good|outstanding|excellent|requires? improvement|requiring improvement|inadequate|poor)"
_RATINGS = ("good", "outstanding", "excellent", "improvement", "inadequate", "poor")
"""A word of each rating, in lower case."""

_RATES = ("rated", "rating", "graded", "rate ", "rate:", "given", "received", "awarded")

_ALONE = re.compile(rf"(?:(?:rating|rated|score)\s*[:–—-]?\s*)?[‘'“\"]?(?P<rating>{_RATED})[’'”\"]?\.?", re.I)
_NAMED = re.compile(
    rf"(?P<name>[^:–—|\t\n]{{3,70}}?)\s*(?:[:–—|\t(-]|\s(?=[A-Z]))\s*(?:rating\s*[:–—"
    rf"|-]?\s*)?[‘'“\"]?(?P<rating>{_RATED})[’'”\"]?\)?"
    rf"(?:\s*\(?\d{{1,2}}(?:/\d\d?| points?)?\)?)?\.?",
    re.I,
)
_MANY = re.compile(rf"(?P<name>[A-Z][\w ]{{3,50}}?)\s*[:|\t]\s*(?P<rating>{_RATED})(?=\s|$|[;,.])", re.I)
_SAID = re.compile(
    rf"(?P<name>\b[\w ]{{3,60}}?) (?:was|were|is|are|has been|have been)(?: both| each| also"
    rf"| again)?(?: judged(?: to be)?| graded| rated)"
    rf"(?: as)? [‘'“\"]?(?P<rating>{_RATED})\b",
    re.I,
)
_WE_SAID = re.compile(
    rf"\brated (?P<name>[\w ]{{2,60}}?)(?: as)? [‘'“\"]?(?P<rating>{_RATED})\b(?! in (?:both|all|five|each|most"
    rf"|two|three|four))",
    re.I,
)
_IT = re.compile(r"(?:it|this|this (?:standard|area|aspect)(?: of .*)?|the standard|the work)", re.I)
_OVERALL = re.compile(rf"overall(?! rating for| score)\b[^.;]{{0,80}}?\b(?P<rating>{_RATED})\b", re.I)
_OVERALL_SAID = re.compile(
    rf"\b(?:overall[^.;]{{0,70}}?(?:rat(?:ed|ing)|graded)[^.;]{{0,60}}?|rat(?:ed"
    rf"|ing)[^.;]{{0,60}}?(?=\b{_RATED}[’'”\"]?,? overall))"
    rf"\b(?P<rating>{_RATED})\b",
    re.I,
)
_PROVIDER_SAID = re.compile(
    rf"\b(?:rated?|given (?:an? )?(?:overall )?rating of|rating of|graded|rated as)(?: (?!leadership|staff"
    rf"|services|the standard)[\w’' ]{{2,50}}?)?"
    rf"(?: as| to be)?:? [‘'“\"]?(?P<rating>{_RATED})\b",
    re.I,
)
_GIVEN = re.compile(
    rf"\b(?:given|received|awarded) (?:the|its|their) (?:lowest|highest|best|worst|top|bottom"
    rf"|second)\b[^.;]{{0,60}}?[‘'“\"](?P<rating>{_RATED})\b",
    re.I,
)
_PROVIDER = re.compile(r"\b(?:division|region|unit|PDU|CRC|company|provider|service|NPS)\b", re.I)
_NOT_NOW = re.compile(
    r"\b(?:last|previous|previously|then|first inspected|on that occasion|standards?|domain|earlier|where|if|when|both"
    r"|per cent|means?|needed for|earns|three|four|five|two|none|lowest|each|every|other|predecessor|former"
    r"|was rated|heading|aspects?|ought)\b|%",
    re.I,
)
_NOT_NOW_STANDARD = re.compile(
    r"\b(?:last|previous|previously|then|first inspected|on that occasion|earlier|both|predecessor|former|ago|20\d\d"
    r"|elements|aspects|standards|divisions|companies|units|providers|all (?:three|four|five|six|seven)"
    r"|in (?:two|three|four|five|six|seven))\b",
    re.I,
)
_FOR_SOME = re.compile(
    r"[’'”\"]?(?: for (?!the (?:first|second|third))| on | in (?:both|all|two|three|four|five)\b)", re.I
)


def find_ratings(passages: Passages, framework: Framework | None) -> tuple[Fact | None, tuple[Rating, ...]]:
    """The overall rating, and those of the standards in reading order, each once.

    A rating that stands alone is that of the heading above it. What stands in a table or on a line counts before
    what a sentence says; a name that is no standard, nor numbered as one, is left out, as it is often a provider's.
    """
    names = names_of(framework)
    ratings: dict[str, Rating] = {}
    overall: Fact | None = None
    for name, fact in _printed(passages, names):
        if name is None:
            overall = overall or fact
        else:
            _keep(ratings, names, name, fact)
    for name, fact in _said(passages, names):
        if name is not None:
            _keep(ratings, names, name, fact)
    overall = overall or _overall_said(passages, names)
    return overall, tuple(sorted(ratings.values(), key=lambda rating: rating.fact.start))


def _keep(ratings: dict[str, Rating], names: Names, name: str, fact: Fact) -> None:
    code = names.code(name)
    ratings.setdefault(code or name.lower(), Rating(names.plain(name), code, fact))


def _printed(passages: Passages, names: Names) -> Iterator[tuple[str | None, Fact]]:
    """Ratings on lines, in headings and in tables, with the name of what is rated, None for the whole."""
    blocks = passages.report.blocks
    for place in passages.holding(*_RATINGS):
        block = blocks[place]
        has_place = _is_printed(block) and block.role not in (Role.FOOTNOTE, Role.WEB_FURNITURE, Role.GLOSSARY)
        if has_place and len(block.text) <= 400:
            yield from _of_block(passages.report, place, names)


def _is_printed(block: Block) -> bool:
    return block.is_structure or block.role is Role.STATEMENT


def _of_block(report: Report, place: int, names: Names) -> Iterator[tuple[str | None, Fact]]:
    block = report.blocks[place]
    alone = _ALONE.fullmatch(block.text)
    if alone:
        name = names.of_place(block, next(filter(_is_printed, reversed(report.blocks[:place])), None))
        if name:
            yield name, _fact(report, block, alone)
        return
    overall = _OVERALL.match(block.text)
    if overall and block.role is not Role.STATEMENT:
        yield None, _fact(report, block, overall)
        return
    named = _NAMED.fullmatch(block.text)
    if named and names.knows(named["name"]):
        yield named["name"], _fact(report, block, named)
    elif block.role is Role.TABLE or block.kind is BlockKind.OTHER:
        for match in _MANY.finditer(block.text):
            if names.knows(match["name"]):
                yield match["name"], _fact(report, block, match)


def _said(passages: Passages, names: Names) -> Iterator[tuple[str | None, Fact]]:
    """Ratings of standards in sentences."""
    report = passages.report
    rated = set(passages.holding(*_RATINGS))
    for place in passages.holding("rated", "judged", "graded"):
        block = report.blocks[place]
        if place not in rated or block.is_structure:
            continue
        for start, sentence in sentences_of(block):
            if _NOT_NOW_STANDARD.search(sentence):
                continue
            for match in (*_SAID.finditer(sentence), *_WE_SAID.finditer(sentence)):
                name = names.in_words(match["name"]) or (
                    names.of_section(block) if _IT.fullmatch(match["name"]) else None
                )
                if name:
                    yield name, _fact(report, block, match, start)


def _overall_said(passages: Passages, names: Names) -> Fact | None:
    """The overall rating where only a heading or a sentence gives it; the first that does."""
    report = passages.report
    rated = set(passages.holding(*_RATINGS))
    for place in passages.holding(*_RATES):
        block = report.blocks[place]
        if place not in rated or (block.is_structure and block.kind is not BlockKind.HEADING):
            continue
        for start, sentence in sentences_of(block):
            for pattern in (_OVERALL_SAID, _GIVEN, _PROVIDER_SAID):
                match = pattern.search(sentence)
                if match and _is_overall(sentence, match, names, certain=pattern is not _PROVIDER_SAID):
                    return _fact(report, block, match, start)
    return None


def _is_overall(sentence: str, match: re.Match[str], names: Names, *, certain: bool) -> bool:
    """Whether a rating in a sentence is that of the provider, given now."""
    before, after = sentence[: match.end()], sentence[match.end() :]
    if _NOT_NOW.search(_GIVEN.sub("", before)) or _FOR_SOME.match(after) or names.among(match.group()):
        return False
    return certain or (_PROVIDER.search(before) is not None and not names.among(before))


def _fact(report: Report, block: Block, match: re.Match[str], at: int = 0) -> Fact:
    """The rating of a match in the block's text, or in a sentence that begins `at` there."""
    start, end = match.span("rating")
    return fact_at(report, block, at + start, at + end, _canonical(match["rating"]))


def _canonical(rating: str) -> str:
    said = " ".join(rating.lower().split())
    return "requires improvement" if "improvement" in said else said
