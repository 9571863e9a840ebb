"""The journal of a run: finished reports, appended one after the other, so that a later run need not do them again.

It stands beside the output as `NAME.journal`, and is removed when the output is complete. After a first line that
says what the file is, an entry is a line of its checksum and its header (JSON: document, sha256 of the content,
digest of model and settings, facts, number of bytes), then that many bytes, then a line feed. What is durable when:

- An entry is written in one go after the report is finished, so a process that is killed loses reports in hand only.
- The checksum covers header and bytes. A journal is read up to the first entry that is not whole, and what comes
  after, the torn end of a killed run, is cut off.
- The file is synchronised with the disk every `SYNC_SECONDS`: a power cut loses that much work and no more.
- The output is made from the journal when the run ends, beside its place; it is synchronised, moved into place, and
  only then the journal is removed. So at each moment there is the journal, or the whole output, or both.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.errors import OutputError

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

    from classifier.tagging.items import Done

SYNC_SECONDS = 10.0
_HEAD = b'{"findings journal": 1}\n'
_LONGEST_HEADER = 4_000_000
_GO_ON = "Say --resume to go on with it, or delete this file to start over"


@dataclass(frozen=True, slots=True)
class Entry:
    """The header of an entry."""

    document: str
    sha256: str
    digest: str
    about: dict[str, Any]
    bytes: int


def journal_path(out: Path) -> Path:
    """Where the journal of a run with this output stands."""
    return out.with_name(f"{out.name}.journal")


class Journal:
    """An open journal. In memory is one number a report; use it in a `with` block.

    `others` counts the entries of an earlier run that other settings or another model have made: they are kept in the
    file, as a later run may be about them again, but are not used.
    """

    def __init__(self, path: Path, digest: str, *, resume: bool) -> None:
        """Open the journal at `path` for a run with the `Setup.digest`, or begin one.

        Raises `OutputError` where an earlier run has left one and `resume` is not said, where another run is writing
        it, and where the file is no journal or cannot be written.
        """
        self.path = path
        self.digest = digest
        self.others = 0
        self._offsets: dict[str, int] = {}
        self._synced = time.monotonic()
        self._is_ours = False
        try:
            self._writer = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise _cannot(path, error) from error
        try:
            self._lock()
            with path.open("rb") as file:
                self._begin(file, resume)
            self._is_ours = True
            self._reader = path.open("rb")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._offsets)

    def __contains__(self, document: str) -> bool:
        return document in self._offsets

    def append(self, done: Done) -> None:
        """Add a finished report; raises `OutputError`."""
        header = json.dumps(
            {
                "document": done.document,
                "sha256": done.sha256,
                "digest": self.digest,
                "about": done.about,
                "bytes": len(done.data),
            }
        ).encode()
        try:
            offset = os.lseek(self._writer, 0, os.SEEK_END)
            _write_all(self._writer, b"%s %s\n%s\n" % (_checksum(header, done.data), header, done.data))
            if time.monotonic() - self._synced > SYNC_SECONDS:
                self.sync()
        except OSError as error:
            raise _cannot(self.path, error) from error
        self._offsets[done.document] = offset

    def entry(self, document: str) -> Entry | None:
        """The newest entry of a document, if it is finished."""
        found = self._at(document)
        return found[0] if found else None

    def data(self, document: str) -> bytes:
        """The packed report of a finished document; raises `KeyError` for any other."""
        found = self._at(document)
        if found is None:
            raise KeyError(document)
        return self._reader.read(found[0].bytes)

    def forget(self, document: str) -> None:
        """Take a document for unfinished, whatever the file holds of it."""
        self._offsets.pop(document, None)

    def sync(self) -> None:
        """Have all that was appended on the disk."""
        os.fsync(self._writer)
        self._synced = time.monotonic()

    def close(self) -> None:
        """Close the file, which stays; one that has no entry is removed."""
        if self._writer < 0:
            return
        with suppress(OSError):
            if self._is_ours and os.fstat(self._writer).st_size <= len(_HEAD):
                self.path.unlink()
        if hasattr(self, "_reader"):
            self._reader.close()
        os.close(self._writer)
        self._writer = -1

    def remove(self) -> None:
        """Close and remove the file, as the output is complete."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _at(self, document: str) -> tuple[Entry, bytes] | None:
        offset = self._offsets.get(document)
        if offset is None:
            return None
        self._reader.seek(offset)
        return _header(self._reader)

    def _begin(self, file: BufferedReader, resume: bool) -> None:
        start = file.read(len(_HEAD))
        if start != _HEAD:
            if not _HEAD.startswith(start):
                raise OutputError(self.path, "this is no journal of findings", "Choose another name for the output")
            os.ftruncate(self._writer, 0)
            _write_all(self._writer, _HEAD)
            return
        end = file.tell()
        while found := _next(file):
            if not resume:
                raise OutputError(self.path, "an earlier run stopped before its end and left its journal", _GO_ON)
            if found.digest == self.digest:
                self._offsets[found.document] = end
            else:
                self.others += 1
            end = file.tell()
        os.ftruncate(self._writer, end)

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:
            return  # there is no such lock on Windows
        try:
            fcntl.flock(self._writer, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            problem = "another run is writing this"
            raise OutputError(self.path, problem, "Wait for it, or choose another name for the output") from error
        except OSError:
            return  # nor on some network folders


def _header(file: BufferedReader) -> tuple[Entry, bytes] | None:
    """The header at the reader's place, and the line it stands in; None where it is torn."""
    line = file.readline(_LONGEST_HEADER)
    try:
        facts = json.loads(line.partition(b" ")[2]) if line.endswith(b"\n") else {}
        return Entry(facts["document"], facts["sha256"], facts["digest"], facts["about"], int(facts["bytes"])), line
    except (ValueError, KeyError, TypeError):
        return None


def _next(file: BufferedReader) -> Entry | None:
    """The whole entry at the reader's place, which moves behind it; None where it is torn or there is no more."""
    found = _header(file)
    if found is None:
        return None
    entry, line = found
    checksum, _, header = line.rstrip(b"\n").partition(b" ")
    data = file.read(entry.bytes + 1)
    whole = len(data) == entry.bytes + 1 and data.endswith(b"\n") and checksum == _checksum(header, data[:-1])
    return entry if whole else None


def _checksum(header: bytes, data: bytes) -> bytes:
    digest = hashlib.blake2b(header, digest_size=8)
    digest.update(data)
    return digest.hexdigest().encode()


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _cannot(path: Path, error: OSError) -> OutputError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        mend = "Free some space and run the command again with --resume"
        return OutputError(path, "the disk is full", mend)
    mend = "Check the folder and its permissions, or choose another path for the output"
    return OutputError(path, f"the journal cannot be written ({error.strerror})", mend)
