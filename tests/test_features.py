import pickle

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from classifier.features import VIEWS, TermVectorizer, View, tokens_of
from classifier.records import BlockKind, Sentence


def sentence(text="Plans are clear.", **more):
    return Sentence(text, 0, len(text), **more)


def negated(text):
    """The words of a text that are marked as negated."""
    return [token.removeprefix("NEG_") for token in tokens_of(text) if token.startswith("NEG_")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plans are not sufficient, and visits are rare.", ["sufficient"]),
        ("Plans are not sufficient but visits are frequent.", ["sufficient"]),
        ("Plans are not shared; visits are frequent.", ["shared"]),
        ("Nobody called (the line was down).", ["called"]),
        ("It is not known whether plans help. Visits do.", ["known", "whether", "plans", "help"]),
        ("Reviews do not exist while plans do.", ["exist"]),
        ("Officers don’t look at risk – managers do.", ["look", "at", "risk"]),
        ("Few officers attend.", ["officers", "attend"]),
        ("Plans lack detail: dates above all.", ["detail"]),
        ("Plans were neither prompt nor full.", ["prompt", "nor", "full"]),
        ("Plans are clear and visits are frequent.", []),
        ("Notable work is done by nobles.", []),
    ],
)
def test_negation_reaches_to_the_end_of_the_clause(text, words):
    assert negated(text) == words


def test_negation_reaches_nine_words_at_most():
    words = "a b c d e f g h i j k".split()
    assert negated(f"not {' '.join(words)}") == words[:9]


def test_a_negator_within_reach_begins_anew():
    assert negated("no a b c d e f g never h i j k l m n o p q") == "a b c d e f g never h i j k l m n o p".split()


def test_sufficient_and_not_sufficient_share_nothing_but_the_subject():
    assert set(tokens_of("Plans are not sufficient")) & set(tokens_of("Plans sufficient")) == {"plans"}


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("83 per cent of plans", "<most>"),
        ("Well over three-quarters of plans", "<most>"),
        ("15 of the 18 plans", "<most>"),
        ("two-thirds of plans", "<two-thirds>"),
        ("twothirds of plans", "<two-thirds>"),
        ("66% of plans", "<two-thirds>"),
        ("half of plans", "<half>"),
        ("well under a third of plans", "<few>"),
    ],
)
def test_proportions_are_bands_without_their_figures(text, band):
    tokens = tokens_of(text)
    assert (tokens[0], tokens[-1]) == (band, "plans")
    assert not any(character.isdigit() for character in "".join(tokens))


@pytest.mark.parametrize("words", ["two thirds", "one third", "three quarters"])
def test_fractions_run_together_by_an_export_are_the_same(words):
    (band, *_) = joined = tokens_of(words.replace(" ", "") + " of plans")
    assert joined == tokens_of(words.replace(" ", "-") + " of plans") == tokens_of(words + " of plans")
    assert band.startswith("<")


@pytest.mark.parametrize("number", ["7", "2019", "1,200", "3.5"])
def test_numbers_are_one_feature(number):
    assert tokens_of(f"There were {number} visits.") == ("there", "were", "<number>", "visits", ".")


def test_apostrophes_and_hyphens_stay_in_words():
    assert tokens_of("Orwell’s follow-up") == ("orwell's", "follow-up")


def test_the_section_has_its_number_and_the_nearest_heading_marked():
    path = ("2 Case supervision", "2.1. Assessment of the risk")
    assert VIEWS["section"](sentence(section=path)).split() == [
        "§2.1",
        "assessment",
        "risk",
        "^assessment",
        "^risk",
        "§2",
        "case",
        "supervision",
    ]
    assert VIEWS["section"](sentence()) == ""


def test_only_the_three_nearest_headings_give_their_number():
    path = ("1 Far", "2 Outer", "2.1 Inner", "2.1.3 Nearest")
    said = VIEWS["section"](sentence(section=path)).split()
    assert [word for word in said if word.startswith("§")] == ["§2.1.3", "§2.1", "§2"]
    assert "far" in said


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Plans are clear.", {"kind=paragraph", "length=0", "ends=.", "opens=plans", "opens=are"}),
        ("“Plans” are late;", {"kind=paragraph", "length=0", "ends=;", "opens=plans", "opens=are", "quote"}),
        ("all of the plans were late", {"kind=paragraph", "length=1", "ends=word", "opens=all", "opens=of", "lower"}),
        ("Yes " * 90 + "!", {"kind=paragraph", "length=8", "ends=!", "opens=yes"}),
    ],
)
def test_form(text, marks):
    assert set(VIEWS["form"](sentence(text)).split()) == marks


def test_form_knows_the_kind_of_block():
    assert "kind=list_item" in VIEWS["form"](sentence(kind=BlockKind.LIST_ITEM)).split()


def test_views_of_the_context_do_not_see_the_sentence():
    one, other = (sentence(text, before="Few left.", section=("2.1 Courts",)) for text in ("Plans are clear.", "No."))
    for name in ("before", "section"):
        assert VIEWS[name](one) == VIEWS[name](other) != ""
    assert VIEWS["before"](one) == "few NEG_left ."
    assert VIEWS["words"](one) == "plans are clear ."


def test_characters_are_lower_with_digits_made_nought():
    assert VIEWS["characters"](sentence("Orwell’s 48 Plans")) == "orwell's 00 plans"


def test_a_view_needs_no_fitting():
    assert View("characters").transform([sentence("Yes."), sentence("No.")]) == ["yes.", "no."]
    assert View("before").get_params() == {"show": "before"}


def test_the_vocabulary_comes_back_with_its_terms_and_places():
    texts = ["plans are clear", "plans are late", "visits are late", "é 𝒜 are late"]
    fitted = TermVectorizer(ngram_range=(1, 2), analyzer="word", token_pattern=r"\S+").fit(texts)
    assert "plans are" in fitted.vocabulary_
    assert isinstance(fitted.__getstate__()["vocabulary_"], str)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.vocabulary_ == fitted.vocabulary_
    assert (again.transform(texts) != fitted.transform(texts)).nnz == 0
    assert isinstance(fitted.vocabulary_, dict)  # saving leaves the fitted one as it was


def test_terms_that_begin_or_end_with_blanks_come_back():
    texts = [" plans are clear ", "visits  are late"]
    fitted = TermVectorizer(analyzer="char", ngram_range=(1, 3)).fit(texts)
    assert {" ", "e ", " ar"} <= set(fitted.vocabulary_)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.vocabulary_ == fitted.vocabulary_
    assert np.array_equal(again.get_feature_names_out(), fitted.get_feature_names_out())


def test_an_unfitted_vectorizer_is_saved_too():
    again = pickle.loads(pickle.dumps(TermVectorizer(ngram_range=(1, 2))))
    assert again.ngram_range == (1, 2)
    assert not hasattr(again, "vocabulary_")


def test_a_pipeline_of_view_and_vectorizer_takes_sentences():
    said = [sentence("Plans are not clear."), sentence("Plans are clear.")]
    pipeline = make_pipeline(View("words"), TermVectorizer(token_pattern=r"\S+", lowercase=False))
    rows = pipeline.fit_transform(said)
    terms = list(pipeline.get_params()["termvectorizer"].get_feature_names_out())
    assert rows.shape == (2, len(terms))
    assert (rows[0, terms.index("NEG_clear")] > 0, rows[1, terms.index("NEG_clear")] > 0) == (True, False)
