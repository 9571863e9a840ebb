"""What sentences learn from those beside them."""

import numpy as np

from classifier.neighbours import follows, of_neighbours
from classifier.records import Sentence


def in_a_row(*texts, section=("2. Cases",)):
    befores = ("", *texts[:-1])
    return [Sentence(text, 0, len(text), section, before=before) for text, before in zip(texts, befores, strict=True)]


def test_sentences_follow_one_another_within_a_section_only():
    one, two, three = in_a_row("One.", "Two.", "Three.")
    (other,) = in_a_row("Two.", section=("3. Staff",))
    assert follows(two, one)
    assert follows(three, two)
    assert not follows(three, one)
    assert not follows(one, three)
    assert not follows(other, one)


def test_each_has_the_mean_of_those_before_and_after():
    sentences = [*in_a_row("One.", "Two.", "Three."), *in_a_row("Four.", section=("3. Staff",))]
    values = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]])
    assert of_neighbours(sentences, values).tolist() == [[2.0, 20.0], [2.0, 20.0], [2.0, 20.0], [0.0, 0.0]]
    assert of_neighbours(sentences[::-1], values).tolist() == [[0.0, 0.0]] * 4


def test_no_sentences_no_neighbours():
    assert of_neighbours([], np.zeros((0, 2))).shape == (0, 2)
