"""Sentences of the project found again from what a file of another program says of them, and places inside them."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from classifier.review.exchange.given import Problem
from classifier.review.exchange.sheet import tidy
from classifier.review.items import items
from classifier.review.reports import reports, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifier.review.records import Item
    from classifier.review.store import Project


class Index:
    """The sentences of a project by the hash of their report's file and their offsets; reports' texts on demand."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._items: dict[tuple[str, int, int], Item] = {}
        self._texts: dict[int, str] = {}
        for info in reports(project):
            for item in items(project, info.id, None):
                self._items[info.sha256, item.start, item.end] = item

    def find(self, said: Mapping[str, object], words: object, where: str) -> Item | Problem:
        """The sentence that `said` names by "sha256", "start" and "end", if its text is that of `words`."""
        sha256, start, end = (said.get(name) for name in ("sha256", "start", "end"))
        if not (isinstance(sha256, str) and _is_whole(start) and _is_whole(end) and isinstance(words, str)):
            problem = "it does not say which sentence it is about"
            return Problem(where, problem, "Use a file that findings review exported, with all of its fields")
        item = self._items.get((sha256, int(str(start)), int(str(end))))
        if item is None:
            name = said.get("document")
            problem = (
                f"the project has no sentence from {start} to {end} of {name if isinstance(name, str) else sha256}"
            )
            return Problem(where, problem, "Add the report to the project, or export again if boundaries were mended")
        if tidy(words) != tidy(item.text):
            problem = f'the text of sentence {item.id} was changed to "{tidy(words)[:60]}"'
            return Problem(where, problem, "Put the text back, or export again")
        return item

    def source(self, item: Item) -> str:
        """The characters of the report that the sentence covers."""
        if item.report not in self._texts:
            self._texts[item.report] = text(self.project, item.report)
        return self._texts[item.report][item.start : item.end]


def to_source(item: Item, source: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the report for the characters `start` to `end` (not empty) of the sentence's text made whole."""
    moved = dict(_pairs(item.text, source))
    first = next((moved[at] for at in range(start, end) if at in moved), None)
    last = next((moved[at] for at in range(end - 1, start - 1, -1) if at in moved), None)
    if first is None or last is None:
        return item.start, item.start
    return item.start + first, item.start + last + 1


def to_whole(item: Item, source: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in the sentence's text made whole for the characters `start` to `end` of the report."""
    moved = {other: one for one, other in _pairs(item.text, source)}
    inside = range(max(start, item.start) - item.start, min(end, item.end) - item.start)
    found = [moved[at] for at in inside if at in moved]
    return (found[0], found[-1] + 1) if found else (0, 0)


def _pairs(whole: str, source: str) -> list[tuple[int, int]]:
    """Which character of the text made whole is which of the source; blanks and broken hyphens have none."""
    blocks = SequenceMatcher(None, whole, source, autojunk=False).get_matching_blocks()
    return [
        (block.a + at, block.b + at)
        for block in blocks
        for at in range(block.size)
        if not whole[block.a + at].isspace()
    ]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
