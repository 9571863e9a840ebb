"""A trial that was not kept: an encoder made ready for eight bits (`quantising`).

What is hard to round in the inputs of a layer is moved into its weights. A few channels of the inputs are many
times larger than the others, and rounding all on one scale loses the small ones. Each channel is divided by a
factor that its weights are multiplied with, so that nothing changes but the rounding (Xiao and others 2023,
"SmoothQuant", equation 4).
"""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifier.fine_tuning.network import FindingNetwork

_LEAST = 1e-5


class _Smoothed(nn.Module):
    """A linear layer whose inputs are divided, channel by channel, by what its weights are multiplied with."""

    def __init__(self, layer: nn.Linear, peaks: Tensor, strength: float) -> None:
        super().__init__()
        weight = layer.weight.detach()
        sizes = weight.abs().amax(dim=0).clamp_min(_LEAST)
        factor = peaks.clamp_min(_LEAST) ** strength / sizes ** (1 - strength)
        self.register_buffer("shrink", 1 / factor)
        self.layer = nn.Linear(layer.in_features, layer.out_features)
        self.layer.load_state_dict({"weight": weight * factor, "bias": layer.bias.detach()})

    def forward(self, values: Tensor) -> Tensor:
        found: Tensor = self.layer(values * self.shrink)
        return found


def smoothed(network: FindingNetwork, batches: Iterable[tuple[Tensor, ...]], strength: float) -> FindingNetwork:
    """A copy of a network that gives the same scores and loses less when it is quantised.

    `batches` are what `FindingNetwork.under` takes, on which the size of each channel is measured; a few hundred
    sentences do. `strength` is how much of the size of inputs moves into weights, 0 to 1: weights have a scale for each
    column, inputs a single one, so the weights can bear more.
    """
    network = copy.deepcopy(network).eval()
    layers = {name: part for name, part in network.encoder.named_modules() if isinstance(part, nn.Linear)}
    peaks = _peaks(network, layers, batches)
    for name, layer in layers.items():
        if name in peaks:
            above, _, last = name.rpartition(".")
            setattr(network.encoder.get_submodule(above), last, _Smoothed(layer, peaks[name], strength))
    return network


def _peaks(
    network: FindingNetwork, layers: dict[str, nn.Linear], batches: Iterable[tuple[Tensor, ...]]
) -> dict[str, Tensor]:
    """The largest absolute value of each channel, (channels,), that came into each layer."""
    peaks: dict[str, Tensor] = {}

    def note(name: str, _: nn.Module, given: tuple[Any, ...]) -> None:
        now = given[0].detach().abs().flatten(0, -2).amax(dim=0)
        peaks[name] = torch.maximum(peaks[name], now) if name in peaks else now

    hooks = [layer.register_forward_pre_hook(partial(note, name)) for name, layer in layers.items()]
    with torch.no_grad():
        for batch in batches:
            network.under(*batch)
    for hook in hooks:
        hook.remove()
    return peaks
