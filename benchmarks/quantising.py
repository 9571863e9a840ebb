"""What eight-bit weights cost the encoder, and what smoothing before wins back.

Run it after training with an encoder, which keeps the network that learned from half of the documents:
python benchmarks/quantising.py corpus models/hmip-nps-2018.work

The network is asked about every twelfth sentence of the documents that it has not seen. Prints its macro-F1 (over
strength, area for improvement and none), the mean negative log-likelihood of the right finding, the accuracy of the
standard, how often it gives the same finding as with its weights whole, how far its scores are from those on average,
and processor time a sentence as a multiple of the first row's.
"""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy.special import log_softmax
from shared import known_and_work, macro_f1
from smoothing import smoothed
from tokenizers import Tokenizer

from classifier.encoder.inputs import SAYINGS
from classifier.encoder.runtime import SentenceEncoder
from classifier.fine_tuning.base_weights import TOKENIZER, find_base_weights
from classifier.fine_tuning.exporting import to_onnx
from classifier.fine_tuning.learning import fold_of
from classifier.fine_tuning.lessons import epoch, lessons_of, same_sentences
from classifier.fine_tuning.network import load_network
from classifier.fine_tuning.run import CHECKPOINT, tensors

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERY = 12
STRENGTHS = (0.5, 0.7, 0.8, 0.9)


def main() -> None:
    """Run the comparison."""
    known, work = known_and_work(__doc__)
    weights = find_base_weights()
    tokenizer = (weights / TOKENIZER).read_bytes()
    pieces = Tokenizer.from_buffer(tokenizer)
    pieces.no_padding()
    pieces.no_truncation()
    lessons = lessons_of(known, pieces)
    network = load_network(weights, len(lessons.labels), len(lessons.codes)).eval()
    network.load_state_dict(torch.load(work / "fold-0" / CHECKPOINT, weights_only=True)["network"])
    unseen = fold_of(lessons.documents) == 0
    groups = same_sentences(lessons, np.flatnonzero(~unseen).tolist())
    usual = [tensors(lessons, batch) for batch in epoch(lessons, groups, 32, np.random.default_rng(0))[:8]]
    asked = np.flatnonzero(unseen)[::EVERY]
    sentences = [known[place].sentence for place in asked]

    print(f"{len(asked):,} sentences of documents that the network has not seen\n")
    print("| weights | macro-F1 | likelihood lost | standard | same finding | scores differ | time | MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    whole, unit = None, 0.0
    for name, file in [
        ("whole, 32 bits", to_onnx(network, quantised=False)),
        ("integers", to_onnx(network)),
        *((f"integers, smoothed by {strength}", to_onnx(smoothed(network, usual, strength))) for strength in STRENGTHS),
    ]:
        encoder = SentenceEncoder(file, tokenizer)
        encoder.scores(sentences[:8])
        start = process_time()
        scores = encoder.scores(sentences).astype(np.float64)
        time = process_time() - start
        whole, unit = (scores, time) if whole is None else (whole, unit)
        figures = _figures(scores, whole, lessons, asked)
        print(f"| {name} | {figures} | {time / unit:.2f} | {len(file) / 1e6:.1f} |", flush=True)


def _figures(scores: NDArray[Any], whole: NDArray[Any], lessons: Any, asked: NDArray[np.int64]) -> str:
    labels = len(lessons.labels)
    said = scores[:, :labels].argmax(axis=1)
    gold, about = lessons.findings[asked], lessons.standards[asked]
    lost = -log_softmax(scores[:, :labels], axis=1)[np.arange(len(asked)), gold].mean()
    names = np.array(lessons.labels)
    f1 = macro_f1(names[gold], names[said])
    standard = (scores[:, labels + SAYINGS :].argmax(axis=1) == about)[about >= 0].mean()
    same = (said == whole[:, :labels].argmax(axis=1)).mean()
    return f"{f1:.3f} | {lost:.3f} | {standard:.3f} | {same:.3f} | {np.abs(scores - whole).mean():.3f}"


if __name__ == "__main__":
    main()
