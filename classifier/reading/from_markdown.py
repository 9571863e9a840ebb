"""Markdown: markdown-it-py finds the blocks, the shared structure says what each of them is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from classifier.reading.assemble import Draft
from classifier.reading.structure import finish, is_repeated, repeated_lines, role_of, settle
from classifier.records import Block, BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKER = re.compile(r"[ \t]*(?:>[ \t]?)*(?:#{1,6}(?=\s)|[-*+](?=\s)|\d{1,9}[.)](?=\s))?[ \t]*")
_NUMBERED_LINE = re.compile(r"[ \t]*\d{1,9}[.)][ \t]")
_CLOSING_HASHES = re.compile(r"\s+#+\s*$")
_MARKUP = re.compile(
    r"\*\*\*|\*\*|(?<!\w)__?(?=\w)|(?<=\w|[.!?,;:])__?(?!\w)|(?<!\s)\*(?!\*)|(?<!\*)\*(?!\s)|`+|\]\([^)\s]*\)|!?\[(?=[^\]]*\]\()"
)


def read_blocks(text: str) -> Iterator[Block]:
    """The blocks of a Markdown document in reading order; offsets are characters of `text`."""
    yield from finish(text, list(_drafts(text)))


def _drafts(text: str) -> Iterator[Draft]:
    starts = _line_starts(text)
    repeated = repeated_lines(line.strip() for line in text.splitlines())
    covered = 0
    for kind, level, first, last in _leaves(_parser().parse(_same_lines(text))):
        yield from _loose(text, starts, covered, first)
        covered = max(covered, last)
        lines = range(first, min(last, len(starts) - 1))
        if kind is BlockKind.OTHER:
            yield from _rows(text, starts, lines)
        else:
            yield from _block(text, starts, lines, kind, level, repeated)
    yield from _loose(text, starts, covered, len(starts) - 1)


@cache
def _parser() -> MarkdownIt:
    """What finds blocks; what is inside them (rule "inline") we look at ourselves."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    return parser.disable(["code", "lheading", "hr", "reference", "inline"])


def _same_lines(text: str) -> str:
    """The text with every line break that Python and the parser see differently made a blank, length kept."""
    return (
        text.replace("\r\n", " \n")
        .replace("\r", "\n")
        .translate({ord(mark): " " for mark in "\f\v\x1c\x1d\x1e\x85\u2028\u2029"})
    )


def _line_starts(text: str) -> list[int]:
    plain = _same_lines(text)
    return [0, *(match.end() for match in re.finditer("\n", plain)), len(plain) + 1]


def _leaves(tokens: list[Token]) -> Iterator[tuple[BlockKind, int, int, int]]:
    """Kind, level, first line and line after the last of each block that holds text."""
    depth = 0
    table_end = 0
    for token in tokens:
        if token.type.endswith("list_open"):
            depth += 1
        elif token.type.endswith("list_close"):
            depth -= 1
        if token.map is None or token.map[0] < table_end:
            continue
        first, last = token.map
        if token.type == "heading_open":
            yield BlockKind.HEADING, int(token.tag[1]), first, last
        elif token.type == "paragraph_open":
            yield (BlockKind.LIST_ITEM if depth else BlockKind.PARAGRAPH), depth, first, last
        elif token.type in ("table_open", "fence", "html_block"):
            table_end = last
            yield BlockKind.OTHER, 0, first, last


def _spans(text: str, starts: list[int], lines: range, kind: BlockKind) -> tuple[int, list[tuple[int, int]]]:
    """Where the block begins with its marker, and the spans of its lines without marker and markup."""
    begin = -1
    spans: list[tuple[int, int]] = []
    for line in lines:
        raw = text[starts[line] : starts[line + 1] - 1]
        marker = _MARKER.match(raw)
        opening = marker.end() if marker and line == lines.start else len(raw) - len(raw.lstrip(" \t>"))
        stripped = _CLOSING_HASHES.sub("", raw) if kind is BlockKind.HEADING else raw
        start, end = starts[line] + opening, starts[line] + len(stripped.rstrip())
        if begin < 0 and raw.strip():
            begin = starts[line] + len(raw) - len(raw.lstrip())
        at = start
        for match in _MARKUP.finditer(text, start, end):
            if match.start() > at:
                spans.append((at, match.start()))
            at = match.end()
        if end > at:
            spans.append((at, end))
    return begin, spans


def _block(
    text: str, starts: list[int], lines: range, kind: BlockKind, level: int, repeated: frozenset[str]
) -> Iterator[Draft]:
    """The drafts of one heading, paragraph or list item: lines that are structure stand on their own."""
    if kind is BlockKind.HEADING or len(lines) < 2:
        yield from _one(text, starts, lines, kind, level, repeated)
        return
    first = lines.start
    for line in lines:
        raw = text[starts[line] : starts[line + 1] - 1].strip()
        if is_repeated(raw, repeated) or role_of(raw) is not Role.BODY or _NUMBERED_LINE.match(raw):
            if line > first:
                yield from _one(text, starts, range(first, line), kind, level, repeated)
            yield from _one(text, starts, range(line, line + 1), kind, level, repeated)
            first, kind, level = line + 1, BlockKind.PARAGRAPH, 0
    if first < lines.stop:
        yield from _one(text, starts, range(first, lines.stop), kind, level, repeated)


def _one(
    text: str, starts: list[int], lines: range, kind: BlockKind, level: int, repeated: frozenset[str]
) -> Iterator[Draft]:
    """The draft of lines that belong together; lines of markup alone are a rule."""
    begin, spans = _spans(text, starts, lines, kind)
    if begin < 0:
        return
    end = begin + len(text[begin : starts[lines.stop] - 1].rstrip())
    spans = _merged(text, spans)
    if spans:
        yield _with_role(text, Draft(kind, level=level, spans=spans, start=begin, end=end), repeated)
    else:
        yield Draft(BlockKind.OTHER, Role.RULE, spans=[(begin, end)])


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [span for span in spans if text[span[0] : span[1]].strip()]


def _with_role(text: str, draft: Draft, repeated: frozenset[str]) -> Draft:
    words = draft.joined(text)
    draft.role = Role.RUNNING_HEADER if is_repeated(words, repeated) else role_of(words)
    settle(draft, words)
    return draft


def _rows(text: str, starts: list[int], lines: range) -> Iterator[Draft]:
    for line in lines:
        raw = text[starts[line] : starts[line + 1] - 1]
        if raw.strip():
            start = starts[line] + len(raw) - len(raw.lstrip())
            yield Draft(BlockKind.OTHER, Role.TABLE, spans=[(start, starts[line] + len(raw.rstrip()))])


def _loose(text: str, starts: list[int], first: int, last: int) -> Iterator[Draft]:
    """Lines that the parser made nothing of (definitions, empty markers), so that nothing is dropped."""
    for line in range(first, last):
        raw = text[starts[line] : starts[line + 1] - 1]
        if raw.strip():
            start = starts[line] + len(raw) - len(raw.lstrip())
            yield Draft(BlockKind.OTHER, Role.DETAIL, spans=[(start, starts[line] + len(raw.rstrip()))])
