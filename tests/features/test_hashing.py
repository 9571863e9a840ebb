"""Keys of runs, and the table that finds keys."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.features.hashing import NONE, KeyTable, key_of, run_keys

KEYS = st.lists(st.integers(0, 2**64 - 1) | st.integers(1, 9), unique=True, max_size=200)


def test_keys_are_the_same_on_every_machine():
    assert key_of("plans") == 16580926173747765961
    assert key_of("plans") != key_of("plan")


def test_runs_stay_in_their_row():
    keys = np.array([11, 12, 13, 21, 22, 31], dtype=np.uint64)
    runs = run_keys(keys, np.array([0, 3, 5, 5, 6]), 3)
    assert (runs != NONE).tolist() == [
        [True, True, True],
        [True, True, False],
        [True, False, False],
        [True, True, False],
        [True, False, False],
        [True, False, False],
    ]
    assert len(set(runs[runs != NONE].tolist())) == 10


def test_runs_know_the_order_of_their_words():
    one, other = (run_keys(np.array(keys, dtype=np.uint64), np.array([0, 2]), 2) for keys in ([5, 7], [7, 5]))
    assert one[0, 1] != other[0, 1]
    assert one[0, 0] == other[1, 0]


def test_the_same_run_has_the_same_key_anywhere():
    runs = run_keys(np.array([1, 2, 3, 9, 1, 2, 3], dtype=np.uint64), np.array([0, 4, 7]), 3)
    assert runs[0].tolist() == runs[4].tolist()


def test_no_word_has_no_run():
    assert run_keys(np.zeros(0, dtype=np.uint64), np.array([0, 0]), 3).shape == (0, 3)


@given(KEYS, KEYS, st.integers(0, 200))
@settings(max_examples=100, deadline=None)
def test_a_table_finds_what_it_has_and_nothing_else(known, asked, cut):
    table = KeyTable(np.array(known[:cut], dtype=np.uint64))
    table.add(np.array(known[cut:], dtype=np.uint64))
    assert len(table) == len(known)
    places = {key: place for place, key in enumerate(known)}
    everything = [*asked, *known, *asked]
    found = table.places(np.array(everything, dtype=np.uint64))
    assert found.tolist() == [places.get(key, -1) for key in everything]


def test_keys_that_want_one_slot_are_all_found():
    keys = np.arange(1, 2000, dtype=np.uint64)  # their first bits are all alike
    table = KeyTable(keys)
    assert table.places(keys).tolist() == list(range(1999))
    assert table.places(np.array([0, 2000, 1 << 63], dtype=np.uint64)).tolist() == [-1, -1, -1]
