"""The base weights of MiniLM, the same that ours is fine-tuned from, as sentence-transformers loads them."""

from __future__ import annotations

from typing import Any


def load_minilm() -> Any:
    """The encoder, with one thread; raises `MissingExtraError` where the package with the weights is missing."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    from classifier.fine_tuning.base_weights import find_base_weights

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return SentenceTransformer(str(find_base_weights()), device="cpu", local_files_only=True)
