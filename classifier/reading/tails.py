"""Where on a saved web page the article ends: lists of related posts, and what readers say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.reading.assemble import Draft

_GOES_ON = 0.2  # of an article's sentences: after a list of related posts with more of them behind it, it goes on
_QUESTION_LEVEL = 5  # of the headings that only their words make


def find_tails(source: str, drafts: Sequence[Draft]) -> frozenset[int]:
    """The places of the drafts after which all belongs to the web site.

    A list of related posts may stand in the middle of an article: where a good part of the report's sentences
    comes after it and before any comments, only its entries are marked as furniture.
    """
    tails = [
        number
        for number, draft in enumerate(drafts)
        if draft.role is Role.WEB_FURNITURE and recognise.starts_web_tail(draft.joined(source))
    ]
    if not tails:
        return frozenset()
    said = [0]  # characters of sentences before each draft
    for draft in drafts:
        text = draft.joined(source)
        said.append(said[-1] + (len(text) if _is_sentence(draft, text) else 0))
    comments = [number for number in tails if recognise.starts_comments(drafts[number].joined(source))]
    end = said[comments[0] if comments else -1]
    within = [number for number in tails if number not in comments and end - said[number] >= _GOES_ON * max(end, 1)]
    for number in within:
        _mark_entries(source, drafts, number + 1)
    return frozenset(tails) - frozenset(within)


def _mark_entries(source: str, drafts: Sequence[Draft], first: int) -> None:
    """Mark the titles from `first` on as furniture, up to the heading or sentence with which the article goes on."""
    last = first
    while last < len(drafts) and not _resumes(source, drafts[last]):
        last += 1
    goes_on = last < len(drafts) and drafts[last].kind is not BlockKind.HEADING
    if goes_on and last > first and drafts[last - 1].kind is BlockKind.HEADING:
        last -= 1  # the heading of the text that follows
    for draft in drafts[first:last]:
        draft.kind, draft.role, draft.level = BlockKind.OTHER, Role.WEB_FURNITURE, 0


def _resumes(source: str, draft: Draft) -> bool:
    """Whether a draft is the article's own for sure: a sentence, or a heading that the file or its number makes one."""
    marked = draft.kind is BlockKind.HEADING and draft.start >= 0 and draft.level < _QUESTION_LEVEL
    return marked or _is_sentence(draft, draft.joined(source))


def _is_sentence(draft: Draft, text: str) -> bool:
    return draft.role is Role.BODY and recognise.is_terminal(text) and len(text.split()) >= 5
