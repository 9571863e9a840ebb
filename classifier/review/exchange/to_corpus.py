"""Decisions as annotation files, with the text of each report beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.annotations import write_annotations
from classifier.errors import OutputError
from classifier.review.errors import ReviewError
from classifier.review.gold import Gold, annotated
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.review.store import Project


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the annotation files, how many sentences they hold, and what was left out, by reason."""

    files: tuple[Path, ...]
    sentences: int
    left_out: dict[str, int]

    def to_dict(self) -> dict[str, object]:
        """Everything, for JSON."""
        return {
            "files": [path.as_posix() for path in self.files],
            "sentences": self.sentences,
            "left_out": self.left_out,
        }


def write(
    project: Project, folder: Path, *, report: int | None = None, repeats: bool = False, replacing: bool = False
) -> Written:
    """Write an annotation file and a text for each report that has a decision.

    The text is what `findings text` prints, and the offsets refer to it. Sentences that nobody decided or that
    people disagree on are left out; so are second copies of a sentence, unless `repeats`. A file that is there is
    replaced only where it annotates the same text of the same report, or with `replacing`. Raises `OutputError`, and
    `ReviewError` where nothing has been decided.
    """
    gold = list(annotated(project, report=report, repeats=repeats))
    if not gold:
        mend = "Decide some sentences first: findings review open PROJECT"
        raise ReviewError("nothing has been decided yet", where=str(project.path), mend=mend)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"the folder cannot be made ({error.strerror})", "Choose another folder") from error
    if not replacing:
        for one in gold:
            _find_other(one, folder)
    files = tuple(_write(one, folder) for one in gold)
    return Written(files, sum(len(one.document.units) for one in gold), _counts(gold))


def _write(gold: Gold, folder: Path) -> Path:
    document = gold.document
    path = folder / document.path.name
    write_whole(folder / document.document, document.text.encode())
    write_annotations(replace(document, path=path), path)
    return path


def _find_other(gold: Gold, folder: Path) -> None:
    """Refuse to write over a document that is another one."""
    path = folder / gold.document.document
    try:
        same = path.read_bytes() == gold.document.text.encode()
    except FileNotFoundError:
        return
    except OSError:
        same = False
    if not same:
        mend = "Choose another folder, or replace it with --replace"
        raise OutputError(path, "there is another document of that name", mend)


def _counts(gold: list[Gold]) -> dict[str, int]:
    names = ("undecided", "disputed", "set_aside", "overlapping", "repeated")
    return {name: sum(getattr(one, name) for one in gold) for name in names}
