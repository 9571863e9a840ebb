"""How right, how calibrated, how fast and how large: our two models beside what people would use instead.

All learn from the same sentences of the corpus. Each is tested in two folds grouped by document, or, with --gold and
--texts, on annotated published reports after learning from the whole corpus; sentence boundaries are given to all.

    python benchmarks/accuracy.py corpus                                # two folds of the corpus
    python benchmarks/accuracy.py corpus --gold GOLD --texts REPORTS    # on reports
    python benchmarks/accuracy.py corpus --only fasttext setfit         # some rivals only
    python benchmarks/accuracy.py corpus --table                        # the table of what was measured so far
    python benchmarks/accuracy.py corpus --gold GOLD --texts REPORTS --speed    # ours against SetFit, milliseconds

Every result goes into a JSON file as it comes, so that a run can be cut short and gone on with. A rival whose packages
are not installed is named with the command that installs them, and left out. One thread is used; times are of the
processor. docs/comparison.md has the results and says what is fair.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from functools import cache, partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
from rivals import RIVALS
from rivals.answers import Answers
from rivals.keeping import keep, read_results, table
from rivals.material import folds, published
from rivals.scoring import scores_of
from rivals.speed import against_setfit, relative_speed
from threadpoolctl import threadpool_limits

from classifier.annotations import corpus_hash, read_corpus
from classifier.errors import ClassifierError
from classifier.examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rivals.answers import Fitted

    from classifier.annotations import AnnotatedDocument
    from classifier.examples import Example

    _Split = tuple[Callable[[], list[Example]], list[Example]]

_SPEED_SENTENCES = 2000


def main() -> None:
    """Run the comparison, or show what it has found so far."""
    options = _options()
    documents = list(read_corpus(options.corpus))[:: options.every]
    corpus = corpus_hash(documents)
    splits = _splits(documents, options)
    setting = (
        f"{'published reports' if options.gold else 'two folds of the corpus'}, {len(documents)} documents learned"
    )
    if options.speed:
        (known, asked), *_ = splits
        with tempfile.TemporaryDirectory() as folder:
            print("\n".join(against_setfit(known(), _some(asked), Path(folder))))
        return
    splits = [] if options.table else list(splits)
    for name in options.only if splits else []:
        print(f"{name}: ", end="", flush=True)
        try:
            row = {"corpus": corpus, **_measured(name, splits, options, corpus)}
        except (ModuleNotFoundError, ClassifierError) as error:
            print(f"left out: {error}{_how_to_install(name, error)}")
            continue
        keep(options.results, setting, name, row)
        print({key: value for key, value in row.items() if key != "corpus"}, flush=True)
    print(f"\n{setting}\n")
    print("\n".join(table(read_results(options.results).get(setting, {}), corpus)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    parser.add_argument("--gold", type=Path, help="a folder of annotation files of published reports")
    parser.add_argument("--texts", type=Path, help="the folder with the texts of those reports")
    parser.add_argument("--only", nargs="+", choices=list(RIVALS), default=list(RIVALS), metavar="NAME")
    parser.add_argument("--table", action="store_true", help="measure nothing, show what is there")
    parser.add_argument("--speed", action="store_true", help="measure the time a sentence against SetFit only")
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("accuracy.json"))
    parser.add_argument("--work", type=Path, help="a folder to keep checkpoints in [default: a passing one]")
    parser.add_argument("--every", type=int, default=1, help="learn from each so-many-th document only, for a trial")
    options = parser.parse_args()
    if bool(options.gold) != bool(options.texts):
        parser.error("--gold and --texts go together")
    return options


def _measured(name: str, splits: list[_Split], options: argparse.Namespace, corpus: str) -> dict[str, Any]:
    """The row of one rival: scores, seconds of training, relative speed, bytes on disk.

    On reports our default model is the shipped one, and the time of its training is not known.
    """
    seconds, speeds, sizes, asked, said = [], [], [], [], []
    is_shipped = bool(options.gold) and name == "ours-accurate"
    with tempfile.TemporaryDirectory() as passing, threadpool_limits(1):
        for number, (known, test) in enumerate(splits):
            place = (options.work or Path(passing)) / f"{name}-{number}"
            lessons = [] if is_shipped else known()
            began = process_time()
            fitted = _shipped(corpus) if is_shipped else RIVALS[name].fit(lessons, place)
            seconds.append(process_time() - began)
            said.append(fitted.answer([example.sentence for example in test]))
            asked += test
            speeds.append(relative_speed(fitted, _some(test)))
            sizes.append(_bytes_of(fitted, Path(passing) / "saved"))
    answers = Answers(*(np.concatenate(parts) for parts in zip(*said, strict=True)))
    return {
        **scores_of(asked, answers),
        "sentences": len(asked),
        "train_seconds": None if is_shipped else round(sum(seconds), 1),
        "speed": float(f"{np.mean(speeds):.4g}"),
        "bytes": max(sizes),
    }


def _splits(documents: list[AnnotatedDocument], options: argparse.Namespace) -> Iterator[_Split]:
    """What to learn from and what to test on."""
    if options.gold:
        yield cache(lambda: list(examples(documents))), published(options.gold, options.texts)
    else:
        yield from ((partial(list, known), asked) for known, asked in folds(documents))


def _shipped(corpus: str) -> Fitted:
    from rivals.ours_accurate import shipped

    return shipped(corpus)


def _some(asked: list[Example]) -> list[Any]:
    """Different sentences for measuring speed, at most `_SPEED_SENTENCES`."""
    different = list(dict.fromkeys(example.sentence for example in asked))
    return different[:_SPEED_SENTENCES]


def _bytes_of(fitted: Fitted, folder: Path) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    fitted.save(folder)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _how_to_install(name: str, error: Exception) -> str:
    needs = RIVALS[name].needs
    return f" (pip install {needs})" if needs and isinstance(error, ModuleNotFoundError) else ""


if __name__ == "__main__":
    main()
