"""What the encoder reads."""

import numpy as np

from classifier.encoder.inputs import WAYS, context_of, pad
from classifier.records import Sentence


def test_the_context_is_the_nearest_headings_and_the_sentence_before():
    sentence = Sentence("It works.", 0, 9, ("Report", "2. Cases", "2.1 Assessment", "Safety"), before="We looked.")
    assert context_of(sentence) == "2. Cases. 2.1 Assessment. Safety. We looked."
    assert context_of(Sentence("It works.", 0, 9)) == ""


def test_each_way_of_reading_shows_something_else():
    sentence = Sentence("It works.", 0, 9, ("2. Cases", "2.1 Assessment", "Safety"), before="We looked.")
    assert {way: show(sentence) for way, show in WAYS.items()} == {
        "alone": "",
        "with_headings": "2. Cases. 2.1 Assessment. Safety.",
        "with_context": "2. Cases. 2.1 Assessment. Safety. We looked.",
        "with_nearest_headings": "2.1 Assessment. Safety.",
    }


def test_rows_are_padded_and_their_parts_told():
    pieces, parts = pad([[7, 8], [9]], [[5], []], start=1, end=2)
    assert pieces.tolist() == [[1, 7, 8, 2, 5, 2], [1, 9, 2, 0, 0, 0]]
    assert parts.tolist() == [[1, 1, 1, 2, 2, 2], [1, 1, 2, 0, 0, 0]]
    assert pieces.dtype == parts.dtype == np.int64
