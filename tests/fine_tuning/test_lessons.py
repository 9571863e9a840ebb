"""What the network is shown."""

import numpy as np

from classifier.fine_tuning.lessons import UNKNOWN, epoch, same_sentences


def test_labels_are_numbers_in_sorted_order(lessons, known_examples):
    assert lessons.labels == ("area_for_improvement", "mixed", "none", "strength")
    assert lessons.codes == ("1.2", "2.1", "2.4")
    for place, example in enumerate(known_examples):
        assert lessons.labels[lessons.findings[place]] == example.finding.value
        said = lessons.standards[place]
        assert (lessons.codes[said] if said != UNKNOWN else "") == example.standard


def test_a_mixed_sentence_says_something_good_and_something_bad(lessons, known_examples):
    said = {example.finding.value: tuple(lessons.sayings[place]) for place, example in enumerate(known_examples)}
    assert said == {"strength": (1, 0), "area_for_improvement": (0, 1), "mixed": (1, 1), "none": (0, 0)}


def test_an_epoch_shows_each_sentence_once_whatever_its_layouts(lessons, known_examples):
    groups = same_sentences(lessons, range(len(known_examples)))
    assert len(groups) == 96
    batches = epoch(lessons, groups, 8, np.random.default_rng(0))
    shown = [place for batch in batches for place in batch.places]
    assert len(shown) == 96
    assert len({(known_examples[place].document, known_examples[place].sentence.text) for place in shown}) == 96


def test_half_of_the_sentences_are_shown_under_their_headings(lessons, known_examples):
    groups = same_sentences(lessons, range(len(known_examples)))
    below = shown = 0
    for seed in range(20):
        for batch in epoch(lessons, groups, 8, np.random.default_rng(seed)):
            for place, above in zip(batch.places, batch.above, strict=True):
                assert above in ((), lessons.above[place])
                below += bool(above)
                shown += bool(lessons.above[place])
    assert 0.45 < below / shown < 0.55


def test_the_same_chance_gives_the_same_epoch(lessons, known_examples):
    groups = same_sentences(lessons, range(len(known_examples)))
    one, other = (epoch(lessons, groups, 8, np.random.default_rng(5)) for _ in range(2))
    assert one == other
