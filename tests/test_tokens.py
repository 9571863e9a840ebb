"""Tokens as arrays: the same whether a sequence carries them or they are made from the texts."""

import numpy as np
import pytest

from classifier.records import Sentence
from classifier.tokens import Sentences, Tokens, tokenized, tokenizer, tokens_of, tokens_of_texts

TEXTS = ["Plans are  clear.", "", "Officers don’t look at risk (yet).", "…"]


def words(tokens):
    """The tokens of each sentence, as texts."""
    strings = tokenizer().vocab.strings
    return [[strings[int(one)] for one in tokens.rows(at, at + 1).orth] for at in range(len(tokens))]


def sentences(texts=TEXTS):
    return [Sentence(text, 0, len(text)) for text in texts]


def test_tokens_are_those_of_spacy_without_white_space():
    found = tokens_of_texts(TEXTS)
    assert words(found) == [
        ["Plans", "are", "clear", "."],
        [],
        ["Officers", "do", "n’t", "look", "at", "risk", "(", "yet", ")", "."],
        ["…"],
    ]
    assert (found.orth.dtype, found.bounds.dtype) == (np.uint64, np.int64)
    assert found.bounds.tolist() == [0, 4, 4, 14, 15]


def test_no_text_has_no_tokens():
    found = tokens_of_texts([])
    assert (len(found), found.orth.tolist(), found.bounds.tolist()) == (0, [], [0])


def test_parts_and_rows_are_those_of_the_whole():
    whole = tokens_of_texts(TEXTS)
    parts = [tokens_of_texts(TEXTS[:1]), tokens_of_texts([]), tokens_of_texts(TEXTS[1:])]
    joined = Tokens.joined(parts)
    assert np.array_equal(joined.orth, whole.orth)
    assert np.array_equal(joined.bounds, whole.bounds)
    assert words(whole.rows(2, 4)) == words(whole)[2:4]
    assert len(whole.rows(1, 1)) == len(Tokens.joined([])) == 0


def test_sentences_carry_their_tokens_and_so_do_their_slices():
    said = sentences()
    ready = Tokens(np.arange(15, dtype=np.uint64), np.array([0, 4, 4, 14, 15]))
    carrying = Sentences(said, ready)
    assert tokens_of(carrying) is ready
    assert (list(carrying), len(carrying), carrying[2], carrying[-1]) == (said, 4, said[2], said[3])
    part = carrying[2:]
    assert list(part) == said[2:]
    assert part.tokens.orth.tolist() == list(range(4, 15))
    assert part.tokens.bounds.tolist() == [0, 10, 11]
    assert len(carrying[3:1]) == 0


def test_sentences_and_tokens_go_together():
    with pytest.raises(ValueError, match="2 sentences and the tokens of 4 do not go together"):
        Sentences(sentences()[:2], tokens_of_texts(TEXTS))
    with pytest.raises(ValueError, match="cut in runs"):
        Sentences(sentences(), tokens_of_texts(TEXTS))[::2]


def test_a_very_long_word_is_parted_at_blanks_only():
    text = "See x/" + "y-" * 300 + " now."
    assert [token.text for token in tokenized(text) if not token.is_space] == text.split()
    assert words(tokens_of_texts([text])) == [text.split()]
