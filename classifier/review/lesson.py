"""One training from a project: what it learns from, the scores with and without the decisions, and the new model.

Nothing here is needed to serve the page: a process of its own does it (see `retraining`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from classifier.annotations import Unit, corpus_hash, read_corpus
from classifier.errors import TrainingError
from classifier.review import log
from classifier.review.adjudication import outcomes
from classifier.review.chain import head
from classifier.review.comparing import Change, changes
from classifier.review.exchange.rows import project_id
from classifier.review.gold import annotated, as_markdown, is_kept
from classifier.review.models import manifest_hash, models_folder
from classifier.review.records import DECISIONS
from classifier.review.reports import reports
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from classifier.annotations import AnnotatedDocument
    from classifier.evaluation.matching import Match
    from classifier.model import FindingModel, TrainedModel
    from classifier.records import Finding
    from classifier.review.store import Project

    Progress = Callable[[str, float], None]

DECISION_LIST = "decisions.jsonl"
_BEFORE, _UNSEEN, _AFTER, _TRAINED = 0.02, 0.4, 0.48, 0.9  # how far it is when each step begins, 0 to 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned: the `corpus` as it is, and `documents`, the same with the decisions; `decided` is their number.

    `reviewed` are the names of documents that come from the project alone; `merged` are documents of the corpus
    whose text was reviewed too: there the decisions replace the units of the corpus.
    """

    corpus: tuple[AnnotatedDocument, ...]
    documents: tuple[AnnotatedDocument, ...]
    reviewed: frozenset[str]
    merged: frozenset[str]
    decided: int

    @property
    def own(self) -> frozenset[str]:
        """The names of the documents that hold decisions."""
        return self.reviewed | self.merged


@dataclass(frozen=True, slots=True)
class Result:
    """A new model in its folder, not in use yet."""

    name: str
    folder: Path
    decisions: int
    documents: int
    scores: tuple[Change, ...]
    remarks: tuple[str, ...]
    facts: dict[str, object]


def lesson(project: Project, corpus: Path) -> Lesson:
    """The corpus with the project's decisions; raises `TrainingError` where nothing is decided, `ClassifierError`."""
    known = tuple(read_corpus(corpus))
    by_text = {one.document.sha256: one.document for one in annotated(project)}
    reviewed = [one for one in _prepared(project, known) if one.units]
    merged = {one.document: by_text[one.sha256] for one in known if one.sha256 in by_text}
    decided = sum(len(one.units) for one in (*reviewed, *merged.values()))
    if not decided:
        mend = "Decide some sentences first, then train"
        raise TrainingError("nothing has been decided yet that could be learned", where=str(project.path), mend=mend)
    whole = [_merged(one, merged[one.document]) if one.document in merged else one for one in known]
    return Lesson(
        corpus=known,
        documents=(*whole, *reviewed),
        reviewed=frozenset(one.document for one in reviewed),
        merged=frozenset(merged),
        decided=decided,
    )


def learn(project: Project, corpus: Path, *, progress: Progress, folds: int = 5, seed: int = 0) -> Result:
    """Train on the corpus and the project's decisions, measure both ways, and write the new model.

    `progress` is told words and how far it is, 0 to 1. Raises `TrainingError` where there is too little to learn
    from, and `OutputError`.
    """
    from classifier import training

    progress("Reading the corpus and the decisions", 0.0)
    with project.read():  # all of one moment
        state, known, listed = head(project), lesson(project, corpus), _decision_list(project)

    def step(begin: float, end: float) -> Callable[[str], None]:
        told = iter(range(1, 10_000))

        def tell(words: str) -> None:
            progress(words, begin + (end - begin) * min(next(told), folds) / (folds + 1))

        return tell

    progress("Measuring without the decisions", _BEFORE)
    before = training.cross_validate(known.corpus, folds=folds, seed=seed, progress=step(_BEFORE, _UNSEEN))
    progress("Measuring the reviewed reports without the decisions", _UNSEEN)
    unseen = _unseen(known, seed, step(_UNSEEN, _AFTER))
    progress("Measuring with the decisions", _AFTER)
    after = training.cross_validate(known.documents, folds=folds, seed=seed, progress=step(_AFTER, _TRAINED))
    progress("Training the new model", _TRAINED)
    trained = training.train(known.documents, name="reviewed", seed=seed, progress=step(_TRAINED, 1.0))
    first = [match for match in before.matches if match.document not in known.own]
    scores = changes([*first, *unseen], after.matches, own=known.own, seed=seed)
    facts = _facts(project, known, state.count, state.hash)
    return _save(project, trained, known, scores, facts, listed)


