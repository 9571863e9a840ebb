"""What people decided, as annotated documents: what a model learns from and what a corpus holds.

Two forms: `annotated` keeps the report's own text, to which all offsets refer; `as_markdown` writes the sentences
anew under their headings, as the documents of the corpus are, which a reader of any format can then be trained on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.annotations import AnnotatedDocument, Unit, UnitKind
from classifier.records import BlockKind
from classifier.review.adjudication import outcomes
from classifier.review.records import State
from classifier.review.reports import reports, text
from classifier.review.verdicts import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from classifier.review.records import ReportInfo
    from classifier.review.store import Project
    from classifier.review.verdicts import Outcome

GENRE = "reviewed_report"


@dataclass(frozen=True, slots=True)
class Gold:
    """The decisions of one report. `units` answer to the document's text.

    `undecided` and `disputed` sentences are not in it, nor the `set_aside`, which somebody flagged or skipped after
    a decision, the `overlapping`, which share characters with one that is, and the `repeated`.
    """

    report: ReportInfo
    document: AnnotatedDocument
    undecided: int
    disputed: int
    set_aside: int
    overlapping: int
    repeated: int


def annotated(project: Project, *, report: int | None = None, repeats: bool = True) -> Iterator[Gold]:
    """The decisions of each report that has any, on the report's text as `findings text` prints it.

    Unless `repeats`, a sentence that stands twice in a report is in it once: the first time, as `findings corpus
    check` wants it.
    """
    names: Counter[str] = Counter()
    for info in reports(project):
        name = _file_name(info.document, names)
        if report is not None and info.id != report:
            continue
        told = outcomes(project, info.id)
        kept, overlapping, repeated = _kept(told, repeats=repeats)
        if kept:
            content = text(project, info.id)
            units = tuple(_unit(one, one.item.start, one.item.end) for one in kept)
            document = _document(info, name, content, units, kept)
            yield Gold(info, document, *_left_out(told), overlapping, repeated)


def as_markdown(project: Project) -> Iterator[AnnotatedDocument]:
    """Each report that has a decision as a Markdown document of its own: headings, paragraphs and list items.

    Undecided sentences stand in it too, as the context of others, but have no unit.
    """
    for info in reports(project):
        told = outcomes(project, info.id)
        kept = {one.item.id for one in told if is_kept(one)}
        if not kept:
            continue
        builder = _Markdown()
        for one in told:
            builder.add(one, is_unit=one.item.id in kept)
        content = "".join(builder.parts)
        decided = [one for one in told if one.item.id in kept]
        yield _document(info, f"{info.document}.md", content, tuple(builder.units), decided)


class _Markdown:
    """A document in the making."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.units: list[Unit] = []
        self.length = 0
        self.section: tuple[str, ...] = ()
        self.block = -1

    def add(self, outcome: Outcome, *, is_unit: bool) -> None:
        """Write one sentence, and before it what has changed since the last: headings, a new block."""
        item = outcome.item
        if item.block == self.block and item.section == self.section:
            self._write(" ")
        else:
            self._begin(item.section, item.block)
            if item.kind is BlockKind.LIST_ITEM:
                self._write("- ")
            elif item.kind is BlockKind.HEADING:
                self._write(f"{'#' * _level(len(item.section) + 1)} ")
        words = " ".join(item.text.split())
        start = self.length
        self._write(words)
        if is_unit:
            self.units.append(_unit(outcome, start, self.length))

    def _begin(self, section: tuple[str, ...], block: int) -> None:
        self._write("\n\n" if self.parts else "")
        shared = 0
        for one, other in zip(self.section, section, strict=False):
            if one != other:
                break
            shared += 1
        for depth in range(shared, len(section)):
            heading = " ".join(section[depth].split())
            self._write(f"{'#' * _level(depth + 1)} {heading}\n\n")
        self.section, self.block = section, block

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _level(depth: int) -> int:
    return min(depth, 6)


def is_kept(outcome: Outcome) -> bool:
    """Whether a sentence is decided, so that it can be learned from."""
    return outcome.choice is not None and outcome.source not in (Source.DISPUTED, Source.UNDECIDED)


def _kept(told: Sequence[Outcome], *, repeats: bool) -> tuple[list[Outcome], int, int]:
    """What goes in, in order of offsets, and how many were left out for overlapping and for being repeated."""
    kept: list[Outcome] = []
    seen: set[str] = set()
    overlapping = repeated = 0
    for one in sorted(filter(is_kept, told), key=lambda one: (one.item.start, one.item.end)):
        words = " ".join(one.item.text.split())
        if kept and one.item.start < kept[-1].item.end:
            overlapping += 1
        elif not repeats and words in seen:
            repeated += 1
        else:
            kept.append(one)
            seen.add(words)
    return kept, overlapping, repeated


def _left_out(told: Iterable[Outcome]) -> tuple[int, int, int]:
    counts = Counter(one.source for one in told)
    aside = sum(one.source is Source.UNDECIDED and one.item.standing.state in _ASIDE for one in told)
    return counts[Source.UNDECIDED] - aside, counts[Source.DISPUTED], aside


_ASIDE = (State.SKIPPED, State.FLAGGED)


def _unit(outcome: Outcome, start: int, end: int) -> Unit:
    choice = outcome.choice
    assert choice is not None
    by = ", ".join(outcome.by) or None
    return Unit(start, end, UnitKind.SENTENCE, choice.finding, choice.standard, annotator=by, decided=outcome.at)


def _document(
    info: ReportInfo, name: str, content: str, units: tuple[Unit, ...], decided: Sequence[Outcome]
) -> AnnotatedDocument:
    by = dict.fromkeys(name for one in decided for name in one.by)
    last = max((one.at for one in decided if one.at), default=None)
    return AnnotatedDocument(
        path=Path(f"{Path(name).stem}.jsonl"),
        document=name,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        title=info.document,
        genre=GENRE,
        framework=info.framework,
        text=content,
        units=units,
        annotators=tuple(by),
        annotated=last[:10] if last else None,
        source=Path(info.document).name,
    )


def _file_name(document: str, names: Counter[str]) -> str:
    """The name of a report's text: its own where it is text, else with .txt; a second one of a stem has a number."""
    path = Path(document)
    suffix = path.suffix.lower() if path.suffix.lower() in (".md", ".txt") else ".txt"
    stem = "".join(one if one.isalnum() or one in "-_ ." else "-" for one in path.stem).strip(" .") or "report"
    names[stem.casefold()] += 1
    count = names[stem.casefold()]
    return f"{stem}{suffix}" if count == 1 else f"{stem}-{count}{suffix}"
