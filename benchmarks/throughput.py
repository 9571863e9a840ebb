"""How fast reports are tagged: against a bare tokenizer and other tools, by length, jobs and number of reports.

Each figure is a ratio of two runs in turn on the same machine, in processor time unless a table says otherwise; the
lowest of some rounds counts, as other work can only add to it. The texts are the documents of a corpus as plain text,
the sections of each shuffled.

    python benchmarks/throughput.py corpus
    python benchmarks/throughput.py corpus --only stages speed --model fast --reports 400
    python benchmarks/throughput.py corpus --only jobs memory --memory 100 1000 10000
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import batch

from classifier import export, load_model
from classifier.export import to_jsonl, to_parquet
from classifier.export.balance import entry
from classifier.layouts import render
from classifier.reading import parse_report
from classifier.sentences import split_report
from classifier.tagging import Fault, tag_many
from classifier.tagging.chunks import chunks
from classifier.tagging.inside_worker import collect_less
from classifier.tagging.items import Item
from classifier.tokens import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from classifier.model import FindingModel
    from classifier.records import TaggedReport

_SECTION = re.compile(r"^(?=#{1,3} )", re.M)
_ROUNDS = 5
_LENGTHS = (5, 10, 20, 40, 80, 160)  # words of a sentence
_NEEDED = "import spacy, sklearn.linear_model, sklearn.svm, skops.io"
"""What a process that tags with a sparse model cannot do without."""


def texts_of(corpus: Path, reports: int, layout: str, seed: int = 1) -> list[str]:
    """Reports as text: documents with their sections shuffled, in a layout of `classifier.layouts`."""
    documents = [path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.md"))]
    documents = [text for text in documents if len(_SECTION.split(text)) > 3]
    chance = random.Random(seed)
    made = []
    for place in range(reports):
        first, *sections = _SECTION.split(documents[place % len(documents)])
        chance.shuffle(sections)
        made.append(render(first + "".join(sections), (), layout, seed=place).text)
    return made


def in_turns(tried: dict[str, Callable[[], Any]], rounds: int = _ROUNDS) -> dict[str, float]:
    """The least processor seconds of each, taken in turns after one round that does not count."""
    least: dict[str, float] = {}
    for turn in range(rounds + 1):
        for name, run in tried.items():
            began = process_time()
            run()
            if turn:
                least[name] = min(process_time() - began, least.get(name, float("inf")))
    return least


def blank(texts: Sequence[str]) -> Callable[[], int]:
    """The English tokenizer of spaCy alone, over the same texts."""
    import spacy

    nlp = spacy.blank("en")
    return lambda: sum(1 for _ in nlp.pipe(texts))


def to_lines(texts: Sequence[str], model: FindingModel, path: Path) -> int:
    """Raw text to JSON lines in a file."""
    return export.write_tagged(tagged_of(texts, model), path, "jsonl")


def tagged_of(texts: Sequence[str], model: FindingModel) -> Iterator[TaggedReport]:
    """The texts, tagged in this process as `findings tag` does."""
    for result in tag_many(texts, model):
        if isinstance(result, Fault):
            raise result.error
        yield result


def stages(texts: Sequence[str], model: FindingModel) -> None:
    """Where the time of a sentence goes."""
    reports = [parse_report(text, str(number)) for number, text in enumerate(texts)]
    split = [split_report(report) for report in reports]
    chunked = chunks(Item(number, str(number), text) for number, text in enumerate(texts))
    together = [[split[item.number] for item in chunk] for chunk in chunked]
    joined = [Sentences.joined(some) for some in together]
    tagged = list(tagged_of(texts, model))
    packed = [to_jsonl.lines(one) for one in tagged]
    sentences = sum(map(len, split))
    with tempfile.TemporaryDirectory() as folder:
        arrow = Path(folder) / "out.parquet"
        took = in_turns(
            {
                "spaCy's tokenizer alone": blank(texts),
                "reading: lines, blocks, headings": lambda: [parse_report(text, "x") for text in texts],
                "splitting, with one pass of the tokenizer": lambda: [split_report(report) for report in reports],
                "features and decisions": lambda: [model.estimator.probabilities(some) for some in joined],
                "all of the model": lambda: [list(model.predict_many(some)) for some in together],
                "rows as JSON lines": lambda: [to_jsonl.lines(one) for one in tagged],
                "rows as Parquet, from these": lambda: to_parquet.write_packed(packed, arrow),
                "metadata and counts (findings tag alone)": lambda: [entry(one, model.framework) for one in tagged],
            }
        )
    unit = took.pop("spaCy's tokenizer alone")
    took["findings as records"] = max(took.pop("all of the model") - took["features and decisions"], 0.0)
    whole = sum(seconds for name, seconds in took.items() if "(" not in name and "Parquet" not in name)
    print(f"\n{sentences:,} sentences\n\n| part | against the tokenizer alone | share of text to JSON lines |")
    print("|---|---:|---:|")
    for name, seconds in took.items():
        share = f"{seconds / whole:.0%}" if "(" not in name and "Parquet" not in name else "beside it"
        print(f"| {name} | {seconds / unit:.2f} | {share} |")
    print(f"| all, text to JSON lines | {whole / unit:.2f} | {unit / whole:.3f} of the tokenizer's speed |", flush=True)


def speed(texts: Sequence[str], model: FindingModel, corpus: Path, lessons: int) -> None:
    """End to end against the tokenizer alone and against other tools that answer one question of ours."""
    sentences = sum(len(split_report(parse_report(text))) for text in texts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tried = {
            "blank": blank(texts),
            "ours, to JSON lines": lambda: to_lines(texts, model, folder / "ours.jsonl"),
            "ours, to Parquet": lambda: export.write_tagged(tagged_of(texts, model), folder / "ours.parquet"),
            **_rivals(texts, corpus, lessons, folder),
        }
        took = in_turns(tried, 3)
    unit, ours = took["blank"], took["ours, to JSON lines"]
    print(f"\n{sentences:,} sentences\n\n| what | share of the tokenizer's speed | ours is so many times as fast |")
    print("|---|---:|---:|")
    for what, seconds in took.items():
        print(f"| {what} | {unit / seconds:.4f} | {seconds / ours:.2f} |", flush=True)


def _rivals(texts: Sequence[str], corpus: Path, lessons: int, folder: Path) -> dict[str, Callable[[], Any]]:
    """Text to JSON lines with the finding alone; sentences are split by spaCy's sentencizer, which is quick."""
    import spacy
    from rivals import pxtextmining
    from rivals.answers import finding_lessons, plain

    from classifier.annotations import read_corpus
    from classifier.examples import examples

    known = list(examples(read_corpus(corpus)))
    chosen = random.Random(0).sample(known, min(lessons, len(known)))
    splitter = spacy.blank("en")
    splitter.add_pipe("sentencizer")
    quick = textcat(finding_lessons(known, plain), "bow")
    usual = textcat(finding_lessons(chosen, plain), "ensemble", epochs=1)
    recipe = pxtextmining.fit(chosen, plain, folder)

    def by_textcat(categories: Any) -> None:
        for doc in splitter.pipe(texts):
            said = [sentence.text for sentence in doc.sents]
            _write(folder, said, (max(one.cats, key=one.cats.get) for one in categories.pipe(said, batch_size=256)))

    def by_recipe() -> None:
        for text in texts:
            sentences = split_report(parse_report(text))
            _write(folder, [one.text for one in sentences], recipe.answer(list(sentences)).findings.tolist())

    found: dict[str, Callable[[], Any]] = {
        "spaCy: sentencizer and textcat as it comes (ensemble), finding alone": partial(by_textcat, usual),
        "spaCy: sentencizer and textcat (bag of words), finding alone": partial(by_textcat, quick),
        f"TF-IDF and SVC as pxtextmining builds it, of {len(chosen):,} sentences": by_recipe,
    }
    try:
        from rivals.setfit_minilm import SetFit

        setfit = SetFit(finding_lessons(known, plain), folder / "setfit", steps=0)
    except ImportError as error:
        print(f"SetFit is left out: {error}")
        return found
    few = texts[:1]

    def by_setfit() -> None:
        said = [sentence.text for text in few for doc in splitter.pipe([text]) for sentence in doc.sents]
        for _ in range(len(texts)):  # of one report, as many times: its time hangs on the number of words alone
            _write(folder, said, map(str, setfit.model.predict(said, show_progress_bar=False)))

    return {**found, "SetFit (MiniLM), finding alone": by_setfit}


