"""spaCy's `textcat`, trained by `spacy train` with the configuration that `spacy init config` writes.

A tenth of the documents is spaCy's development set: training stops when it gains nothing there, and the best model
is kept.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

import numpy as np

from rivals.answers import TwoDecisions, finding_lessons, standard_lessons

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from rivals.answers import Lessons, Read

_EVERY = 10


def fit(known: Sequence[Example], read: Read, work: Path, architecture: str) -> TwoDecisions:
    """Learn both decisions; `architecture` is "bow" (the quick configuration) or "ensemble" (its default)."""
    finding = _Decision(finding_lessons(known, read), work / "finding", architecture)
    return TwoDecisions(finding, _Decision(standard_lessons(known, read), work / "standard", architecture), read)


class _Decision:
    def __init__(self, lessons: Lessons, work: Path, architecture: str) -> None:
        import spacy
        from spacy.cli.train import train

        work.mkdir(parents=True, exist_ok=True)
        self.classes = np.unique(lessons.labels)
        held = np.isin(lessons.documents, np.unique(lessons.documents)[::_EVERY])
        for name, chosen in (("train", ~held), ("dev", held)):
            _docs(lessons, np.flatnonzero(chosen), self.classes).to_disk(work / f"{name}.spacy")
        _config(architecture).to_disk(work / "config.cfg")
        paths = {f"paths.{name}": str(work / f"{name}.spacy") for name in ("train", "dev")}
        with contextlib.redirect_stdout(io.StringIO()):
            train(work / "config.cfg", work / "model", overrides=paths)
        self.nlp = spacy.load(work / "model" / "model-best")

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities (n, classes)."""
        return np.array([[doc.cats[label] for label in self.classes] for doc in self.nlp.pipe(texts)])

    def save(self, folder: Path) -> None:
        """Write the pipeline."""
        self.nlp.to_disk(folder)


def _docs(lessons: Lessons, places: NDArray[np.intp], classes: NDArray[np.str_]):  # noqa: ANN202
    import spacy
    from spacy.tokens import DocBin

    bin_ = DocBin()
    texts = [lessons.texts[place] for place in places]
    for doc, place in zip(spacy.blank("en").pipe(texts), places, strict=True):
        doc.cats = {str(label): float(label == lessons.labels[place]) for label in classes}
        bin_.add(doc)
    return bin_


def _config(architecture: str):  # noqa: ANN202
    from spacy.cli.init_config import init_config
    from spacy.pipeline.textcat import DEFAULT_SINGLE_TEXTCAT_MODEL

    config = init_config(lang="en", pipeline=["textcat"], optimize="efficiency", gpu=False)
    if architecture == "ensemble":
        config["components"]["textcat"]["model"] = DEFAULT_SINGLE_TEXTCAT_MODEL
    return config
