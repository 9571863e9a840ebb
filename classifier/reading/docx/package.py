"""The parts of a Word document: which member of the archive is what, by relationship rather than by name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from classifier.errors import ReadingError
from classifier.reading.archives import DEFAULT_LIMITS, Archive, Limits

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

_MAIN = "officeDocument"


class Package:
    """A Word document's archive. Raises `ReadingError` as `Archive` does, and where it is no Word document."""

    def __init__(self, data: bytes, path: Path | str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.path = path
        self._archive = Archive(data, path, limits)
        main = next((target for kind, target in self._related("").values() if kind == _MAIN), "word/document.xml")
        if main not in self._archive:
            raise ReadingError(
                path, "the archive holds no Word document", "Save the report as Word (.docx), PDF or plain text"
            )
        self.document = self._archive.xml(main)
        if self.document.find("body") is None:
            mend = "Save the report as Word (.docx), PDF or plain text"
            raise ReadingError(path, f"the main part ({main}) is no Word document", mend)
        self._relations = self._related(main)

    def part(self, kind: str) -> Element | None:
        """The part related to the document as `kind` ("styles", "footnotes"); None for none or a damaged one."""
        return self._read(next((target for found, target in self._relations.values() if found == kind), ""))

    def part_by_id(self, relation: str) -> Element | None:
        """The part that a relationship's id names."""
        return self._read(self._relations.get(relation, ("", ""))[1])

    def _read(self, name: str) -> Element | None:
        """A part beside the document; one that is missing is no reason not to read the rest."""
        return self._archive.xml(name) if name in self._archive else None

    def _related(self, name: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part by id: the kind of each, and the member it leads to."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self._archive:
            return {}
        found = {}
        for element in self._archive.xml(relations):
            if element.get("TargetMode") == "External":
                continue
            target = element.get("Target", "")
            whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], whole)
        return found
