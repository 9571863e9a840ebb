"""The network that is fine-tuned: MiniLM with a head for the finding and one for the standard (PyTorch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

from classifier.encoder.inputs import SAYINGS

if TYPE_CHECKING:
    from pathlib import Path


class FindingNetwork(nn.Module):
    """From word pieces to scores: findings, sayings and standards, side by side in one row.

    The finding is read from the mean over the sentence itself, so that context colours but does not replace
    it; the standard from that mean and the mean over all word pieces, context included.
    """

    def __init__(self, encoder: BertModel, findings: int, standards: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.finding = nn.Linear(width, findings)
        self.sayings = nn.Linear(width, SAYINGS)
        self.standard = nn.Linear(2 * width, standards)

    def forward(self, pieces: Tensor, parts: Tensor) -> Tensor:
        """Scores (n, findings + 2 + standards) of `pieces` and `parts`, each (n, longest) as `inputs.pad` gives."""
        present = (parts > 0).long()
        states = self.encoder(
            input_ids=pieces, attention_mask=present, token_type_ids=(parts > 1).long()
        ).last_hidden_state
        sentence = self.dropout(_mean(states, parts == 1))
        whole = self.dropout(_mean(states, parts > 0))
        return torch.cat(
            [self.finding(sentence), self.sayings(sentence), self.standard(torch.cat([sentence, whole], dim=1))], dim=1
        )


def _mean(states: Tensor, chosen: Tensor) -> Tensor:
    weight = chosen.unsqueeze(-1).to(states.dtype)
    return (states * weight).sum(dim=1) / weight.sum(dim=1)


def load_network(weights: Path, findings: int, standards: int) -> FindingNetwork:
    """A network with the encoder of the folder `weights` and new heads; word embeddings do not learn."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()  # it would tell of a pooling layer that we do not use
    encoder = BertModel.from_pretrained(weights, add_pooling_layer=False, local_files_only=True)
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return FindingNetwork(encoder, findings, standards)
