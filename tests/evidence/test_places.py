"""Every key of the sparse features is found again in the sentence or context that made it."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.evidence.places import Place, located, terms, units
from classifier.features.hashing import NONE, key_of, run_keys
from classifier.features.marking import NEGATED
from classifier.features.views import VIEWS, show
from classifier.records import BlockKind, Sentence

TEXTS = [
    "Assessments were not clear, and 83 per cent of plans were late.",
    "Well over three-quarters of officers don’t attend; 15 of the 18 cases (2018/19) had none.",
    "“Twothirds of plans” – e.g. the 1,200 older ones – lack detail.",
    "All but 3.5% of reviews in İzmir and ΟΔΟΣ were done…",
    "No. 7 is fine. It isn't a well-known office!",
    "a b c not a",
    "…",
    "",
]
SENTENCE = Sentence(
    TEXTS[0], 0, len(TEXTS[0]), ("An inspection", "2 Case supervision", "2.1 Case assessment"), before="Few were read."
)
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.text("not all of 15%.,’-İΣ \n", max_size=40)


def located_words(text):
    return [(word.word, text[word.start : word.end]) for word in located(text)]


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_any_text_has_all_its_words_inside_it_and_in_order(text):
    found = located(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_words_stand_where_they_were_read():
    read = located_words(TEXTS[0])
    assert read[:4] == [("assessments", "Assessments"), ("were", "were"), ("not", "not"), ("clear", "clear")]
    assert ("<most>", "83 per cent") in read
    assert read[-1] == (".", ".")
    assert [word.word for word in located(TEXTS[0]) if word.negated] == ["clear"]
    quoted = located_words(TEXTS[2])
    assert ("<two-thirds>", "Twothirds") in quoted
    assert ("<number>", "1,200") in quoted
    assert [word.word for word in located(TEXTS[2]) if word.negated] == ["detail"]
    assert ("i̇zmir", "İzmir") in located_words(TEXTS[3])


def test_a_repeated_word_stands_in_each_of_its_places():
    assert [word.start for word in located("late and late and late") if word.word == "late"] == [0, 9, 18]


@pytest.mark.parametrize("text", TEXTS)
def test_units_cover_all_but_white_space_once(text):
    covered = Counter(at for unit in units(text) for at in range(unit.start, unit.end))
    assert max(covered.values(), default=1) == 1
    assert not any(at not in covered and not character.isspace() for at, character in enumerate(text))
    assert [unit.start for unit in units(text)] == sorted(unit.start for unit in units(text))


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_units_of_any_text_cover_it(text):
    covered = {at for unit in units(text) for at in range(unit.start, unit.end)}
    assert all(at in covered for at, character in enumerate(text) if not character.isspace())


def test_units_say_what_the_features_take_them_for():
    text = TEXTS[0]
    notes = {text[unit.start : unit.end]: unit.note for unit in units(text)}
    assert notes["clear"] == "negated"
    assert notes["83 per cent"] == "counted as most"
    assert notes["Assessments"] == notes["not"] == ""
    assert [text[unit.start : unit.end] for unit in units(text) if not unit.is_word] == [",", "."]


@pytest.mark.parametrize("text", [*TEXTS, "I am. A  b\tcd abcde", "x" * 3000])
@pytest.mark.parametrize("view", VIEWS)
def test_keys_are_those_of_the_features(view, text):
    one = Sentence(text, 0, len(text), SENTENCE.section, BlockKind.LIST_ITEM, SENTENCE.before)
    bags = show([one]).bags(view)
    times = [1] * (len(bags.bounds) - 1) if bags.picks is None else bags.picks.toarray()[0].astype(int)
    expected = Counter()
    for at, count in enumerate(times):
        for key in bags.keys[bags.bounds[at] : bags.bounds[at + 1]]:
            expected[int(key)] += int(count) * (key != NONE)
    assert Counter(key for key, _ in terms(view, one)) == +expected


def places_of(view, key):
    return [places for found, places in terms(view, SENTENCE) if found == key]


def test_a_word_of_the_path_is_of_its_own_heading():
    assert places_of("section", key_of("inspection")) == [[Place("heading", index=0)]]
    for term in ("supervision", "§2"):
        assert places_of("section", key_of(term)) == [[Place("heading", index=1)]]
    for term in ("^assessment", "§2.1"):
        assert places_of("section", key_of(term)) == [[Place("heading", index=2)]]
    assert sorted(place.index for places in places_of("section", key_of("case")) for place in places) == [1, 2]


def test_runs_of_words_have_the_place_of_each():
    found = list(terms("words", SENTENCE))
    spans = {tuple((place.start, place.end) for place in places) for _, places in found}
    start = TEXTS[0].index("83")
    assert ((start, start + 11), (start + 12, start + 14)) in spans  # the proportion and "of"
    assert max(map(len, spans)) == 3


def test_characters_have_the_place_of_their_word():
    text = TEXTS[0]
    spans = {(place.start, place.end) for _, places in terms("characters", SENTENCE) for place in places}
    assert {text[start:end] for start, end in spans} >= {"Assessments", "83", "per", ",", "clear"}


def test_context_and_form_have_places_of_their_own():
    assert {place for _, places in terms("before", SENTENCE) for place in places} == {Place("before")}
    tokens = {place.token for _, places in terms("form", SENTENCE) for place in places}
    assert {"kind=paragraph", "ends=.", "opens=assessments", "opens=were"} <= tokens
    keys = np.array([key_of("few"), key_of("were") ^ int(NEGATED)], dtype=np.uint64)
    alone = set(run_keys(keys, np.array([0, 2]), 1)[:, 0].tolist())
    assert alone < {key for key, _ in terms("before", SENTENCE)}
