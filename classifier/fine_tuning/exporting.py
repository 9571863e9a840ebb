"""From a fine-tuned network to the file that is used: ONNX, with weights as eight-bit integers."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from classifier.fine_tuning.network import FindingNetwork

_OPSET = 17


def to_onnx(network: FindingNetwork, *, quantised: bool = True) -> bytes:
    """The network as an ONNX file with inputs `pieces` and `parts` and output `scores`.

    Where `quantised`, weights are integers from -64 to 63 with a scale for each column, and inputs of each layer
    are quantised as they come (dynamic quantisation): a quarter of the size, about twice the speed. The eighth bit is
    left free, as processors without VNNI instructions add products up in 16 bits, which would overflow.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer, about shapes that are fixed here on purpose
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        network.encoder.set_attn_implementation("eager")  # the usual one checks for rows that are all padding
        torch.onnx.export(
            network.eval(),
            _sample(),
            str(whole),
            input_names=["pieces", "parts"],
            output_names=["scores"],
            dynamic_axes={"pieces": {0: "n", 1: "l"}, "parts": {0: "n", 1: "l"}, "scores": {0: "n"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        if not quantised:
            return whole.read_bytes()
        from onnxruntime.quantization import QuantType, quantize_dynamic

        logging.disable(logging.WARNING)  # it advises a preparation that changes nothing here
        try:
            quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        finally:
            logging.disable(logging.NOTSET)
        return small.read_bytes()


def _sample() -> tuple[torch.Tensor, torch.Tensor]:
    """Three rows of different length, so that no shape is taken for a constant."""
    pieces = torch.arange(51).reshape(3, 17) + 1
    parts = torch.ones_like(pieces)
    parts[:, 9:] = 2
    parts[1, 14:] = 0
    return pieces, parts
