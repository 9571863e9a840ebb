"""The shipped encoder in use, and files that are none."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from classifier.encoder import runtime
from classifier.encoder.runtime import SentenceEncoder
from classifier.errors import ModelError
from classifier.records import Sentence

SENTENCES = [
    Sentence("Officers are well trained.", 0, 26, ("1. Delivery", "1.2 Staff"), before="There are thirty of them."),
    Sentence("Reviews came far too late in most of the cases that we read.", 27, 88, ("2.4 Reviewing",)),
    Sentence("The office opened in 2015.", 89, 115),
]


@pytest.fixture(scope="module")
def encoder(shipped):
    return shipped.estimator.encoder_


def test_the_order_and_the_company_of_sentences_change_nothing(encoder):
    together = encoder.scores(SENTENCES)
    assert together.shape == (3, 4 + 2 + 14)
    # Eight-bit inputs are scaled batch by batch, so that company moves the last digits.
    assert encoder.scores(SENTENCES[::-1])[::-1] == pytest.approx(together, abs=0.2)
    many = encoder.scores(SENTENCES * 50)
    assert many[:3].argmax(axis=1).tolist() == together.argmax(axis=1).tolist()


def test_a_sentence_that_comes_again_is_read_once(encoder, monkeypatch):
    read = []
    monkeypatch.setattr(
        SentenceEncoder, "_scores", lambda self, texts, contexts: read.extend(texts) or np.zeros((len(texts), 20))
    )
    moved = replace(SENTENCES[0], start=500, end=526)
    assert encoder.scores([*SENTENCES, moved]).shape == (4, 20)
    assert len(read) == 3
    assert len(encoder.scores([SENTENCES[0], replace(moved, section=("3. Courts",))])) == 2
    assert len(read) == 5


def test_the_context_is_read_only_where_asked(encoder):
    alone = [replace(sentence, section=(), before="") for sentence in SENTENCES]
    assert np.array_equal(encoder.scores(SENTENCES, "alone"), encoder.scores(alone))
    assert not np.allclose(encoder.scores(SENTENCES), encoder.scores(SENTENCES, "alone"), atol=0.5)


def test_of_the_headings_the_two_nearest_are_read(encoder):
    deep = [replace(sentence, section=("Report", "2. Cases", "2.1 Assessment")) for sentence in SENTENCES]
    found = encoder.scores(deep)
    assert np.array_equal(found, encoder.scores([replace(one, section=("Blog", *one.section[1:])) for one in deep]))
    other = encoder.scores([replace(one, section=("Report", "4. Courts", one.section[2])) for one in deep])
    assert not np.allclose(found, other, atol=0.5)


def test_it_goes_between_processes(encoder):
    back = pickle.loads(pickle.dumps(encoder))
    assert np.array_equal(back.scores(SENTENCES), encoder.scores(SENTENCES))


def test_no_sentences_no_scores(encoder):
    assert encoder.scores([]).shape == (0, 20)


def test_what_is_no_network_or_tokenizer_is_told(encoder):
    with pytest.raises(ModelError, match="its network cannot be loaded"):
        SentenceEncoder(b"no network", encoder.tokenizer).scores(SENTENCES)
    with pytest.raises(ModelError, match="its tokenizer cannot be loaded"):
        SentenceEncoder(encoder.network, b"{}").scores(SENTENCES)
    other = encoder.tokenizer.replace(b"[CLS]", b"[XYZ]")
    with pytest.raises(ModelError, match=r"has no \[CLS\]"):
        SentenceEncoder(encoder.network, other).scores(SENTENCES)


@pytest.mark.parametrize(
    ("findings", "omp", "expected"), [("3", "5", 3), ("", "5,2", 5), ("many", "2", 2), ("0", "x", None), ("", "", None)]
)
def test_threads_are_as_the_environment_says(monkeypatch, findings, omp, expected):
    monkeypatch.setenv("FINDINGS_THREADS", findings)
    monkeypatch.setenv("OMP_NUM_THREADS", omp)
    monkeypatch.setattr(runtime.os, "cpu_count", lambda: 64)
    assert runtime.threads() == (expected or 4)
