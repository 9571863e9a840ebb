"""Making and opening a project, and every way in which that fails."""

import os
import shutil
import sqlite3
import threading

import pytest
from reviewing import fill, make

from classifier.errors import FrameworkError
from classifier.records import FindingLabel
from classifier.review import opening
from classifier.review.decisions import decide
from classifier.review.errors import ProjectError, ReviewError
from classifier.review.items import items
from classifier.review.migrations import APPLICATION_ID, MIGRATIONS, migrate, version_of
from classifier.review.people import add_person, people
from classifier.review.records import Choice, Settings, State
from classifier.review.reports import reports
from classifier.review.store import Project

NONE = Choice(FindingLabel.NONE)


def refusal(path, **options):
    with pytest.raises(ProjectError) as caught:
        Project.open(path, **options)
    return str(caught.value)


def test_a_project_keeps_its_settings(tmp_path):
    settings = Settings("hmip-nps-2018", title="Tolby", blind=True, hidden_share=0.25, seed=7)
    with Project.create(tmp_path / "a.db", settings) as made:
        assert made.settings == settings
    with Project.open(tmp_path / "a.db") as project:
        assert project.settings == settings
        assert project.framework.name == "hmip-nps-2018"
        assert reports(project) == ()
    assert (tmp_path / "a.db").stat().st_mode & 0o077 == 0


def test_a_project_is_written_so_that_nothing_can_be_lost(project):
    with project.read() as sql:
        assert sql.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert sql.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert sql.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID


def test_what_cannot_be_made_is_told(tmp_path):
    path = tmp_path / "a.db"
    path.write_text("mine")
    with pytest.raises(ProjectError) as caught:
        Project.create(path, Settings("hmip-nps-2018"))
    assert str(caught.value) == f"{path}: there is a file of that name already. Open it, or choose another name."
    assert path.read_text() == "mine"
    with pytest.raises(ProjectError, match="cannot be made"):
        Project.create(tmp_path / "gone" / "a.db", Settings("hmip-nps-2018"))
    with pytest.raises(FrameworkError):
        Project.create(tmp_path / "b.db", Settings("unheard-of"))
    with pytest.raises(ReviewError, match="3 is no share"):
        Project.create(tmp_path / "b.db", Settings("hmip-nps-2018", hidden_share=3))
    assert not (tmp_path / "b.db").exists()


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    assert "there is no such project" in refusal(tmp_path / "gone.db")
    assert "this is a folder" in refusal(tmp_path)


def test_a_file_that_is_not_ours_is_left_alone(tmp_path):
    text, empty, other = (tmp_path / name for name in ("text.db", "empty.db", "other.db"))
    text.write_text("Officers in Tolby have good support, and many of them say so.")
    empty.touch()
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    for path in (text, empty, other):
        before = path.read_bytes()
        assert "this is no review project. Name a file that findings review has made" in refusal(path)
        assert path.read_bytes() == before


