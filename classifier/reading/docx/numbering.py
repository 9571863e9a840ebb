"""The bullets and numbers that Word sets before paragraphs; they are counted here as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_DEPTHS = 9
_MOST = 3000  # beyond it, Roman numbers and letters are written as figures


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is numbered: `form` is Word's name ("decimal", "bullet"), `text` has "%1" places."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    abstract: str
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, by the ids that paragraphs refer to; it counts as it is asked."""

    def __init__(self, part: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if part is None:
            return
        abstract: dict[str, dict[int, Level]] = {}
        for element in part.findall("abstractNum"):
            abstract[element.get("abstractNumId", "")] = dict(_levels(element))
        for element in part.findall("num"):
            reference = element.find("abstractNumId")
            name = reference.get("val", "") if reference is not None else ""
            levels = dict(abstract.get(name, {}))
            restarted: dict[int, int] = {}
            for override in element.findall("lvlOverride"):
                depth = _whole(override.get("ilvl"), 0)
                levels.update(_levels(override))
                start = override.find("startOverride")
                if start is not None:
                    restarted[depth] = _whole(start.get("val"), 1)
            counts = {} if restarted else self._counts.setdefault(name, {})  # lists of one kind count on together
            counts.update({depth: start - 1 for depth, start in restarted.items()})
            self._lists[element.get("numId", "")] = _List(levels, name, counts)

    def next(self, number: str, depth: int) -> tuple[str, bool]:
        """The marker of the next paragraph of a list at a depth from 0, and whether it is a bullet.

        The marker of a list that is not defined is a bullet; it is empty where the list shows none.
        """
        depth = min(depth, _DEPTHS - 1)
        found = self._lists.get(number)
        if found is None or depth not in found.levels:
            return "•", True
        level = found.levels[depth]
        counts = found.counts
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "•", True
        if level.form == "none":
            return "", False
        return _PLACE.sub(lambda match: self._shown(found, int(match.group(1)) - 1), level.text).strip(), False

    def _shown(self, found: _List, depth: int) -> str:
        level = found.levels.get(depth, Level())
        return written(found.counts.get(depth, level.start), level.form)


def written(number: int, form: str) -> str:
    """A number in one of Word's forms ("decimal", "lowerLetter", "upperRoman")."""
    if 0 < number <= _MOST and form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif 0 < number <= _MOST and form.endswith("Roman"):
        letters = ""
        for value, sign in _ROMAN:
            letters += sign * (number // value)
            number %= value
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return letters.upper() if form.startswith("upper") else letters


def _levels(element: Element) -> list[tuple[int, Level]]:
    found = []
    for level in element.findall("lvl"):
        values = {name: level.find(name) for name in ("numFmt", "lvlText", "start")}
        said = {name: one.get("val") for name, one in values.items() if one is not None}
        depth = min(_whole(level.get("ilvl"), 0), _DEPTHS - 1)
        found.append(
            (depth, Level(said.get("numFmt") or "decimal", said.get("lvlText") or "", _whole(said.get("start"), 1)))
        )
    return found


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
