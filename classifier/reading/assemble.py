"""From the lines that belong to a block to a `Block`: lines joined, hyphens mended, footnote marks cut out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.records import Block, BlockKind, Piece, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_HYPHEN_AT_END = re.compile(r"([^\W\d_]+)([-‐])$")
_WORD_AT_START = re.compile(r"[^\W\d_]+")
# A search skips at once to the set of characters that a pattern begins with, but not to one that is repeated: `\s\s+`
# is several times as quick as `\s{2,}`.
_BLANKS = re.compile(r"\s\s+")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_MARK = re.compile(
    r"(?:(?<=[^\W\d_][.!?,;:”’\")])|(?<=[^\W\d_][.!?,][”’'\")])|(?<=[^\W\d_][”’'\")][.!?,;:])"
    r"|(?<=[^\W\d_][”’'\")][.!?,][”’'\")])|(?<=[^\W\d_][”’'\")]{2}[.!?,])|(?<=%[”’'\")][.!?,]))"
    r"\d{1,2}(?=\s+[A-Z“‘\"(]|\s*$)"  # "annually.1 Probation", "‘too late’.2 Staff", "“… ‘late’.”3 Staff"
    r"|(?<=[a-z]{3})\d{1,2}(?=[.,;:]?\s*$)"  # "the caseload4" at the end of a line
    r"|(?<=%)\d{1,2}(?=[.,;:]?(?:\s|$))"  # "a target of 75%7"
    r"|[¹²³⁰⁴-⁹]+"
    r"|(?<=\S)\[\d{1,3}\]"
)


_MAY_BE_MARK = re.compile(r"[\d¹²³⁰⁴-⁹\[]")
"""Where a `_MARK` can begin: a search for a set of characters is quicker than one for what stands before them."""

_ODD = re.compile(r"[^ !-/:-Z\\\]-~£À-ɏ‐-―‘-…€](?<![ (£\d]\d)")
"""A character that a line has to have for anything in it to be left out. Such are those of marks, invisible ones, and
white space but for the blank; whatever is not quite usual counts as such too. Figures that stand by themselves do not:
a mark is glued to what it explains."""

_STRAY = re.compile(r"[^ -~£²³¹À-ɏ‐-―‘-…€⁰⁴-⁹]")
"""The same without those of marks."""


@dataclass(slots=True)
class Draft:
    """A block in the making: `spans` are the parts of the source whose characters make its text."""

    kind: BlockKind
    role: Role = Role.BODY
    level: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    start: int = -1  # of the bullet or number before the text, where there is one
    page: int | None = None
    end: int = -1  # of the markup after the text, where there is some
    behind_item: bool = False  # the first behind a list item with a title

    @property
    def first(self) -> int:
        """Where the block begins in the source, with its bullet."""
        return self.start if self.start >= 0 else self.spans[0][0]

    @property
    def length(self) -> int:
        """How many characters of the source the text has; joined, it may have more."""
        if len(self.spans) == 1:
            return self.spans[0][1] - self.spans[0][0]
        return sum(end - start for start, end in self.spans)

    def joined(self, source: str) -> str:
        """The text with lines joined by a space, for looking at; `make_block` makes the real one."""
        if len(self.spans) == 1:
            return source[slice(*self.spans[0])]
        parts: list[str] = []
        last = self.spans[0][0]
        for start, end in self.spans:
            parts += [" " if _parted(source, last, start) else "", source[start:end]]
            last = end
        return "".join(parts)


class Vocabulary:
    """The words of a report, in lower case, hyphenated ones whole; words broken at a line end are not in it.

    They are collected when they are first asked for: most reports break no word.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(match.group().lower() for match in _WORD.finditer(self._text))
        return word in self._words


def make_block(source: str, draft: Draft, words: Vocabulary, section: tuple[str, ...] = ()) -> Block:
    """The finished block; by `words`, those of the report, hyphens at line ends are mended."""
    begin, end = draft.spans[0]
    if len(draft.spans) == 1 and begin < end and _is_plain(text := source[begin:end]):
        whole = (Piece(0, begin, end - begin),)
        close = max(draft.end, end)
        return Block(draft.kind, draft.role, draft.first, close, text, whole, draft.level, section, draft.page)
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for number, (start, end) in enumerate(draft.spans):
        glue = ""
        if number and parts and _parted(source, draft.spans[number - 1][1], start):
            before = source[slice(*draft.spans[number - 1])]
            glue, cut = ("", 0) if before.endswith("\u00ad") else _glue(parts[-1], source[start:end], words)
            if cut:
                parts[-1] = parts[-1][:-cut]
                length -= cut
                pieces[-1] = _shortened(pieces[-1], cut)
        for text, at in _kept(source, start, end):
            parts.append(glue + text)
            pieces.append(Piece(length + len(glue), at, len(text)))
            length += len(glue) + len(text)
            glue = ""
    return Block(
        kind=draft.kind,
        role=draft.role,
        start=draft.first,
        end=max(draft.end, draft.spans[-1][1]),
        text="".join(parts).replace("\u00a0", " ").replace("\t", " ").replace("\n", " ").replace("\r", " "),
        pieces=tuple(pieces),
        level=draft.level,
        section=section,
        page=draft.page,
    )


def _is_plain(text: str) -> bool:
    """Whether a line can be taken as it is, as nearly all can."""
    return "  " not in text and _ODD.search(text) is None


def _parted(source: str, end: int, start: int) -> bool:
    """Whether white space stands between two spans, rather than markup inside a word."""
    between = source[end:start]
    return between.isspace() or any(map(str.isspace, between))


def _kept(source: str, start: int, end: int) -> Iterable[tuple[str, int]]:
    """The runs of a span that belong to the text, each with its offset: without marks, odd and double blanks."""
    text = source[start:end]
    if text and _is_plain(text):
        yield text, start
        return
    cuts = []
    if "  " in text or _STRAY.search(text):
        cuts += [match.span() for match in _INVISIBLE.finditer(text)]
        cuts += [(match.start() + 1, match.end()) for match in _BLANKS.finditer(text)]
    if end - start > 3 and not text[:1].isdigit():
        places = [match.start() for match in _MAY_BE_MARK.finditer(text)]
        glued = [at for at in places if text[at - 1 : at] != " " or not text[at].isdecimal()]
        marks = [_MARK.match(text, at) for at in glued]
        cuts += [mark.span() for mark in marks if mark is not None]
    at = 0
    for cut_start, cut_end in sorted(cuts):
        if cut_start > at:
            yield text[at:cut_start], start + at
        at = max(at, cut_end)
    if at < len(text):
        yield text[at:], start + at


def _glue(before: str, after: str, words: Vocabulary) -> tuple[str, int]:
    """What joins two lines, and how many characters to cut from the end of the first.

    "super-" + "vision" is one word where the report has "supervision" elsewhere; "two-" + "thirds" keeps
    its hyphen; and a hyphen that the report settles neither way stays.
    """
    if not before.endswith(("-", "‐", "\n")):
        return " ", 0
    broken = _HYPHEN_AT_END.search(before)
    follows = _WORD_AT_START.match(after)
    if broken is None or follows is None:
        return " ", 0
    whole = (broken.group(1) + follows.group()).lower()
    hyphenated = f"{broken.group(1)}-{follows.group()}".lower()
    if whole in words and hyphenated not in words and follows.group()[0].islower():
        return "", 1
    return "", 0


def _shortened(piece: Piece, cut: int) -> Piece:
    return Piece(piece.at, piece.start, piece.length - cut)