def textcat(lessons: Any, architecture: str, epochs: int = 3) -> Any:
    """A spaCy pipeline with `textcat` alone, trained for a few epochs, as bag of words or as the ensemble it is."""
    import spacy
    from spacy.training import Example
    from spacy.util import minibatch

    nlp = spacy.blank("en")
    words = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "ngram_size": 1}
    bag = {"model": {**words, "length": 262_144, "no_output_layer": False}}
    part = nlp.add_pipe("textcat", config=bag if architecture == "bow" else {})
    labels = sorted(set(map(str, lessons.labels)))
    for label in labels:
        part.add_label(label)
    pairs = [
        Example.from_dict(nlp.make_doc(text), {"cats": {name: float(name == label) for name in labels}})
        for text, label in zip(lessons.texts, map(str, lessons.labels), strict=True)
    ]
    optimizer = nlp.initialize(lambda: pairs[:100])
    for _ in range(epochs):
        random.Random(0).shuffle(pairs)
        for some in minibatch(pairs, 256):
            nlp.update(some, sgd=optimizer)
    return nlp


def _write(folder: Path, texts: Sequence[str], findings: Any) -> None:
    with (folder / "rival.jsonl").open("a", encoding="utf-8") as file:
        for text, finding in zip(texts, findings, strict=True):
            file.write(json.dumps({"text": text, "finding": finding}, ensure_ascii=False) + "\n")


