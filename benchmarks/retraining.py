"""What retraining from 200 decisions does, and that taking the new model back leaves no trace.

Run it with: python benchmarks/retraining.py corpus

Two documents are held out of a copy of the corpus. They become the reports of a review project, and 200 decisions are
taken from their annotations, as if a person had made them on the page. The project begins with a model of the rest of
the corpus. Then the same functions as on the page train a sparse model on that rest and the decisions. Printed are how
the new model's manifest names the decisions, the cross-validated scores without and with them, and whether a text is
tagged, byte for byte, and every sentence of the project suggested as before, once the model has been taken into use and
back again. A failed check ends it with an error. It trains a dozen sparse models, which takes a while.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from classifier import training
from classifier.annotations import annotation_files, read_annotations, read_corpus
from classifier.export import write_tagged
from classifier.persistence import load_model, read_manifest, save_model
from classifier.reading import read_report
from classifier.review import chain, decisions, items, log, models, people, reports, retraining
from classifier.review.lesson import DECISION_LIST
from classifier.review.records import Choice, PersonRole, Settings
from classifier.review.store import Project
from classifier.tagging import tag_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.annotations import AnnotatedDocument
    from classifier.review.records import Item, Suggestion
    from classifier.review.retraining import Candidate

HELD_OUT = ("ledwick-vale.md", "thornwater.md")
REVIEWER = "Ama"


def main() -> None:
    """Train, take into use, take back, and print what was found."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("--reports", nargs="+", default=HELD_OUT, help="documents to hold out as the reports")
    arguments.add_argument("--decisions", type=int, default=200)
    arguments.add_argument("--first", help="the model to begin with, by name or folder [default: one is trained]")
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument(
        "--others", type=int, default=None, help="train on so many other documents only, to be quick"
    )
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rest = Path(folder) / "corpus"
        held_out = split(options.corpus, rest, options.reports, options.others)
        path = Path(folder) / "retraining.db"
        first = options.first or make_first(rest, Path(folder) / "first")
        with make_project(path, held_out, first) as project:
            made = decide(project, held_out, options.decisions)
            print(f"{made} decisions on {len(held_out)} reports, {len(list(annotation_files(rest)))} other documents")
            candidate = train(path, rest, options.folds)
            tell_manifest(project, candidate)
            tell_scores(candidate)
            take_in_use_and_back(project, candidate, Path(folder), options.corpus / options.reports[0])


def split(corpus: Path, rest: Path, names: Sequence[str], most: int | None) -> list[AnnotatedDocument]:
    """Copy the corpus without the documents of these names, which are returned, or the first `most` of its others."""
    rest.mkdir()
    held_out, copied = [], 0
    for path in annotation_files(corpus):
        document = read_annotations(path)
        if document.document in names:
            held_out.append(document)
        elif most is None or copied < most:
            copied += 1
            shutil.copy(path, rest)
            shutil.copy(corpus / document.document, rest)
    expect(len(held_out) == len(names), f"the corpus has the documents {', '.join(names)}")
    return held_out


def make_first(corpus: Path, folder: Path) -> str:
    """Train the model with which the project begins, which has not seen the reports; returns its folder."""
    save_model(training.train(list(read_corpus(corpus)), name="first"), folder)
    return str(folder)


def make_project(path: Path, documents: Sequence[AnnotatedDocument], first: str) -> Project:
    """A project whose reports are the documents, with the suggestions of its first model."""
    model = load_model(first)
    project = Project.create(path, Settings(model.framework.name, title="Retraining", hidden_share=0.0))
    models.keep_first(path, first)
    people.add_person(project, REVIEWER, PersonRole.LEAD)
    for document in documents:
        reports.add_file(project, document.path.with_name(document.document), model)
    return project


def decide(project: Project, documents: Sequence[AnnotatedDocument], most: int) -> int:
    """Decide sentences as they are annotated, the same number in each report; returns how many."""
    (person,) = people.people(project)
    made = 0
    for place, (info, document) in enumerate(zip(reports.reports(project), documents, strict=True), 1):
        units = {(unit.start, unit.end): unit for unit in document.units}
        for item in items.items(project, info.id, person.id):
            unit = units.get((item.start, item.end))
            if unit is None or made == most * place // len(documents):
                continue
            decisions.decide(
                project, person.id, item.id, Choice(unit.finding, unit.standard), seen=item.version, seconds=1.0
            )
            made += 1
    expect(made == most, f"the reports have {most} sentences that are annotated as they were split")
    return made