def _unseen(known: Lesson, seed: int, progress: Callable[[str], None]) -> list[Match]:
    """How a model that knows neither the decisions nor their texts judges them; nothing where the rest is too small."""
    from classifier import training
    from classifier.evaluation import evaluate

    rest = [one for one in known.corpus if one.document not in known.merged]
    try:
        model = training.train(rest, name="before", seed=seed, progress=progress).model
    except TrainingError:
        return []
    places = [place for place, one in enumerate(known.documents) if one.document in known.own]
    return list(evaluate(_judged(known.documents[place], model, place) for place in places).matches)


def _judged(
    document: AnnotatedDocument, model: FindingModel, place: int
) -> tuple[AnnotatedDocument, Sequence[Finding]]:
    """A document laid out as cross-validation lays it out, and what the model says of it."""
    from classifier.layouts import render
    from classifier.reading import parse_report
    from classifier.sentences import split_report

    rendered = render(document.text, document.units, "wrapped", seed=place)
    report = parse_report(rendered.text, document.document, rendered.format)
    shown = replace(document, text=rendered.text, units=rendered.units)
    return shown, list(model.predict(split_report(report)))


def _save(
    project: Project,
    trained: TrainedModel,
    known: Lesson,
    scores: tuple[Change, ...],
    facts: dict[str, Any],
    listed: bytes,
) -> Result:
    from classifier.persistence import save_model

    folder = models_folder(project.path) / trained.model.name
    save_model(trained, folder)
    _name_decisions(folder, facts, listed)
    told = {**facts, "manifest": manifest_hash(folder)}
    return Result(
        name=trained.model.name,
        folder=folder,
        decisions=known.decided,
        documents=len(known.documents),
        scores=scores,
        remarks=tuple(remarks(known)),
        facts=told,
    )


def _name_decisions(folder: Path, facts: dict[str, Any], listed: bytes) -> None:
    """Put the list of decisions into the model folder, and them and its hash into the manifest."""
    from classifier.persistence import MANIFEST, read_manifest

    manifest = read_manifest(folder)
    files = {**manifest["files"], DECISION_LIST: hashlib.sha256(listed).hexdigest()}
    write_whole(folder / DECISION_LIST, listed)
    told = json.dumps({**manifest, "review": facts, "files": files}, indent=2, ensure_ascii=False)
    write_whole(folder / MANIFEST, f"{told}\n".encode())


def _facts(project: Project, known: Lesson, count: int, last: str) -> dict[str, Any]:
    """What the new model's manifest says of the decisions."""
    return {
        "project": project_id(project),
        "title": project.settings.title,
        "decisions": known.decided,
        "reports": len(known.reviewed) + len(known.merged),
        "log_entries": count,
        "log_head": last,
        "corpus_sha256": corpus_hash(known.corpus),
    }


def _decision_list(project: Project) -> bytes:
    """The log entries of the decisions in force, a JSON line each: number, hash, who and when, and the label."""
    told = (one for info in reports(project) for one in outcomes(project, info.id) if is_kept(one))
    in_force = {number for one in told for number in one.entries}
    lines = []
    for entry in log.entries(project, kinds=DECISIONS):
        if entry.seq not in in_force:
            continue
        said = {name: entry.after[name] for name in ("finding", "standard") if entry.after.get(name) is not None}
        line = {"entry": entry.seq, "hash": entry.hash, "sentence": entry.item, "by": entry.name, "at": entry.at}
        lines.append(json.dumps({**line, **said}, ensure_ascii=False) + "\n")
    return "".join(lines).encode("utf-8", "replace")


def _prepared(project: Project, known: Sequence[AnnotatedDocument]) -> list[AnnotatedDocument]:
    """The project's documents that are not in the corpus, under names that no document of the corpus has."""
    hashes = {one.sha256 for one in known}
    names = {one.document for one in known}
    inside = {one.report.document for one in annotated(project) if one.document.sha256 in hashes}
    fresh = [one for one in as_markdown(project) if one.title not in inside]
    return [replace(one, document=_free(one.document, names)) for one in fresh]


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"reviewed-{name}"
    taken.add(name)
    return name


def _merged(document: AnnotatedDocument, decided: AnnotatedDocument) -> AnnotatedDocument:
    """A document of the corpus with the decisions in the place of the units that share characters with them."""
    ours: list[Unit] = list(decided.units)
    kept = [one for one in document.units if not any(one.start < unit.end and unit.start < one.end for unit in ours)]
    return replace(document, units=tuple(sorted((*kept, *ours), key=lambda unit: unit.start)))


def remarks(known: Lesson) -> list[str]:
    """What has to be known of the scores, each to be read as a sentence."""
    told = []
    if known.merged:
        names = ", ".join(sorted(known.merged)[:3])
        many = "one reviewed text is" if len(known.merged) == 1 else f"{len(known.merged)} reviewed texts are"
        told.append(f"{many} in the corpus too ({names}): the decisions replace its labels")
    few = len(known.reviewed)
    if 0 < few < 5:
        reports_only = "one report only" if few == 1 else f"{few} reports only"
        told.append(f"the scores on reviewed reports come from {reports_only}, so they say little")
    return told
