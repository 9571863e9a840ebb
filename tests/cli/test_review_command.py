"""`findings review`: the way in, the files, the figures, and training, as commands."""

import json
import re

import pytest
from openpyxl import load_workbook

from classifier.errors import ModelError
from classifier.review import people, reports
from classifier.review.records import PersonRole
from classifier.review.store import Project

COMMANDS = (*("open", "export", "import", "to-corpus", "status", "agreement", "verify", "train", "take", "take-back"),)


@pytest.fixture
def served(monkeypatch):
    """Instead of a page: what `serve` was called with."""
    calls = []

    def serve(project, *, announce, **options):
        announce("http://127.0.0.1:8480/?token=abc")
        calls.append((project, options))

    monkeypatch.setattr("classifier.review.web.serve", serve)
    return calls


@pytest.fixture
def review(findings, model_folder, served):
    """Run `findings review FILE…` with the small model."""

    def run(*arguments):
        return findings("review", *arguments, "--model", model_folder, "--no-browser")

    return run


@pytest.fixture
def project(review, report):
    """A project of one report of three sentences; its lead is Ada."""
    assert review(report, "--person", "Ada").exit_code == 0
    return report.with_name("kelsham.review.db")


def names(path):
    with Project.open(path, read_only=True) as found:
        told = [(one.name, one.role) for one in people.people(found)]
        return told, [one.document for one in reports.reports(found)], found.settings


def fill(path, cells):
    book = load_workbook(path)
    for cell, value in cells.items():
        book["Review"][cell] = value
    book.save(path)


@pytest.fixture
def decided(findings, project, tmp_path):
    """The project with two sentences decided by way of Excel."""
    sheet = tmp_path / "fill.xlsx"
    assert findings("review", "export", project, sheet).exit_code == 0
    fill(sheet, {"G2": "strength", "H2": "2.1", "G3": "none"})
    assert findings("review", "import", project, sheet).exit_code == 0
    return project


def test_a_report_is_tagged_put_into_a_project_and_shown(review, report, served):
    result = review(report, "--person", "Ada Osei", "--port", "8491")
    path = report.with_name("kelsham.review.db")
    assert result.exit_code == 0
    assert result.stdout == "The page is at http://127.0.0.1:8480/?token=abc\n"
    assert f"The project is {path}." in result.stderr
    assert f"Stopped. All decisions are in {path}." in result.stderr
    ((project, options),) = served
    assert (project, options["port"], options["open_browser"]) == (path, 8491, False)
    told, documents, settings = names(path)
    assert (told, documents) == ([("Ada Osei", PersonRole.LEAD)], ["kelsham.txt"])
    assert (settings.blind, settings.hidden_share) == (False, 0.1)


def test_the_word_open_need_not_be_said(findings, report, served, model_folder):
    for words in (["review"], ["review", "open"]):
        assert findings(*words, "--no-browser", "--model", model_folder, report).exit_code == 0
    assert len(served) == 2


def test_reports_are_added_once_and_people_too(findings, review, report, tmp_path, served):
    other = tmp_path / "marlow.txt"
    other.write_text("Officers in Marlow are well supported by their managers.\n", encoding="utf-8")
    project = tmp_path / "mine.db"
    review(report, "--project", project, "--person", "Ada", "--blind", "--hidden", "0.25")
    result = review(report, other, "-p", project, "--person", "Bo")
    assert f"{report} is in the project already." in result.stderr
    told, documents, settings = names(project)
    assert told == [("Ada", PersonRole.LEAD), ("Bo", PersonRole.ANNOTATOR)]
    assert documents == ["kelsham.txt", "marlow.txt"]
    assert (settings.blind, settings.hidden_share) == (True, 0.25)
    assert review(project).exit_code == 0  # the project alone
    assert len(served) == 3
    result = review(report, "-p", project, "--hidden", "0.5")
    assert result.exit_code == 1
    assert "--hidden cannot be changed in a project that is there" in result.stderr
    result = findings("review", project, "--model", "hmip-nps-2018", "--no-browser")
    assert "--model cannot be changed in a project that is there" in result.stderr


def test_the_project_of_a_folder_stands_in_it(review, report):
    assert review(report.parent).exit_code == 0
    _, documents, _ = names(report.parent / f"{report.parent.name}.review.db")
    assert documents == ["kelsham.txt"]


