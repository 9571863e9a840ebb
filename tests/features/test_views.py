"""What each view shows, and that views of the context do not see the sentence."""

import numpy as np
import pytest

from classifier.evidence.places import form_tokens
from classifier.features.characters import character_keys
from classifier.features.hashing import NONE, key_of
from classifier.features.headings import heading_keys, heading_terms, path_keys
from classifier.features.views import VIEWS, show
from classifier.records import BlockKind, Sentence
from classifier.tokens import Sentences, tokens_of


def sentence(text="Plans are clear.", **more):
    return Sentence(text, 0, len(text), **more)


def shown_keys(sentences, view):
    """The keys that a view shows of each sentence, with how often."""
    bags = show(sentences).bags(view)
    every = [bags.keys[bags.bounds[at] : bags.bounds[at + 1]] for at in range(len(bags.bounds) - 1)]
    found = []
    for at in range(len(sentences)):
        picked = [(at, 1.0)] if bags.picks is None else zip(*_row(bags.picks, at), strict=True)
        found.append(
            sorted(int(key) for bag, times in picked for key in every[bag] if key != NONE for _ in range(int(times)))
        )
    return found


def _row(matrix, at):
    row = matrix[at].tocsr()
    return row.indices.tolist(), row.data.tolist()


def test_the_section_has_its_number_and_the_nearest_heading_marked():
    assert heading_terms("2.1. Assessment of the risk", 0) == ["§2.1", "assessment", "risk", "^assessment", "^risk"]
    assert heading_terms("2 Case supervision", 1) == ["§2", "case", "supervision"]
    assert heading_terms("The officer’s work", 1) == ["officer's", "work"]


def test_only_the_three_nearest_headings_give_their_number():
    path = ("1 Far", "2 Outer", "2.1 Inner", "2.1.3 Nearest")
    keys = path_keys(path)
    assert key_of("§1") not in keys
    assert {key_of(term) for term in ("§2.1.3", "§2.1", "§2", "far", "^nearest")} <= set(keys)
    assert path_keys(()) == []
    assert heading_keys("2 Outer", 2) == (key_of("§2"), key_of("outer"))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Plans are clear.", ["length=0", "ends=.", "", "opens=plans", "opens=are", "opens=plans are"]),
        ("“Plans” are late;", ["length=0", "ends=;", "quote", "opens=plans", "opens=are", "opens=plans are"]),
        (
            "all the 7 plans were late",
            ["length=1", "ends=word", "lower", "opens=<almost-all>", "opens=the", "opens=<almost-all> the"],
        ),
        ("Yes " * 90 + "!", ["length=8", "ends=!", "", "opens=yes", "opens=yes", "opens=yes yes"]),
        ("Yes", ["length=0", "ends=word", "", "opens=yes", "", ""]),
        ("", ["length=0", "", "", "", "", ""]),
    ],
)
def test_form(text, tokens):
    one = sentence(text)
    tokens = ["kind=paragraph", *tokens]
    assert form_tokens(one) == tokens
    keys = show([one]).bags("form").keys
    assert [key != NONE for key in keys] == [bool(token) for token in tokens]
    assert [int(key) for key in keys[:4] if key != NONE] == [key_of(token) for token in tokens[:4] if token]


def test_form_knows_the_kind_of_block_and_what_opens():
    keys = show([sentence(kind=BlockKind.LIST_ITEM), sentence("Plans are not clear."), sentence("Not plans.")])
    first, second, third = keys.bags("form").keys.reshape(3, 7)
    assert key_of("kind=list_item") == first[0] != second[0]
    assert second[4] == first[4]
    assert third[5] != first[4]  # negated


def test_views_of_the_context_do_not_see_the_sentence():
    said = [sentence(text, before="Few left.", section=("2.1 Courts",)) for text in ("Plans are clear.", "No.")]
    for view in ("before", "section"):
        one, other = shown_keys(said, view)
        assert one == other != []
    for view in ("words", "characters", "form"):
        one, other = shown_keys(said, view)
        assert one != other


@pytest.mark.parametrize("view", VIEWS)
def test_a_sentence_shows_the_same_alone_and_among_others(view):
    said = [
        sentence("Plans are clear.", before="Not many left.", section=("2 A", "2.1 B")),
        sentence("Not many left."),
        sentence("All but 3 of them left.", before="Not many left."),
        sentence("…", before="Somewhere else", section=("2 A",)),
        sentence("All but 3 of them left.", before="…", section=("2 A", "2.1 B")),
    ]
    together = shown_keys(said, view)
    assert together == [shown_keys([one], view)[0] for one in said]
    assert together == shown_keys(Sentences(said, tokens_of(said)), view)
    assert any(together)


def test_the_text_before_is_read_once_where_it_is_the_sentence_above():
    said = [
        sentence("Plans are clear."),
        sentence("Few left.", before="Plans are clear."),
        sentence(before="Few left."),
    ]
    said += [sentence(before="Elsewhere."), sentence(before="Elsewhere.")]
    shown = show(said)
    assert shown.before.tolist() == [-1, 0, 1, 5, 5]
    assert len(shown.tokens) == 6


def test_characters_are_runs_within_words_with_blanks_at_the_ends():
    def runs(word):
        padded = f" {word} "
        return sum(max(len(padded) - size + 1, 0) for size in range(2, 6))

    words = ["plans", "a", "é𝒜", "48ths", "plans"]
    keys, bounds = character_keys(words)
    assert np.diff(bounds).tolist() == [runs(word) for word in words]
    per_word = [keys[bounds[at] : bounds[at + 1]].tolist() for at in range(len(words))]
    assert per_word[0] == per_word[4]
    assert len(set(per_word[0])) == len(per_word[0])
    assert character_keys(["00ths"])[0].tolist() == per_word[3]
    assert set(per_word[0]) & set(character_keys(["planes"])[0].tolist())
    assert character_keys([])[1].tolist() == [0]
