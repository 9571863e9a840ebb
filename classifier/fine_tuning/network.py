"""The network that is fine-tuned: MiniLM with a head for the finding and one for the standard (PyTorch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

from classifier.encoder.inputs import HEADINGS, SAYINGS

if TYPE_CHECKING:
    from pathlib import Path


APART = 2
"""The first layers of the encoder, through which sentences and headings go apart."""

_NEVER = -10_000.0  # added to the attention that padding would get


class FindingNetwork(nn.Module):
    """From word pieces to scores: findings, sayings and standards, side by side in one row.

    A row is a sentence or a heading. Rows go through the first layers each for itself; then the mean of each heading
    above a sentence joins the sentence's word pieces, as one more of them. So headings and sentence are read together,
    but a heading costs a single place, and its own reading is done once for all sentences under it.

    The finding is read from the mean over the sentence, so that headings colour but do not replace it; the standard
    from that mean and the mean over the headings.
    """

    def __init__(self, encoder: BertModel, findings: int, standards: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.order = nn.Parameter(torch.zeros(HEADINGS, width))
        self.finding = nn.Linear(width, findings)
        self.sayings = nn.Linear(width, SAYINGS)
        self.standard = nn.Linear(2 * width, standards)

    def forward(self, pieces: Tensor, kinds: Tensor, above: Tensor, shown: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (m, findings + 2 + standards), and what a heading is to the sentences under it, (n, width).

        `pieces` is (n, longest), as `inputs.pad` gives them, and `kinds` (n, 1), 0 for a sentence and 1 for a heading.
        `above` is (m, `HEADINGS`, width): what was given of the headings above the first `m` rows, the nearest first;
        `shown`, (m, `HEADINGS`), is 1 where there is a heading. Rows after the first `m` are not scored, which saves
        the work where only what headings are is wanted.
        """
        states, present = self._apart(pieces, kinds)
        scored = above.shape[0]
        return self._together(states[:scored], present[:scored], above, shown), _mean(states, present)

    def under(self, sentences: Tensor, headings: Tensor, places: Tensor) -> Tensor:
        """Scores of `sentences`; `places`, (n, `HEADINGS`), are rows of `headings`, -1 where there is none."""
        states, present = self._apart(sentences, sentences.new_zeros(len(sentences), 1))
        means = _mean(*self._apart(headings, headings.new_ones(len(headings), 1)))
        return self._together(states, present, means[places.clamp(min=0)], (places >= 0).long())

    def _apart(self, pieces: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        present = pieces > 0
        states = self.encoder.embeddings(pieces, token_type_ids=kinds.expand_as(pieces))
        for layer in self.encoder.encoder.layer[:APART]:
            states = _through(layer, states, present)
        return states, present

    def _together(self, states: Tensor, present: Tensor, above: Tensor, shown: Tensor) -> Tensor:
        length = states.shape[1]
        states = torch.cat([states, (above + self.order) * shown.unsqueeze(-1)], dim=1)
        seen = torch.cat([present, shown > 0], dim=1)
        for layer in self.encoder.encoder.layer[APART:]:
            states = _through(layer, states, seen)
        sentence = self.dropout(_mean(states[:, :length], present))
        headings = self.dropout(_mean(states[:, length:], shown > 0))
        return torch.cat(
            [self.finding(sentence), self.sayings(sentence), self.standard(torch.cat([sentence, headings], dim=1))],
            dim=1,
        )


def _through(layer: nn.Module, states: Tensor, seen: Tensor) -> Tensor:
    """One layer, plainly: the usual way checks for rows that are all padding, of which there are none."""
    looks = layer.attention.self
    asked, keys, values = (
        part(states).unflatten(2, (looks.num_attention_heads, -1)).transpose(1, 2)
        for part in (looks.query, looks.key, looks.value)
    )
    unseen = (~seen).to(states.dtype)[:, None, None, :] * _NEVER
    found = asked * looks.attention_head_size**-0.5 @ keys.transpose(2, 3) + unseen
    found = (looks.dropout(torch.softmax(found, dim=3)) @ values).transpose(1, 2).flatten(2)
    states = layer.attention.output(found, states)
    return layer.output(layer.intermediate(states), states)


def _mean(states: Tensor, chosen: Tensor) -> Tensor:
    """The mean of the states chosen; 0 where there are none."""
    weight = chosen.unsqueeze(-1).to(states.dtype)
    return (states * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1)


def load_network(weights: Path, findings: int, standards: int) -> FindingNetwork:
    """A network with the encoder of the folder `weights` and new heads; word embeddings do not learn."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()  # it would tell of a pooling layer that we do not use
    encoder = BertModel.from_pretrained(weights, add_pooling_layer=False, local_files_only=True)
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return FindingNetwork(encoder, findings, standards)
