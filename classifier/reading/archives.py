"""Formats that are ZIP archives of XML: what may be unpacked, and how the XML is parsed, within limits.

Sizes are taken from the archive's directory before anything is unpacked, and checked again while it is, as a
directory may lie. XML with a document type is refused, so that no entity is ever expanded.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from classifier.errors import ReadingError
from classifier.reading.decoding import MEGABYTE

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

_DAMAGED = "Open it in the program that wrote it and save it again"
_CHUNK = 1 << 16
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others, which Word never uses, may ask for gigabytes to unpack


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that an archive may hold; sizes are in bytes once unpacked.

    `ratio` is unpacked size to packed size, and counts for members of more than a megabyte. `elements` and
    `depth` are those of one XML part.
    """

    members: int = 5_000
    member_size: int = 60 * MEGABYTE
    total_size: int = 300 * MEGABYTE
    ratio: float = 250.0
    elements: int = 3_000_000
    depth: int = 250


DEFAULT_LIMITS = Limits()


class Archive:
    """A checked ZIP archive in memory. Raises `ReadingError`, which names the limit, for one that is not safe."""

    def __init__(self, data: bytes, path: Path | str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.path = path
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError) as error:
            raise ReadingError(path, "the file is a damaged or incomplete ZIP archive", _DAMAGED) from error
        self._check(members)
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members, in the order of the archive's directory."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member; raises `ReadingError` for one that is missing, damaged or larger than it says."""
        member = self._members.get(name)
        if member is None:
            raise ReadingError(self.path, f"the file has no part {name}", _DAMAGED)
        chunks: list[bytes] = []
        length = 0
        try:
            with self._zip.open(member) as file:
                while chunk := file.read(_CHUNK):
                    length += len(chunk)
                    if length > member.file_size:
                        raise ReadingError(self.path, f"the part {name} is larger than it says", _DAMAGED)
                    chunks.append(chunk)
        except _UNPACKING as error:
            raise ReadingError(self.path, f"the part {name} is damaged", _DAMAGED) from error
        return b"".join(chunks)

    def xml(self, name: str) -> Element:
        """The root of a member that is XML, as `parse_xml` makes it."""
        return parse_xml(self.read(name), self.path, name, self.limits)

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        limits = self.limits
        if len(members) > limits.members:
            problem = f"the archive has {len(members):,} members, more than the limit of {limits.members:,}"
            self._refuse(problem, f"parts={len(members)}")
        total = 0
        for member in members:
            self._check_member(member)
            total += member.file_size
        if total > limits.total_size:
            self._refuse(
                f"the archive unpacks to {total / MEGABYTE:,.0f} MB, more than the limit of "
                f"{limits.total_size / MEGABYTE:,.0f} MB",
                f"unpacked-size={ceil(total / MEGABYTE)}",
            )

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        limits = self.limits
        name = member.filename
        if member.flag_bits & _ENCRYPTED:
            mend = "Open it with its password and save it without one"
            raise ReadingError(self.path, f"the archive is encrypted ({name!r})", mend)
        if name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/"):
            self._refuse(f"the archive has a member that points outside of it ({name!r})")
        if member.compress_type not in _METHODS:
            self._refuse(f"the part {name} is packed by a method that Word does not use")
        if member.file_size > limits.member_size:
            self._refuse(
                f"the part {name} unpacks to {member.file_size / MEGABYTE:,.0f} MB, more than the limit of "
                f"{limits.member_size / MEGABYTE:,.0f} MB",
                f"part-size={ceil(member.file_size / MEGABYTE)}",
            )
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > MEGABYTE and ratio > limits.ratio:
            problem = f"the part {name} unpacks to {ratio:,.0f} times its size, more than the limit of {limits.ratio:g}"
            self._refuse(problem, f"ratio={ceil(ratio)}")

    def _refuse(self, problem: str, limit: str = "") -> None:
        mend = f"say --limit {limit}" if limit else "save it again"
        raise ReadingError(self.path, problem, f"Check where the file comes from; if it is a report, {mend}")


def parse_xml(data: bytes, path: Path | str, name: str, limits: Limits = DEFAULT_LIMITS) -> Element:
    """The root element of XML, tags and attributes without their namespaces ("p", not "{…}p").

    Raises `ReadingError`, which names the part, for XML that is not well formed, has a document type, or has
    more elements or deeper ones than the limits.
    """
    from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

    class Builder(TreeBuilder):
        """A tree without namespaces that counts as it grows."""

        def __init__(self) -> None:
            super().__init__()
            self.count = 0
            self.depth = 0

        def doctype(self, kind: str, public: str | None, system: str | None) -> None:  # noqa: ARG002
            mend = "Check where the file comes from; Word never writes one"
            raise ReadingError(path, f"the part {name} declares a document type, which may hide entities", mend)

        def start(self, tag: str, attrs: dict[str, str], /) -> Element:
            self.count += 1
            self.depth += 1
            if self.count > limits.elements or self.depth > limits.depth:
                what, most = ("elements", limits.elements) if self.count > limits.elements else ("levels", limits.depth)
                mend = "Check where the file comes from; if it is a report, save it again in parts"
                mend += f", or say --limit elements={2 * most}" if what == "elements" else ""
                raise ReadingError(path, f"the part {name} has more {what} than the limit of {most:,}", mend)
            return super().start(_local(tag), {_local(key): value for key, value in attrs.items()})

        def end(self, tag: str, /) -> Element:
            self.depth -= 1
            return super().end(_local(tag))

    parser = XMLParser(target=Builder())
    try:
        parser.feed(data)
        root = parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise ReadingError(path, f"the part {name} is no well-formed XML ({error})", _DAMAGED) from error
    assert isinstance(root, Element)
    return root


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