def train(path: Path, corpus: Path, folds: int) -> Candidate:
    """Train in the background, as the page does, and tell how far it is."""
    began = time.perf_counter()
    run = retraining.start(path, corpus=corpus, folds=folds)
    words = ""
    while not (progress := run.wait(2)).is_over:
        if progress.words != words:
            words = progress.words
            print(f"  {progress.share:4.0%}  {words}", flush=True)
    expect(progress.state == "done", f"the training went well ({progress.error})")
    print(f"trained and measured in {(time.perf_counter() - began) / 60:.1f} minutes")
    candidate = retraining.waiting_candidate(path)
    assert candidate is not None
    return candidate


def tell_manifest(project: Project, candidate: Candidate) -> None:
    """Print what the manifest says of the decisions, and hold it against the log."""
    manifest = read_manifest(candidate.folder)
    print(f"\nthe manifest of {candidate.name}:")
    print(json.dumps({"review": manifest["review"]}, indent=2))
    print(f"  {DECISION_LIST}: sha256 {manifest['files'][DECISION_LIST]}")
    lines = (candidate.folder / DECISION_LIST).read_text(encoding="utf-8").splitlines()
    named = {one["entry"]: one["hash"] for one in map(json.loads, lines)}
    logged = {entry.seq: entry.hash for entry in log.entries(project)}
    expect(manifest["review"]["decisions"] == len(named), f"it names all {len(named)} decisions")
    expect(named.items() <= logged.items(), "each is the entry of the log with that hash")
    head = chain.head(project)
    expect(
        (manifest["review"]["log_entries"], manifest["review"]["log_head"]) == (head.count, head.hash), "and no more"
    )


def tell_scores(candidate: Candidate) -> None:
    """Print the scores without and with the decisions."""
    print("\nscores without and with the decisions:")
    for one in candidate.scores:
        figures = " ".join("     -" if value is None else f"{value:6.3f}" for value in (one.before, one.after))
        change = "" if one.difference is None else f"{one.difference:+.3f}"
        interval = "" if one.interval is None else f" ({one.interval[0]:+.3f} to {one.interval[1]:+.3f})"
        print(f"  {one.on:9} {one.words:26} {figures} {change}{interval}")
    for remark in candidate.remarks:
        print(f"  {remark}")


def take_in_use_and_back(project: Project, candidate: Candidate, folder: Path, text: Path) -> None:
    """Take the model into use and back, and compare what is said before, between and after."""
    (person,) = people.people(project)
    print(f"\n{text.name} tagged, and every sentence of the project:")
    tagged, suggested = {}, {}
    for moment in ("before", "between", "after"):
        if moment == "between":
            used = retraining.take_in_use(project, person.id, candidate)
            expect(used.name == candidate.name, f"{used.name} is in use")
        elif moment == "after":
            used = retraining.take_back(project, person.id)
            expect(used.name == models.first_model(project.path), f"{Path(used.name).name} is in use again")
        output = folder / f"{moment}.jsonl"
        write_tagged([tag_report(read_report(text), retraining.load_in_use(project))], output)
        tagged[moment], suggested[moment] = output.read_bytes(), suggestions(project)
    now = sum(tagged["before"].splitlines()[at] != line for at, line in enumerate(tagged["between"].splitlines()))
    fresh = sum(suggested["before"][item] != one for item, one in suggested["between"].items())
    expect(now > 0 and fresh > 0, f"with the new model {now} rows and {fresh} suggestions differ")
    same = f"after taking it back all {len(tagged['after']):,} bytes"
    expect(tagged["after"] == tagged["before"], f"{same} of the tagged text are as before")
    expect(suggested["after"] == suggested["before"], f"so are all {len(suggested['after'])} suggestions")
    expect(chain.verify(project).ok, "and the log is whole")


def suggestions(project: Project) -> dict[int, Suggestion | None]:
    """What is suggested of every sentence of the project, by its number."""
    every: list[Item] = [one for info in reports.reports(project) for one in items.items(project, info.id, None)]
    return {one.id: one.suggestion for one in every}


def expect(holds: bool, words: str) -> None:
    """Print what was checked; end the run where it does not hold."""
    if not holds:
        raise SystemExit(f"NOT SO: {words}")
    print(f"  {words}")


if __name__ == "__main__":
    main()