def test_a_newer_version_is_told(tmp_path):
    make(tmp_path).close()
    with sqlite3.connect(tmp_path / "review.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    told = f"made by a newer version of findings (tables 99, this one knows {len(MIGRATIONS)})"
    assert told in refusal(tmp_path / "review.db")


def test_a_damaged_file_is_told(tmp_path):
    make(tmp_path).close()
    path = tmp_path / "review.db"
    data = bytearray(path.read_bytes())
    for start in range(4096, len(data), 4096):  # every page but the first
        data[start : start + 4000] = b"\xff" * len(data[start : start + 4000])
    path.write_bytes(data)
    assert "the project is damaged" in refusal(path)


def test_a_project_that_another_program_writes_to_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "WAIT_SECONDS", 0.05)
    with make(tmp_path) as project:
        other = sqlite3.connect(project.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        said = refusal(project.path)
        assert "another program is writing to the project. Wait until it is done, and try again" in said
        with pytest.raises(ProjectError, match="another program is writing"), project.write():
            pass
        other.close()
        with project.write():
            pass


def test_a_project_can_be_read_while_another_program_writes(tmp_path):
    with make(tmp_path) as project:
        other = sqlite3.connect(project.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert len(items(project, 1, 1)) == 5
        with Project.open(project.path, read_only=True) as reader:
            assert len(items(reader, 1, 1)) == 5
        other.close()


def test_reading_only_changes_nothing(tmp_path):
    make(tmp_path).close()
    with Project.open(tmp_path / "review.db", read_only=True) as project:
        with pytest.raises(ProjectError, match="opened for reading only"):
            add_person(project, "Dee")
        assert [person.name for person in people(project)] == ["Lea", "Ann"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write to every file")
def test_a_file_that_cannot_be_written_to_is_told_as_a_user(tmp_path):
    make(tmp_path).close()
    (tmp_path / "review.db").chmod(0o400)
    assert "cannot be written to" in refusal(tmp_path / "review.db")


def test_a_file_that_cannot_be_written_to_is_told(tmp_path, monkeypatch):
    make(tmp_path).close()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda address, **more: connect(address.replace("=rw", "=ro"), **more))
    assert "the project cannot be written to. Check the permissions" in refusal(tmp_path / "review.db")


def test_a_closed_project_is_told(tmp_path):
    project = make(tmp_path)
    project.close()
    with pytest.raises(ProjectError, match=r"has been closed\. Open it again"):
        people(project)


def test_an_error_in_the_middle_of_a_change_leaves_nothing_of_it(project):
    def fail():
        with project.write():
            add_person(project, "Dee")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [person.name for person in people(project)] == ["Lea", "Ann"]
    add_person(project, "Eve")
    assert [person.name for person in people(project)] == ["Lea", "Ann", "Eve"]


def test_reading_sees_one_moment_and_other_processes_work_beside_it(project):
    with Project.open(project.path) as other:
        with project.read():
            before = items(project, 1, 1)[0]
            decide(other, 1, before.id, NONE, seen=before.version)
            assert items(project, 1, 1)[0] == before
        assert items(project, 1, 1)[0].standing.state is State.DECIDED


def test_threads_take_turns(project):
    first = items(project, 1, 1)[0]
    faults, done = [], []

    def work():
        for _ in range(10):
            try:
                decide(project, 1, first.id, NONE, seen=items(project, 1, 1)[0].version)
                done.append(1)
            except ReviewError as error:  # the other thread was quicker
                faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) + len(faults) == 40
    with project.read() as sql:
        assert sql.execute("SELECT count(*) FROM log WHERE item = ?", (first.id,)).fetchone()[0] == len(done)


def test_an_older_file_is_copied_and_brought_up_to_date(tmp_path):
    make(tmp_path).close()
    path = tmp_path / "review.db"
    steps = (*MIGRATIONS, "CREATE TABLE wishes (item INTEGER);")
    with opening.told(path):
        connection = opening.connect(path, read_only=False, steps=steps)
    assert version_of(connection) == len(steps)
    connection.execute("SELECT * FROM wishes")
    connection.close()
    shutil.copy(tmp_path / f"review.db.version-{len(MIGRATIONS)}", tmp_path / "old.db")
    with Project.open(tmp_path / "old.db") as project:
        assert len(items(project, 1, 1)) == 5


def test_an_older_file_is_not_changed_for_reading(tmp_path):
    make(tmp_path).close()
    path = tmp_path / "review.db"
    with pytest.raises(ProjectError, match=r"is of an older version\. Open it once with findings review"):
        opening.connect(path, read_only=True, steps=(*MIGRATIONS, "CREATE TABLE wishes (item INTEGER);"))


def test_a_step_that_fails_leaves_the_file_as_it_was():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, ("CREATE TABLE a (b);", "CREATE TABLE a (b);"))
    connection.rollback()
    assert version_of(connection) == 0
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()


def test_names_of_people_are_unique_whatever_their_capitals(project):
    with pytest.raises(ReviewError, match="there is a person called Ann already"):
        add_person(project, "  aNN ")
    for name in ("", " ", "x" * 101, "a\x07b"):
        with pytest.raises(ReviewError, match="is no name"):
            add_person(project, name)
    assert add_person(project, " Ann  B. ").name == "Ann B."


def test_filling_two_projects_keeps_them_apart(tmp_path):
    with make(tmp_path, name="one.db") as one, make(tmp_path, people=0, reports=0, name="two.db") as other:
        assert (len(people(one)), len(people(other))) == (2, 0)
        fill(other, people=1)
        assert [person.name for person in people(other)] == ["Lea"]
        assert len(reports(other)) == 1
