"""From the tree of an article to paragraphs, headings, list items and rows, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.building import Builder, Run, plain
from classifier.reading.html.furniture import is_detail
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.reading.html.tree import Node

_HEADING = re.compile(r"h[1-6]")
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr legend li main ol p pre section summary table caption tbody td tfoot th thead
    tr ul""".split()
)
_BOLD = frozenset("b strong th".split())
_LISTS = frozenset("ul ol dir menu".split())
_NOTES = frozenset("footnotes endnotes footnote endnote".split())
_SPACE = re.compile(r"[ \t\n\r\f]+")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡§])[\])]?")
_BACK = re.compile(r"[\s\[(]*[↩↑^⏎][\ufe0e\ufe0f\s\])]*")
_PARAGRAPH = "\n\n"


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    step: int


class Walker:
    """Goes through a tree once and puts what it finds into a `Builder`."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.runs: list[Run] = []
        self.lists: list[_List] = []
        self.bold = 0
        self.aside = 0
        self.notes = 0
        self.details = 0
        self.pre = 0
        self.items: list[str] = []  # the markers of the open list items; empty once used
        self.tags: list[str] = []  # the open elements that say what a block is

    def walk(self, root: Node) -> None:
        """Put all the blocks below a node into the builder."""
        stack: list[tuple[Node, bool]] = [(root, True)]
        while stack:
            node, entering = stack.pop()
            if not node.tag:
                self._say(node.text)
            elif not entering:
                self._leave(node)
            elif self._enter(node):
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(node.children))
        self._flush()

    def _say(self, text: str) -> None:
        if text:
            text = text if self.pre else _SPACE.sub(" ", text)
            self.runs.append(Run(text, bold=self.bold > 0, aside=self.aside > 0))

    def _enter(self, node: Node) -> bool:
        """Take note of an element; False where its content is dealt with or to be left out."""
        tag = node.tag
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._break()
            return False
        if tag == "table" and _is_data(node):
            self._table(node)
            return False
        if self._is_mark(node):
            self.runs.append(Run(node.words(), aside=True))
            return False
        if tag == "a" and _BACK.fullmatch(node.words()):
            return False
        self._open(node)
        return True

    def _break(self) -> None:
        """Take a line break; the second one after another ends the paragraph."""
        while self.runs and not self.runs[-1].text.strip(" \u00a0"):
            self.runs.pop()
        broken = bool(self.runs) and self.runs[-1].text.endswith("\n")
        self.runs.append(Run(_PARAGRAPH if broken else "\n"))

    def _open(self, node: Node) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self.tags.append(tag)
        if tag in _LISTS:
            self.lists.append(_List(tag == "ol", _whole(node.attributes.get("start", ""), 1), 1))
        elif tag == "li":
            self.items.append(self._marker(node))
        elif tag == "q":
            self._say("“")
        self.bold += tag in _BOLD
        self.pre += tag == "pre"
        self.notes += _holds_notes(node)
        self.details += is_detail(node)

    def _leave(self, node: Node) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self._flush()
            self.tags.pop()
        if tag in _LISTS and self.lists:
            self.lists.pop()
        elif tag == "li" and self.items:
            self.items.pop()
        elif tag == "q":
            self._say("”")
        self.bold -= tag in _BOLD
        self.pre -= tag == "pre"
        self.notes -= _holds_notes(node)
        self.details -= is_detail(node)

    def _marker(self, item: Node) -> str:
        if not self.lists:
            return "•"
        around = self.lists[-1]
        if not around.ordered:
            return "•"
        number = _whole(item.attributes.get("value", ""), around.number)
        around.number = number + 1
        return f"{number}."

    def _is_mark(self, node: Node) -> bool:
        """Whether an element is the mark of a footnote."""
        if node.tag not in ("sup", "a") or node.length > 6:
            return False
        if node.tag == "a":
            return node.attributes.get("role") == "doc-noteref" or "footnoteref" in node.names
        if not _MARK.fullmatch(node.words()):
            return False
        before = "".join(run.text for run in self.runs[-2:]).rstrip()
        return node.linked > 0 or (len(before) > 2 and not before[-1].isdigit() and not before[-2:-1].isspace())

    def _flush(self) -> None:
        """Put the runs so far into the builder, as the block that the open elements make of them."""
        runs, self.runs = self.runs, []
        if not any(run.text.strip() for run in runs):
            return
        heading = next((tag for tag in reversed(self.tags) if _HEADING.fullmatch(tag)), None)
        marker = self.items[-1] if self.items else ""
        if self.notes:
            self.builder.structure(runs, Role.FOOTNOTE, marker)
            if self.items:
                self.items[-1] = ""
        elif self.details and not recognise.is_terminal(plain(runs)):
            self.builder.structure(runs, Role.DETAIL)
        elif heading:
            self.builder.heading(runs, int(heading[1]))
        elif any(tag in ("figcaption", "caption") for tag in self.tags[-2:]):
            self.builder.structure(runs, Role.CAPTION)
        else:
            self._paragraphs(runs, marker)

    def _paragraphs(self, runs: list[Run], marker: str) -> None:
        for number, part in enumerate(_parted(runs)):
            if self.items:
                kind = BlockKind.LIST_ITEM if marker or number else BlockKind.PARAGRAPH
                self.builder.paragraph(part, kind, max(len(self.lists), 1), "" if number else marker)
                self.items[-1] = ""
            else:
                self.builder.paragraph(part)

    def _table(self, table: Node) -> None:
        for node in table.below():
            if node.tag == "caption" and node.length:
                self.builder.structure([Run(node.words())], Role.CAPTION)
            elif node.tag == "tr":
                cells = [cell for cell in node.children if cell.tag in ("td", "th")]
                self.builder.row([[Run(cell.words())] for cell in cells])


def _parted(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs of each paragraph that is not empty, where two line breaks part them."""
    part: list[Run] = []
    for run in runs:
        if run.text != _PARAGRAPH:
            part.append(run)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _is_data(table: Node) -> bool:
    """Whether a table holds values in rows rather than the layout of a page or running text in its cells."""
    if table.attributes.get("role", "").lower() in ("presentation", "none"):
        return False
    columns = 0
    for node in table.below():
        if node is not table and (node.tag == "table" or _HEADING.fullmatch(node.tag)):
            return False
        if node.tag == "tr":
            columns = max(columns, sum(cell.tag in ("td", "th") for cell in node.children))
        if node.tag in ("td", "th") and holds_sentences(node.words()):
            return False
    return columns > 1


def holds_sentences(cell: str) -> bool:
    """Whether the text of a cell is running text, which may hold findings, rather than a value or a name."""
    return len(cell.split()) >= 7 and recognise.is_terminal(cell) and not recognise.is_rating(cell)


def _holds_notes(node: Node) -> bool:
    if node.tag not in ("section", "div", "ol", "ul", "aside", "li", "p"):
        return False
    return node.attributes.get("role", "") in ("doc-endnotes", "doc-footnote") or bool(node.names & _NOTES)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
