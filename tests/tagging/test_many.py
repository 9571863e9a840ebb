"""Texts in, results out: in order, as they are needed, in one process or more."""

import itertools
import subprocess
import sys

import pytest

import classifier
from classifier.errors import ClassifierError, ModelError
from classifier.records import BlockKind, FindingLabel
from classifier.tagging.faults import Fault

TEXT = "2.1 Assessment\n\nAssessments in {0} drew well on what others knew.\n\n- We read nine cases in {0}.\n"
PLACES = ["Tolby", "Marrick", "Seaham"]


def test_a_text_is_tagged(model, model_folder):
    tagged = classifier.tag(TEXT.format("Tolby"), model, document="tolby")
    assert [finding.finding for finding in tagged.findings] == [FindingLabel.STRENGTH, FindingLabel.NONE]
    assert (tagged.report.document, tagged.model) == ("tolby", model.name)
    assert classifier.tag(TEXT.format("Tolby"), model_folder, document="tolby") == tagged
    marked = classifier.tag("# Tolby\n\n* Plans were good.\n", model, format="markdown")
    assert marked.findings[0].sentence.kind is BlockKind.LIST_ITEM
    with pytest.raises(ClassifierError, match="text: no sentence was found in it"):
        classifier.tag("", model)


def test_the_shipped_model_is_the_default_and_loaded_once(monkeypatch, model):
    asked = []
    monkeypatch.setattr("classifier.tagging.one_report._loaded", lambda name: asked.append(name) or model)
    classifier.tag(TEXT.format("Tolby"))
    assert len(list(classifier.tag_many([TEXT.format("Tolby")]))) == 1
    assert asked == ["hmip-nps-2018"] * 2


def test_results_come_one_by_one_with_faults_between(model):
    texts = itertools.chain([TEXT.format("Tolby"), " "], map(TEXT.format, itertools.cycle(PLACES)))
    first, fault, third = itertools.islice(classifier.tag_many(texts, model), 3)
    assert first.report.document == "text 1"
    assert isinstance(fault, Fault)
    assert str(fault.error) == "text 2: no sentence was found in it. Check the text with: findings text FILE."
    assert third == classifier.tag(TEXT.format("Tolby"), model, document="text 3")


def test_names_go_with_the_texts(model):
    texts = map(TEXT.format, PLACES)
    tagged = list(classifier.tag_many(texts, model, documents=iter(PLACES)))
    assert [one.report.document for one in tagged] == PLACES
    with pytest.raises(ValueError, match="zip"):
        list(classifier.tag_many(["a"], model, documents=PLACES))


def test_wrong_arguments_are_told_at_once(model):
    with pytest.raises(ValueError, match="jobs is 0, and has to be 1 or more"):
        classifier.tag_many([], model, jobs=0)
    with pytest.raises(ClassifierError) as caught:
        classifier.tag_many([], model, jobs=2)
    assert str(caught.value) == (
        "a loaded model cannot be handed to other processes. Give its name or its folder as model, or say jobs=1."
    )
    for jobs in (1, 2):
        with pytest.raises(ModelError, match="there is no such model"):
            classifier.tag_many([], "none such", jobs=jobs)


def test_an_error_of_the_texts_comes_through(model):
    def texts():
        yield TEXT
        raise OSError("the bucket is gone")

    results = classifier.tag_many(texts(), model)
    next(results)
    with pytest.raises(OSError, match="the bucket is gone"):
        next(results)


def test_two_processes_give_the_same_from_a_script_without_a_guard(model, model_folder, environment, tmp_path):
    texts = [TEXT.format(place) for place in PLACES * 3]
    texts[4] = "***"
    script = tmp_path / "script.py"
    script.write_text(
        "import classifier, sys\n"
        f"results = classifier.tag_many({texts!r}, {str(model_folder)!r}, jobs=2)\n"
        "print([getattr(one, 'findings', None) or str(one.error) for one in results])\n"
        "assert 'spacy' not in sys.modules  # this process only hands out work\n"
    )
    line = [sys.executable, "-W", "error", str(script)]
    done = subprocess.run(line, capture_output=True, env=environment, timeout=300, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    expected = [getattr(one, "findings", None) or str(one.error) for one in classifier.tag_many(texts, model)]
    assert done.stdout == f"{expected}\n"
