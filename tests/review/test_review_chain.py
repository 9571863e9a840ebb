"""The check of the log: every way to change what was entered is found, and what cannot be found is said."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from reviewing import make, make_tagged

from classifier.records import FindingLabel
from classifier.review.adjudication import sign_off
from classifier.review.boundaries import merge_with_next
from classifier.review.chain import LIMITS, START, Head, canonical, hash_of, head, verify
from classifier.review.decisions import accept, decide, note
from classifier.review.errors import ProjectError
from classifier.review.history import undo
from classifier.review.items import items
from classifier.review.log import entries
from classifier.review.records import Choice
from classifier.review.replay import differences, rebuild
from classifier.review.reports import add_report, update_suggestions
from classifier.review.store import Project

LEA, ANN = 1, 2
TRIGGERS = ("log_is_not_changed", "log_is_not_shortened", "log_only_grows")


@pytest.fixture
def path(tmp_path):
    """A closed project with a bit of everything in its log."""
    with make(tmp_path) as project:
        found = items(project, 1, ANN)
        accept(project, ANN, found[0].id, seen=found[0].version, seconds=1.5)
        decide(project, LEA, found[1].id, Choice(FindingLabel.NONE), seen=found[1].version, note="Bare.")
        merge_with_next(project, ANN, found[2].id, seen=found[2].version)
        update_suggestions(project, 1, {found[4].id: found[0].suggestion})
        undo(project, ANN)
        sign_off(project, LEA, 1, allow_undecided=True)
        assert verify(project).ok
    return tmp_path / "review.db"


def change(path, *statements, triggers=()):
    """Change the file as somebody with an SQLite tool would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def problems(path):
    with Project.open(path, read_only=True) as project:
        return verify(project).problems


def test_a_hash_is_of_the_hash_before_and_the_entry(path):
    with Project.open(path) as project:
        found = entries(project)
        verified = verify(project)
        with project.read() as sql:
            row = dict(sql.execute("SELECT * FROM log WHERE seq = 1").fetchone())
    told = row.pop("hash")
    assert hashlib.sha256((START + canonical(row)).encode()).hexdigest() == told == hash_of(START, row)
    assert json.loads(canonical(row)) == row
    assert (verified.entries, verified.head, verified.problems) == (len(found), found[-1].hash, ())
    assert verified.limits == LIMITS
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET after = '{}' WHERE seq = 5",
        "DELETE FROM log WHERE seq = 5",
        "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)",
        "INSERT INTO log (seq, at, kind, hash) VALUES (0, '', 'skip', '')",
        "INSERT INTO log (seq, at, kind, hash) VALUES (99, '', 'skip', '')",
        "INSERT OR REPLACE INTO log (seq, at, kind, hash) VALUES (5, '', 'skip', '')",
        "REPLACE INTO log SELECT * FROM log WHERE seq = 5",
    ],
)
def test_the_log_lets_nobody_change_it(path, statement):
    with pytest.raises(sqlite3.IntegrityError, match="log of decisions"):
        change(path, statement)
    assert problems(path) == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE log SET person = 1 WHERE seq = 5", "entry 5 of"),
        ("UPDATE log SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 5", "entry 5 of 2020-01-01"),
        ("UPDATE log SET after = replace(after, 'strength', 'mixed') WHERE seq = 5", "entry 5 of"),
        ("UPDATE log SET seconds = 9 WHERE seq = 5", "entry 5 of"),
        ("UPDATE log SET shown = 0 WHERE seq = 5", "entry 5 of"),
        ("DELETE FROM log WHERE seq = 5", "entry 5 is missing from the log"),
        ("DELETE FROM log WHERE seq IN (5, 6)", "entries 5 to 6 are missing from the log"),
        ("DELETE FROM log WHERE seq = 1", "entry 1 is missing from the log"),
    ],
)
def test_a_changed_or_missing_entry_is_found(path, statement, said):
    change(path, statement, triggers=TRIGGERS)
    assert any(problem.startswith(said) for problem in problems(path))


