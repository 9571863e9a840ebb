"""Random operations by two people with crashes at random points: the store equals the simple model of it.

FINDINGS_REVIEW_OPS=10000 makes the walk longer than the few hundred operations that are always done.
"""

import os
import random
import shutil
import sys

import pytest
from review_model import Model, Refused
from reviewing import make, make_tagged

from classifier.records import FindingLabel
from classifier.review import adjudication, boundaries, decisions, history
from classifier.review.chain import head, verify
from classifier.review.errors import ConflictError, ProjectError, ReviewError
from classifier.review.items import items
from classifier.review.queue import Order, counts, next_item
from classifier.review.records import Choice, Span, State
from classifier.review.replay import differences, rebuild
from classifier.review.reports import add_report
from classifier.review.store import Project

OPERATIONS = int(os.environ.get("FINDINGS_REVIEW_OPS", "300"))
PEOPLE = (1, 2)  # the first is a lead
MOST_REPORTS = 4
WEIGHTS = {
    "decide": 10, "accept": 6, "skip": 2, "flag": 2, "note": 3, "split": 2, "merge": 2, "divide": 2, "move": 2,
    "undo": 9, "redo": 6, "adjudicate": 2, "sign_off": 0.5, "reopen": 5, "stale": 3, "report": 1, "again": 1,
    "rebuild": 0.3,
}  # fmt: skip


class Walk:
    """A store and its model, side by side."""

    def __init__(self, folder, *, blind, seed):
        self.random = random.Random(seed)
        self.folder = folder
        self.project = make(folder, blind=blind, name="walk0.db")
        self.model = Model(blind=blind, leads={1})
        self.learn_report(1)
        self.log = head(self.project).count
        self.crashes = self.refusals = 0

    def learn_report(self, report):
        self.model.add_report(report, [(one.id, one.text) for one in items(self.project, report, 1)])

    def go(self, operation):
        """One operation in both: done in both, or refused in both and nothing changed, or cut off by a crash."""
        person = self.random.choice(PEOPLE)
        report = self.random.choice(list(self.model.order))
        shown = self.random.choice(items(self.project, report, person))
        crash = self.random.random() < 0.05 and Crash(self)
        try:
            getattr(self, operation)(person, report, shown)
        except ProjectError:
            assert crash and crash.happened
        except ReviewError:
            self.refusals += 1
        else:
            assert not (crash and crash.happened)
        if crash:
            crash.end()

    def both(self, store, model, *, log=1):
        """Let the store do it, and the model if the store did."""
        try:
            done = store()
        except ReviewError:
            with pytest.raises(Refused):
                model(None)
            raise
        model(done)
        self.log += log

    def choice(self, shown):
        label = self.random.choice(list(FindingLabel))
        standard = self.random.choice(("1.2", "2.1", "3")) if label.is_finding else None
        return Choice(label, standard)

    def act(self, person, shown, store, change, *, final=False):
        self.both(store, lambda _: self.model.act(person, shown.id, change, final=final))

    def decide(self, person, report, shown):
        choice = self.choice(shown)
        self.act(
            person,
            shown,
            lambda: decisions.decide(self.project, person, shown.id, choice, seen=shown.version),
            lambda state, old, note: ("decided", choice, note),
        )

    def split(self, person, report, shown):
        middle = self.random.randint(shown.start + 1, shown.end - 1)
        spans = (Span(shown.start, middle, FindingLabel.STRENGTH, "1.2"), Span(middle, shown.end, FindingLabel.NONE))
        choice = Choice(FindingLabel.MIXED, "2.1", spans)
        self.act(
            person,
            shown,
            lambda: decisions.decide(self.project, person, shown.id, choice, seen=shown.version, note="Two."),
            lambda state, old, note: ("decided", choice, "Two."),
        )

    def accept(self, person, report, shown):
        if shown.suggestion is None:
            with pytest.raises(ReviewError):
                decisions.accept(self.project, person, shown.id, seen=shown.version)
            return
        self.act(
            person,
            shown,
            lambda: decisions.accept(self.project, person, shown.id, seen=shown.version),
            lambda state, old, note: ("decided", shown.suggestion.choice, note),
        )

    def skip(self, person, report, shown):
        self.act(
            person,
            shown,
            lambda: decisions.skip(self.project, person, shown.id, seen=shown.version),
            lambda state, old, note: ("skipped", old, note),
        )

    def flag(self, person, report, shown):
        self.act(
            person,
            shown,
            lambda: decisions.flag(self.project, person, shown.id, seen=shown.version),
            lambda state, old, note: ("flagged", old, note),
        )

    def note(self, person, report, shown):
        said = f"Note {self.random.randrange(100)}."
        self.act(
            person,
            shown,
            lambda: decisions.note(self.project, person, shown.id, said, seen=shown.version),
            lambda state, old, note: (state, old, said),
        )

    def adjudicate(self, person, report, shown):
        choice = self.choice(shown)
        self.act(
            person,
            shown,
            lambda: adjudication.adjudicate(self.project, person, shown.id, choice, seen=None),
            lambda state, old, note: ("decided", choice, note),
            final=True,
        )

    def merge(self, person, report, shown):
        row = [one[0] for one in self.model.order[report]]
        old = row[row.index(shown.id) :][:2]
        self.mend(
            person, old, lambda: (boundaries.merge_with_next(self.project, person, shown.id, seen=shown.version),), 2
        )

    def divide(self, person, report, shown):
        offset = self.place(shown.start, shown.text)
        self.mend(
            person,
            [shown.id],
            lambda: boundaries.divide(self.project, person, shown.id, offset, seen=shown.version),
            1,
            possible=shown.start < offset,
        )

    def move(self, person, report, shown):
        row = [one[0] for one in self.model.order[report]]
        old = row[row.index(shown.id) :][:2]
        offset = self.place(shown.start, shown.text)
        self.mend(
            person,
            old,
            lambda: boundaries.move_boundary(self.project, person, shown.id, offset, seen=shown.version),
            2,
            possible=shown.start < offset,
        )

    def place(self, start, text):
        """The offset of a word of a sentence; its start where there is but one."""
        blanks = [at for at, letter in enumerate(text) if letter == " "]
        # A merged sentence may go over a heading, so that its text says nothing of offsets: take its first words.
        return start + self.random.choice(blanks[:3]) + 1 if blanks else start

    def mend(self, person, old, store, needed, *, possible=True):
        def model(made):
            if made is None and (len(old) < needed or not possible):
                raise Refused
            self.model.exchange(person, old, [(one.id, one.text) for one in made or ()])

        self.both(store, model)

    def undo(self, person, report, shown):
        self.step(history.undo, self.model.undo, person)

    def redo(self, person, report, shown):
        self.step(history.redo, self.model.redo, person)

    def step(self, store, model, person):
        past = self.random.random() < 0.4
        found = []
        self.both(
            lambda: found.append(store(self.project, person, past_conflicts=past)),
            lambda _: found.append(model(person, past=past)),
            log=0,
        )
        assert (found[0] is not None) == found[1]
        self.log += found[1]

    def sign_off(self, person, report, shown):
        self.both(
            lambda: adjudication.sign_off(self.project, person, report, allow_undecided=True),
            lambda _: self.model.sign_off(person, report),
        )

    def reopen(self, person, report, shown):
        self.both(
            lambda: adjudication.reopen(self.project, person, report), lambda _: self.model.reopen(person, report)
        )

    def stale(self, person, report, shown):
        """Another window of the same person decides first."""
        self.decide(person, report, shown)
        with pytest.raises(ConflictError):
            decisions.skip(self.project, person, shown.id, seen=shown.version)

    def report(self, person, report, shown):
        if len(self.model.order) < MOST_REPORTS:
            number = len(self.model.order) + 1
            add_report(self.project, make_tagged(f"more{number}.txt"), data=str(number).encode())
            self.log += 1
            self.learn_report(number)

    def again(self, person, report, shown):
        """Close and open the project."""
        self.project.close()
        self.project = Project.open(self.project.path)

    def rebuild(self, person, report, shown):
        rebuild(self.project)

    def compare(self):
        for person in PEOPLE:
            found = {
                report: [
                    (one.id, one.text, one.standing.state, one.standing.choice, one.standing.note, one.adjudicated)
                    for one in items(self.project, report, person)
                ]
                for report in self.model.order
            }
            assert found == self.model.view(person)
            states = [row[2] for rows in found.values() for row in rows]
            assert counts(self.project, person).states == {state: states.count(state) for state in State}
            waiting = [
                row[0] for report, rows in found.items() if report not in self.model.frozen for row in rows
                if row[2] == "open"
            ]  # fmt: skip
            first = next_item(self.project, person, Order.READING)
            assert (first.id if first else None) == (waiting[0] if waiting else None)
        assert head(self.project).count == self.log


