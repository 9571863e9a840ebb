"""From a fine-tuned network to the file that is used: ONNX, with weights as eight-bit integers."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from classifier.encoder.inputs import HEADINGS

if TYPE_CHECKING:
    from classifier.fine_tuning.network import FindingNetwork

_OPSET = 17


def to_onnx(network: FindingNetwork, *, quantised: bool = True) -> bytes:
    """The network as an ONNX file: inputs are the arguments of `FindingNetwork.forward`, outputs `scores`, `heading`.

    Where `quantised`, weights are integers from -64 to 63 with a scale for each column, and inputs of each layer
    are quantised as they come (dynamic quantisation): a quarter of the size, about twice the speed. The eighth bit is
    left free, as processors without VNNI instructions add products up in 16 bits, which would overflow.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer, about shapes that are fixed here on purpose
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            network.eval(),
            _sample(network.encoder.config.hidden_size),
            str(whole),
            input_names=["pieces", "kinds", "above", "shown"],
            output_names=["scores", "heading"],
            dynamic_axes={
                "pieces": {0: "n", 1: "longest"},
                **{name: {0: "n"} for name in ("kinds", "heading")},
                **{name: {0: "m"} for name in ("above", "shown", "scores")},
            },
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


def _sample(width: int) -> tuple[torch.Tensor, ...]:
    """Five sentences, one shorter, of which four are scored, one without headings: no shape is taken for a constant."""
    pieces = torch.arange(85).reshape(5, 17) + 1
    pieces[1, 14:] = 0
    shown = torch.ones(4, HEADINGS, dtype=torch.long)
    shown[2] = 0
    return pieces, torch.zeros(5, 1, dtype=torch.long), torch.zeros(4, HEADINGS, width), shown
