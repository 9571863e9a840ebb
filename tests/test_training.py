"""Training and cross-validation."""

from dataclasses import replace

import numpy as np
import pytest

from classifier import training
from classifier.annotations import corpus_hash
from classifier.calibration import TARGET_ERROR
from classifier.errors import ClassifierError, FrameworkError, TrainingError
from classifier.examples import examples
from classifier.records import FindingLabel


def only(documents, keep):
    """The documents with the units that `keep` says."""
    return [replace(document, units=tuple(filter(keep, document.units))) for document in documents]


def test_a_trained_model_tells_what_it_learned_from(trained, documents):
    digest = corpus_hash(documents)
    assert trained.model.name == f"small@{digest[:8]}"
    facts = trained.facts
    assert (facts.corpus.sha256, facts.corpus.documents, facts.corpus.sentences) == (digest, 8, 96)
    assert facts.corpus.genres == {"report": 8}
    assert facts.model.settings["seed"] == facts.model.settings["random_state"] == 0
    assert facts.model.settings["layouts"] == ["markdown", "wrapped"]
    assert facts.model.framework == trained.model.framework.name == "hmip-nps-2018"
    assert facts.model.target_error == TARGET_ERROR
    assert facts.held_out == 96


def test_every_sentence_is_judged_once_by_a_model_that_had_not_seen_it(trained, documents):
    from classifier.examples import examples

    known = list(examples(documents))
    judged = training.held_out_of(trained.model.estimator, known, {document.document: "x" for document in documents})
    assert len(judged) == len({(one.document, one.sentence.text) for one in known}) == 96
    assert np.mean([one.gold == one.said for one in judged]) > 0.9
    assert all(one.said_standard and one.standard_confidence > 0 for one in judged if one.gold_standard)
    assert not any(one.said_standard for one in judged if not one.gold_standard)
    assert {one.genre for one in judged} == {"x"}


def test_the_model_can_aim_at_another_error(trained):
    thresholds = {0.01: 0.97, 0.05: 0.8, 0.1: 0.6}
    model = replace(trained.model, thresholds=thresholds, review_below=0.8)
    assert model.aiming_at(0.05).review_below == 0.8
    assert model.aiming_at(0.03).review_below == 0.97
    assert model.aiming_at(0.5).review_below == 0.6
    assert model.review_below == 0.8
    with pytest.raises(ClassifierError, match=r"cannot aim at an error of 0\.001; its strictest aim is 0\.01"):
        model.aiming_at(0.001)


def test_progress_is_told_and_the_seed_is_kept(documents, monkeypatch):
    told, seeds = [], []
    learn = training._learn

    def watched(known, seed, learned=None):
        seeds.append(seed)
        return learn(known, seed, learned)

    monkeypatch.setattr(training, "_learn", watched)
    made = training.train(documents, name="other", seed=3, progress=told.append)
    assert told[0] == "Reading 8 documents in 2 layouts"
    assert told[1].startswith("Learning from ")
    assert seeds == [3]
    assert made.facts.model.settings["seed"] == made.model.estimator.random_state == 3


@pytest.mark.parametrize("folds", [2, 3, 8])
def test_no_document_is_tested_by_a_model_that_has_seen_it(documents, trained, monkeypatch, folds):
    seen = []

    def learn(known, seed):
        seen.append({example.document for example in known})
        return trained.model.estimator

    monkeypatch.setattr(training, "_learn", learn)
    tested = []
    for document, findings in training._fold_pairs(documents, folds, 0, lambda _: None):
        assert document.document not in seen[-1]
        assert len(seen[-1]) >= 8 - -(-8 // folds)
        assert findings
        tested.append(document.document)
    assert len(seen) == folds
    assert sorted(tested) == sorted(document.document for document in documents)


def test_folds_are_drawn_by_the_seed(documents, trained, monkeypatch):
    monkeypatch.setattr(training, "_learn", lambda known, seed: trained.model.estimator)

    def order(seed):
        return [document.document for document, _ in training._fold_pairs(documents, 4, seed, lambda _: None)]

    assert order(1) == order(1)
    assert order(1) != order(2)


@pytest.mark.parametrize("folds", [1, 9, 0])
def test_folds_that_do_not_fit_are_told(documents, folds):
    with pytest.raises(TrainingError) as caught:
        training.cross_validate(documents, folds=folds)
    assert str(caught.value) == f"{folds} folds do not fit 8 documents. Choose from 2 up to that number."


def refused(documents):
    with pytest.raises(TrainingError) as caught:
        training.train(documents, name="bad")
    return str(caught.value)


def test_too_few_documents_are_told(documents):
    mend = "Annotate 5 or more; a useful model needs about 50."
    assert refused(documents[:4]) == f"4 annotated documents are too few to train on. {mend}"
    assert refused([]) == f"0 annotated documents are too few to train on. {mend}"


def test_frameworks_that_do_not_fit_are_told(documents):
    other = replace(documents[0], framework="hmip-1066")
    said = "the documents follow several frameworks: hmip-1066, hmip-nps-2018. Train on one at a time."
    assert refused([other, *documents[1:]]) == said
    with pytest.raises(FrameworkError, match="there is no framework of that name"):
        training.train([replace(document, framework="hmip-1066") for document in documents], name="bad")


def test_a_corpus_of_one_label_or_standard_is_told(documents):
    assert refused(only(documents, lambda unit: unit.finding is FindingLabel.NONE)) == (
        "the corpus has sentences of one label only. Annotate other sentences too."
    )
    assert refused(only(documents, lambda unit: unit.standard in (None, "2.1"))) == (
        "the corpus has findings of one standard only. Annotate findings of other standards."
    )


def test_findings_in_too_few_documents_are_told(documents):
    bare = only(documents[2:], lambda unit: unit.finding is FindingLabel.NONE)
    assert refused([*documents[:2], *bare]) == (
        "only 2 documents to learn from have findings, 5 are needed. Annotate findings in more documents."
    )


def test_a_corpus_without_any_heading_can_be_learned(documents):
    def flat(document):
        text = document.text.replace("#", " ")
        for unit in document.structure:
            text = text[: unit.start] + " " * (unit.end - unit.start) + text[unit.end :]
        return replace(document, text=text, units=document.sentences)

    trained = training.train([flat(document) for document in documents], name="flat")
    sentences = [example.sentence for example in examples(documents)]
    said = {finding.finding for finding in trained.model.predict(sentences)}
    assert len(said) > 1
