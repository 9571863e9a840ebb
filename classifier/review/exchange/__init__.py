"""A project's decisions in the files of other programs, both ways: Excel, Label Studio, Prodigy, and the corpus.

`export_to` and `import_from` choose the format by the file's suffix. Every import is checked row by row; what is
wrong is named with its place, and nothing is taken in unless all is right (or that was asked for).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.review.exchange.given import Checked, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.review.store import Project

__all__ = ["FORMATS", "SUFFIXES", "Checked", "Problem", "export_to", "format_of", "import_from"]

FORMATS = {"excel": "to_xlsx", "label-studio": "label_studio", "prodigy": "prodigy"}
"""The name of a format and the module that writes it."""
SUFFIXES = {".xlsx": "excel", ".json": "label-studio", ".jsonl": "prodigy"}


def format_of(path: Path, name: str | None = None) -> str:
    """The format of that name or, without one, of the path's suffix; raises `OutputError` where there is none."""
    if name is not None:
        if name not in FORMATS:
            raise OutputError(path, f"there is no format {name!r}", f"Use one of {', '.join(FORMATS)}")
        return name
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        said = f"{path.suffix!r} is not the suffix of a known format" if path.suffix else "the name has no suffix"
        mend = f"End the name in {', '.join(SUFFIXES)}, or name the format with --format"
        raise OutputError(path, said, mend)
    return found


def export_to(
    project: Project,
    path: Path,
    format: str | None = None,  # noqa: A002
    *,
    report: int | None = None,
    person: int | None = None,
) -> int:
    """Write the project, or one report of it, to a file and return the number of rows.

    Excel is a file to fill in, as `person` may see it; the others hold what everybody said, or `person` alone.
    Raises `OutputError`, and `ReviewError` for a project without reports.
    """
    writer = import_module(f"{__name__}.{FORMATS[format_of(path, format)]}")
    rows: int = writer.write(project, path, report=report, person=person)
    return rows


def import_from(
    project: Project,
    path: Path,
    format: str | None = None,  # noqa: A002
    *,
    person: int | None = None,
    partial: bool = False,
    any_order: bool = False,
    new_people: bool = False,
) -> Checked:
    """Read decisions from a file, check every one and take them in: all, or none where one is wrong.

    `person` decided where the file names nobody. With `partial` what is right is taken in all the same;
    `any_order` lets rows of Excel stand in another order; `new_people` makes annotators of unknown names.
    Raises `ReadingError` for a file that is not of the format.
    """
    from classifier.review.exchange.checking import take_in

    name = format_of(path, format)
    if name == "excel":
        from classifier.review.exchange import from_xlsx

        read = from_xlsx.read(project, path, any_order=any_order)
    else:
        read = import_module(f"{__name__}.{FORMATS[name]}").read(project, path)
    origin = f"{name} {path.name}"
    return take_in(project, read, origin=origin, person=person, partial=partial, new_people=new_people)
