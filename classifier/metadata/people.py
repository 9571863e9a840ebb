"""Who signs a report as chief inspector, or is quoted as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifier.metadata.facts import fact_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.metadata.facts import Fact
    from classifier.metadata.passages import Passages
    from classifier.records import Report

_NAME = r"(?:(?:Dame|Sir|Dr|Mr|Mrs|Ms|Professor|Lord|Lady)\.? )?[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}"
_OFFICE = (
    r"(?<!Deputy )(?<!Assistant )(?<!deputy )(?<!assistant )(?:(?:HM|H\.M\.|(?:Her|His) Majesty[’']s) )?"
    r"[Cc]hief [Ii]nspector(?: of Probation(?: Services)?)?(?! of )(?![’']s)"
)
_NAME_FIRST = re.compile(rf"(?P<name>{_NAME}),? (?:the )?{_OFFICE}\b")
_OFFICE_FIRST = re.compile(rf"{_OFFICE},? (?P<name>{_NAME})")
_OFFICE_ALONE = re.compile(rf"{_OFFICE}(?:,? [A-Z][a-z]+ \d{{4}})?")
_SIGNATURE = re.compile(rf"(?P<name>{_NAME}),? {_OFFICE}(?:,? [A-Z][a-z]+ \d{{4}})?")
_NAME_ALONE = re.compile(_NAME)
_NO_NAMES = frozenset(
    "Her His HM The This That Our Chief Inspector Inspectorate Probation Introducing Foreword".split()
)


def find_chief_inspector(passages: Passages) -> Fact | None:
    """The chief inspector by name: who signs, else who is named first."""
    places = passages.holding("chief inspector")
    return next(_signed(passages.report, places), None) or next(_named(passages.report, places), None)


def _signed(report: Report, places: Sequence[int]) -> Iterator[Fact]:
    """Names on a line of their own, or the end of one, with the office after them."""
    for place in places:
        block = report.blocks[place]
        if len(block.text) <= 90:
            match = _SIGNATURE.fullmatch(block.text)
            if match and _is_name(match["name"]):
                yield fact_at(report, block, *match.span("name"))
            elif place and _OFFICE_ALONE.fullmatch(block.text) and _is_name(report.blocks[place - 1].text):
                last = report.blocks[place - 1]
                yield fact_at(report, last, 0, len(last.text))


def _named(report: Report, places: Sequence[int]) -> Iterator[Fact]:
    for block in map(report.blocks.__getitem__, places):
        for pattern in (_OFFICE_FIRST, _NAME_FIRST):
            for match in pattern.finditer(block.text):
                if _is_name(match["name"]):
                    yield fact_at(report, block, *match.span("name"))


def _is_name(text: str) -> bool:
    return _NAME_ALONE.fullmatch(text) is not None and not _NO_NAMES & set(text.split())
