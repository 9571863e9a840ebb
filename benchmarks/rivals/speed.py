"""How long a sentence takes: against a blank spaCy pipeline, and ours against SetFit's own prediction."""

from __future__ import annotations

import os
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from rivals.answers import finding_lessons, plain
from rivals.setfit_minilm import SetFit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from classifier.examples import Example
    from classifier.records import Sentence
    from rivals.answers import Fitted

_ROUNDS = 3


def relative_speed(fitted: Fitted, sentences: Sequence[Sentence]) -> float:
    """Sentences per second of processor, as a share of what a blank spaCy pipeline takes in, measured in turns."""
    import spacy

    blank = spacy.blank("en")
    texts = [sentence.text for sentence in sentences]
    fitted.answer(sentences[:8])  # what is loaded at first use does not count
    blanks, answers = [], []
    for _ in range(_ROUNDS):
        blanks.append(_processor(lambda: sum(1 for _ in blank.pipe(texts))))
        answers.append(_processor(lambda: fitted.answer(sentences)))
    return min(blanks) / min(answers)


def against_setfit(known: Sequence[Example], sentences: Sequence[Sentence], work: Path, rounds: int = 9) -> list[str]:
    """Lines of a table: milliseconds a sentence of our two models and of SetFit, with one thread and with two.

    SetFit's encoder is not fine-tuned here, which changes nothing of the time. It decides the finding alone and reads
    the sentence alone; ours decide finding and standard and read the context too. Rounds are taken in turns, and the
    median wall time is told.
    """
    import torch
    from threadpoolctl import threadpool_limits

    from classifier.encoder.runtime import THREADS
    from classifier.persistence import load_model

    setfit = SetFit(finding_lessons(known, plain), work, steps=0)
    texts = [sentence.text for sentence in sentences]
    lines = [
        "| threads | SetFit's predict | ours, accurate | ours, fast | accurate against SetFit |",
        "|---:|---:|---:|---:|---:|",
    ]
    for threads in (1, 2):
        os.environ[THREADS] = str(threads)
        torch.set_num_threads(threads)
        with threadpool_limits(threads):
            models = {name: load_model(name).estimator for name in ("accurate", "fast")}
            tried: dict[str, Callable[[], Any]] = {
                "setfit": lambda: setfit.model.predict(texts, show_progress_bar=False),
                "accurate": lambda models=models: models["accurate"].probabilities(sentences),
                "fast": lambda models=models: models["fast"].probabilities(sentences),
            }
            took: dict[str, list[float]] = {name: [] for name in tried}
            for turn in range(rounds + 1):
                for name, run in tried.items():
                    began = perf_counter()
                    run()
                    if turn:  # the first loads
                        took[name].append(1000 * (perf_counter() - began) / len(sentences))
        cells = {name: median(values) for name, values in took.items()}
        shown = " | ".join(f"{cells[name]:.2f} ms" for name in tried)
        lines.append(f"| {threads} | {shown} | {cells['setfit'] / cells['accurate']:.2f} times as fast |")
    return lines


def _processor(run: Callable[[], Any]) -> float:
    began = process_time()
    run()
    return process_time() - began