def test_a_missing_end_is_found(path):
    change(path, "DELETE FROM log WHERE seq > 8", triggers=TRIGGERS)
    assert problems(path)[:2] == (
        "the log ends at entry 8, but the head that the project keeps says that it had 10: its end is missing",
        "the log ends at entry 8, but the file review.db.head says that it had 10: its end is missing",
    )
    with pytest.raises(
        ProjectError, match=r"its end is missing.*Go back to the whole project, or delete review\.db\.head"
    ):
        Project.open(path)


def test_a_missing_end_with_a_mended_head_is_found_by_the_witness(path):
    with Project.open(path, read_only=True) as project:
        kept = entries(project)[7]
    change(
        path,
        "DELETE FROM log WHERE seq > 8",
        f"UPDATE meta SET value = '8 {kept.hash}' WHERE key = 'head'",
        triggers=TRIGGERS,
    )
    assert "the file review.db.head says that it had 10: its end is missing" in problems(path)[0]


def test_swapped_entries_are_found(path):
    change(
        path,
        "UPDATE log SET seq = -5 WHERE seq = 5",
        "UPDATE log SET seq = 5 WHERE seq = 6",
        "UPDATE log SET seq = 6 WHERE seq = -5",
        triggers=TRIGGERS,
    )
    assert problems(path)[0].startswith("entry 5 of")


def test_an_entry_that_something_else_added_is_found(path):
    with Project.open(path, read_only=True) as project:
        last = entries(project)[-1]
    fields = {
        **dict.fromkeys(("report", "item", "before", "after", "model", "seconds", "shown", "target")),
        "seq": last.seq + 1,
        "at": last.at,
        "person": 2,
        "kind": "trained",
    }
    forged = hash_of(last.hash, fields)
    change(
        path,
        f"INSERT INTO log (seq, at, person, kind, hash) VALUES ({last.seq + 1}, '{last.at}', 2, 'trained', '{forged}')",
    )
    assert problems(path) == (f"entries after entry {last.seq} were added by something other than findings",)


def test_a_rewritten_chain_is_found_only_by_a_head_that_was_noted(path):
    with Project.open(path, read_only=True) as project:
        noted = head(project)
    change(path, "UPDATE log SET seconds = 9 WHERE seq = 5", triggers=TRIGGERS)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        before = START
        for row in connection.execute("SELECT * FROM log ORDER BY seq").fetchall():
            before = hash_of(before, row)
            connection.execute("UPDATE log SET hash = ? WHERE seq = ?", (before, row["seq"]))
        connection.execute("UPDATE meta SET value = ? WHERE key = 'head'", (f"{noted.count} {before}",))
    (path.parent / "review.db.head").unlink()
    with Project.open(path, read_only=True) as project:
        assert verify(project).ok  # as LIMITS says
        problem = f"entry {noted.count} is not the one of which the head that was noted has the hash"
        assert verify(project, expected=noted).problems == (problem,)
        longer = verify(project, expected=Head(noted.count + 2, noted.hash))
        assert "the head that was noted says that it had 12: its end is missing" in longer.problems[0]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE standings SET finding = 'mixed' WHERE item = 1", "the table standings is not what the log says"),
        ("UPDATE standings SET note = 'x' WHERE item = 3", "the table standings is not what the log says"),
        ("UPDATE people SET name = 'Eve' WHERE id = 2", "the table people is not what the log says"),
        ("UPDATE people SET role = 'lead' WHERE id = 2", "the table people is not what the log says"),
        ("UPDATE reports SET frozen = 0", "the table reports is not what the log says"),
        ("UPDATE reports SET model = 'small@9'", "the table reports is not what the log says"),
        ("UPDATE items SET retired = 1 WHERE id = 1", "the table items is not what the log says"),
        ("UPDATE items SET text = 'x' WHERE id = 1", "the text or the sentences of tolby.txt were changed"),
        ("UPDATE items SET text = 'x' WHERE id = 6", "sentence 6, made by entry"),
        ("DELETE FROM items WHERE id = 6", "sentence 6, made by entry"),
        ("DELETE FROM items WHERE id = 1", "the text or the sentences of tolby.txt were changed"),
        ("UPDATE blocks SET text = 'x' WHERE number = 1", "the text or the sentences of tolby.txt were changed"),
        ("UPDATE reports SET text = 'x'", "the text or the sentences of tolby.txt were changed"),
        ("UPDATE items SET confidence = 1 WHERE id = 2", "the suggestions for tolby.txt were changed"),
        ("UPDATE items SET suggestion = '{}' WHERE id = 6", "the suggestions for tolby.txt were changed"),
        ("UPDATE meta SET value = replace(value, '0.0', '0.5')", "the settings of the project are not those"),
        ("DELETE FROM meta WHERE key = 'head'", "the head that the project keeps is missing or damaged"),
        ("DELETE FROM steps", "the table steps is not what the log says"),
        ("UPDATE tallies SET sentences = sentences + 1", "the table tallies is not what the log says"),
        (
            "INSERT INTO reports VALUES (9, 'b', 'c', 'text', '', 'f', 'm', NULL, '', 0)",
            "the report b was put in by something other than findings",
        ),
        (
            "INSERT INTO items SELECT 99, report, place, start, end, text, section, kind, page, before, block, boxes,"
            " finding, confidence, standard, suggestion, 77, 0, 0 FROM items WHERE id = 1",
            "sentence 99 was put in by something other than findings",
        ),
    ],
)
def test_a_change_of_any_other_table_is_found(path, statement, said):
    change(path, statement)
    found = problems(path)
    assert len(found) >= 1
    assert any(problem.startswith(said) for problem in found), found


