"""Every term of the sparse features is found again in the sentence or context that made it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.estimator import VECTORIZERS
from classifier.evidence.places import Place, located_tokens, terms, units
from classifier.features import VIEWS, TermVectorizer, tokens_of
from classifier.records import BlockKind, Sentence

TEXTS = [
    "Assessments were not clear, and 83 per cent of plans were late.",
    "Well over three-quarters of officers don’t attend; 15 of the 18 cases (2018/19) had none.",
    "“Twothirds of plans” – e.g. the 1,200 older ones – lack detail.",
    "All but 3.5% of reviews in İzmir and ΟΔΟΣ were done…",
    "No. 7 is fine. It isn't a well-known office!",
    "a b c not a",
    "…",
]
SENTENCE = Sentence(
    TEXTS[0], 0, len(TEXTS[0]), ("An inspection", "2 Case supervision", "2.1 Case assessment"), before="Few were read."
)


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_those_of_the_features(text):
    assert tuple(token for token, _, _ in located_tokens(text)) == tokens_of(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.text("not all of 15%.,’-İΣ \n", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_has_all_its_tokens_inside_it(text):
    found = located_tokens(text)
    assert tuple(token for token, _, _ in found) == tokens_of(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)


def test_tokens_stand_where_they_were_read():
    text = TEXTS[0]
    read = [(token, text[start:end]) for token, start, end in located_tokens(text)]
    assert read[:5] == [
        ("assessments", "Assessments"),
        ("were", "were"),
        ("not", "not"),
        ("NEG_clear", "clear"),
        (",", ","),
    ]
    assert ("<most>", "83 per cent") in read
    assert read[-1] == (".", ".")
    quoted = [(token, TEXTS[2][start:end]) for token, start, end in located_tokens(TEXTS[2])]
    assert ("<two-thirds>", "Twothirds") in quoted
    assert ("<number>", "1,200") in quoted
    assert ("NEG_detail", "detail") in quoted


def test_a_repeated_word_stands_in_each_of_its_places():
    starts = [start for token, start, _ in located_tokens("late and late and late") if token == "late"]
    assert starts == [0, 9, 18]


@pytest.mark.parametrize("text", TEXTS)
def test_units_cover_all_but_white_space_once(text):
    covered = Counter(at for unit in units(text) for at in range(unit.start, unit.end))
    assert max(covered.values()) == 1
    assert not any(at not in covered and not character.isspace() for at, character in enumerate(text))
    assert [unit.start for unit in units(text)] == sorted(unit.start for unit in units(text))


def test_units_say_what_the_features_take_them_for():
    text = TEXTS[0]
    notes = {text[unit.start : unit.end]: unit.note for unit in units(text)}
    assert notes["clear"] == "negated"
    assert notes["83 per cent"] == "counted as most"
    assert notes["Assessments"] == notes["not"] == ""
    assert [text[unit.start : unit.end] for unit in units(text) if not unit.is_word] == [",", "."]


@pytest.mark.parametrize("text", [*TEXTS, "I am. A  b\tcd abcde", "x" * 3000])
@pytest.mark.parametrize("view", list(VIEWS))
def test_terms_are_counted_as_the_vectorizer_counts_them(view, text):
    options = {key: value for key, value in VECTORIZERS[view].items() if key in ("ngram_range", "analyzer")}
    if "analyzer" not in options:
        options["token_pattern"] = r"\S+"
    vectorizer = TermVectorizer(lowercase=False, **options)
    shown = Sentence(text, 0, len(text), SENTENCE.section, BlockKind.LIST_ITEM, SENTENCE.before)
    expected = Counter(vectorizer.build_analyzer()(VIEWS[view](shown)))
    assert Counter(term for term, _ in terms(view, shown, vectorizer.ngram_range)) == expected


def test_a_letter_that_becomes_two_in_lower_case_keeps_its_place():
    text = "In İzmir not all."
    read = [(token, text[start:end]) for token, start, end in located_tokens(text)]
    assert read[:3] == [("in", "In"), ("i", "İ"), ("zmir", "zmir")]
    assert read[-1] == (".", ".")


def test_characters_stand_where_they_were_read():
    shown = Sentence("Ten 48ths", 0, 9)
    found = dict(terms("characters", shown, (2, 5)))
    assert found[" t"] == [Place("text", 0, 1)]
    assert found["n "] == [Place("text", 2, 3)]
    assert found[" 00t"] == [Place("text", 4, 7)]
    assert found[" ten "] == [Place("text", 0, 3)]


def test_a_word_of_the_path_is_of_its_own_heading():
    found = dict(terms("section", SENTENCE, (1, 1)))
    assert found["inspection"] == [Place("heading", index=0)]
    assert found["supervision"] == found["§2"] == [Place("heading", index=1)]
    assert found["^assessment"] == found["§2.1"] == [Place("heading", index=2)]
    cases = [places for term, places in terms("section", SENTENCE, (1, 1)) if term == "case"]
    assert sorted(place.index for places in cases for place in places) == [1, 2]


def test_context_and_form_have_places_of_their_own():
    assert dict(terms("before", SENTENCE, (1, 1)))["few"] == [Place("before")]
    assert dict(terms("form", SENTENCE, (1, 1)))["ends=."] == [Place("form", token="ends=.")]
