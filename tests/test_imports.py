"""What is imported when: serving never learns, and looking at the package is quick."""

import subprocess
import sys

import pytest

import classifier

TRAINING = {"training", "examples", "layouts", "annotations", "evaluation"}
HEAVY = {"spacy", "sklearn", "numpy", "scipy", "joblib", "skops"}


def modules(code, environment):
    """The names of the modules that are loaded after `code` has run in a process of its own."""
    line = [sys.executable, "-W", "error", "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    done = subprocess.run(line, capture_output=True, env=environment, timeout=120, check=True, text=True)
    return set(done.stdout.split())


def training_among(loaded):
    return {name for name in loaded if name.startswith("classifier.") and name.split(".")[1] in TRAINING}


@pytest.mark.parametrize("name", ["tagging", "persistence", "spacy_component"])
def test_serving_never_imports_training(name, environment):
    loaded = modules(f"import classifier.{name}", environment)
    assert f"classifier.{name}" in loaded
    assert training_among(loaded) == set()


def test_tagging_to_the_end_never_imports_training_and_spacy_needs_no_import_of_ours(environment, model_folder):
    loaded = modules(
        "import spacy\n"
        "nlp = spacy.blank('en')\n"
        f"nlp.add_pipe('findings', config={{'model': {str(model_folder)!r}}})\n"
        "assert nlp('Staff are well trained.').spans['findings']\n"
        f"import pathlib, classifier, tempfile\n"
        f"model = classifier.load_model({str(model_folder)!r})\n"
        "tagged = classifier.tag_report(classifier.parse_report('Staff are well trained.'), model)\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    assert classifier.write_tagged([tagged], pathlib.Path(folder) / 'out.html') == 1\n",
        environment,
    )
    assert {"classifier.spacy_component", "classifier.tagging", "classifier.export.to_html"} <= loaded
    assert training_among(loaded) == set()


def test_the_package_alone_loads_nothing_heavy(environment):
    loaded = modules("import classifier, classifier.cli, classifier.errors, classifier.framework", environment)
    assert loaded & HEAVY == set()
    assert training_among(loaded) == set()


def test_every_public_name_is_there_and_no_other():
    for name in classifier.__all__:
        assert getattr(classifier, name).__name__ == name
    with pytest.raises(AttributeError, match="module 'classifier' has no attribute 'train_me'"):
        _ = classifier.train_me