def test_a_changed_copy_of_a_pdf_is_found(tmp_path):
    tagged = make_tagged()
    report = type(tagged.report)("tolby.pdf", tagged.report.text, tagged.report.blocks, "pdf")
    with make(tmp_path, reports=0) as project:
        add_report(project, type(tagged)(report, tagged.findings, tagged.model, tagged.framework), data=b"%PDF-1")
        assert verify(project).ok
    for statement in ("UPDATE sources SET data = x'00'", "UPDATE sources SET data = 'x'", "DELETE FROM sources"):
        change(tmp_path / "review.db", statement)
        assert problems(tmp_path / "review.db") == ("the copy of the file tolby.pdf was changed",)


@pytest.mark.parametrize("after", ["'{'", "'[]'", "'{}'", "NULL", "7"])
@pytest.mark.parametrize("kind", ["settings", "person", "report", "boundary", "suggestions", "accept"])
def test_entries_that_make_no_sense_are_found_and_not_fallen_over(path, kind, after):
    change(path, f"UPDATE log SET after = {after} WHERE kind = '{kind}'", triggers=TRIGGERS)
    assert any("is not as it was entered" in problem for problem in problems(path))


def test_a_damaged_witness_is_told_and_a_missing_one_is_made_again(path):
    witness = path.with_name("review.db.head")
    kept = witness.read_text()
    witness.write_text("x")
    assert problems(path) == ("the file review.db.head is damaged",)
    witness.unlink()
    with Project.open(path) as project:
        assert verify(project).ok
        with project.write():
            pass
    assert witness.read_text() == kept


def test_an_older_copy_of_the_project_is_told(tmp_path):
    with make(tmp_path) as project:
        first = items(project, 1, ANN)[0]
    path = tmp_path / "review.db"
    shutil.copy(path, tmp_path / "copy.db")
    with Project.open(path) as project:
        note(project, ANN, first.id, "Later.", seen=first.version)
    shutil.copy(tmp_path / "copy.db", path)
    with pytest.raises(ProjectError, match="its end is missing"):
        Project.open(path)


def test_rebuilding_mends_the_tables_from_the_log(path):
    with Project.open(path) as project:
        before = items(project, 1, ANN)
    change(path, "UPDATE standings SET finding = 'mixed'", "DELETE FROM steps", "UPDATE items SET retired = 3")
    with Project.open(path) as project:
        assert differences(project) != ()
        rebuild(project)
        assert differences(project) == ()
        assert items(project, 1, ANN) == before
        assert verify(project).ok