class Crash:
    """The process dies at some instruction of SQLite's: what is on the disk then is all that is left."""

    def __init__(self, walk):
        self.walk = walk
        self.happened = False
        self.at = walk.random.choice((20, 60, 200, 500, 900))
        self.sql = walk.project._connection
        self.sql.set_progress_handler(self.strike, self.at)

    def strike(self):
        if self.happened or not self.sql.in_transaction:
            return 0
        self.happened = True
        path = self.walk.project.path
        for end in ("", "-wal", ".head"):
            left = path.with_name(path.name + end)
            if left.exists():
                shutil.copy(left, self.path.with_name(self.path.name + end))
        return 1  # stops the statement

    @property
    def path(self):
        return self.walk.folder / f"walk{self.walk.crashes + 1}.db"

    def end(self):
        if not self.happened:
            self.walk.project._connection.set_progress_handler(None, 0)
            return
        old = self.walk.project
        old.close()
        self.walk.project = Project.open(self.path)
        self.walk.crashes += 1
        for left in self.walk.folder.glob(f"{old.path.name}*"):
            left.unlink()


@pytest.mark.parametrize("blind", [False, True])
def test_the_store_equals_its_model_through_crashes_and_loses_nothing(tmp_path, blind):
    walk = Walk(tmp_path, blind=blind, seed=5 + blind)
    for number in range(OPERATIONS):
        (operation,) = walk.random.choices(list(WEIGHTS), list(WEIGHTS.values()))
        walk.go(operation)
        if number % max(10, OPERATIONS // 400) == 0:
            walk.compare()
    walk.compare()
    assert verify(walk.project).problems == ()
    assert differences(walk.project) == ()
    before = {report: items(walk.project, report, 2) for report in walk.model.order}
    rebuild(walk.project)
    assert {report: items(walk.project, report, 2) for report in walk.model.order} == before
    said = f"{OPERATIONS:,} operations, {walk.log:,} entries, {walk.refusals:,} refused, {walk.crashes:,} crashes"
    sys.stdout.write(f"\n{said}\n")  # to be seen with -s
    assert walk.crashes > OPERATIONS / 100
    assert walk.log > OPERATIONS / 5
    walk.project.close()
