"""From decisions to a model and back: what is learned, how it is told, what is in use, and that it can be undone."""

import hashlib
import json
import time

import pytest
from exchange_project import AREA, MIXED, NONE, STRENGTH, annotate, decide, decide_some, make, sentences, tagged, who

from classifier.annotations import corpus_hash, read_corpus
from classifier.errors import ModelError, TrainingError
from classifier.export import write_tagged
from classifier.persistence import load_model, read_manifest
from classifier.reading import parse_report
from classifier.review import adjudication, chain, decisions, log, models, reports, retraining, retraining_job
from classifier.review.errors import ReviewError
from classifier.review.lesson import Lesson, lesson, remarks
from classifier.review.records import Choice, Kind
from classifier.review.store import Project
from classifier.tagging import tag_report

REPORT = "2.1 Assessment\n\nAssessments in Ashby drew well on what other agencies knew.\n\nWe read nine cases in May.\n"


@pytest.fixture
def project(tmp_path):
    with make(tmp_path / "made.db") as found:
        yield found


@pytest.fixture(scope="module")
def learned(tmp_path_factory, corpus_folder):
    """A project after a training, its file; the progress that was told; and how it ended."""
    path = tmp_path_factory.mktemp("learned") / "made.db"
    with make(path) as made:
        decide_some(made)
        decide(made, 3, NONE)
    retraining.models_folder(path).mkdir()
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retraining_job, "tell", lambda project, progress: told.append(progress))
        assert retraining_job.run(path, corpus_folder, 3, 0)
    retraining.tell(path, told[-1])
    return path, told


@pytest.fixture
def copied(learned, tmp_path):
    """That project as it was after the training, for a test to change."""
    import shutil

    path = tmp_path / "made.db"
    for name in (learned[0].name, f"{learned[0].name}.head"):
        shutil.copy(learned[0].with_name(name), tmp_path / name)
    shutil.copytree(retraining.models_folder(learned[0]), retraining.models_folder(path))
    with Project.open(path) as found:
        yield found


def test_the_training_tells_how_far_it_is(learned):
    path, told = learned
    end = told[-1]
    assert (end.state, end.share, end.error) == ("done", 1.0, None)
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert len({progress.words for progress in told}) > 3
    assert retraining.running(path) is None
    assert retraining.last_run(path).progress() == end


def test_the_candidate_has_scores_with_and_without_the_decisions(learned):
    candidate = retraining.waiting_candidate(learned[0])
    assert (candidate.decisions, candidate.documents) == (5, 10)
    assert candidate.remarks == ("the scores on reviewed reports come from 2 reports only, so they say little",)
    scores = {(one.on, one.name): one for one in candidate.scores}
    assert {on for on, _ in scores} == {"corpus", "reviewed"}
    for one in scores.values():
        assert 0 <= one.before <= 1
        assert one.difference == round(one.after - one.before, 4)


def test_the_manifest_names_the_decisions(learned, corpus_folder):
    path, _ = learned
    candidate = retraining.waiting_candidate(path)
    manifest = read_manifest(candidate.folder)
    told = manifest["review"]
    with Project.open(path, read_only=True) as project:
        head = chain.head(project)
        entries = log.entries(project, kinds=[Kind.ACCEPT, Kind.CHANGE, Kind.SPLIT])
    assert (told["decisions"], told["reports"]) == (5, 2)
    assert (told["log_entries"], told["log_head"]) == (head.count, head.hash)
    assert told["corpus_sha256"] == corpus_hash(read_corpus(corpus_folder))
    listed = (candidate.folder / "decisions.jsonl").read_bytes()
    assert manifest["files"]["decisions.jsonl"] == hashlib.sha256(listed).hexdigest()
    lines = [json.loads(line) for line in listed.splitlines()]
    assert [(line["entry"], line["hash"], line["by"]) for line in lines] == [(e.seq, e.hash, e.name) for e in entries]
    assert manifest["corpus"]["documents"] == 10
    assert load_model(candidate.folder).name == candidate.name


