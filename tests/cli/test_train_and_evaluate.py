"""`findings train` and `findings evaluate`."""

import json

import pytest

from classifier.persistence import load_model


def test_train_writes_a_model_that_tags(findings, corpus_folder, report, tmp_path, trained):
    folder = tmp_path / "mine"
    result = findings("train", corpus_folder, "--out", folder, "--name", "mine")
    assert result.exit_code == 0
    assert "Held-out documents: " in result.stderr
    assert result.stderr.endswith(f"Wrote {load_model(folder).name} to {folder}.\n")
    # The same corpus, versions and seed: the same model, but for its name.
    assert load_model(folder).name == trained.model.name.replace("small", "mine")
    rows = findings("tag", report, "--model", folder, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(row)["finding"] for row in rows] == ["strength", "area_for_improvement", "none"]


def test_train_as_json_goes_to_the_models_of_this_folder(findings, corpus_folder, tmp_path, monkeypatch, trained):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("classifier.training.train", lambda documents, **_: trained)
    result = findings("train", corpus_folder, "--name", "ours", "--json")
    assert json.loads(result.stdout) == {
        "model": trained.model.name,
        "folder": "models/ours",
        "held_out": {
            "finding_accuracy": next(
                one.value for one in trained.facts.metrics if one.name.startswith("accuracy of the f")
            ),
            "accepted": trained.facts.accepted.value,
            "accepted_error": trained.facts.accepted_error.value,
        },
    }
    assert (tmp_path / "models" / "ours" / "manifest.json").is_file()


def test_cross_validation_measures_and_writes_nothing(findings, corpus_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = findings("train", corpus_folder, "--cross-validate", "--folds", "3", "--json")
    assert result.exit_code == 0
    scores = json.loads(result.stdout)
    assert (scores["folds"], scores["documents"], scores["sentences"]) == (3, 8, 96)
    assert scores["finding_accuracy"] > 0.9
    assert scores["standard_accuracy"] > 0.9
    low, high = scores["intervals"]["macro_f1"]["low"], scores["intervals"]["macro_f1"]["high"]
    assert 0 <= low <= scores["macro_f1"] <= high <= 1
    assert "Fold 3 of 3: learning without 2 documents" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--folds", "9"], "Error: 9 folds do not fit 8 documents. Choose from 2 up to that number.\n"),
        (
            ["--folds", "2"],
            "Error: only 4 documents to learn from have findings, 5 are needed. Annotate findings in more documents.\n",
        ),
    ],
)
def test_folds_that_do_not_fit_are_told(findings, corpus_folder, options, said):
    result = findings("train", corpus_folder, "--cross-validate", *options)
    assert result.exit_code == 1
    assert result.stderr.endswith(said)


def test_a_model_folder_that_cannot_be_written_is_told(findings, corpus_folder, tmp_path, monkeypatch, trained):
    monkeypatch.setattr("classifier.training.train", lambda documents, **_: trained)
    path = tmp_path / "taken"
    path.write_text("kept")
    result = findings("train", corpus_folder, "--out", path)
    assert result.exit_code == 1
    assert result.stderr.endswith(f"Error: {path}: the model cannot be written (File exists). Choose another folder.\n")
    assert path.read_text() == "kept"


def test_evaluate_scores_a_model_end_to_end(findings, corpus_folder, model_folder, trained):
    line = ["evaluate", "--gold", corpus_folder, "--model", model_folder, "--resamples", "20"]
    scores = json.loads(findings(*line, "--json", "--errors", "2").stdout)
    assert (scores["model"], scores["documents"], scores["resampled"]) == (trained.model.name, 8, "sentences")
    assert scores["finding_accuracy"] == 1.0  # it has seen them
    assert scores["boundaries"] == 1.0
    assert scores["resamples"] == 20
    assert scores["worst_errors"] == []
    shown = findings(*line).stdout
    for words in ("8 documents, 96 sentences, 72 findings", "macro f1", "area for improvement", "95 % interval"):
        assert words in shown


def test_evaluate_shows_the_worst_errors(findings, corpus_folder, model_folder, tmp_path):
    import shutil

    for name in ("alderford.md", "alderford.jsonl"):
        shutil.copy(corpus_folder / name, tmp_path)
    path = tmp_path / "alderford.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if '"strength"' in line)
    lines[place] = lines[place].replace('"strength"', '"area_for_improvement"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (tmp_path / "alderford.md").rename(texts / "alderford.md")
    line = ["evaluate", "--gold", tmp_path, "--texts", texts, "--model", model_folder, "--resamples", "5"]
    (error,) = json.loads(findings(*line, "--json").stdout)["worst_errors"]
    assert (error["said"], error["gold"]) == ("strength", "area_for_improvement")
    assert error["text"] == "Officers in Alderford are well trained and well supported by their managers."
    shown = " ".join(findings(*line).stdout.split())
    assert "The 1 most confident errors" in shown
    assert "gold area for improvement Officers in Alderford are well trained" in shown
    assert "confident errors" not in findings(*line, "--errors", "0").stdout
