"""From the bytes of an annotation file to a header and units; every line that breaks the format is a problem.

Nothing here looks at the document: see `checking`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard, TypeVar

from classifier.annotations.units import Unit, UnitKind
from classifier.errors import AnnotationError
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER_KEYS = ("document", "sha256", "title", "genre", "framework")
_HEADER_OPTIONS = ("annotators", "annotated", "source")
_UNIT_KEYS = ("start", "end", "kind", "finding")
_UNIT_OPTIONS = ("standard", "annotator", "decided")
_Label = TypeVar("_Label", bound=StrEnum)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of an annotation file."""

    document: str
    sha256: str
    title: str
    genre: str
    framework: str
    annotators: tuple[str, ...] = ()
    annotated: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with one annotation file; `line` counts from 1."""

    path: Path
    found: list[AnnotationError] = field(default_factory=list)

    def add(self, line: int, problem: str, mend: str) -> None:
        """Note one more problem."""
        self.found.append(AnnotationError(self.path, line, problem, mend))


def quote(text: str, length: int = 60) -> str:
    """The text on one line, in quotation marks, cut to `length` characters."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= length else f'"{line[: length - 1].rstrip()}…"'


def parse(content: bytes, problems: Problems) -> tuple[Header | None, list[Unit]]:
    """The header, None where it is broken, and the units that are whole; blank lines are passed over."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(line, "the line is not UTF-8", "Save the file as UTF-8")
        return None, []
    if text.startswith("\ufeff"):
        problems.add(1, "the file begins with a byte order mark", "Save it as UTF-8 without one")
        text = text[1:]
    # Only "\n" ends a line: a title may hold characters that `splitlines` would split at.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        problems.add(1, "the file is empty", "Begin it with a line that names the document")
        return None, []
    first = _object(*lines[0], problems)
    header = None if first is None else _header(first, lines[0][0], problems)
    return header, list(_units(lines[1:], problems))


def _units(lines: list[tuple[int, str]], problems: Problems) -> Iterator[Unit]:
    for number, line in lines:
        fields = _object(number, line, problems)
        unit = None if fields is None else _unit(fields, number, problems)
        if unit is not None:
            yield unit


def _object(line: int, text: str, problems: Problems) -> dict[str, object] | None:
    """The JSON object on a line, with every key once."""
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, object]]) -> dict[str, object]:
        counts = Counter(key for key, _ in pairs)
        repeated.extend(key for key, count in counts.items() if count > 1)
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=collect)
    except (ValueError, RecursionError):
        problems.add(line, f"this is not JSON: {quote(text)}", "Write one JSON object on each line")
        return None
    if not isinstance(value, dict):
        problems.add(line, f"this is not a JSON object: {quote(text)}", "Write one JSON object on each line")
        return None
    for key in repeated:
        problems.add(line, f"the key {key!r} is there more than once", "Keep one of them")
    return None if repeated else value


def _keys(
    fields: dict[str, object],
    line: int,
    problems: Problems,
    needed: tuple[str, ...],
    optional: tuple[str, ...] = (),
) -> bool:
    """Whether all needed keys are there; unknown keys are problems too, but do no harm to the rest."""
    known = (*needed, *optional)
    for key in fields:
        if key not in known:
            problems.add(line, f"the key {key!r} is not known", f"Use {', '.join(known)}")
    missing = [key for key in needed if key not in fields]
    for key in missing:
        problems.add(line, f"the key {key!r} is missing", f"Each such line has {', '.join(needed)}")
    return not missing


def _text(fields: dict[str, object], key: str, line: int, problems: Problems) -> str | None:
    value = fields[key]
    if _is_text(value):
        return value
    problems.add(line, f"{key!r} is {_shown(value)}, not text", f"Give {key!r} as text in quotation marks")
    return None


def _is_text(value: object) -> TypeGuard[str]:
    # A lone half of a surrogate pair can be written in JSON but in no file.
    return isinstance(value, str) and bool(value.strip()) and value.encode("utf-8", "ignore").decode("utf-8") == value


def _names(fields: dict[str, object], key: str, line: int, problems: Problems) -> tuple[str, ...]:
    """The names in a list, none where the key is missing or its value is no list of names."""
    value = fields.get(key, [])
    if isinstance(value, list) and all(_is_text(name) for name in value):
        return tuple(value)
    problems.add(line, f"{key!r} is {_shown(value)}, not a list of names", f'Give {key!r} as ["Name", "Other Name"]')
    return ()


def _time(fields: dict[str, object], key: str, line: int, problems: Problems) -> str | None:
    """A date or time as ISO 8601 writes it; None where the key is missing or its value is none."""
    value = fields.get(key)
    if key not in fields:
        return None
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    problems.add(
        line, f"{key!r} is {_shown(value)}, not a date", f'Give {key!r} as "2026-01-31", with or without a time'
    )
    return None


def _header(fields: dict[str, object], line: int, problems: Problems) -> Header | None:
    if not _keys(fields, line, problems, _HEADER_KEYS, _HEADER_OPTIONS):
        return None
    document, sha256, title, genre, framework = (_text(fields, key, line, problems) for key in _HEADER_KEYS)
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        problems.add(
            line,
            f"'sha256' is {_shown(sha256)}, which is no sha256",
            "Give the 64 small hexadecimal digits of the document's hash",
        )
        return None
    if document is None or sha256 is None or title is None or genre is None or framework is None:
        return None
    annotators = _names(fields, "annotators", line, problems)
    annotated = _time(fields, "annotated", line, problems)
    source = _text(fields, "source", line, problems) if "source" in fields else None
    return Header(document, sha256, title, genre, framework, annotators, annotated, source)


def _unit(fields: dict[str, object], line: int, problems: Problems) -> Unit | None:
    if not _keys(fields, line, problems, _UNIT_KEYS, _UNIT_OPTIONS):
        return None
    start, end = (_offset(fields, key, line, problems) for key in ("start", "end"))
    kind = _member(UnitKind, fields, "kind", line, problems)
    finding = _member(FindingLabel, fields, "finding", line, problems)
    standard = _text(fields, "standard", line, problems) if "standard" in fields else None
    annotator = _text(fields, "annotator", line, problems) if "annotator" in fields else None
    decided = _time(fields, "decided", line, problems)
    if start is None or end is None or kind is None or finding is None:
        return None
    if "standard" in fields and standard is None:
        return None
    return Unit(start, end, kind, finding, standard, line, annotator, decided)


def _offset(fields: dict[str, object], key: str, line: int, problems: Problems) -> int | None:
    value = fields[key]
    # In Python a bool is an int; in an annotation file it is a mistake.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    problems.add(line, f"{key!r} is {_shown(value)}, not a whole number", f"Give {key!r} as a count of characters")
    return None


def _member(labels: type[_Label], fields: dict[str, object], key: str, line: int, problems: Problems) -> _Label | None:
    value = fields[key]
    if isinstance(value, str) and value in tuple(labels):
        return labels(value)
    problems.add(line, f"{key!r} is {_shown(value)}", f"Use one of {', '.join(labels)}")
    return None


def _shown(value: object) -> str:
    """A value as JSON has it, cut to a line that a person can read."""
    shown = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