def written(model, path):
    """What a model says of a report, as bytes."""
    write_tagged([tag_report(parse_report(REPORT, "ashby.txt", "text"), model)], path)
    return path.read_bytes()


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_taking_back_gives_the_same_bytes_as_before(copied, tmp_path, model_folder):
    ada = who(copied, "Ada")
    models.take_in_use(copied, ada, retraining.waiting_candidate(copied.path).folder, {}, first=str(model_folder))
    retraining.take_back(copied, ada, first=str(model_folder))  # now the suggestions are those of the first model
    first, shown = bytes_of(model_folder), sentences(copied)
    before = written(retraining.load_in_use(copied, str(model_folder)), tmp_path / "before.jsonl")
    assert retraining.model_in_use(copied, str(model_folder)).can_take_back is False

    used = retraining.take_in_use(copied, ada, first=str(model_folder))
    candidate = models.models_folder(copied.path) / used.name
    assert (used.folder, used.by, used.can_take_back) == (candidate, "Ada", True)
    assert retraining.waiting_candidate(copied.path) is None
    assert written(retraining.load_in_use(copied, str(model_folder)), tmp_path / "new.jsonl") != before
    now = sentences(copied)
    is_new = [one.suggestion.model == used.name for one in now]
    assert is_new == [False, False, False, False, False, True, True]  # nothing that somebody decided
    assert [one.standing for one in now] == [one.standing for one in shown]

    back = retraining.take_back(copied, ada, first=str(model_folder))
    assert (back.name, back.can_take_back) == (str(model_folder), False)
    assert written(retraining.load_in_use(copied, str(model_folder)), tmp_path / "after.jsonl") == before
    assert [one.suggestion for one in sentences(copied)] == [one.suggestion for one in shown]
    assert bytes_of(model_folder) == first
    assert chain.verify(copied).ok
    kinds = [entry.kind for entry in log.entries(copied, kinds=[Kind.TRAINED, Kind.TAKEN_BACK])]
    assert kinds == [Kind.TRAINED, Kind.TAKEN_BACK] * 2
    with pytest.raises(ReviewError, match=r"the project uses its first model\. There is nothing to take back"):
        retraining.take_back(copied, ada, first=str(model_folder))


def test_the_log_says_what_was_taken_in_use_and_counts_from_there(copied, model_folder):
    ada = who(copied, "Ada")
    candidate = retraining.waiting_candidate(copied.path)
    assert retraining.decisions_since_training(copied) == 0  # the model that waits has learned from all
    decide(copied, 6, AREA, "1.2")  # as if while it was training
    assert retraining.decisions_since_training(copied) == 1
    retraining.take_in_use(copied, ada, candidate, first=str(model_folder))
    entry = log.last(copied, Kind.TRAINED)
    assert (entry.name, entry.after["model"], entry.after["decisions"]) == ("Ada", candidate.name, 5)
    assert entry.after["manifest"] == models.manifest_hash(candidate.folder)
    assert retraining.decisions_since_training(copied) == 1
    decide(copied, 5, AREA, "1.2")
    assert retraining.decisions_since_training(copied) == 2


def test_a_report_that_was_signed_off_keeps_its_suggestions(copied, model_folder):
    ada = who(copied, "Ada")
    adjudication.sign_off(copied, ada, 2, allow_undecided=True)
    retraining.take_in_use(copied, ada, first=str(model_folder))
    assert {one.suggestion.model for one in sentences(copied)} == {"small@12345678"}


def test_what_somebody_undecides_later_is_suggested_by_the_model_then_in_use(copied, model_folder):
    item = sentences(copied)[6]
    retraining.take_in_use(copied, who(copied, "Ada"), first=str(model_folder))
    again = sentences(copied)[6]
    assert again.version > item.version
    from classifier.review.errors import ConflictError

    with pytest.raises(ConflictError):  # who has the page open decides on what they see
        decisions.decide(copied, who(copied, "Bo"), item.id, Choice(NONE), seen=item.version)


def test_a_model_that_was_changed_is_not_used(copied, model_folder):
    ada = who(copied, "Ada")
    candidate = retraining.waiting_candidate(copied.path)
    manifest = candidate.folder / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole + b"\n")
    with pytest.raises(ReviewError, match="the model was changed after it was measured"):
        retraining.take_in_use(copied, ada, first=str(model_folder))
    manifest.write_bytes(whole)
    retraining.take_in_use(copied, ada, first=str(model_folder))
    manifest.write_bytes(whole + b"\n")
    with pytest.raises(ModelError, match="the model was changed after it was taken in use"):
        retraining.load_in_use(copied, str(model_folder))
    retraining.take_back(copied, ada, first=str(model_folder))
    assert retraining.load_in_use(copied, str(model_folder)).name == load_model(model_folder).name


def test_a_model_that_waits_can_be_discarded(copied):
    shown = retraining.waiting_candidate(copied.path)
    assert retraining.discard(copied.path) is True
    assert retraining.discard(copied.path) is False
    with pytest.raises(ReviewError, match=r"no trained model is waiting\. Train one first"):
        retraining.take_in_use(copied, who(copied, "Ada"), shown)


def test_only_the_model_that_was_shown_is_taken(copied):
    from dataclasses import replace

    shown = retraining.waiting_candidate(copied.path)
    retraining.keep_candidate(copied.path, replace(shown, made="2026-01-01T00:00:00Z"))
    with pytest.raises(ReviewError, match="another model is waiting now"):
        retraining.take_in_use(copied, who(copied, "Ada"), shown)
    with pytest.raises(ReviewError, match="the model is not in"):
        models.take_in_use(copied, who(copied, "Ada"), copied.path.parent, {})


def test_a_training_can_be_cancelled(project, corpus_folder):
    decide_some(project)
    run = retraining.start(project.path, corpus=corpus_folder)
    with pytest.raises(TrainingError, match="a training is running already"):
        retraining.start(project.path, corpus=corpus_folder)
    run.cancel()
    assert run.wait(100).state == "cancelled"
    assert retraining.waiting_candidate(project.path) is None
    assert retraining.running(project.path) is None


