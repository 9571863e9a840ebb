"""How a model gets to the executors: as an archive that Spark unpacks once on each, whatever the number of workers.

An archive rather than a broadcast: a model is read from files, and the workers of an executor share those in the memory
of the system, while each of them would keep a broadcast to itself and write it to a file first.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ModelError
from classifier.persistence import MANIFEST, find_model, read_manifest, verify

if TYPE_CHECKING:
    from pyspark import SparkContext

_sent: set[tuple[str, str]] = set()  # applications and the archives that they have


@dataclass(frozen=True, slots=True)
class Shipped:
    """A model that executors get: the name of the folder that they unpack it to, and the sha256 of its manifest.

    The manifest holds the hashes of all other files, so this is the hash of the whole model.
    """

    name: str
    sha256: str


def ship(context: SparkContext, model: str | Path) -> Shipped:
    """Send a model, by its name or folder, to the executors of an application; one that they have is not sent again.

    Raises `ModelError` where there is no such model, or it is damaged or of other versions.
    """
    folder = find_model(model)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    sha256 = _hash_of(folder)
    shipped = Shipped(f"findings-model-{sha256[:16]}", sha256)
    if (context.applicationId, shipped.name) not in _sent:
        path = _archive(folder, [MANIFEST, *manifest["files"]], shipped.name)
        context.addArchive(f"{path}#{shipped.name}")
        _sent.add((context.applicationId, shipped.name))
    return shipped


def arrived(shipped: Shipped) -> Path:
    """The folder of a model on an executor; raises `ModelError` where it is not there or is another.

    Loading it then checks every file against the manifest.
    """
    from pyspark import SparkFiles

    folder = Path(SparkFiles.get(shipped.name))
    mend = "Start the Spark application again"
    if not (folder / MANIFEST).is_file():
        raise ModelError(shipped.name, "the model has not arrived on the executor", mend)
    found = _hash_of(folder)
    if found != shipped.sha256:
        problem = f"another model has arrived: the sha256 of its manifest is {found}, not {shipped.sha256}"
        raise ModelError(folder, problem, mend)
    return folder


def _hash_of(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def _archive(folder: Path, names: list[str], name: str) -> Path:
    """An archive of some files; it stays to the end of the program, as executors that come later fetch it too."""
    place = Path(tempfile.mkdtemp(prefix="findings-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    path = place / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:  # not compressed: the files are already
        for one in names:
            archive.write(folder / one, one)
    return path
