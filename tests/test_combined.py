"""The accurate estimator weighs what its two sources say."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from sklearn.base import clone

from classifier.combined import CombinedClassifier
from classifier.errors import ModelError
from classifier.estimator import SentenceClassifier
from classifier.records import Sentence

LABELS = ["area_for_improvement", "mixed", "none", "strength"]
CODES = ["1.2", "2.1", "2.4"]


def scores_for(answers, strength, seed=0):
    """What an encoder would say: the right answers as loud as `strength`, and noise."""
    chance = np.random.default_rng(seed)
    found = chance.normal(size=(len(answers), len(LABELS) + 2 + len(CODES))).astype(np.float32)
    for row, (label, code) in zip(found, answers, strict=True):
        row[LABELS.index(label)] += strength
        row[4] += strength * (label in ("strength", "mixed"))
        row[5] += strength * (label in ("area_for_improvement", "mixed"))
        if code:
            row[6 + CODES.index(code)] += strength
    return found


class Encoder:
    """Says what it is told to say."""

    def __init__(self, said):
        self.said = said

    def scores(self, sentences):
        return self.said[: len(sentences)]


@pytest.fixture(scope="module")
def fitted(known):
    return CombinedClassifier(SentenceClassifier(n_jobs=1)).fit(*known, scores_for(known[1], 4.0))


def test_it_learns_finding_and_standard(fitted, known):
    fitted.encoder_ = Encoder(scores_for(known[1], 4.0, seed=1))
    said = fitted.predict(known[0])
    assert np.mean([one == label for one, (label, _) in zip(said[:, 0], known[1], strict=True)]) > 0.95
    assert np.mean([one == code for one, (_, code) in zip(said[:, 1], known[1], strict=True) if code]) > 0.95


def test_a_loud_encoder_is_heard_and_one_that_knows_nothing_is_not(known):
    weight = {}
    for strength in (0.0, 6.0):
        fitted = CombinedClassifier(SentenceClassifier(n_jobs=1)).fit(*known, scores_for(known[1], strength))
        weight[strength] = fitted.finding_.weights_
    assert abs(weight[0.0][1]) < 0.2 * weight[0.0][0]
    assert weight[6.0][1] > 0.2


def test_probabilities_sum_to_one_in_the_order_of_the_classes(fitted, known):
    fitted.encoder_ = Encoder(scores_for(known[1], 4.0, seed=1))
    findings, standards = fitted.probabilities(known[0][:5])
    assert findings.shape == (5, 4)
    assert standards.shape == (5, 3)
    assert np.concatenate([findings.sum(axis=1), standards.sum(axis=1)]) == pytest.approx(np.ones(10))
    assert list(fitted.classes_) == LABELS
    assert list(fitted.standards_) == CODES


def test_held_out_probabilities_are_there_for_every_sentence(fitted, known):
    every = np.ones(len(known[0]))
    assert fitted.held_out_.sum(axis=1) == pytest.approx(every)
    assert fitted.held_out_standards_.sum(axis=1) == pytest.approx(every)


def test_a_sentence_that_tells_nothing_is_read_by_those_around_it():
    """In every document, "It is so." stands among sentences of one standard, another one in each section."""
    sentences, answers, documents = [], [], []
    for document in range(8):
        at = 0
        for code, words in zip(CODES, ("Officers are trained", "Risk is assessed", "Cases are reviewed"), strict=True):
            before = ""
            for text in (f"{words}.", "It is so.", f"{words} and told."):
                sentences.append(Sentence(text, at, at + len(text), ("Key findings",), before=before))
                answers.append((LABELS[len(answers) % 4], code))
                documents.append(f"{document}.md")
                before, at = text, at + len(text) + 1
    encoded = scores_for(answers, 5.0)
    encoded[1::3, 6:] = 0.0
    fitted = CombinedClassifier(SentenceClassifier(n_jobs=1)).fit(sentences, answers, documents, encoded)
    fitted.encoder_ = Encoder(encoded)
    said = fitted.predict(sentences[:9])
    assert said[1::3, 1].tolist() == CODES


def test_the_chain_hears_words_and_not_what_headings_repeat(fitted, known):
    class Chain:
        def said_by_others(self, sentences, probabilities):
            heard.append(probabilities)
            return np.zeros_like(probabilities)

    heard = []
    asked = copy.copy(fitted)
    asked.standard_chain_ = Chain()
    asked.encoder_ = Encoder(scores_for(known[1], 4.0, seed=1))
    for section in ((), ("1.2 Staff",), ("2.4 Reviewing",)):
        asked.probabilities([replace(sentence, section=section) for sentence in known[0][:9]])
    assert np.array_equal(heard[0], heard[1])
    assert np.array_equal(heard[0], heard[2])
    assert heard[0].argmax(axis=1).any()


def test_the_sparse_model_that_was_given_is_not_changed(fitted):
    assert fitted.sparse_.wording
    assert not fitted.sparse.wording


def test_an_encoder_of_other_labels_is_refused(known):
    with pytest.raises(ModelError, match="it gives 8 scores a sentence, 9 are needed"):
        CombinedClassifier(SentenceClassifier(n_jobs=1)).fit(*known, scores_for(known[1], 4.0)[:, :8])


def test_parameters_are_stored_as_they_are():
    sparse = SentenceClassifier(n_jobs=1)
    made = CombinedClassifier(sparse, folds=3)
    assert (made.sparse, made.folds, made.random_state) == (sparse, 3, 0)
    assert clone(made).get_params()["folds"] == 3
    assert clone(made).encoder_ is None
