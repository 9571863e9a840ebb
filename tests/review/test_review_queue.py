"""Which sentence comes next."""

import time

import pytest
from reviewing import LABELS, fill, make

from classifier.records import FindingLabel
from classifier.review import standing
from classifier.review.adjudication import adjudicate, reopen, sign_off
from classifier.review.decisions import accept, decide, decide_many, flag, skip
from classifier.review.items import items
from classifier.review.queue import Filter, Order, count, counts, next_item, section_counts, workload
from classifier.review.records import Choice, Imported, Settings, State
from classifier.review.store import Project

LEA, ANN, BOB = 1, 2, 3
NONE = Choice(FindingLabel.NONE)
STRENGTH = Choice(FindingLabel.STRENGTH, "1.2")


def walk(project, person, order, filter=Filter()):  # noqa: A002, B008
    """The numbers of all sentences in an order, stepping without deciding."""
    found, at = [], None
    while (one := next_item(project, person, order, filter, after=at)) is not None:
        found.append(one.id)
        at = one.id
    return found


def test_the_least_certain_comes_first(project):
    assert walk(project, ANN, Order.UNCERTAIN) == [3, 5, 4, 2, 1]
    first = next_item(project, ANN)
    assert first.id == 3
    accept(project, ANN, first.id, seen=first.version)
    assert next_item(project, ANN).id == 5


def test_reading_order_goes_through_report_after_report(tmp_path):
    with make(tmp_path, reports=2) as project:
        assert walk(project, ANN, Order.READING) == list(range(1, 11))
        assert walk(project, ANN, Order.READING, Filter(report=2)) == [6, 7, 8, 9, 10]
        assert walk(project, ANN, Order.UNCERTAIN, Filter(report=2)) == [8, 10, 9, 7, 6]
        assert walk(project, ANN, Order.UNCERTAIN)[:4] == [3, 8, 5, 10]


def test_the_audit_is_random_and_always_the_same(tmp_path):
    orders = set()
    for seed in range(3):
        with make(tmp_path, reports=4, name=f"{seed}.db", seed=seed) as project:
            found = walk(project, ANN, Order.AUDIT)
            assert sorted(found) == list(range(1, 21))
            assert walk(project, ANN, Order.AUDIT) == found
            orders.add(tuple(found))
    assert len(orders) == 3


def test_filters_look_at_what_the_person_sees(project):
    strong = Filter(label=FindingLabel.STRENGTH)
    assert walk(project, ANN, Order.READING, strong) == [1, 5]
    assert walk(project, ANN, Order.READING, Filter(standard="2.1")) == [3, 5]  # none has no standard
    assert walk(project, ANN, Order.READING, Filter(label=FindingLabel.STRENGTH, standard="2.1")) == [5]
    second = items(project, 1, ANN)[1]
    decide(project, ANN, 2, STRENGTH, seen=second.version)
    assert walk(project, ANN, Order.READING, strong) == [1, 5]
    decided = Filter(label=FindingLabel.STRENGTH, states=(State.DECIDED,))
    assert walk(project, ANN, Order.READING, decided) == [2]
    assert walk(project, ANN, Order.READING, Filter(label=FindingLabel.STRENGTH, states=tuple(State))) == [1, 2, 5]
    assert count(project, ANN, decided) == 1


def test_a_hidden_suggestion_passes_no_filter_by_label(tmp_path):
    with make(tmp_path, hidden_share=1.0) as project:
        assert walk(project, ANN, Order.READING, Filter(label=FindingLabel.STRENGTH)) == []
        assert counts(project, ANN).labels[FindingLabel.STRENGTH] == 0
        assert counts(project, ANN).total == count(project, ANN) == 5
        decide(project, ANN, 1, STRENGTH, seen=items(project, 1, ANN)[0].version)
        assert counts(project, ANN).labels[FindingLabel.STRENGTH] == 1


def test_states_are_counted_and_kept_apart(project):
    one, other, third = items(project, 1, ANN)[:3]
    accept(project, ANN, one.id, seen=one.version)
    skip(project, ANN, other.id, seen=other.version)
    flag(project, ANN, third.id, seen=third.version)
    found = counts(project, ANN, 1)
    assert found == counts(project, ANN)
    assert found.states == {State.OPEN: 2, State.DECIDED: 1, State.SKIPPED: 1, State.FLAGGED: 1}
    assert found.labels == {
        FindingLabel.STRENGTH: 2,
        FindingLabel.AREA_FOR_IMPROVEMENT: 1,
        FindingLabel.MIXED: 1,
        FindingLabel.NONE: 1,
    }
    assert found.standards == {"1.2": 2, "2.1": 2}
    assert walk(project, ANN, Order.READING, Filter(states=(State.SKIPPED, State.FLAGGED))) == [2, 3]
    assert section_counts(project, 1, ANN) == {
        ("1.2 Staff",): {label: int(label in ("strength", "area_for_improvement")) for label in FindingLabel},
        ("2.1 Assessment",): {label: int(label != "area_for_improvement") for label in FindingLabel},
    }


def test_own_decisions_against_the_model_come_most_confident_first(project):
    for one in items(project, 1, ANN)[:3]:
        decide(project, ANN, one.id, NONE, seen=one.version)
    fifth = items(project, 1, ANN)[4]
    accept(project, ANN, fifth.id, seen=fifth.version)
    assert walk(project, ANN, Order.DISAGREEMENT) == [1, 2, 3]
    assert walk(project, ANN, Order.DISAGREEMENT, Filter(report=2)) == []


