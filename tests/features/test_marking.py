"""The words of sentences as features know them: marks left out, proportions as bands, negation marked."""

import numpy as np
import pytest

from classifier.evidence.places import located
from classifier.features import lexicon as lexicon_module
from classifier.features.hashing import key_of
from classifier.features.lexicon import Lexicon, current_lexicon
from classifier.features.marking import NEGATED, marked
from classifier.tokens import tokens_of_texts


def known_words(text):
    """The words of a text, a negated one in capitals."""
    return [word.word.upper() if word.negated else word.word for word in located(text)]


def negated(text):
    return [word.word for word in located(text) if word.negated]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plans are not sufficient, and visits are rare.", ["sufficient"]),
        ("Plans are not sufficient but visits are frequent.", ["sufficient"]),
        ("Plans are not shared; visits are frequent.", ["shared"]),
        ("Nobody called (the line was down).", ["called"]),
        ("It is not known whether plans help. Visits do.", ["known", "whether", "plans", "help"]),
        ("Reviews do not exist while plans do.", ["exist"]),
        ("Reviews cannot wait while plans do.", ["wait"]),
        ("Officers don’t look at risk – managers do.", ["look", "at", "risk"]),
        ("Officers don't look at risk.", ["look", "at", "risk"]),
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
    words = "ab bc cd de ef fg gh hi ij jk kl".split()
    assert negated(f"not {' '.join(words)}") == words[:9]
    assert negated("not ab 7 8 bc " + " ".join(words)) == ["ab", "bc", *words[:7]]


def test_a_negator_within_reach_begins_anew():
    first, second = "ab bc cd de ef fg gh".split(), "hi ij jk kl lm mn nq op pq qr rs".split()
    assert negated(f"no {' '.join(first)} never {' '.join(second)}") == [*first, "never", *second[:9]]


def test_negation_ends_with_the_sentence():
    lexicon = current_lexicon()
    words = marked(tokens_of_texts(["It is not", "clear to all", "never", "so"]), lexicon)
    assert not words.negated.any()


def test_sufficient_and_not_sufficient_share_nothing_but_the_subject():
    lexicon = current_lexicon()
    words = marked(tokens_of_texts(["Plans are not sufficient", "Plans sufficient"]), lexicon)
    assert set(words.keys[:4]) & set(words.keys[4:]) == {np.uint64(key_of("plans"))}
    assert words.keys[3] == np.uint64(key_of("sufficient")) ^ NEGATED


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
    words = [word.word for word in located(text)]
    assert (words[0], words[-1]) == (band, "plans")
    assert not any(character.isdigit() for character in "".join(words))


@pytest.mark.parametrize("number", ["7", "2019", "1,200", "3.5", "2018/19", "12th"])
def test_numbers_are_one_feature(number):
    assert known_words(f"There were {number} visits.") == ["there", "were", "<number>", "visits", "."]


def test_hyphens_quotes_and_blanks_are_left_out():
    assert known_words("Orwell’s  “follow-up” [plan] –") == ["orwell", "'s", "follow", "up", "plan", "–"]


def test_sentences_do_not_touch_each_other():
    texts = ["Not all plans were late.", "", "83", "per cent of 20 files", "…", "No."]
    lexicon = current_lexicon()
    together = marked(tokens_of_texts(texts), lexicon)
    for place, text in enumerate(texts):
        alone = marked(tokens_of_texts([text]), lexicon)
        assert together.keys[together.bounds[place] : together.bounds[place + 1]].tolist() == alone.keys.tolist()


def test_a_lexicon_numbers_words_as_they_come_and_keeps_them():
    lexicon = Lexicon()
    texts = [" ".join(f"word{place}x" for place in range(at, at + 700)) for at in (0, 300, 1800)]
    first = [lexicon.numbers(tokens_of_texts([text]).orth) for text in texts]
    assert len(lexicon) == 1700 == len(lexicon.shown) == len(lexicon.spelled)
    again = lexicon.numbers(tokens_of_texts(texts).orth)
    assert again.tolist() == np.concatenate(first).tolist()
    assert [lexicon.shown[number] for number in again] == " ".join(texts).split()
    assert lexicon.facts(again[:1], "key").tolist() == [key_of("word0x")]


def test_a_lexicon_that_grows_too_large_is_begun_anew(monkeypatch):
    monkeypatch.setattr(lexicon_module, "_MOST_WORDS", len(current_lexicon()))
    current = current_lexicon()
    current.numbers(tokens_of_texts(["quite unheard-of zyxwords"]).orth)
    assert current_lexicon() is not current
