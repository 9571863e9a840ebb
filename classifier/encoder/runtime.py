"""The fine-tuned encoder in use: onnxruntime and tokenizers, no PyTorch, no network."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encoder.inputs import HEADING_TOKENS, HEADINGS, SENTENCE_TOKENS, WAYS, encode, frame_of, pad
from classifier.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from classifier.records import Sentence

READ = "with_headings"
"""The way in which sentences are read in use (`docs/experiments.md` says why)."""

_TOKENS_AT_ONCE = 512  # of a batch, padding included; what comes between two layers then fits a cache
_ROWS_AT_ONCE = 64
_SLOW = ["SkipLayerNormFusion"]  # rewritings of the network by onnxruntime that cost more than they save
_MOST_THREADS = 4
THREADS = "FINDINGS_THREADS"
"""Environment variable with the number of threads of the encoder; without it and `OMP_NUM_THREADS`, the machine's
cores, at most 4."""

_MEND = "Restore the model folder, or train the model again with findings train --encoder"


_Asked = tuple[str, tuple[str, ...]]  # a sentence and the headings shown above it


class SentenceEncoder:
    """Scores of sentences by a network in ONNX format.

    `network` is the ONNX file and `tokenizer` the tokenizer's JSON, both as bytes. Nothing is loaded before the first
    sentence; where either is no such thing, that raises `ModelError`.
    """

    _ahead: tuple[list[_Asked], NDArray[np.float32]] | None = None

    def __init__(self, network: bytes, tokenizer: bytes) -> None:
        self.network = network
        self.tokenizer = tokenizer

    def scores(self, sentences: Sequence[Sentence], way: str = READ) -> NDArray[np.float32]:
        """The network's scores, (n, findings + 2 + standards), of each sentence; `way` is a name of `inputs.WAYS`.

        Sentences that are the same are read once, and so is each heading; batches hold rows of like length.
        """
        asked = [(sentence.text, WAYS[way](sentence)) for sentence in sentences]
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == asked:
            return ahead[1]
        return self._asked(asked)

    def ask_ahead(self, sentences: Sequence[Sentence]) -> None:
        """Read sentences now of which `scores` will be asked next, while the rest of the model is not yet there."""
        asked = [(sentence.text, WAYS[READ](sentence)) for sentence in sentences]
        self._ahead = (asked, self._asked(asked))

    def _asked(self, asked: Sequence[_Asked]) -> NDArray[np.float32]:
        places = {one: place for place, one in enumerate(dict.fromkeys(asked))}
        found = self._scores(list(places))
        return found[[places[one] for one in asked]]

    def _scores(self, asked: Sequence[_Asked]) -> NDArray[np.float32]:
        different = dict.fromkeys(heading for _, headings in asked for heading in headings)
        above = np.full((len(asked), HEADINGS), -1)  # the last row of `read`
        headings = {heading: place for place, heading in enumerate(different)}
        for place, (_, shown) in enumerate(asked):
            above[place, : len(shown)] = [headings[heading] for heading in shown]
        read = self._headings(list(headings))
        found = np.zeros((len(asked), self._width), dtype=np.float32)
        rows = encode(self._tokenizer, [text for text, _ in asked], SENTENCE_TOKENS)
        for chosen in _batches(rows):
            given = self._given([rows[place] for place in chosen], 0, read[above[chosen]], above[chosen] >= 0)
            found[chosen] = self._session.run(["scores"], given)[0]
        return found

    def _headings(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each heading is to the sentences under it, (headings + 1, width); the last row is that of no heading."""
        found = np.zeros((len(texts) + 1, self._room), dtype=np.float32)
        rows = encode(self._tokenizer, texts, HEADING_TOKENS)
        for chosen in _batches(rows):
            nothing = np.full((1, HEADINGS), -1)  # above the first; the others are not scored
            given = self._given([rows[place] for place in chosen], 1, found[nothing], nothing >= 0)
            found[chosen] = self._session.run(["heading"], given)[0]
        return found

    def _given(
        self, rows: Sequence[list[int]], kind: int, above: NDArray[np.float32], shown: NDArray[np.bool_]
    ) -> dict[str, NDArray[Any]]:
        return {
            "pieces": pad(rows, self._frame),
            "kinds": np.full((len(rows), 1), kind),
            "above": above,
            "shown": shown.astype(np.int64),
        }

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            found = onnxruntime.InferenceSession(
                self.network, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
            )
        except Exception as error:  # onnxruntime has a dozen kinds
            raise ModelError("the encoder", f"its network cannot be loaded ({error})", _MEND) from error
        if [one.name for one in found.get_inputs()] != ["pieces", "kinds", "above", "shown"]:
            raise ModelError("the encoder", "its network is of another make than this version of findings reads", _MEND)
        return found

    @cached_property
    def _width(self) -> int:
        return int(self._session.get_outputs()[0].shape[1])

    @cached_property
    def _room(self) -> int:
        """The numbers that stand for a heading."""
        return int(self._session.get_inputs()[2].shape[2])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            found = Tokenizer.from_buffer(self.tokenizer)
        except Exception as error:
            raise ModelError("the encoder", f"its tokenizer cannot be loaded ({error})", _MEND) from error
        found.no_padding()
        found.no_truncation()
        return found

    @cached_property
    def _frame(self) -> tuple[int, int]:
        return frame_of(self._tokenizer)

    def __getstate__(self) -> dict[str, bytes]:
        return {"network": self.network, "tokenizer": self.tokenizer}

    def __setstate__(self, state: dict[str, bytes]) -> None:
        self.__dict__.update(state)


def _batches(rows: Sequence[list[int]]) -> Iterator[NDArray[np.int64]]:
    """Places of rows, in batches of rows of like length."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    order = np.argsort(lengths, kind="stable")
    first = 0
    while first < len(order):
        last = first + 1
        while last < len(order) and last - first < _ROWS_AT_ONCE:
            if (last - first + 1) * (lengths[order[last]] + 2) > _TOKENS_AT_ONCE:
                break
            last += 1
        yield order[first:last]
        first = last


def threads() -> int:
    """The threads of a session, 1 or more."""
    for name in (THREADS, "OMP_NUM_THREADS"):
        said = os.environ.get(name, "").partition(",")[0].strip()
        if said.isdigit() and int(said):
            return int(said)
    return min(os.cpu_count() or 1, _MOST_THREADS)
