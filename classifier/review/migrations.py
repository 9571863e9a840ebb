"""The tables of a project file, as numbered steps from one version to the next.

`log` is the truth and can only grow. `people`, `items` made by mended boundaries, `standings`, `steps`, `disputed`
and `tallies` follow from it. `reports`, `sources`, `blocks` and the other `items` are what was put in; the log
holds their hashes. `reasons` can be worked out again at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

APPLICATION_ID = 0x46_52_56_31  # "FRV1": how a project file is told from any other SQLite file

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE people (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL
);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE, format TEXT NOT NULL,
    path TEXT NOT NULL, framework TEXT NOT NULL, model TEXT NOT NULL, pages INTEGER, text TEXT NOT NULL,
    frozen INTEGER NOT NULL DEFAULT 0  -- the entry that signed it off
);

CREATE TABLE sources (report INTEGER PRIMARY KEY REFERENCES reports, data BLOB NOT NULL);

CREATE TABLE blocks (
    report INTEGER NOT NULL REFERENCES reports, number INTEGER NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL,
    level INTEGER NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    page INTEGER, pieces TEXT NOT NULL, PRIMARY KEY (report, number)
) WITHOUT ROWID;

CREATE TABLE items (
    id INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports,
    place INTEGER NOT NULL,  -- with start, the order of reading
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, section TEXT NOT NULL, kind TEXT NOT NULL,
    page INTEGER, before TEXT NOT NULL, block INTEGER NOT NULL, boxes TEXT NOT NULL,
    finding TEXT, confidence REAL, standard TEXT, suggestion TEXT,
    born INTEGER NOT NULL,  -- the entry that brought it
    retired INTEGER NOT NULL DEFAULT 0,  -- the entry that replaced it by others
    version INTEGER NOT NULL DEFAULT 0  -- the last entry that changed it for everybody
);
CREATE INDEX items_in_order ON items (report, retired, place, start);

CREATE TABLE log (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, person INTEGER, report INTEGER, item INTEGER, kind TEXT NOT NULL,
    before TEXT, after TEXT, model TEXT, seconds REAL, shown INTEGER, target INTEGER, hash TEXT NOT NULL
);
CREATE INDEX log_of_item ON log (item, seq) WHERE item IS NOT NULL;
CREATE INDEX log_of_person ON log (person, seq);
CREATE INDEX log_of_kind ON log (kind, seq);
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log of decisions cannot be changed'); END;
CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'nothing can be taken out of the log of decisions'); END;
CREATE TRIGGER log_only_grows BEFORE INSERT ON log
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
    BEGIN SELECT RAISE(ABORT, 'the log of decisions only grows at its end'); END;

-- Where each seat is with each sentence. A seat is a person, 0 for all together (not blind), -1 for adjudication.
CREATE TABLE standings (
    seat INTEGER NOT NULL, item INTEGER NOT NULL REFERENCES items, report INTEGER NOT NULL, place INTEGER NOT NULL,
    start INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open', finding TEXT, standard TEXT, spans TEXT,
    note TEXT NOT NULL DEFAULT '', cause INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL, shuffle INTEGER NOT NULL,
    confidence REAL NOT NULL,  -- of the suggestion; -1 where there is none
    label TEXT, code TEXT,  -- what the person sees: their choice, else the suggestion if it is not hidden
    differs INTEGER NOT NULL DEFAULT 0,  -- decided, and otherwise than suggested
    live INTEGER NOT NULL DEFAULT 1,  -- the sentence has not been replaced
    waiting TEXT,  -- the state, where the sentence is live and its report not signed off
    PRIMARY KEY (seat, item)
) WITHOUT ROWID;
CREATE INDEX queue_uncertain ON standings (seat, waiting, confidence, item, label, code, report);
CREATE INDEX queue_reading ON standings
    (seat, waiting, report, place, start, item, label, code, confidence, shuffle);
CREATE INDEX queue_audit ON standings (seat, waiting, shuffle, item, label, code, report);
CREATE INDEX queue_differs ON standings (seat, confidence DESC, item, waiting, label, code, report) WHERE differs = 1;
CREATE INDEX standings_of_report ON standings (report, seat);

-- How many sentences each seat has of each kind, kept by triggers, so that counting needs no walk. Report 0 is
-- all reports together.
CREATE TABLE tallies (
    seat INTEGER NOT NULL, report INTEGER NOT NULL, state TEXT NOT NULL, label TEXT NOT NULL, code TEXT NOT NULL,
    sentences INTEGER NOT NULL, PRIMARY KEY (seat, report, state, label, code)
) WITHOUT ROWID;
CREATE TRIGGER tally_new AFTER INSERT ON standings WHEN NEW.live = 1 BEGIN
    INSERT INTO tallies VALUES
        (NEW.seat, NEW.report, NEW.state, ifnull(NEW.label, ''), ifnull(NEW.code, ''), 1),
        (NEW.seat, 0, NEW.state, ifnull(NEW.label, ''), ifnull(NEW.code, ''), 1)
        ON CONFLICT DO UPDATE SET sentences = sentences + 1;
END;
CREATE TRIGGER tally_from AFTER UPDATE ON standings WHEN OLD.live = 1 BEGIN
    UPDATE tallies SET sentences = sentences - 1 WHERE seat = OLD.seat AND report IN (0, OLD.report)
        AND state = OLD.state AND label = ifnull(OLD.label, '') AND code = ifnull(OLD.code, '');
END;
CREATE TRIGGER tally_to AFTER UPDATE ON standings WHEN NEW.live = 1 BEGIN
    INSERT INTO tallies VALUES
        (NEW.seat, NEW.report, NEW.state, ifnull(NEW.label, ''), ifnull(NEW.code, ''), 1),
        (NEW.seat, 0, NEW.state, ifnull(NEW.label, ''), ifnull(NEW.code, ''), 1)
        ON CONFLICT DO UPDATE SET sentences = sentences + 1;
END;

-- What each person can take back, and what they have taken back and can do again.
CREATE TABLE steps (
    person INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, PRIMARY KEY (person, undone, seq)
) WITHOUT ROWID;

-- Sentences on which people differ and that no lead has settled.
CREATE TABLE disputed (item INTEGER PRIMARY KEY REFERENCES items);
"""

_SECOND = """
-- What spoke for the suggestion of a sentence, as JSON, once somebody has looked at it.
CREATE TABLE reasons (item INTEGER PRIMARY KEY REFERENCES items, evidence TEXT NOT NULL);
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _SECOND)
"""The step at place n takes a file from version n to n + 1; a step that has been released is never changed."""


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 for an empty file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection, steps: Sequence[str] = MIGRATIONS) -> None:
    """Bring the tables to the newest version: all steps that are missing or, if one fails, none."""
    version = version_of(connection)
    script = "\n".join(steps[version:])
    if script:
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {len(steps)};\nCOMMIT;"
        )
