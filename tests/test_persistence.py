"""Model folders: what is saved comes back, and nothing else is ever loaded."""

import functools
import hashlib
import json
import os
import shutil
import zipfile

import numpy as np
import pytest
import skops.io

import classifier.persistence
from classifier.errors import ModelError, OutputError
from classifier.persistence import (
    CARD,
    ESTIMATOR,
    MANIFEST,
    find_model,
    load_model,
    read_manifest,
    save_model,
    shipped_models,
)
from classifier.records import Sentence

FILES = {ESTIMATOR, CARD, "TRANSPARENCY.md", "card.json", "reliability.svg"}
RETRAIN = "Train it again with findings train, or use the shipped model."
SENTENCES = [
    Sentence("Officers in Tolby are well trained.", 0, 35, ("1.2 Staff",)),
    Sentence("Too few reviews took account of risk.", 36, 73, ("2.4 Reviewing",), before="Reviews are recorded."),
    Sentence("Xyzzy!", 74, 80),
]


class Foreign:
    """A type that no model may hold; it counts how often it is made."""

    made = 0

    def __new__(cls):
        cls.made += 1
        return super().__new__(cls)

    def __init__(self):
        self.note = "harmless"


@pytest.fixture
def folder(model_folder, tmp_path):
    """A copy of the small model to spoil."""
    return shutil.copytree(model_folder, tmp_path / "model")


def change(folder, **values):
    """Change the manifest and nothing else."""
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")


def put_estimator(folder, data):
    """Put an estimator in place with its right hash, so that only what comes after the hash can object."""
    (folder / ESTIMATOR).write_bytes(data)
    files = read_manifest(folder)["files"]
    change(folder, files={**files, ESTIMATOR: hashlib.sha256(data).hexdigest()})


def refused(folder):
    """What is said of a folder."""
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_what_is_saved_comes_back(trained, model_folder):
    loaded = load_model(model_folder)
    model = trained.model
    assert (loaded.name, loaded.framework) == (model.name, model.framework)
    assert loaded.review_below == pytest.approx(model.review_below, abs=1e-6)
    for before, after in zip(
        model.estimator.probabilities(SENTENCES), loaded.estimator.probabilities(SENTENCES), strict=True
    ):
        assert np.array_equal(before, after)


def test_saving_again_gives_the_same_facts_and_changes_nothing(trained, model_folder, tmp_path):
    held_out = len(trained.model.estimator.held_out_)
    save_model(trained, tmp_path / "again" / "deep")
    assert len(trained.model.estimator.held_out_) == held_out > 0
    again = tmp_path / "again" / "deep"
    assert {path.name for path in again.iterdir()} == {*FILES, MANIFEST}
    assert (again / CARD).read_bytes() == (model_folder / CARD).read_bytes()
    facts, expected = read_manifest(again), read_manifest(model_folder)
    assert facts.pop("files").keys() == expected.pop("files").keys()
    assert facts == expected


def test_the_manifest_gives_the_facts(trained, model_folder):
    manifest = read_manifest(model_folder)
    assert manifest["format"] == 5
    assert manifest["labels"] == ["area_for_improvement", "mixed", "none", "strength"]
    assert manifest["standards"] == ["1.2", "2.1", "2.4"]
    assert manifest["corpus"] == {"sha256": trained.facts.corpus.sha256, "documents": 8, "sentences": 96}
    assert manifest["thresholds"]["0.05"] == pytest.approx(trained.model.review_below, abs=1e-6)
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((model_folder / name).read_bytes()).hexdigest() == digest
    assert manifest["files"].keys() == FILES


def test_the_shipped_model_is_found_by_name_and_path(shipped):
    folder = shipped_models()["hmip-nps-2018"]
    assert find_model() == find_model("hmip-nps-2018") == find_model(folder) == folder
    assert shipped.name == read_manifest(folder)["name"]
    with pytest.raises(ModelError) as caught:
        find_model("no-such-model")
    assert str(caught.value) == (
        "no-such-model: there is no such model or folder; shipped models: hmip-nps-2018, hmip-nps-2018-fast. "
        "Check the name or the path."
    )


@pytest.mark.parametrize("name", [ESTIMATOR, CARD])
def test_a_changed_byte_is_told(folder, name):
    path = folder / name
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    found = hashlib.sha256(data).hexdigest()
    assert refused(folder) == (
        f"{path}: the file was changed: its sha256 is {found}, the manifest says {expected}. Restore the model folder."
    )


def test_a_missing_file_is_told(folder):
    (folder / ESTIMATOR).unlink()
    assert refused(folder) == f"{folder / ESTIMATOR}: the file is missing or cannot be read. Restore the model folder."


@pytest.mark.parametrize(
    ("held", "name"),
    [
        (Foreign, "test_persistence.Foreign"),
        (lambda: os.system, "system"),
        (lambda: functools.partial(os.system, "exit"), "system"),
        (lambda: [{"deep": Foreign()}], "test_persistence.Foreign"),
    ],
    ids=["object", "function", "partial", "deep"],
)
def test_a_foreign_type_is_never_made(folder, trained, held, name):
    import copy

    estimator = copy.copy(trained.model.estimator)
    estimator.extra_ = held()
    put_estimator(folder, skops.io.dumps(estimator))
    before = Foreign.made
    said = refused(folder)
    assert said.startswith(f"{folder / ESTIMATOR}: the model holds types that are not allowed: ")
    assert name in said
    assert said.endswith(". Do not use this model.")
    assert Foreign.made == before


