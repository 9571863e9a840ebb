"""Results in a JSON file, row by row as they come, and the tables that are made from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rivals import RIVALS, YARDSTICK
from rivals.answers import plain
from rivals.scoring import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Row = dict[str, Any]

_HEAD = "| | sees | macro-F1 | standard | domain | calibration error | training time | speed | size |"
_LINE = "|---|---|---|---|---|---|---:|---:|---:|"
_OURS = {"ours_fast": "section, sentence, one before", "ours_accurate": "section, sentence, rest of the report"}


def read_results(path: Path) -> dict[str, dict[str, Row]]:
    """Rows by setting and name of the rival; none where there is no file yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep(path: Path, setting: str, name: str, row: Row) -> None:
    """Add or replace a row; the file is there whole or not at all."""
    results = read_results(path)
    results.setdefault(setting, {})[name] = row
    beside = path.with_name(f"{path.name}.partial")
    beside.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    beside.replace(path)


def table(rows: Mapping[str, Row], corpus: str) -> Iterator[str]:
    """The lines of a table, best macro-F1 first; rows that were measured with another corpus are left out."""
    known = {name: row for name, row in rows.items() if name in RIVALS and row["corpus"] == corpus}
    yardstick = known.get(YARDSTICK, {}).get("train_seconds")
    counts = sorted({row["sentences"] for row in known.values()})
    yield f"Tested on {' or '.join(f'{count:,}' for count in counts) or 'no'} sentences.\n"
    yield from (_HEAD, _LINE)
    for name, row in sorted(known.items(), key=lambda item: -item[1]["macro_f1"][0]):
        rival = RIVALS[name]
        sees = "sentence" if rival.read is plain else "section, sentence"
        sees = _OURS.get(rival.module, sees)
        figures = [_range(row[key]) for key in (*SHOWN, "calibration_error")]
        time = _times(row["train_seconds"], yardstick)
        speed = f"{row['speed']:.3g}"
        yield f"| {rival.title} | {sees} | {' | '.join(figures)} | {time} | {speed} | {_size(row['bytes'])} |"
    if left := sorted(set(rows) - set(known)):
        yield f"\nLeft out, as measured with another corpus: {', '.join(left)}"


def _range(value: list[float]) -> str:
    return f"{value[0]:.3f} ({value[1]:.3f} to {value[2]:.3f})"


def _times(seconds: float | None, yardstick: float | None) -> str:
    return f"{seconds / yardstick:.2g}" if seconds is not None and yardstick else "not measured"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