def test_a_lead_gets_what_people_differ_on_and_nobody_else_does(blind):
    for person, choice in ((ANN, NONE), (BOB, STRENGTH)):
        for number in (1, 4):
            one = items(blind, 1, person)[number - 1]
            decide(blind, person, number, choice, seen=one.version)
    assert walk(blind, LEA, Order.DISAGREEMENT) == [1, 4]
    assert walk(blind, ANN, Order.DISAGREEMENT) == [1]  # her own, against the model
    adjudicate(blind, LEA, 1, NONE, seen=None)
    assert walk(blind, LEA, Order.DISAGREEMENT) == [4]
    assert walk(blind, LEA, Order.DISAGREEMENT, Filter(report=7)) == []


def test_signed_off_reports_are_left_out(tmp_path):
    with make(tmp_path, reports=2) as project:
        sign_off(project, LEA, 1, allow_undecided=True)
        assert walk(project, ANN, Order.READING) == [6, 7, 8, 9, 10]
        assert count(project, ANN) == 5
        assert count(project, ANN, Filter(report=1)) == 0
        assert counts(project, ANN).total == 10


def test_what_is_signed_off_undecided_is_no_work(tmp_path):
    with make(tmp_path, reports=2) as project:
        one, other = items(project, 1, ANN)[:2]
        accept(project, ANN, one.id, seen=one.version)
        skip(project, ANN, other.id, seen=other.version)
        nothing = dict.fromkeys(State, 0)
        before = nothing | {State.OPEN: 8, State.DECIDED: 1, State.SKIPPED: 1}
        assert (workload(project, ANN).states, workload(project, ANN).frozen) == (before, nothing)
        sign_off(project, LEA, 1, allow_undecided=True)
        frozen = nothing | {State.OPEN: 3, State.SKIPPED: 1}
        found = [workload(project, ANN, report) for report in (None, 1, 2)]
        assert [one.states for one in found] == [
            nothing | {State.OPEN: 5, State.DECIDED: 1},
            nothing | {State.DECIDED: 1},
            nothing | {State.OPEN: 5},
        ]
        assert [one.frozen for one in found] == [frozen, frozen, nothing]
        assert found[0].states[State.OPEN] == count(project, ANN)
        assert counts(project, ANN, 1).states == nothing | {State.OPEN: 3, State.DECIDED: 1, State.SKIPPED: 1}
        reopen(project, LEA, 1)
        assert workload(project, ANN).states == before


def test_an_empty_queue_gives_nothing(tmp_path):
    with make(tmp_path, reports=0) as project:
        for order in Order:
            assert next_item(project, ANN, order) is None
        assert counts(project, ANN).total == 0


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """100,000 open sentences, a third of them decided, put in without text, as only the queue is measured."""
    path = tmp_path_factory.mktemp("large") / "large.db"
    with Project.create(path, Settings("hmip-nps-2018", hidden_share=0.1)) as project:
        fill(project, 2, 1)
        with project.write() as sql:
            many = range(100_000)
            sql.executemany(
                "INSERT INTO reports SELECT ?, ?, ?, format, path, framework, model, pages, '', 0 FROM reports"
                " WHERE id = 1",
                [(number, f"r{number}", str(number)) for number in range(2, 102)],
            )
            labels = [(str(label), standard if label.is_finding else None) for label, standard, _ in LABELS]
            sql.executemany(
                "INSERT INTO items SELECT ?, ?, ?, start, end, text, section, kind, page, before, block, boxes, ?, ?,"
                " ?, suggestion, born, 0, version FROM items WHERE id = 1",
                [
                    (
                        6 + at,
                        2 + at // 1000,
                        at % 1000,
                        labels[at % 5][0],
                        at * 7919 % 100_003 / 100_003,
                        labels[at % 5][1],
                    )
                    for at in many
                ],
            )
            standing.enrol(sql, project.settings, 0, "items.id > 5", ())
        decide_many(project, ANN, (Imported(6 + at, NONE) for at in many[:300]), origin="made")
        yield project


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(
    "chosen",
    [
        Filter(),
        Filter(label=FindingLabel.MIXED),
        Filter(standard="2.1", report=77),
        Filter(label=FindingLabel.MIXED, standard="1.1"),
        Filter(states=tuple(State)),
    ],
)
def test_the_next_of_100_000_sentences_is_found_at_once(large, order, chosen):
    spent = []
    for _ in range(9):
        start = time.thread_time()
        next_item(large, ANN, order, chosen)
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.02  # seconds of this thread; some 2 ms where nothing else runs


def test_100_000_sentences_are_counted_at_once(large):
    start = time.thread_time()
    found = counts(large, ANN)
    assert time.thread_time() - start < 0.05
    assert found.total == 100_005
    assert found.states[State.DECIDED] == 300
    assert count(large, ANN) == 99_705


def test_the_work_of_100_000_sentences_is_counted_at_once(large):
    sign_off(large, LEA, 50, allow_undecided=True)
    try:
        spent = []
        for _ in range(9):
            start = time.thread_time()
            found = workload(large, ANN)
            spent.append(time.thread_time() - start)
    finally:
        reopen(large, LEA, 50)
    assert min(spent) < 0.005  # seconds of this thread; a walk over the sentences takes ten times as long
    assert (found.states[State.OPEN], found.frozen[State.OPEN]) == (98_705, 1000)
