"""What a paragraph of a Word document says once all tracked changes are accepted, and the boxes tied to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.reading.building import Run
from classifier.reading.docx.styles import Look, Styles, look_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_GONE = frozenset(
    "del moveFrom delText instrText delInstrText commentReference annotationRef rPr pPr sdtPr sdtEndPr rt".split()
)
_CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_NOTES = ("footnoteReference", "endnoteReference")
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F0D8": "➢", "F0FC": "✓", "F02D": "-", "F0E0": "→", "F0B0": "°", "F0B1": "±"}


@dataclass(slots=True)
class Found:
    """The runs of a paragraph, the text boxes that hang on it, and the ids of its notes, "foot" or "end" first."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class RunReader:
    """Reads the runs of paragraphs; numbers the notes as they are met; tells a field's result from its code."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.noted: dict[tuple[str, str], int] = {}
        self._fields: list[bool] = []  # of each open field of the paragraph, whether its result has begun

    def read(self, paragraph: Element, look: Look) -> Found:
        """What a paragraph holds; `look` is that of its style."""
        found = Found()
        self._fields = []  # a code ends with its paragraph; one that is never closed must not hide the rest
        stack: list[tuple[Element, Look]] = [(paragraph, look)]
        while stack:
            element, around = stack.pop()
            if element.tag == "r":
                around = self._look(element, around)
                if around.hidden:
                    self._fields_of(element)
                    continue
            if element.tag in _GONE and element is not paragraph:
                self._fields_of(element)
                continue
            if not self._take(element, around, found):
                stack.extend((child, around) for child in reversed(_children(element)))
        return found

    def _look(self, run: Element, around: Look) -> Look:
        properties = run.find("rPr")
        if properties is None:
            return around
        style = properties.find("rStyle")
        named = self.styles.look(style.get("val")) if style is not None else Look()
        return look_of(None, properties).over(named).over(around)

    def _take(self, element: Element, look: Look, found: Found) -> bool:
        """Take what an element says; False where its children are to be looked at."""
        tag = element.tag
        if tag == "txbxContent":
            found.boxes.append(element)
        elif tag == "fldChar":
            self._field(element.get("fldCharType", ""))
        elif self._fields and not all(self._fields):
            return tag in ("t", "sym", *_CHARACTERS, *_NOTES)  # of a field's code, as "HYPERLINK" is
        elif tag == "t":
            self._say(element.text or "", look, found)
        elif tag in _CHARACTERS:
            self._say(_CHARACTERS[tag], look, found)
        elif tag == "sym":
            self._say(_SYMBOLS.get(element.get("char", "").upper(), " "), look, found)
        elif tag in _NOTES:
            self._note(element, tag.removesuffix("noteReference"), found)
        else:
            return False
        return True

    def _say(self, text: str, look: Look, found: Found) -> None:
        if text:
            found.runs.append(Run(text, bold=bool(look.bold), size=look.size or 0.0))

    def _note(self, element: Element, kind: str, found: Found) -> None:
        key = (kind, element.get("id", ""))
        number = self.noted.setdefault(key, len(self.noted) + 1)
        found.runs.append(Run(f"[{number}]", aside=True))
        found.notes.append(key)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _fields_of(self, element: Element) -> None:
        """Keep count of the fields that begin or end in what is left out."""
        for field_mark in element.iter("fldChar"):
            self._field(field_mark.get("fldCharType", ""))


def _children(element: Element) -> list[Element]:
    """The children to look at; of alternatives that say the same, the first, or the last where it has no text."""
    if element.tag != "AlternateContent":
        return list(element)
    choices = [*element.findall("Choice"), *element.findall("Fallback")]
    return next(([one] for one in choices if one.find(".//t") is not None), [])