def test_a_report_that_cannot_be_read_is_told_and_the_others_go_on(review, report, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    result = review(report, empty)
    assert result.exit_code == 1
    assert f"Error: {empty}: the file is empty" in result.stderr
    assert names(report.with_name("kelsham.review.db"))[1] == ["kelsham.txt"]
    result = review(empty, "-p", tmp_path / "none.db")
    assert result.exit_code == 1
    assert "The project has no report yet" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["exprot"], "exprot: there is no such command or file. Perhaps you meant export."),
        (["gone.pdf"], "gone.pdf: there is no such report. Check the name and the folder."),
        (["gone.db"], "gone.db: there is no such project. Name the reports for a new one."),
        (["a.db", "b.db"], "more than one project is named. Name one; others can run beside it."),
        (["a.txt", "-p", "b.pdf"], "b.pdf: a project is not a report. End its name in .db."),
        (["status", "gone.db"], "gone.db"),
    ],
)
def test_what_cannot_be_opened_is_told(findings, tmp_path, monkeypatch, arguments, problem):
    monkeypatch.chdir(tmp_path)
    result = findings("review", *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert problem in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_the_commands(findings):
    for arguments in (["review"], ["review", "--help"], ["review", "-h"]):
        shown = findings(*arguments)
        assert all(f" {name} " in shown.output for name in COMMANDS)
    assert "findings review 2024.db" in findings("review", "open", "--help").output


def test_excel_goes_out_and_comes_back(findings, project, tmp_path):
    sheet = tmp_path / "fill.xlsx"
    result = findings("review", "export", project, sheet)
    assert (result.exit_code, result.stderr) == (0, f"Wrote {sheet}: 3 rows.\n")
    fill(sheet, {"G2": "strength", "H2": "2.1", "G3": "good"})
    result = findings("review", "import", project, sheet)
    assert result.exit_code == 1
    assert "Error: Review!G3: there is no label 'good'." in result.stderr
    assert "0 decisions taken in, 0 were there, 1 open; 1 problem, so nothing was taken in." in result.stderr
    result = findings("review", "import", project, sheet, "--partial", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["imported"], told["problems"][0]["where"]) == (1, "Review!G3")
    fill(sheet, {"G3": None})
    assert findings("review", "import", project, sheet).exit_code == 0


def test_label_studio_and_prodigy_go_out_and_come_back(findings, decided, tmp_path):
    for name, words in (("x.json", "Paste"), ("x.jsonl", "Wrote")):
        result = findings("review", "export", decided, tmp_path / name)
        assert (result.exit_code, words in result.stderr) == (0, True)
        result = findings("review", "import", decided, tmp_path / name)
        assert (result.exit_code, "0 decisions taken in, 2 were there, 1 open." in result.stderr) == (0, True)
    result = findings("review", "export", decided, tmp_path / "x.csv")
    assert "'.csv' is not the suffix of a known format" in result.stderr
    result = findings("review", "export", decided, tmp_path / "x.json", "--report", "gone.txt")
    assert "there is no report 'gone.txt'. Name one of: kelsham.txt." in result.stderr


def test_decisions_become_corpus(findings, decided, tmp_path):
    folder = tmp_path / "corpus"
    result = findings("review", "to-corpus", decided, folder)
    assert result.exit_code == 0
    assert result.stderr == f"Wrote {folder / 'kelsham.jsonl'}.\n2 sentences; left out: 1 undecided.\n"
    assert findings("corpus", "check", folder).exit_code == 0
    told = json.loads(findings("review", "to-corpus", decided, folder, "--json").stdout)
    assert (told["sentences"], told["left_out"]["undecided"]) == (2, 1)


def test_the_status_counts(findings, decided):
    told = json.loads(findings("review", "status", decided, "--json").stdout)
    (report,) = told["reports"]
    assert report["people"] == {"all": {"open": 1, "decided": 2, "skipped": 0, "flagged": 0}}
    assert (told["since_training"], told["candidate"], told["training"]) == (2, None, None)
    assert told["people"] == [{"name": "Ada", "role": "lead"}]
    shown = findings("review", "status", decided).stdout
    assert "kelsham.txt" in shown
    assert "2 decisions since a training" in shown


def test_the_status_names_the_model_as_its_suggestions_do_and_stays_when_it_is_gone(findings, decided, monkeypatch):
    told = json.loads(findings("review", "status", decided, "--json").stdout)
    assert told["model"]["own_name"] == told["reports"][0]["model"]
    assert f"Model in use: {told['model']['own_name']};" in findings("review", "status", decided).stdout

    def gone(_):
        raise ModelError("models/x", "there is no such model", "Train one")

    monkeypatch.setattr("classifier.review.models.read_manifest", gone)
    told = json.loads(findings("review", "status", decided, "--json").stdout)
    assert told["model"]["own_name"] == told["model"]["name"]


def test_the_log_is_verified_against_a_head_that_was_noted(findings, project, tmp_path):
    first = findings("review", "verify", project)
    assert first.exit_code == 0
    assert re.fullmatch(r"\d+:[0-9a-f]{64}\n", first.stdout)
    assert findings("review", "verify", project, "--head", first.stdout.strip()).exit_code == 0
    other = f"{first.stdout.split(':')[0]}:{'0' * 64}"
    result = findings("review", "verify", project, "--head", other, "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)
    assert "'x' is no head" in findings("review", "verify", project, "--head", "x").stderr
    import sqlite3

    connection = sqlite3.connect(project)
    with connection:
        connection.execute("DROP TRIGGER log_is_not_changed")
        connection.execute("""UPDATE log SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2""")
    connection.close()
    result = findings("review", "verify", project)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {project}: ")


def test_agreement_needs_a_blind_project_and_two_people(findings, project, review, report, tmp_path):
    result = findings("review", "agreement", project)
    assert "people share their decisions in this project, so there is no agreement to measure" in result.stderr
    blind = tmp_path / "blind.db"
    for name in ("Ada", "Bo"):
        review(report, "-p", blind, "--person", name, *(["--blind", "--hidden", "0"] if name == "Ada" else []))
    assert "No two people have decided the same sentence yet." in findings("review", "agreement", blind).stderr
    assert "Say whose it is with --person NAME" in findings("review", "export", blind, tmp_path / "x.xlsx").stderr
    for name, label in (("Ada", "none"), ("Bo", "strength")):
        sheet = tmp_path / f"{name}.xlsx"
        findings("review", "export", blind, sheet, "--person", name)
        fill(sheet, {"G2": label, "H2": "2.1", "G3": "none"})
        assert findings("review", "import", blind, sheet, "--person", name).exit_code == 0
    told = json.loads(findings("review", "agreement", blind, "--json").stdout)
    (pair,) = told["pairs"]
    assert (pair["one"], pair["other"]) == ("Ada", "Bo")
    assert pair["decisions"]["finding"]["percent"] == 0.5
    assert "Ada, Bo" in findings("review", "agreement", blind).stdout


def test_training_and_taking_say_what_is_missing(findings, decided, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = findings("review", "train", decided)
    assert result.exit_code == 1
    assert "name it with --corpus FOLDER" in result.stderr
    assert "no trained model is waiting. Train one first." in findings("review", "take", decided).stderr
    assert "the project uses its first model" in findings("review", "take-back", decided).stderr
    assert "there is no person 'Bo'. Use one of: Ada." in findings("review", "take", decided, "--person", "Bo").stderr
    beside = decided.with_name(f"{decided.name}.models")
    assert [path.name for path in beside.iterdir()] == ["first-model.json"]  # no training was begun


def test_a_training_is_shown_and_can_be_taken_in_use_and_back(
    findings, decided, corpus_folder, model_folder, monkeypatch
):
    from classifier.review import retraining
    from classifier.review.lesson import learn

    def in_this_process(path, *, corpus, folds, seed):  # the process of its own is tested elsewhere
        with Project.open(path, read_only=True) as found:
            result = learn(found, corpus, progress=lambda words, share: None, folds=folds, seed=seed)
        fields = {name: getattr(result, name) for name in ("name", "folder", "decisions", "documents", "scores")}
        candidate = retraining.Candidate(**fields, made="", remarks=result.remarks, facts=result.facts)
        retraining.keep_candidate(path, candidate)
        retraining.tell(path, retraining.Progress("Done", 1.0, "done"))
        return retraining.Run(path)

    monkeypatch.setattr(retraining, "start", in_this_process)
    result = findings("review", "train", decided, "--corpus", corpus_folder, "--folds", "3")
    assert result.exit_code == 0
    assert "documents of the corpus" in result.stdout
    assert "Learned from 2 decisions and 9 documents." in result.stdout
    candidate = retraining.waiting_candidate(decided)
    assert f"Take it in use with: findings review take {decided}" in result.stderr
    assert candidate.name in findings("review", "status", decided).stdout
    result = findings("review", "take", decided)
    assert (result.exit_code, f"{candidate.name} is in use." in result.stderr) == (0, True)
    result = findings("review", "take-back", decided)
    assert (result.exit_code, result.stderr) == (0, f"{model_folder.resolve()} is in use again.\n")
    assert findings("review", "verify", decided).exit_code == 0


def test_ctrl_c_cancels_the_training(findings, decided, corpus_folder, monkeypatch):
    from classifier.review import retraining

    asked = []

    class Stopped:
        def wait(self, seconds):
            if not asked:
                raise KeyboardInterrupt
            return retraining.Progress("Cancelled", 0.4, "cancelled")

        def cancel(self):
            asked.append(True)

    monkeypatch.setattr(retraining, "start", lambda *_, **__: Stopped())
    result = findings("review", "train", decided, "--corpus", corpus_folder)
    assert (result.exit_code, "Cancelled; nothing was changed." in result.stderr) == (130, True)
