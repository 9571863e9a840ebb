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
_BLANKS = re.compile(r"\s{2,}")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200c\u200d\u2060\ufeff]+")
_MARK = re.compile(
    r"(?:(?<=[^\W\d_][.!?,;:”’\")])|(?<=[^\W\d_][.!?,][”’\")])|(?<=[^\W\d_][”’\")][.!?,;:]))"
    r"\d{1,2}(?=\s+[A-Z“‘\"(]|\s*$)"  # "annually.1 Probation", "‘too late’.2 Staff"
    r"|(?<=[a-z]{3})\d{1,2}(?=[.,;:]?\s*$)"  # "the caseload4" at the end of a line
    r"|(?<=%)\d{1,2}(?=[.,;:]?(?:\s|$))"  # "a target of 75%7"
    r"|[¹²³⁰⁴-⁹]+"
    r"|(?<=\S)\[\d{1,3}\]"
)


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

    @property
    def first(self) -> int:
        """Where the block begins in the source, with its bullet."""
        return self.start if self.start >= 0 else self.spans[0][0]

    def joined(self, source: str) -> str:
        """The text with lines joined by a space, for looking at; `make_block` makes the real one."""
        parts: list[str] = []
        last = self.spans[0][0]
        for start, end in self.spans:
            parts += [" " if _parted(source, last, start) else "", source[start:end]]
            last = end
        return "".join(parts)


def vocabulary(text: str) -> frozenset[str]:
    """The words of a report, in lower case, hyphenated ones whole; words broken at a line end are not in it."""
    return frozenset(match.group().lower() for match in _WORD.finditer(text))


def make_block(source: str, draft: Draft, words: frozenset[str], section: tuple[str, ...] = ()) -> Block:
    """The finished block; `words` is the report's `vocabulary`, by which hyphens at line ends are mended."""
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
        pieces=tuple(piece for piece in pieces if piece.length),
        level=draft.level,
        section=section,
        page=draft.page,
    )


def _parted(source: str, end: int, start: int) -> bool:
    """Whether white space stands between two spans, rather than markup inside a word."""
    return any(character.isspace() for character in source[end:start])


def _kept(source: str, start: int, end: int) -> Iterable[tuple[str, int]]:
    """The runs of a span that belong to the text, each with its offset: without marks, odd and double blanks."""
    text = source[start:end]
    cuts = [match.span() for match in _INVISIBLE.finditer(text)]
    if end - start > 3 and not text[:1].isdigit():
        cuts += [match.span() for match in _MARK.finditer(text)]
    cuts += [(match.start() + 1, match.end()) for match in _BLANKS.finditer(text)]
    at = 0
    for cut_start, cut_end in sorted(cuts):
        if cut_start > at:
            yield text[at:cut_start], start + at
        at = max(at, cut_end)
    if at < len(text):
        yield text[at:], start + at


def _glue(before: str, after: str, words: frozenset[str]) -> tuple[str, int]:
    """What joins two lines, and how many characters to cut from the end of the first.

    "super-" + "vision" is one word where the report has "supervision" elsewhere; "two-" + "thirds" keeps
    its hyphen; and a hyphen that the report settles neither way stays.
    """
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
