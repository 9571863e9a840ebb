"""How well metadata are read, against `tests/fixtures/metadata_truth.json`, which was written by reading the documents.

The rules were developed on documents of the corpus from a to k, those of the first part of the file among them; the
second part was chosen by position (every sixth document from l to y) and written down before the rules saw it. A fact
is right where its value is that of the truth. Precision is over the facts read, recall over those of the truth.

    python benchmarks/metadata_facts.py corpus tests/fixtures/metadata_truth.json
    python benchmarks/metadata_facts.py corpus tests/fixtures/metadata_truth.json --show
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier import metadata
from classifier.framework import load_framework
from classifier.layouts import LAYOUTS, render
from classifier.metadata import FACTS, Metadata
from classifier.reading import parse_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.records import Report


def values(found: Metadata) -> dict[str, str]:
    """The values of what was found, by "title" and so on, and by "ratings" with the standard."""
    said = {name: fact.value for name, fact in found.facts.items()}
    for rating in found.ratings:
        said[f"ratings {rating.standard or rating.name.lower()}"] = rating.fact.value
    return said


def true_values(entry: dict[str, Any]) -> dict[str, str]:
    """The same of an entry of the truth."""
    said = {name: entry[name] for name in FACTS if entry[name] is not None}
    return said | {f"ratings {standard}": rating for standard, rating in entry["ratings"].items()}


def count(said: dict[str, str], truth: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of a field and "said", "true" or "right", one for each thing to count."""
    for key in said:
        yield key.split()[0], "said"
    for key in truth:
        yield key.split()[0], "true"
        if said.get(key) == truth[key]:
            yield key.split()[0], "right"


def reports(folder: Path, name: str, layout: str) -> Report:
    """A document of the corpus in a layout."""
    from classifier.annotations import read_annotations

    document = read_annotations(folder / f"{name}.jsonl")
    rendered = render(document.text, document.units, layout, seed=0)
    return parse_report(rendered.text, name, rendered.format)


def main() -> None:
    """Print a table for each part of the truth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path, help="a folder of annotation files with their documents")
    parser.add_argument("truth", type=Path)
    parser.add_argument("--show", action="store_true", help="list what is wrong")
    arguments = parser.parse_args()
    framework = load_framework()
    for part, entries in json.loads(arguments.truth.read_text(encoding="utf-8")).items():
        print(f"\n{part.replace('_', ' ')}: {len(entries)} documents\n")
        print("| layout | " + " | ".join((*FACTS, "ratings", "all")) + " |\n|---|" + "---|" * (len(FACTS) + 2))
        for layout in ("markdown", *LAYOUTS):
            counts: Counter[tuple[str, str]] = Counter()
            for name, entry in entries.items():
                said = values(metadata.of(reports(arguments.corpus, name, layout), framework))
                truth = true_values(entry)
                counts.update(count(said, truth))
                if arguments.show:
                    for key in sorted(said.keys() | truth.keys()):
                        if said.get(key) != truth.get(key):
                            print(f"{layout} {name}: {key} is {truth.get(key)!r}, read as {said.get(key)!r}")
            print(f"| {layout} | " + " | ".join(_cell(counts, name) for name in (*FACTS, "ratings", "")) + " |")


def _cell(counts: Counter[tuple[str, str]], name: str) -> str:
    said, true, right = (
        sum(number for (field, kind), number in counts.items() if kind == which and field.startswith(name))
        for which in ("said", "true", "right")
    )
    return f"P {right}/{said} R {right}/{true}"


if __name__ == "__main__":
    main()