def lengths(texts: Sequence[str], model: FindingModel) -> None:
    """Cost by the length of a sentence, against the tokenizer alone."""
    words = [word.strip(".?!") or "and" for text in texts[:40] for word in text.split()]
    print("\n| words a sentence | share of the tokenizer's speed | cost a word, 20 words being 1 |\n|---:|---:|---:|")
    costs, shares = {}, {}
    for length in _LENGTHS:
        said = [" ".join(words[at : at + length]).capitalize() + "." for at in range(0, 40_000, length)]
        made = [
            "\n\n".join(" ".join(said[at : at + 4]) for at in range(n, n + 200, 4)) for n in range(0, len(said), 200)
        ]
        with tempfile.TemporaryDirectory() as folder:
            run = partial(to_lines, made, model, Path(folder) / "out.jsonl")
            took = in_turns({"blank": blank(made), "ours": run}, 3)
        costs[length], shares[length] = took["ours"], took["blank"] / took["ours"]
    for length in _LENGTHS:
        print(f"| {length} | {shares[length]:.3f} | {costs[length] / costs[20]:.2f} |", flush=True)


def jobs(corpus: Path, model: str, reports: int) -> None:
    """The command with 1 and 2 jobs, in turns: how many times as fast by the clock, and what it costs.

    What two processors can give at most is told by two commands side by side, each with one job and half of the
    reports: they know nothing of each other.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batch.make(_documents(corpus), folder / "in", reports, 1)
        halves = [folder / "first", folder / "second"]
        for half, some in zip(halves, (_documents(corpus)[::2], _documents(corpus)[1::2]), strict=True):
            batch.make(some, half, reports // 2, 1)
        runs: dict[int, list[batch.Run]] = {1: [], 2: []}
        apart = []
        for _ in range(3):
            for number in (1, 2):
                out = folder / f"{number}.jsonl"
                runs[number].append(batch.run(batch.command(folder / "in", out, model, number), out))
            apart.append(_side_by_side([batch.command(half, half.with_suffix(".jsonl"), model, 1) for half in halves]))
    clock = {number: min(run.seconds for run in some) for number, some in runs.items()}
    work = {number: min(run.processor for run in some) for number, some in runs.items()}
    print(f"\n{reports:,} reports: 2 jobs are {clock[1] / clock[2]:.2f} times as fast as 1 by the clock, and take")
    print(
        f"{work[2] / work[1]:.2f} times the processor time; two commands side by side, each with half of the reports,"
    )
    print(f"are {clock[1] / min(apart):.2f} times as fast as one, which is what this machine can give", flush=True)


def _side_by_side(lines: list[list[str]]) -> float:
    """The seconds that commands take that run at the same time."""
    began = perf_counter()
    running = [subprocess.Popen(line, stderr=subprocess.DEVNULL) for line in lines]
    for process in running:
        if process.wait():
            raise SystemExit("one of the commands failed")
    return perf_counter() - began


def memory(corpus: Path, model: str, numbers: Sequence[int]) -> None:
    """The most memory of all processes by the number of reports, with one job, and the cost of a sentence."""
    print("\n| reports | sentences | MB | cost a sentence, the first row being 1 |\n|---:|---:|---:|---:|")
    first = 0.0
    for number in numbers:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            batch.make(_documents(corpus), folder / "in", number, 1)
            out = folder / "out.jsonl"
            one = batch.run(batch.command(folder / "in", out, model, 1), out)
        cost = one.processor / one.sentences
        first = first or cost
        print(f"| {number:,} | {one.sentences:,} | {one.megabytes:.0f} | {cost / first:.2f} |", flush=True)


def start(model: str) -> None:
    """One small report as a whole process, against importing what it needs; processor time of the process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.txt"
        path.write_text("Leaders know their staff well. Plans are reviewed too late.\n", encoding="utf-8")
        tag_it = [
            "-c",
            "from classifier.cli import main; main()",
            "tag",
            str(path),
            "--model",
            model,
            "--format",
            "jsonl",
        ]
        tried = {"imports": ["-c", _NEEDED], "spacy": ["-c", "import spacy"], "tag": tag_it, "none": ["-c", ""]}
        least = dict.fromkeys(tried, float("inf"))
        for _ in range(_ROUNDS + 1):
            for name, line in tried.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run([sys.executable, *line], check=True, capture_output=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                least[name] = min(least[name], took)
    needed, spacy, none = (least["tag"] / least["imports"], least["tag"] / least["spacy"], least["none"] / least["tag"])
    print(f"\nOne small report is {needed:.2f} times `{_NEEDED}`,")
    print(f"{spacy:.2f} times `import spacy`; Python alone is {none:.2f} of it.")


def _documents(corpus: Path) -> list[str]:
    documents = [path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.md"))]
    return [text for text in documents if len(_SECTION.split(text)) > 3]


def main() -> None:
    """Print the tables that were asked for."""
    every = ("stages", "speed", "lengths", "jobs", "memory", "start")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", default="fast", help="a shipped model or a folder")
    parser.add_argument("--only", nargs="+", choices=every, default=every)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--layout", choices=("plain", "wrapped"), default="plain")
    parser.add_argument("--memory", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--lessons", type=int, default=2000, help="sentences from which the slow recipe learns")
    options = parser.parse_args()
    collect_less()  # as the command does; the others have it too
    texts = texts_of(options.corpus, options.reports, options.layout)
    model = load_model(options.model)
    parts: dict[str, Callable[[], None]] = {
        "stages": lambda: stages(texts, model),
        "speed": lambda: speed(texts, model, options.corpus, options.lessons),
        "lengths": lambda: lengths(texts, model),
        "jobs": lambda: jobs(options.corpus, options.model, options.reports),
        "memory": lambda: memory(options.corpus, options.model, options.memory),
        "start": lambda: start(options.model),
    }
    for name in options.only:
        parts[name]()


if __name__ == "__main__":
    main()
