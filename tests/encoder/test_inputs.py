"""What the encoder reads."""

import numpy as np

from classifier.encoder.inputs import WAYS, headings_of, pad
from classifier.records import Sentence


def test_the_nearest_headings_are_read_the_nearest_first():
    sentence = Sentence("It works.", 0, 9, ("Report", "2. Cases", "2.1 Assessment", "Safety"), before="We looked.")
    assert headings_of(sentence) == ("Safety", "2.1 Assessment", "2. Cases")
    assert headings_of(Sentence("It works.", 0, 9)) == ()


def test_each_way_of_reading_shows_something_else():
    sentence = Sentence("It works.", 0, 9, ("2. Cases", "Safety"), before="We looked.")
    assert {way: show(sentence) for way, show in WAYS.items()} == {
        "alone": (),
        "with_headings": ("Safety", "2. Cases"),
    }


def test_rows_are_framed_and_padded():
    pieces = pad([[7, 8, 9], [6], []], (1, 2))
    assert pieces.tolist() == [[1, 7, 8, 9, 2], [1, 6, 2, 0, 0], [1, 2, 0, 0, 0]]
    assert pieces.dtype == np.int64
