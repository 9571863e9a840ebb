"""What a word or a piece of context is worth is what is lost without it."""

import numpy as np
import pytest

from classifier.evidence.occlusion import log_odds, occlusion_reasons, plan, without
from classifier.evidence.places import units
from classifier.records import Sentence

TEXT = "Plans in 83 per cent of cases were clear, and prompt."
SENTENCE = Sentence(TEXT, 7, 7 + len(TEXT), ("2 Cases", "2.2 Planning"), before="We read plans.")


def test_the_plan_takes_away_each_word_and_each_piece_of_context():
    asked = plan(SENTENCE)
    assert [TEXT[unit.start : unit.end] for unit in asked.words][:4] == ["Plans", "in", "83 per cent", "of"]
    assert asked.context == (("heading", "2 Cases"), ("heading", "2.2 Planning"), ("before", "We read plans."))
    assert asked.variants[0] == SENTENCE
    assert len(asked.variants) == 1 + len(asked.words) + 3
    assert [one.section for one in asked.variants[-3:]] == [("2.2 Planning",), ("2 Cases",), SENTENCE.section]
    assert [one.before for one in asked.variants[-3:]] == ["We read plans.", "We read plans.", ""]
    assert {one.text for one in asked.variants[-3:]} == {TEXT}


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (["Plans"], "In 83 per cent of cases were clear, and prompt."),
        (["83 per cent"], "Plans in of cases were clear, and prompt."),
        (["clear"], "Plans in 83 per cent of cases were, and prompt."),
        (["prompt", "Plans"], "In 83 per cent of cases were clear, and."),
    ],
)
def test_a_sentence_without_words_reads_like_one(gone, left):
    chosen = [unit for unit in units(TEXT) if TEXT[unit.start : unit.end] in gone]
    assert without(SENTENCE, chosen).text == left


def test_a_sentence_without_its_only_word_is_a_full_stop():
    one = Sentence("Good", 0, 4)
    assert without(one, units("Good")).text == "."
    small = Sentence("good work", 0, 9)
    assert without(small, units("good work")[:1]).text == "work"


def test_weights_are_the_log_odds_lost():
    asked = plan(Sentence("Clear plans", 0, 11, ("A",)))
    probabilities = np.array([[0.2, 0.8], [0.5, 0.5], [0.2, 0.8], [0.1, 0.9]])
    reasons = occlusion_reasons(asked, probabilities, ["none", "strength"], "strength")
    assert reasons.log_odds == pytest.approx(np.log(4))
    assert [word.weight for word in reasons.words] == pytest.approx([np.log(4), 0])
    assert [context.weight for context in reasons.context] == pytest.approx([np.log(4) - np.log(9)])
    assert (reasons.base, reasons.method) == (0.0, "occlusion")


def test_log_odds_are_against_all_others_and_finite():
    assert log_odds(np.array([[0.5, 0.25, 0.25], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), 0) == pytest.approx(
        [0.0, np.log(1 / 2e-9), np.log(1e-9)], abs=1e-6
    )
