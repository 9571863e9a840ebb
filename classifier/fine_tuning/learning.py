"""One encoder for use, and what encoders that had not seen a document say of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from classifier.encoder.inputs import SAYINGS, WAYS
from classifier.encoder.runtime import READ, SentenceEncoder
from classifier.errors import MissingExtraError
from classifier.fine_tuning.base_weights import TOKENIZER, find_base_weights
from classifier.fine_tuning.lessons import lessons_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from classifier.fine_tuning.run import Settings

FOLDS = 2
HELD_OUT = "held_out.npz"
"""In the folder of the checkpoints: what was said of held-out sentences, read in each of `inputs.WAYS`."""

_FOLD_SEED = 7


@dataclass(frozen=True, slots=True)
class LearnedEncoder:
    """An encoder that has learned from all examples.

    `held_out` are, for each of the `n` examples, the scores, (n, labels + 2 + codes), of an encoder that had not seen
    its document; `settings` is how they learned.
    """

    encoder: SentenceEncoder
    held_out: NDArray[np.float32]
    settings: dict[str, object]


def learn_encoder(
    examples: Sequence[Example],
    folder: Path,
    *,
    settings: Settings | None = None,
    progress: Callable[[str], None],
) -> LearnedEncoder:
    """Fine-tune an encoder on all examples and, for calibration, two more on half of the documents each.

    `folder` keeps checkpoints: after an interruption, the same call goes on where it stopped. Raises
    `MissingExtraError` without the extra `encoder`, and `TrainingError` where the base weights are not the right ones.
    """
    try:
        from classifier.fine_tuning.exporting import to_onnx
        from classifier.fine_tuning.run import Settings, fine_tune, identity_of
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "encoder", "fine-tuning an encoder") from error
    from tokenizers import Tokenizer

    settings = settings or Settings()
    weights = find_base_weights()
    tokenizer = (weights / TOKENIZER).read_bytes()
    pieces = Tokenizer.from_buffer(tokenizer)
    pieces.no_padding()
    pieces.no_truncation()
    lessons = lessons_of(examples, pieces)

    def learned(places: Sequence[int], name: str) -> SentenceEncoder:
        network = fine_tune(lessons, places, weights, settings, folder / name, progress)
        return SentenceEncoder(to_onnx(network), tokenizer)

    identity = identity_of(lessons, range(len(examples)), settings)
    held_out = _kept(folder / HELD_OUT, identity)
    if held_out is None:
        width = len(lessons.labels) + SAYINGS + len(lessons.codes)
        held_out = {name: np.zeros((len(examples), width), dtype=np.float32) for name in WAYS}
        for fold in range(FOLDS):
            mine = fold_of(lessons.documents) == fold
            places = np.flatnonzero(mine).tolist()
            left_out = len({lessons.documents[place] for place in places})
            progress(f"Encoder {fold + 1} of {FOLDS + 1}: without {left_out} documents")
            encoder = learned(np.flatnonzero(~mine).tolist(), f"fold-{fold}")
            progress("  what it says of them")
            asked = [examples[place].sentence for place in places]
            for way in WAYS:
                held_out[way][mine] = encoder.scores(asked, way)
        kept: dict[str, Any] = {"identity": identity, **held_out}
        np.savez(folder / HELD_OUT, **kept)
    progress(f"Encoder {FOLDS + 1} of {FOLDS + 1}: on all documents")
    encoder = learned(range(len(examples)), "all")
    return LearnedEncoder(encoder, held_out[READ], {"folds": FOLDS, **asdict(settings)})


def _kept(path: Path, identity: str) -> dict[str, NDArray[np.float32]] | None:
    """What an earlier run has found of the same examples with the same settings."""
    try:
        with np.load(path) as kept:
            return {name: kept[name] for name in WAYS} if str(kept["identity"]) == identity else None
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def fold_of(documents: Sequence[str]) -> NDArray[np.int64]:
    """The fold, (n,), of each example from the document that it is of: documents shuffled and dealt out in turn."""
    names = sorted(set(documents))
    order = np.random.default_rng(_FOLD_SEED).permutation(len(names))
    folds = {names[place]: turn % FOLDS for turn, place in enumerate(order)}
    return np.array([folds[document] for document in documents])
