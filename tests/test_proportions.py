"""Proportions in tokens, and the bands by which the inspectorate judges them."""

import numpy as np
import pytest

from classifier.proportions import APART, BANDS, band_of, character_of, proportions
from classifier.tokens import tokenized


def found_in(*texts):
    """Each proportion with the words that state it, of texts that are looked at together."""
    tokens = []
    for text in texts:
        tokens += [*(token.text.lower() for token in tokenized(text)), ""]
    characters = np.array([ord(character_of(token) if token else APART) for token in tokens], dtype=np.uint8)
    return [(one.share, " ".join(tokens[one.start : one.end])) for one in proportions(characters, tokens.__getitem__)]


@pytest.mark.parametrize(
    ("text", "share", "band", "words"),
    [
        ("83 per cent of plans", 0.83, "<most>", "83 per cent"),
        ("83.5% of plans", 0.835, "<most>", "83.5 %"),
        ("eighty percent of plans", 0.8, "<most>", "eighty percent"),
        ("15 of the 18 cases", 15 / 18, "<most>", "15 of the 18"),
        ("nine out of ten cases", 0.9, "<most>", "nine out of ten"),
        ("in one in every five cases", 0.2, "<few>", "one in every five"),
        ("just over half of them", 0.51, "<half>", "just over half"),
        ("two-thirds of files", 2 / 3, "<two-thirds>", "two - thirds"),
        ("two thirds of files", 2 / 3, "<two-thirds>", "two thirds"),
        ("twothirds of files", 2 / 3, "<two-thirds>", "twothirds"),
        ("Well over three-quarters of plans", 0.81, "<most>", "well over three - quarters"),
        ("well under a third", 1 / 3 - 0.06, "<few>", "well under a third"),
        ("All of them", 1.0, "<almost-all>", "all"),
        ("only a few plans", 0.1, "<few>", "only a few"),
        ("in the great majority of cases", 0.85, "<most>", "the great majority"),
        ("more than 100 per cent", 1.0, "<almost-all>", "more than 100 per cent"),
    ],
)
def test_finds_shares(text, share, band, words):
    ((found, stated),) = found_in(text)
    assert found == pytest.approx(share)
    assert band_of(found) == band
    assert stated == words


@pytest.mark.parametrize(
    "text",
    ["150% more", "4 of 2 cases", "in 2019", "a third-party site", "at 12th of the 14th", "not all.", "1,200 of 3,400"],
)
def test_knows_what_is_no_share(text):
    assert found_in(text) == []


def test_a_proportion_ends_with_its_sentence():
    assert found_in("There were 83", "per cent of plans") == []
    assert [words for _, words in found_in("Half of plans", "were late in most cases")] == ["half", "most"]


def test_several_proportions_stand_in_order():
    assert [words for _, words in found_in("Half of 20 plans, 7 of 10 reviews and nearly every visit")] == [
        "half",
        "7 of 10",
        "nearly every",
    ]


def test_each_band_has_a_share():
    assert {band_of(share) for share in np.linspace(0, 1, 101)} == set(BANDS)
    assert len({character_of(word) for word in ("half", "83", "83.5", "plans", ",", "2019/20")}) == 5
