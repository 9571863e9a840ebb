"""What a complete draft is: heading, label, rating or running text, by its form and by how it is set."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.structure import is_repeated, role_of, settle
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from classifier.reading.assemble import Draft

_SECTION_MARK = re.compile(r"\d{1,2}\.\s*")
_LONGEST_TITLE = 200  # characters
_LONGEST_HEADING = 3  # lines: more that end as a sentence does are a paragraph in large or bold type


def tell(source: str, draft: Draft, repeated: frozenset[str], *, lines: int, aside: bool) -> None:
    """Set kind, role and level of a draft of `lines` lines; a heading in a side bar opens no section."""
    text = draft.joined(source).strip()
    if draft.kind is BlockKind.HEADING:
        if recognise.is_terminal(text) and (lines > _LONGEST_HEADING or len(text.split()) > 25):
            draft.kind, draft.role, draft.start = BlockKind.PARAGRAPH, Role.BODY, -1
        else:
            _tell_heading(draft, text, aside=aside)
        return
    draft.role = role_of(text)
    if draft.role is Role.BODY and is_repeated(text, repeated):
        draft.role = Role.RUNNING_HEADER
    settle(draft, text)


def promote(drafts: Sequence[Draft], source: str, titles: Container[tuple[int, str]]) -> Iterable[Draft]:
    """The paragraphs and numbered items that the bookmarks name on their page; they are made headings."""
    for draft in drafts:
        short = draft.spans[-1][1] - draft.first <= _LONGEST_TITLE and draft.role in (Role.BODY, Role.TITLE)
        if draft.kind is BlockKind.HEADING or not short or draft.page is None:
            continue
        item = draft.kind is BlockKind.LIST_ITEM
        text = " ".join((source[draft.first : draft.spans[0][0]] if item else "", draft.joined(source))).strip()
        if (draft.page, key_of(text)) in titles:
            if item:
                draft.spans[0] = (draft.first, draft.spans[0][1])
            draft.kind, draft.start, draft.level = BlockKind.HEADING, draft.first, 0
            _tell_heading(draft, text, aside=False)
            yield draft


def tell_lone_numbers(drafts: Sequence[Draft], source: str) -> None:
    """Make titles of what only looks like a list: a short numbered item without a verb, text around it."""
    running = [draft for draft in drafts if draft.kind is not BlockKind.OTHER]
    listed = False
    for draft, following in pairwise(running):
        begins, listed = not listed, draft.kind is BlockKind.LIST_ITEM
        if not (begins and listed and following.kind is BlockKind.PARAGRAPH):
            continue
        text = draft.joined(source).strip()
        numbered = _SECTION_MARK.fullmatch(source, draft.first, draft.spans[0][0]) is not None
        if numbered and recognise.is_heading_like(text, 10) and not recognise.is_statement(text):
            draft.kind, draft.role, draft.level = BlockKind.OTHER, Role.TITLE, 0
            draft.spans[0] = (draft.first, draft.spans[0][1])


def key_of(title: str) -> str:
    """The letters and digits of a title in lower case, by which headings and bookmarks are compared."""
    return "".join(character for character in title.casefold() if character.isalnum())


def _tell_heading(draft: Draft, text: str, *, aside: bool) -> None:
    role = role_of(text)
    statement = recognise.has_verb(text) or recognise.is_terminal(text)
    if role is Role.RATING and not recognise.has_verb(text):
        draft.role = Role.TITLE
    elif role is Role.KEY_QUESTION:
        draft.role = role
    else:
        draft.role = Role.STATEMENT if statement else Role.TITLE
    if aside:
        draft.kind, draft.level = BlockKind.OTHER, 0
        if draft.role is Role.STATEMENT:
            draft.kind, draft.role = BlockKind.PARAGRAPH, Role.BODY
