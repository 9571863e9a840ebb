"""The fine-tuned encoder in use: onnxruntime and tokenizers, no PyTorch, no network."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encoder.inputs import CONTEXT_TOKENS, SENTENCE_TOKENS, WAYS, encode, frame_of, pad
from classifier.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from classifier.records import Sentence

READ = "with_nearest_headings"
"""The way in which sentences are read in use (`docs/experiments.md` says why)."""

_TOKENS_AT_ONCE = 512  # of a batch, padding included; what comes between two layers then fits a cache
_SENTENCES_AT_ONCE = 64
_MOST_THREADS = 4
THREADS = "FINDINGS_THREADS"
"""Environment variable with the number of threads of the encoder; without it and `OMP_NUM_THREADS`, the machine's
cores, at most 4."""

_MEND = "Restore the model folder, or train the model again with findings train --encoder"


class SentenceEncoder:
    """Scores of sentences by a network in ONNX format.

    `network` is the ONNX file and `tokenizer` the tokenizer's JSON, both as bytes. Nothing is loaded before the first
    sentence; where either is no such thing, that raises `ModelError`.
    """

    _ahead: tuple[list[tuple[str, str]], NDArray[np.float32]] | None = None

    def __init__(self, network: bytes, tokenizer: bytes) -> None:
        self.network = network
        self.tokenizer = tokenizer

    def scores(self, sentences: Sequence[Sentence], way: str = READ) -> NDArray[np.float32]:
        """The network's scores, (n, findings + 2 + standards), of each sentence; `way` is a name of `inputs.WAYS`.

        Sentences that are the same are read once; batches hold sentences of like length.
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

    def _asked(self, asked: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        places = {pair: place for place, pair in enumerate(dict.fromkeys(asked))}
        texts, contexts = zip(*places, strict=True) if places else ((), ())
        found = self._scores(
            encode(self._tokenizer, texts, SENTENCE_TOKENS), encode(self._tokenizer, contexts, CONTEXT_TOKENS)
        )
        return found[[places[pair] for pair in asked]]

    def _scores(self, sentences: Sequence[list[int]], contexts: Sequence[list[int]]) -> NDArray[np.float32]:
        found = np.zeros((len(sentences), self._width), dtype=np.float32)
        lengths = np.array([len(one) + len(other) for one, other in zip(sentences, contexts, strict=True)], int)
        order = np.argsort(lengths, kind="stable")
        first = 0
        while first < len(order):
            last = first + 1
            while last < len(order) and last - first < _SENTENCES_AT_ONCE:
                if (last - first + 1) * (lengths[order[last]] + 3) > _TOKENS_AT_ONCE:
                    break
                last += 1
            chosen = order[first:last]
            pieces, parts = pad(
                [sentences[place] for place in chosen], [contexts[place] for place in chosen], *self._frame
            )
            found[chosen] = self._session.run(None, {"pieces": pieces, "parts": parts})[0]
            first = last
        return found

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(self.network, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has a dozen kinds
            raise ModelError("the encoder", f"its network cannot be loaded ({error})", _MEND) from error

    @cached_property
    def _width(self) -> int:
        return int(self._session.get_outputs()[0].shape[1])

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


def threads() -> int:
    """The threads of a session, 1 or more."""
    for name in (THREADS, "OMP_NUM_THREADS"):
        said = os.environ.get(name, "").partition(",")[0].strip()
        if said.isdigit() and int(said):
            return int(said)
    return min(os.cpu_count() or 1, _MOST_THREADS)
