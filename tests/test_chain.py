"""What sentences learn from the others of their report."""

import numpy as np
import pytest

from classifier.chain import APART, NEW_ITEM, NEW_PARAGRAPH, NEW_SECTION, NEXT, ReportChain, links_of
from classifier.records import BlockKind, Sentence

CODES = ["1.2", "2.1", "3.1"]


def report(*sections):
    """Sentences of one report, section by section, with offsets that rise."""
    found, at = [], 0
    for heading, texts in sections:
        before = ""
        for text in texts:
            found.append(Sentence(text, at, at + len(text), (heading,), before=before))
            before, at = text, at + len(text) + 1
    return found


def runs(codes):
    """A report with a sentence a code, all in one section."""
    return report(("Findings", [f"Sentence {place}." for place in range(len(codes))]))


@pytest.fixture(scope="module")
def chain():
    codes = ["1.2"] * 6 + ["2.1"] * 6 + ["3.1"] * 6
    return ReportChain().fit(runs(codes) * 5, codes * 5, CODES)


def sure_of(code, sure=0.98):
    return [sure if code == one else (1 - sure) / 2 for one in CODES]


def test_sentences_are_linked_within_a_section_across_a_heading_and_not_between_reports():
    one, other = report(("A", ["One.", "Two."]), ("B", ["Three."])), report(("A", ["Four."]))
    assert links_of([*one, *other]) == [APART, NEXT, NEW_SECTION, APART]
    assert links_of(one[::-1]) == [APART] * 3
    assert links_of([one[0], one[2]]) == [APART, NEW_SECTION]
    assert links_of([one[0], one[0]]) == [APART] * 2
    assert links_of([]) == []


def test_within_a_section_paragraphs_and_items_are_told_apart():
    item = BlockKind.LIST_ITEM
    kinds = {"One.": (0, BlockKind.PARAGRAPH), "Two.": (5, BlockKind.PARAGRAPH), "Three.": (11, BlockKind.PARAGRAPH)}
    kinds |= {"Four.": (20, item), "Five.": (28, item), "Six.": (34, item)}
    before, sentences = "", []
    for text, (start, kind) in kinds.items():
        sentences.append(Sentence(text, start, start + len(text), ("A",), kind, before))
        before = text
    assert links_of(sentences) == [APART, NEXT, NEW_PARAGRAPH, NEW_PARAGRAPH, NEW_ITEM, NEXT]


def test_a_sentence_is_told_what_both_its_neighbours_are(chain):
    unsure = [1 / 3] * 3
    said = chain.said_by_others(runs("abc"), np.array([sure_of("2.1"), unsure, sure_of("2.1")]))
    assert CODES[said[1].argmax()] == "2.1"
    alone = chain.said_by_others(runs("ab"), np.array([unsure, sure_of("2.1")]))
    assert np.ptp(alone[0]) < np.ptp(said[1])


def test_word_comes_from_further_away_through_an_unsure_neighbour(chain):
    unsure = [1 / 3] * 3
    said = chain.said_by_others(runs("abc"), np.array([sure_of("3.1"), unsure, unsure]))
    assert CODES[said[2].argmax()] == "3.1"
    assert np.ptp(said[2]) < np.ptp(said[1])


def test_the_order_of_subjects_counts(chain):
    """In the reports that were learned from 2.1 comes after 1.2 and never before it."""
    unsure = [1 / 3] * 3
    after = chain.said_by_others(runs("ab"), np.array([sure_of("1.2"), unsure]))[1]
    before = chain.said_by_others(runs("ab"), np.array([unsure, sure_of("1.2")]))[0]
    assert after[1] > after[2]
    assert after[1] - after[0] > before[1] - before[0]


def test_what_a_sentence_says_itself_is_left_out(chain):
    values = np.array([sure_of("1.2"), sure_of("2.1"), sure_of("1.2")])
    changed = values.copy()
    changed[1] = sure_of("3.1")
    one, other = (chain.said_by_others(runs("abc"), given) for given in (values, changed))
    assert one[1] == pytest.approx(other[1])
    assert one[0] != pytest.approx(other[0])


def test_a_sentence_alone_is_told_nothing(chain):
    assert chain.said_by_others(runs("a"), np.array([sure_of("1.2")])).tolist() == [[0.0] * 3]
    assert chain.said_by_others([], np.zeros((0, 3))).shape == (0, 3)


def test_headings_are_learned_apart():
    sections = [("A", ["One.", "Two."]), ("B", ["Three.", "Four."]), ("C", ["Five.", "Six."])]
    codes = ["1.2", "1.2", "2.1", "2.1", "1.2", "1.2"]
    learned = ReportChain().fit(report(*sections) * 20, codes * 20, CODES)
    within, _, _, across = learned.lifts_
    assert within[0, 0] > 1 > within[0, 1]
    assert across[0, 1] > 1 > across[0, 0]


def test_sentences_of_unknown_class_are_not_learned_from_and_classes_may_be_missing():
    learned = ReportChain().fit(runs("abcd"), ["1.2", "", "1.2", "1.2"], CODES)
    assert learned.lifts_.shape == (4, 3, 3)
    assert (learned.lifts_[1:] == 1.0).all()
    assert learned.lifts_[0][0, 0] == pytest.approx(1.0)  # one pair seen, one expected


def test_a_long_report_keeps_finite_messages(chain):
    values = np.tile([1e-9, 1 - 2e-9, 1e-9], (3000, 1))
    assert np.isfinite(chain.said_by_others(runs(range(3000)), values)).all()
