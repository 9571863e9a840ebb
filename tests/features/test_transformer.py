"""The features as a matrix, and the quick way to linear functions of them."""

import pickle
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.base import clone

from classifier.features import CONTEXT_VIEWS, VIEWS, Scorer, SentenceFeatures, scoring, views
from classifier.features.hashing import key_of
from classifier.features.lexicon import Lexicon
from classifier.features.views import show
from classifier.records import BlockKind, Sentence
from classifier.skops_bytes import dump_bytes

ONCE = dict.fromkeys(VIEWS, 1)
TEXTS = [
    "Plans are not clear, and 83 per cent were late.",
    "Plans are clear and plans are prompt.",
    "Well over half of the visits were late!",
    "“Reviews” do not exist in Izmir…",
    "Yes",
]
SAID = [
    Sentence(text, 0, len(text), ("2 Cases", f"2.{place % 2} Plans"), list(BlockKind)[place % 4], TEXTS[place - 1])
    for place, text in enumerate(TEXTS)
]
OTHERS = [
    Sentence("Nobody saw the zymurgist’s plans.", 0, 33),
    Sentence("…", 0, 1, ("Elsewhere",), before="Plans are late."),
    Sentence("", 0, 0),
]


@pytest.fixture(scope="module")
def features():
    return SentenceFeatures(least=ONCE).fit(SAID)


def test_parameters_are_stored_as_they_are(features):
    assert clone(features).get_params() == {"weights": None, "least": ONCE}
    assert SentenceFeatures(weights={"words": 1.0}).weights == {"words": 1.0}


def test_columns_are_blocks_of_the_views(features):
    rows = features.transform(SAID + OTHERS)
    columns = features.columns()
    assert list(columns) == list(VIEWS)
    assert columns["words"].start == 0
    assert columns["form"].stop == rows.shape[1] == sum(map(len, features.keys_.values()))
    assert rows.dtype == np.float32
    assert rows.shape[0] == 8


def test_a_block_counts_what_occurs(features):
    block = features.blocks(SAID)["words"][1].toarray()[0]
    keys, weights = features.keys_["words"], features.frequencies_["words"].astype(float)
    bags = show(SAID[1:2]).bags("words")
    counts = Counter(key for key in bags.keys.tolist() if key)
    norm = np.sqrt(sum(times * weights[keys.tolist().index(key)] ** 2 for key, times in counts.items()))
    expected = [counts[key] * weight / norm for key, weight in zip(keys.tolist(), weights, strict=True)]
    assert block == pytest.approx(expected, abs=1e-6)
    assert max(counts.values()) == 2


def test_frequencies_are_those_of_sentences(features):
    headings = dict(zip(features.keys_["section"].tolist(), features.frequencies_["section"].tolist(), strict=True))
    assert headings[key_of("cases")] == pytest.approx(1.0)
    assert headings[key_of("§2.1")] == pytest.approx(np.log(6 / 3) + 1)


def test_only_features_of_enough_sentences_are_kept():
    twice = SentenceFeatures(least={**ONCE, "words": 2}).fit(SAID)
    assert 0 < len(twice.keys_["words"]) < 20
    with pytest.raises(ValueError, match="no word, heading or form is in enough sentences"):
        SentenceFeatures(least=dict.fromkeys(VIEWS, 9)).fit(SAID)


def test_context_is_in_its_columns_only(features):
    alone = [Sentence(one.text, one.start, one.end, kind=one.kind) for one in SAID]
    differ = (features.transform(SAID) != features.transform(alone)).tocoo().col
    context = {column for view in CONTEXT_VIEWS for column in range(*features.columns()[view].indices(10**9))}
    assert set(differ.tolist()) <= context
    assert len(differ)


def test_weights_scale_the_views(features):
    double = SentenceFeatures(weights={**features.view_weights, "form": 1.0}, least=ONCE).fit(SAID)
    form = features.columns()["form"]
    assert double.transform(SAID)[:, form].toarray() == pytest.approx(2 * features.transform(SAID)[:, form].toarray())


def test_the_same_sentences_teach_the_same_bytes(features):
    assert dump_bytes(SentenceFeatures(least=ONCE).fit(SAID)) == dump_bytes(features)


@pytest.fixture
def functions(features):
    return np.random.default_rng(0).normal(size=(3, features.columns()["form"].stop))


def test_the_quick_way_gives_the_values_of_the_features(features, functions):
    for said in (SAID, OTHERS, SAID + OTHERS, SAID[1:2]):
        expected = features.transform(said) @ functions.T
        assert Scorer(features, functions).values(said) == pytest.approx(expected, abs=1e-5)
    assert Scorer(features, functions).values([]).shape == (0, 3)


def test_the_quick_way_remembers_and_forgets_without_a_difference(features, functions, monkeypatch):
    expected = Scorer(features, functions).values(SAID + OTHERS)
    monkeypatch.setattr(scoring, "_BATCH", 2)
    monkeypatch.setattr(scoring, "_MOST_PATHS", 1)
    scorer = Scorer(features, functions)
    assert np.array_equal(scorer.values(SAID + OTHERS), expected)
    monkeypatch.setattr(views, "current_lexicon", Lexicon)  # a new one each time
    assert np.array_equal(scorer.values(SAID + OTHERS), expected)


def test_many_new_words_are_taken_up(features, functions):
    scorer = Scorer(features, functions)
    first = scorer.values(SAID)
    strange = [Sentence(text, 0, len(text)) for text in (f"plan{at}ned visits{at}" for at in range(2500))]
    expected = features.transform(strange) @ functions.T
    assert scorer.values(strange) == pytest.approx(expected, abs=1e-5)
    assert np.array_equal(scorer.values(SAID), first)


def test_threads_may_ask_together(features, functions):
    scorer = Scorer(features, functions)
    asked = [[Sentence(f"Plans {at} {word} late{at}", 0, 9) for word in "abc"] for at in range(60)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(scorer.values, asked))
    for said, values in zip(asked, found, strict=True):
        assert np.array_equal(values, Scorer(features, functions).values(said))


def test_features_come_back_from_a_file(features):
    again = pickle.loads(pickle.dumps(features))
    assert (again.transform(SAID) != features.transform(SAID)).nnz == 0
