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


def test_what_comes_again_is_read_once(encoder, monkeypatch):
    read = []
    given = SentenceEncoder._given
    monkeypatch.setattr(
        SentenceEncoder, "_given", lambda self, rows, *rest: read.extend(rows) or given(self, rows, *rest)
    )
    moved = replace(SENTENCES[0], start=500, end=526)
    assert encoder.scores([*SENTENCES, moved]).shape == (4, 20)
    assert len(read) == 3 + 3  # sentences and headings
    assert len(encoder.scores([SENTENCES[0], replace(moved, section=("3. Courts",))])) == 2
    assert len(read) == 6 + 2 + 3


def test_the_headings_are_read_only_where_asked(encoder):
    alone = [replace(sentence, section=()) for sentence in SENTENCES]
    assert np.array_equal(encoder.scores(SENTENCES, "alone"), encoder.scores(alone))
    assert not np.allclose(encoder.scores(SENTENCES), encoder.scores(SENTENCES, "alone"), atol=0.5)


def test_the_three_nearest_headings_and_their_order_count(encoder):
    deep = [replace(sentence, section=("2. Cases", "2.1 Assessment", "Safety")) for sentence in SENTENCES]
    found = encoder.scores(deep)
    assert np.array_equal(found, encoder.scores([replace(one, section=("Report", *one.section)) for one in deep]))
    for section in [("4. Courts", "2.1 Assessment", "Safety"), ("Safety", "2.1 Assessment", "2. Cases")]:
        assert not np.allclose(found, encoder.scores([replace(one, section=section) for one in deep]), atol=0.2)


def test_the_sentence_before_is_not_read(encoder):
    changed = [replace(sentence, before="Something else.") for sentence in SENTENCES]
    assert np.array_equal(encoder.scores(changed), encoder.scores(SENTENCES))


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


def test_a_network_with_other_inputs_is_refused(encoder):
    onnx = pytest.importorskip("onnx", reason="needs the extra: pip install 'findings-classifier[encoder]'")
    kind = onnx.TensorProto.FLOAT
    given, found = (onnx.helper.make_tensor_value_info(name, kind, [1]) for name in ("words", "scores"))
    graph = onnx.helper.make_graph([onnx.helper.make_node("Abs", ["words"], ["scores"])], "other", [given], [found])
    other = onnx.helper.make_model(graph, ir_version=8, opset_imports=[onnx.helper.make_opsetid("", 17)])
    with pytest.raises(ModelError, match="is of another make than this version of findings reads"):
        SentenceEncoder(other.SerializeToString(), encoder.tokenizer).scores(SENTENCES)


@pytest.mark.parametrize(
    ("findings", "omp", "expected"), [("3", "5", 3), ("", "5,2", 5), ("many", "2", 2), ("0", "x", None), ("", "", None)]
)
def test_threads_are_as_the_environment_says(monkeypatch, findings, omp, expected):
    monkeypatch.setenv("FINDINGS_THREADS", findings)
    monkeypatch.setenv("OMP_NUM_THREADS", omp)
    monkeypatch.setattr(runtime.os, "cpu_count", lambda: 64)
    assert runtime.threads() == (expected or 4)
