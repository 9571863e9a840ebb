"""What an annotation file holds, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.records import FindingLabel


class UnitKind(StrEnum):
    """What a span of the document is; only a sentence can be a finding."""

    SENTENCE = "sentence"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Unit:
    """An annotated span: characters `start` to `end` of the document's text, half-open.

    `standard` is a code of the framework for a finding, and None for structure and for a sentence that is
    none. `line` is the line of the annotation file, from 1, and 0 for a unit that has not been in a file; two
    units are equal whatever their lines. `annotator` and `decided` (a date, or a time with its zone, as ISO 8601
    writes it) say who labelled it and when, where the file tells.
    """

    start: int
    end: int
    kind: UnitKind
    finding: FindingLabel
    standard: str | None = None
    line: int = field(default=0, compare=False)
    annotator: str | None = None
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document with its annotations.

    `path` is the annotation file. `document` is the name of the document as the file gives it, `sha256` the
    hash of the document's bytes in hexadecimal digits, `text` the document's characters, line ends as they
    are. `units` are in order of offsets and do not overlap. Where the file tells: `annotators` are the names of
    those who labelled it, `annotated` is the day when it was finished (ISO 8601), and `source` the file that the
    document's text was read from, such as a PDF.
    """

    path: Path
    document: str
    sha256: str
    title: str
    genre: str
    framework: str
    text: str
    units: tuple[Unit, ...]
    annotators: tuple[str, ...] = ()
    annotated: str | None = None
    source: str | None = None

    @property
    def sentences(self) -> tuple[Unit, ...]:
        """The units that are sentences, in order."""
        return tuple(unit for unit in self.units if unit.kind is UnitKind.SENTENCE)

    @property
    def structure(self) -> tuple[Unit, ...]:
        """The units that are structure, in order."""
        return tuple(unit for unit in self.units if unit.kind is UnitKind.STRUCTURE)

    def text_of(self, unit: Unit) -> str:
        """The characters that the unit covers."""
        return self.text[unit.start : unit.end]