def test_another_estimator_is_no_model(folder):
    from sklearn.svm import LinearSVC

    put_estimator(folder, skops.io.dumps(LinearSVC()))
    assert refused(folder) == f"{folder / ESTIMATOR}: the file holds a LinearSVC, no estimator of sentences. {RETRAIN}"


def test_an_estimator_that_is_not_fitted_is_no_model(folder):
    from classifier.estimator import SentenceClassifier

    put_estimator(folder, skops.io.dumps(SentenceClassifier()))
    said = refused(folder)
    assert said.startswith(f"{folder}: the manifest or the estimator is incomplete (")
    assert said.endswith(f"). {RETRAIN}")


def without_schema(data, path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("schema.json", "{}")
    return path.read_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data, path: data[: len(data) // 2],
        lambda data, path: b"",
        lambda data, path: b"\x80\x05\x95 a pickle by its first bytes",
        without_schema,
    ],
    ids=["truncated", "empty", "pickle", "empty schema"],
)
def test_an_estimator_that_is_no_archive_is_told(folder, tmp_path, spoil):
    data = (folder / ESTIMATOR).read_bytes()
    put_estimator(folder, spoil(data, tmp_path / "spoilt.zip"))
    said = refused(folder)
    assert said.startswith(f"{folder / ESTIMATOR}: the estimator cannot be read (")
    assert said.endswith(f"). {RETRAIN}")


def test_a_folder_without_manifest_is_told(folder):
    (folder / MANIFEST).unlink()
    assert refused(folder) == f"{folder}: there is no manifest.json, so this is no model folder. Check the path."


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe{}", b"[" * 100_000, b'{"format": 5'])
def test_a_manifest_that_is_no_json_is_told(folder, content):
    (folder / MANIFEST).write_bytes(content)
    assert refused(folder) == f"{folder / MANIFEST}: the manifest cannot be read as JSON. {RETRAIN}"


@pytest.mark.parametrize("content", [b"[]", b"null", b'{"format": 5}', b'{"format": 5, "files": []}'])
def test_a_manifest_that_lists_no_files_is_told(folder, content):
    (folder / MANIFEST).write_bytes(content)
    assert refused(folder) == f"{folder / MANIFEST}: the manifest lists no files. {RETRAIN}"


@pytest.mark.parametrize("number", [2, 0, None, "3"])
def test_an_unknown_format_is_told(folder, number):
    change(folder, format=number)
    assert refused(folder) == (
        f"{folder / MANIFEST}: the model has format {number!r}, this version of findings reads format 5. "
        "Use a model of this version, or the version of findings that made the model."
    )


@pytest.mark.parametrize(
    ("versions", "made"),
    [({"scikit-learn": "0.24.2"}, "0.24.2"), ({}, "unknown"), (["1.9"], "unknown"), (None, "unknown")],
)
def test_another_scikit_learn_is_told(folder, versions, made):
    import sklearn

    change(folder, versions=versions)
    assert refused(folder) == (
        f"{folder}: the model was made with scikit-learn {made}, here is {sklearn.__version__}. "
        f"Install scikit-learn {'.'.join(made.split('.')[:2])}, or train the model again with findings train."
    )


def test_another_patch_of_scikit_learn_will_do(folder):
    import sklearn

    major, minor, *_ = sklearn.__version__.split(".")
    change(folder, versions={"scikit-learn": f"{major}.{minor}.99"})
    assert load_model(folder).name == read_manifest(folder)["name"]


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "deep/file", "./README.md", "a/../README.md"])
def test_a_name_outside_the_folder_is_never_read(folder, name, monkeypatch):
    (folder.parent / "outside.txt").write_text("secret")
    change(folder, files={name: "0" * 64, **read_manifest(folder)["files"]})
    monkeypatch.setattr(classifier.persistence, "_sha256", lambda path: pytest.fail(f"{path} was read"))
    assert refused(folder) == f"{folder}: the manifest names {name!r}, which is outside the folder. {RETRAIN}"


@pytest.mark.parametrize("name", ["..", "", "a\0b"])
def test_a_name_of_no_file_is_told(folder, name):
    change(folder, files={**read_manifest(folder)["files"], name: "0" * 64})
    assert refused(folder) == f"{folder / name}: the file is missing or cannot be read. Restore the model folder."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"files": {CARD: "0"}}, "the manifest does not list estimator.skops"),
        ({"framework": "hmip-1066"}, "its framework 'hmip-1066' is not known here"),
        ({"labels": ["none"]}, "the estimator's labels are not those of the manifest"),
        ({"review_below": "high"}, "the manifest or the estimator is incomplete ("),
        ({"review_below": None}, "the manifest or the estimator is incomplete ("),
    ],
)
def test_facts_that_do_not_fit_are_told(folder, values, said):
    change(folder, **values)
    message = refused(folder)
    assert message.startswith(f"{folder}: {said}")
    assert message.endswith(f". {RETRAIN}")


def test_a_manifest_that_lacks_a_fact_is_told(folder):
    manifest = read_manifest(folder)
    del manifest["name"]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert refused(folder) == f"{folder}: the manifest or the estimator is incomplete ('name'). {RETRAIN}"


def test_a_file_too_large_for_a_model_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(classifier.persistence, "_MOST_BYTES", 100)
    assert refused(folder) == f"{folder / ESTIMATOR}: the file is too large for a model. {RETRAIN}"


def test_a_place_that_cannot_be_written_is_told(trained, tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("kept")
    for folder, why in ((taken, "File exists"), (taken / "below", "Not a directory")):
        with pytest.raises(OutputError) as caught:
            save_model(trained, folder)
        assert str(caught.value) == f"{folder}: the model cannot be written ({why}). Choose another folder."
    assert taken.read_text() == "kept"
