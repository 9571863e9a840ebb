"""Which reports there are: the files behind names of files, folders and patterns, a string each in memory."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

from classifier.errors import ReadingError
from classifier.reading import SUFFIXES
from classifier.tagging.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_READABLE = frozenset(SUFFIXES)


class Paths(Sequence[Path]):
    """Paths that are kept as strings: a hundred thousand of them take some megabytes."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> Path: ...

    @overload
    def __getitem__(self, index: slice) -> Paths: ...

    def __getitem__(self, index: int | slice) -> Path | Paths:
        return Paths(self.names[index]) if isinstance(index, slice) else Path(self.names[index])


@dataclass(frozen=True, slots=True)
class Found:
    """The files that were asked for, in order and each once.

    `passed_over` are files in folders that are no reports, `faults` folders that cannot be read.
    """

    paths: Paths
    passed_over: Paths
    faults: tuple[Fault, ...] = ()


def find_reports(names: Sequence[str]) -> Found:
    """The files behind names of files, folders (all reports in and below them) and patterns such as `2024/*.txt`.

    A name that stands for nothing is kept, so that reading it reports it. Hidden files are left alone.
    """
    paths: dict[str, None] = {}
    passed_over: dict[str, None] = {}
    faults: list[Fault] = []
    for name in names:
        for path in _expand(name):
            if os.path.isdir(path):  # noqa: PTH112  no error for a name that is too long
                for below in _below(str(path), faults):
                    suffix = os.path.splitext(below)[1].lower()  # noqa: PTH122  quicker than a Path
                    (paths if suffix in _READABLE else passed_over)[below] = None
            else:
                paths[str(path)] = None
    return Found(Paths(paths), Paths(passed_over), tuple(faults))


def _below(folder: str, faults: list[Fault]) -> Iterator[str]:
    """The files in and below a folder in the order of their names; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_file()) for entry in entries)
    except OSError as error:
        problem = f"the folder cannot be read ({error.strerror})"
        faults.append(Fault(folder, ReadingError(folder, problem, "Check its permissions")))
        return
    for name, is_folder, is_file in inside:
        if name.startswith("."):
            continue
        path = name if folder == "." else os.path.join(folder, name)  # noqa: PTH118  as above
        if is_folder:
            yield from _below(path, faults)
        elif is_file:
            yield path


def _expand(name: str) -> list[Path]:
    path = Path(name)
    if not glob.has_magic(name) or os.path.exists(path):  # noqa: PTH110  no error for a name that is too long
        return [path]
    return [Path(found) for found in sorted(glob.glob(name, recursive=True))] or [path]  # noqa: PTH207  absolute patterns too
