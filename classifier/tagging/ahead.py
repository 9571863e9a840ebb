"""The first report of a process is read, by the encoder too, while the rest of the model is loaded.

Loading takes seconds, most of them imports that keep one processor busy; the encoder needs none of them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from classifier.model import BATCH
from classifier.persistence import load_encoder, load_model
from classifier.reading import read_report
from classifier.sentences import split_report
from classifier.tagging.faults import Fault, attempted

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.encoder.runtime import SentenceEncoder
    from classifier.model import FindingModel
    from classifier.records import Report


def load_and_read(
    name: str | Path, path: Path, *, encoding: str | None = None, limit: int | None = None
) -> tuple[FindingModel, Report | Fault]:
    """The model by that name or folder, and the report in a file (`read_report`); raises `ModelError`."""
    encoder = load_encoder(name)
    report = attempted(path.as_posix(), partial(read_report, path, encoding=encoding, limit=limit))
    if encoder is None or isinstance(report, Fault):
        return load_model(name, encoder=encoder), report
    return _load_and_ask(name, encoder, report), report


def _load_and_ask(name: str | Path, encoder: SentenceEncoder, report: Report) -> FindingModel:
    sentences = attempted(report.document, partial(split_report, report))  # which loads spaCy
    with ThreadPoolExecutor(1, "loading the model") as threads:
        loading = threads.submit(load_model, name, encoder=encoder)
        if not isinstance(sentences, Fault):  # what is wrong, tagging will tell, as with what the encoder cannot do
            attempted(report.document, partial(encoder.ask_ahead, sentences[:BATCH]))
        return loading.result()
