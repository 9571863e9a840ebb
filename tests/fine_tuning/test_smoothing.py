"""Getting a network ready for eight bits."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra: pip install 'findings-classifier[encoder]'")


@pytest.fixture(scope="module")
def uneven(base):
    """A network with a layer one of whose inputs is far larger than the others, and inputs for the network."""
    from classifier.fine_tuning.network import load_network

    torch.manual_seed(0)
    network = load_network(base, 4, 3).eval()
    layer = network.encoder.encoder.layer[0]
    layer.intermediate.dense.weight.data *= 20
    layer.output.dense.weight.data *= 20
    layer.intermediate.dense.weight.data[5] *= 100
    layer.output.dense.weight.data[:, 5] /= 100
    pieces = torch.randint(5, 400, (16, 20))
    return network, (pieces, torch.ones_like(pieces))


def scores(network, given, quantised):
    import onnxruntime

    from classifier.fine_tuning.exporting import to_onnx

    session = onnxruntime.InferenceSession(to_onnx(network, quantised=quantised))
    return session.run(None, {"pieces": given[0].numpy(), "parts": given[1].numpy()})[0]


def test_the_scores_stay_the_same_and_the_network_too(uneven):
    from classifier.fine_tuning.smoothing import smoothed

    network, given = uneven
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with torch.no_grad():
        expected = network(*given).numpy()
        assert smoothed(network, [given])(*given).numpy() == pytest.approx(expected, abs=1e-4)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_eight_bits_lose_less(uneven):
    from classifier.fine_tuning.smoothing import smoothed

    network, given = uneven
    whole = scores(network, given, quantised=False)
    plain = np.abs(scores(network, given, quantised=True) - whole).mean()
    smooth = np.abs(scores(smoothed(network, [given]), given, quantised=True) - whole).mean()
    assert smooth < 0.6 * plain
