"""What a complete draft is: heading, label, rating or running text, by its form and by how it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.structure import is_repeated, role_of, settle
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from classifier.reading.assemble import Draft
    from classifier.reading.pdf.lines import Line

_LONGEST_HEADING = 3  # lines: more that end as a sentence does are a paragraph in large or bold type
_FEWEST_CONTENTS = 3  # lines with dots and a page number on a page of contents


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


def contents_lines(lines: Sequence[Line]) -> Iterable[int]:
    """The `id`s of the lines of a table of contents on a page, entries that are broken in two included."""
    entries = [
        at for at, line in enumerate(lines) if line.text[-1:].isdigit() and recognise.is_contents_line(line.text)
    ]
    if len(entries) < _FEWEST_CONTENTS:
        return
    for at, line in enumerate(lines[entries[0] : entries[-1] + 1], entries[0]):
        if at in entries or not recognise.is_terminal(line.text):
            yield id(line)


def promote(drafts: Sequence[Draft], source: str, titles: Container[tuple[int, str]]) -> Iterable[Draft]:
    """The paragraphs that the bookmarks name on their page; they are made headings."""
    for draft in drafts:
        short = draft.kind in (BlockKind.PARAGRAPH, BlockKind.OTHER) and draft.role in (Role.BODY, Role.TITLE)
        if short and draft.page is not None and draft.spans[-1][1] - draft.spans[0][0] <= 200:
            text = draft.joined(source).strip()
            if (draft.page, key_of(text)) in titles:
                draft.kind, draft.start = BlockKind.HEADING, draft.first
                _tell_heading(draft, text, aside=False)
                yield draft


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
