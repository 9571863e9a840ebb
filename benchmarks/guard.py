"""Fails where tagging a fixed text has become dearer than the figures in `guard.json` allow.

Seconds differ between machines, so three other figures are compared, of each part of the way that a sentence goes:

- `calls`: calls of Python and C functions a sentence, which are the same on each machine and in each run;
- `ratio`: the time that it takes against that of spaCy's tokenizer over the same text, in turns in this process;
- `instructions`: those of the processor a sentence, where `perf` can count them; else they are left out.

    python benchmarks/guard.py corpus            # compare; exit code 1 where anything is too dear
    python benchmarks/guard.py corpus --record   # after a change that was meant: write the figures of now
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from classifier import load_model
from classifier.export import to_jsonl
from classifier.export.balance import entry
from classifier.reading import parse_report
from classifier.records import TaggedReport
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from classifier.model import FindingModel

    Part = Callable[[], object]

FIGURES = Path(__file__).with_name("guard.json")
ALLOWED = {"calls": 1.05, "ratio": 1.4, "instructions": 1.15}
"""How many times the recorded figure is still allowed; ratios of times swing by a third where other work is done."""

_DOCUMENTS = ("ternbridge-overview-leadership-staff", "wexmoor-nps", "wyrebeck-overall-findings", "thornwater")
_ROUNDS = 7
_REPEATS = 20  # of the text, for `perf`
_TRIES = 3
"""Times are measured again where they seem too dear: other work on the machine can only add to them."""


def parts_of(texts: Sequence[str], model: FindingModel) -> tuple[dict[str, Part], int]:
    """The parts of the way, each as a function without arguments, and the number of sentences."""
    reports = [parse_report(text, str(number)) for number, text in enumerate(texts)]
    split = [split_report(report) for report in reports]
    tagged = [
        TaggedReport(report, tuple(model.predict(sentences)), model.name, model.framework.name)
        for report, sentences in zip(reports, split, strict=True)
    ]
    return {
        "reading": lambda: [parse_report(text, "x") for text in texts],
        "splitting": lambda: [split_report(report) for report in reports],
        "model": lambda: [list(model.predict(sentences)) for sentences in split],
        "rows": lambda: [to_jsonl.lines(one) for one in tagged],
        "metadata": lambda: [entry(one, model.framework) for one in tagged],
    }, sum(map(len, split))


def calls(part: Part) -> int:
    """How many functions a part calls."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:  # noqa: ARG001
        nonlocal count
        count += event in ("call", "c_call")

    part()  # what is kept for later does not count
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        part()
    finally:
        sys.setprofile(before)
    return count


def counted(parts: tuple[dict[str, Part], int]) -> dict[str, float]:
    """The calls a sentence of each part, from the parts and the number of sentences."""
    return {part: round(calls(run) / parts[1], 2) for part, run in parts[0].items()}


def cheap_parts(corpus: Path) -> tuple[dict[str, Part], int]:
    """The parts that need no model."""
    texts = texts_of(corpus)
    reports = [parse_report(text, str(number)) for number, text in enumerate(texts)]
    parts: dict[str, Part] = {
        "reading": lambda: [parse_report(text, "x") for text in texts],
        "splitting": lambda: [split_report(report) for report in reports],
    }
    return parts, sum(len(split_report(report)) for report in reports)


def known() -> dict[str, dict[str, float]]:
    """The recorded figures."""
    figures: dict[str, dict[str, float]] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures


def ratios(parts: dict[str, Part], texts: Sequence[str]) -> dict[str, float]:
    """The time of each part against that of the tokenizer, the least of some rounds in turns."""
    import spacy

    nlp = spacy.blank("en")
    tried = {"blank": lambda: [None for _ in nlp.pipe(texts)], **parts}
    least = dict.fromkeys(tried, float("inf"))
    for _ in range(_ROUNDS):
        for name, run in tried.items():
            began = process_time()
            run()
            least[name] = min(least[name], process_time() - began)
    return {name: least[name] / least["blank"] for name in parts}


def instructions(corpus: Path, model: str) -> int | None:
    """The instructions of all sentences on the whole way; None where they cannot be counted."""
    if shutil.which("perf") is None or _perf(["true"]) is None:
        return None
    line = [sys.executable, __file__, str(corpus), "--model", model, "--repeat"]
    first, more = (_perf([*line, str(repeats)]) for repeats in (1, 1 + _REPEATS))
    return None if first is None or more is None else (more - first) // _REPEATS  # so the start does not count


def _perf(line: Sequence[str]) -> int | None:
    """The instructions of a command."""
    said = subprocess.run(
        ["perf", "stat", "-x,", "-e", "instructions:u", *line],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0", "LC_ALL": "C"},
    )
    found = [row.split(",")[0] for row in said.stderr.splitlines() if "instructions" in row]
    return int(found[0]) if said.returncode == 0 and found and found[0].isdecimal() else None


def measure(corpus: Path, model: FindingModel, name: str) -> dict[str, dict[str, float]]:
    """All figures, by what is measured and by part."""
    parts, sentences = parts_of(texts_of(corpus), model)
    found = {"calls": counted((parts, sentences)), "ratio": measured_ratios(corpus, model)}
    all_of_it = instructions(corpus, name)
    return found if all_of_it is None else {**found, "instructions": {"all": round(all_of_it / sentences)}}


def measured_ratios(corpus: Path, model: FindingModel) -> dict[str, float]:
    """The time of each part against the tokenizer's."""
    texts = texts_of(corpus)
    return {part: round(value, 3) for part, value in ratios(parts_of(texts, model)[0], texts).items()}


def texts_of(corpus: Path) -> list[str]:
    """The fixed text."""
    return [(corpus / f"{name}.md").read_text(encoding="utf-8") for name in _DOCUMENTS]


def too_dear(found: dict[str, dict[str, float]], known: dict[str, dict[str, float]]) -> list[str]:
    """What is dearer than it may be, a line each; figures that one side does not have are passed over."""
    return [
        f"{part}, {figure}: {value:g}, recorded are {known[figure][part]:g} ({value / known[figure][part]:.2f} times)"
        for figure, by_part in found.items()
        for part, value in by_part.items()
        if part in known.get(figure, {}) and value > ALLOWED[figure] * known[figure][part]
    ]


def main() -> None:
    """Compare or record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", default="fast")
    parser.add_argument("--record", action="store_true", help="write the figures of now into guard.json")
    parser.add_argument("--repeat", type=int, help=argparse.SUPPRESS)  # what `perf` counts
    options = parser.parse_args()
    model = load_model(options.model)
    if options.repeat:
        texts = texts_of(options.corpus)
        for _ in range(options.repeat):
            for run in parts_of(texts, model)[0].values():
                run()
        return
    found = measure(options.corpus, model, options.model)
    print(json.dumps(found, indent=2))
    if options.record:
        FIGURES.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        return
    for _ in range(_TRIES - 1):
        if not too_dear({"ratio": found["ratio"]}, known()):
            break
        again = measured_ratios(options.corpus, model)
        found["ratio"] = {part: min(value, again[part]) for part, value in found["ratio"].items()}
    dear = too_dear(found, known())
    for line in dear:
        print(f"Too dear: {line}", file=sys.stderr)
    if dear:
        print("If this was meant, record it: python benchmarks/guard.py corpus --record", file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
