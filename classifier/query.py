"""SQL over tagged output with DuckDB: one table, `findings`, whatever the format it was written in.

The engine reads the named files and nothing else: other files, the network, extensions and changes are off.
"""

from __future__ import annotations

import glob
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError, MissingExtraError, ReadingError
from classifier.export.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TABLE = "findings"
_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "list": "VARCHAR[]"}
_ROWS_AT_A_TIME = 1000
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_SUFFIXES = (".jsonl", ".csv", ".parquet")
_HOW_TO_SEE = 'See the columns with: findings query "describe findings" PATH'


@dataclass(frozen=True, slots=True)
class Answer:
    """The names of the columns of an answer, and its rows, which come as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


class Query:
    """An engine with the table `findings` of some tagged output; use it in a `with` block."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open `.jsonl`, `.csv` and `.parquet` files of tagged output, and folders of Parquet files.

        Raises `ReadingError` for a path that is none of them, and `MissingExtraError` without duckdb.
        """
        try:
            import duckdb
        except ImportError as error:
            raise MissingExtraError("duckdb", "query", "Asking tagged output") from error
        views = [_select(path) for path in paths]  # before anything is opened
        self._error = duckdb.Error
        self._select = duckdb.StatementType.SELECT
        with ExitStack() as stack:
            self._connection = stack.enter_context(duckdb.connect(":memory:", config=_SETTINGS))
            spill = stack.enter_context(tempfile.TemporaryDirectory(prefix="findings-"))
            for path, view in zip(paths, views, strict=True):
                self._check_columns(path, view)
            self._connection.execute(f"CREATE VIEW {TABLE} AS {' UNION ALL BY NAME '.join(views)}")
            self._lock(paths, spill)
            self._open = stack.pop_all()

    def __enter__(self) -> Query:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def ask(self, sql: str) -> Answer:
        """The answer to one SELECT; raises `ClassifierError` with what the engine says of any other or a wrong one."""
        try:
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != self._select:
                mend = 'Ask one question, such as: "select finding, count(*) from findings group by all"'
                raise ClassifierError("only a single SELECT can be asked", where="query", mend=mend)
            self._connection.execute(statements[0])
        except self._error as error:
            raise _said(error) from error
        columns = tuple(str(column[0]) for column in self._connection.description or ())
        return Answer(columns, self._rows())

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        try:
            while rows := self._connection.fetchmany(_ROWS_AT_A_TIME):
                yield from rows
        except self._error as error:
            raise _said(error) from error

    def _check_columns(self, path: Path, view: str) -> None:
        try:
            described = self._connection.execute(f"DESCRIBE {view}").fetchall()
        except self._error as error:
            said = " ".join(str(error).split())[:200]
            raise ReadingError(path, f"it cannot be read as tagged output ({said})", _NAME_OUTPUT) from error
        missing = [column.name for column in COLUMNS if column.name not in {row[0] for row in described}]
        if missing:
            raise ReadingError(path, f"it has no column {missing[0]!r}, so it is no tagged output", _NAME_OUTPUT)

    def _lock(self, paths: Sequence[Path], spill: str) -> None:
        files = [name for path in paths for name in (str(path), _pattern(path)) if not path.is_dir()]
        folders = [name for path in paths for name in (str(path), _pattern(path)) if path.is_dir()] + [spill]
        for statement in (
            f"SET temp_directory = {_quoted(spill)}",
            f"SET allowed_paths = [{', '.join(map(_quoted, files))}]",
            f"SET allowed_directories = [{', '.join(map(_quoted, folders))}]",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ):
            self._connection.execute(statement)


_NAME_OUTPUT = "Name a file or folder that findings tag has written as .jsonl, .csv or .parquet"


def _select(path: Path) -> str:
    """The SELECT that gives the rows of a path with the columns and types of every other."""
    if path.is_dir():
        if not any(path.rglob("*.parquet")):
            raise ReadingError(path, "there is no Parquet file in this folder", _NAME_OUTPUT)
        inside = _quoted(f"{_pattern(path)}/**/*.parquet")
        return f"SELECT * FROM read_parquet({inside}, hive_partitioning = true, union_by_name = true)"
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise ReadingError(path, f"a file that ends in {suffix or 'no suffix'!r} cannot be asked", _NAME_OUTPUT)
    if not path.is_file():
        raise ReadingError(path, "there is no such file", "Check the name and the folder")
    name = _quoted(_pattern(path))
    if suffix == ".parquet":
        return f"SELECT * FROM read_parquet({name})"
    if suffix == ".jsonl":
        columns = ", ".join(f"'{column.name}': '{_TYPES[column.type]}'" for column in COLUMNS)
        return (
            f"SELECT * FROM read_json({name}, format = 'newline_delimited', maximum_object_size = 64000000,"
            f" columns = {{{columns}}})"
        )
    return _select_csv(name)


def _select_csv(name: str) -> str:
    types = {column.name: "VARCHAR" if column.type == "list" else _TYPES[column.type] for column in COLUMNS}
    given = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    chosen = []
    for column in COLUMNS:
        # What `to_csv.guarded` has put in front of text that looks like a formula is taken away again.
        name_of = f'"{column.name}"'  # one of them, "end", is a word of SQL
        value = rf"regexp_replace({name_of}, '^''(''*[=+\-@\t\r\n])', '\1')"
        if column.type == "list":
            value = f"CASE WHEN {name_of} IS NULL THEN [] ELSE string_split({value}, ' > ') END"
        chosen.append(f"{value if types[column.name] == 'VARCHAR' else name_of} AS {name_of}")
    options = "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', max_line_size = 64000000"
    return f"SELECT {', '.join(chosen)} FROM read_csv({name}, {options}, auto_detect = false, columns = {{{given}}})"


def _pattern(path: Path) -> str:
    """The path as the engine takes it, which reads `*`, `?` and `[` in a name as a pattern."""
    return glob.escape(str(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _said(error: Exception) -> ClassifierError:
    first = str(error).partition("\n\n")[0]  # what follows draws the query again
    return ClassifierError(" ".join(first.split()).rstrip("."), where="query", mend=_HOW_TO_SEE)
