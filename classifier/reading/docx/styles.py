"""What the styles of a Word document say: heading depth, list, bold, size, and what kind of text it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.records import Role

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HEADING = re.compile(r"(?:heading|überschrift|titre)\s*([1-9])", re.I)
_CONTENTS = re.compile(r"(?:toc|table of (?:contents|figures|authorities)|index)\b.*", re.I)
_ROLES = {
    "caption": Role.CAPTION,
    "header": Role.RUNNING_HEADER,
    "footer": Role.RUNNING_HEADER,
    "footnote text": Role.FOOTNOTE,
    "endnote text": Role.FOOTNOTE,
}
_OFF = ("0", "false", "off", "none")
_DEEPEST = 30  # styles built on each other


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph or run is set; None where nothing is said. `size` is in points, `level` from 1."""

    bold: bool | None = None
    size: float | None = None
    hidden: bool | None = None
    level: int | None = None
    role: Role | None = None
    number: str | None = None  # the id of its list, "0" for none
    depth: int | None = None  # in the list, from 0

    def over(self, below: Look) -> Look:
        """This look, with what it does not say taken from another one."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}
        return replace(below, **said)


class Styles:
    """The styles by id, each with what the styles that it is built on say."""

    def __init__(self, part: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self._names: dict[str, str] = {}
        self.default = Look()
        self._paragraph = ""
        if part is None:
            return
        defaults = part.find("docDefaults")
        if defaults is not None:
            self.default = look_of(defaults.find("pPrDefault/pPr"), defaults.find("rPrDefault/rPr"))
        for style in part.findall("style"):
            name = style.get("styleId", "")
            self._elements[name] = style
            if style.get("type") == "paragraph" and style.get("default") in ("1", "true", "on"):
                self._paragraph = name

    def paragraph(self, name: str | None) -> Look:
        """The look of a paragraph style; the document's usual one for None."""
        return self.look(name or self._paragraph).over(self.default)

    def look(self, name: str | None) -> Look:
        """What a style says, without the document's defaults."""
        if not name:
            return Look()
        if name not in self._looks:
            self._looks[name] = self._resolved(name)
        return self._looks[name]

    def _resolved(self, name: str) -> Look:
        look = Look()
        seen: set[str] = set()
        at: str | None = name
        while at and at not in seen and len(seen) < _DEEPEST:
            seen.add(at)
            element = self._elements.get(at)
            if element is None:
                look = look.over(_named(at))
                break
            below = element.find("basedOn")
            look = look.over(_of_style(element))
            at = below.get("val") if below is not None else None
        return look


def _of_style(element: Element) -> Look:
    name = element.find("name")
    said = look_of(element.find("pPr"), element.find("rPr"))
    by_name = _named((name.get("val") or "") if name is not None else "")
    # "heading 1" is one whatever its outline level says; a title has none.
    return replace(said, level=by_name.level or said.level, role=by_name.role)


def _named(name: str) -> Look:
    """What the name of a style that Word brings along says."""
    match = _HEADING.fullmatch(name.strip())
    if match:
        return Look(level=int(match.group(1)))
    if name.lower() == "title":
        return Look(level=1)
    if name.lower() == "subtitle":
        return Look(role=Role.TITLE)
    return Look(role=Role.TABLE if _CONTENTS.fullmatch(name) else _ROLES.get(name.lower()))


def look_of(paragraph: Element | None, run: Element | None) -> Look:
    """What the properties of a paragraph (`pPr`) and of a run (`rPr`) say by themselves."""
    look = Look()
    if paragraph is not None:
        outline = _whole(_value(paragraph, "outlineLvl"))
        look = replace(
            look,
            level=outline + 1 if outline is not None and outline < 9 else None,
            number=_value(paragraph, "numPr/numId"),
            depth=_whole(_value(paragraph, "numPr/ilvl")),
        )
    if run is not None:
        size = _value(run, "sz")
        look = replace(look, bold=_switch(run, "b"), hidden=_switch(run, "vanish"), size=_half_points(size))
    return look


def _value(element: Element, path: str) -> str | None:
    found = element.find(path)
    return found.get("val") if found is not None else None


def _switch(element: Element, name: str) -> bool | None:
    found = element.find(name)
    return None if found is None else (found.get("val") or "1").lower() not in _OFF


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else None


def _half_points(text: str | None) -> float | None:
    whole = _whole(text)
    return whole / 2 if whole is not None else None
