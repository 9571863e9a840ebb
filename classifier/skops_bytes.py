"""An estimator as bytes in skops format that depend on nothing but the estimator.

skops names the members of its archive by memory addresses and stamps them with the time; here they are numbered in
order of appearance and carry no time, so that the same training gives the same file, and a hash can tell.
"""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_SCHEMA = "schema.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP archive can hold


def dump_bytes(estimator: Any) -> bytes:
    """The estimator in skops format, compressed."""
    from skops.io import dumps

    with ZipFile(io.BytesIO(dumps(estimator))) as archive:
        schema = json.loads(archive.read(_SCHEMA))
        members: dict[str, str] = {}
        _renumber(schema, {}, members)
        contents = {new: archive.read(old) for old, new in members.items()}
    contents[_SCHEMA] = json.dumps(schema, indent=1, sort_keys=True).encode()
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            archive.writestr(ZipInfo(name, _EPOCH), contents[name], ZIP_DEFLATED, 9)
    return written.getvalue()


def _renumber(node: Any, ids: dict[int, int], members: dict[str, str]) -> None:
    """Replace the addresses of objects and the names of members by numbers, in order of appearance."""
    if isinstance(node, list):
        for each in node:
            _renumber(each, ids, members)
    if not isinstance(node, dict):
        return
    for key in sorted(node):
        value = node[key]
        if key == "__id__" and isinstance(value, int):
            node[key] = ids.setdefault(value, len(ids) + 1)
        elif key == "file" and isinstance(value, str):
            suffix = value.rpartition(".")[2]
            node[key] = members.setdefault(value, f"{len(members) + 1}.{suffix}")
        else:
            _renumber(value, ids, members)