def test_what_goes_wrong_in_the_training_is_told(project, corpus_folder):
    run = retraining.start(project.path, corpus=corpus_folder)
    end = run.wait(100)
    assert (end.state, end.error) == (
        "failed",
        f"{project.path}: nothing has been decided yet that could be learned. Decide some sentences first, then train.",
    )


def test_a_training_that_runs_out_of_memory_says_so(project, corpus_folder, monkeypatch):
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    retraining.models_folder(project.path).mkdir()
    for error in (MemoryError(), TerminatedWorkerError("A worker process was terminated.")):

        def ends(*_, error=error, **__):
            raise error

        monkeypatch.setattr(retraining_job, "learn", ends)
        assert retraining_job.run(project.path, corpus_folder, 3, 0) is False
        end = retraining.last_run(project.path).progress()
        assert end.state == "failed"
        assert end.error.startswith("a part of the training was ended from outside, as happens when memory runs out.")


def test_a_training_whose_process_died_has_failed(project):
    home = retraining.models_folder(project.path)
    home.mkdir()
    assert retraining.last_run(project.path) is None
    state = {"words": "Fold 2", "share": 0.3, "state": "running", "error": None}
    (home / retraining.STATE).write_text(json.dumps({**state, "beat": time.time()}), encoding="utf-8")
    assert retraining.running(project.path).progress().words == "Fold 2"
    beat = time.time() - retraining.DEAD_AFTER - 1
    (home / retraining.STATE).write_text(json.dumps({**state, "beat": beat}), encoding="utf-8")
    assert retraining.running(project.path) is None
    end = retraining.last_run(project.path).progress()
    assert (end.state, end.error) == ("failed", "the training stopped without a word; start it again")
    (home / retraining.STATE).write_text("{", encoding="utf-8")
    with pytest.raises(Exception, match=r"the file is damaged\. Delete it, and train again"):
        retraining.last_run(project.path).progress()


def test_without_a_corpus_it_says_what_to_do(tmp_path, monkeypatch, corpus_folder):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TrainingError) as raised:
        retraining.corpus_folder()
    assert str(raised.value) == (
        "corpus: there is no corpus, which training needs besides the decisions (the installed package has none). "
        "Get the project's folder corpus/ and name it with --corpus FOLDER."
    )
    with pytest.raises(TrainingError, match="there is no corpus in this folder: it has no annotation file"):
        retraining.corpus_folder(tmp_path)
    assert retraining.corpus_folder(corpus_folder) == corpus_folder
    (tmp_path / "corpus").symlink_to(corpus_folder)
    assert retraining.corpus_folder().name == "corpus"


@pytest.mark.parametrize(
    ("reviewed", "merged", "said"),
    [
        (["a"], [], ["the scores on reviewed reports come from one report only, so they say little"]),
        (["a", "b", "c"], [], ["the scores on reviewed reports come from 3 reports only, so they say little"]),
        (["a", "b", "c", "d", "e"], [], []),
        ([], ["k"], ["one reviewed text is in the corpus too (k): the decisions replace its labels"]),
        ([], ["k", "j"], ["2 reviewed texts are in the corpus too (j, k): the decisions replace its labels"]),
    ],
)
def test_remarks_are_told_for_one_and_for_several(reviewed, merged, said):
    assert remarks(Lesson((), (), frozenset(reviewed), frozenset(merged), 9)) == said


def test_a_reviewed_text_of_the_corpus_replaces_its_labels(project, tmp_path):
    lines = [("Kelsham is led well by its managers.", STRENGTH, "1.1"), ("It has nine teams.", NONE, None)]
    annotate(tmp_path, "kelsham", lines)
    annotate(tmp_path, "marlow.txt", lines[1:])
    text = (tmp_path / "kelsham.md").read_text(encoding="utf-8")
    reports.add_report(project, tagged(text, "kelsham.md"), data=text.encode())
    decide(project, 7, MIXED, "1.2")
    decide(project, 0, STRENGTH, "2.1")
    found = lesson(project, tmp_path)
    assert (found.decided, found.merged, found.reviewed) == (2, {"kelsham.md"}, {"kelsham.txt.md"})
    assert found.own == {"kelsham.md", "kelsham.txt.md"}
    names = [document.document for document in found.documents]
    assert names == ["kelsham.md", "marlow.txt.md", "kelsham.txt.md"]
    whole = next(document for document in found.documents if document.document == "kelsham.md")
    assert [(unit.finding, unit.standard) for unit in whole.units] == [(MIXED, "1.2"), (NONE, None)]
    assert [unit.finding for unit in found.corpus[0].units] == [STRENGTH, NONE]
    decide(project, 4, AREA, "1.2")  # of a report whose name the corpus has too
    assert [one.document for one in lesson(project, tmp_path).documents][-1] == "reviewed-marlow.txt.md"
