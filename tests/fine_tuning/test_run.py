"""Learning, and going on with it after an interruption."""

from dataclasses import replace

import numpy as np
import pytest

from classifier.errors import TrainingError

SILENT = lambda _: None  # noqa: E731


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def settings(base):
    from classifier.fine_tuning.run import Settings

    return Settings(epochs=3, batch=8, threads=1)


def learn(lessons, base, settings, folder, places=None):
    from classifier.fine_tuning.run import fine_tune

    chosen = range(len(lessons.findings)) if places is None else places
    return fine_tune(lessons, chosen, base, settings, folder, SILENT)


def weights(network):
    return {name: value.numpy() for name, value in network.state_dict().items()}


def same(one, other):
    return all(np.array_equal(value, other[name]) for name, value in one.items())


@pytest.fixture(scope="module")
def undisturbed(lessons, base, settings, tmp_path_factory):
    return weights(learn(lessons, base, settings, tmp_path_factory.mktemp("undisturbed")))


def test_the_network_learns(lessons, base, settings, tmp_path):
    from classifier.fine_tuning.exporting import to_onnx

    network = learn(lessons, base, replace(settings, epochs=25, head_rate=2e-2, encoder_rate=2e-3), tmp_path)
    said = scores_of(to_onnx(network, quantised=False), lessons)
    assert (said[:, :4].argmax(axis=1) == lessons.findings).mean() > 0.9


def scores_of(network, lessons):
    import onnxruntime

    from classifier.encoder.inputs import HEADINGS, pad

    session = onnxruntime.InferenceSession(network)
    width = session.get_inputs()[2].shape[2]

    def run(rows, kind, above, shown):
        given = {"pieces": pad(rows, lessons.frame), "kinds": np.full((len(rows), 1), kind)}
        return session.run(None, {**given, "above": above.astype(np.float32), "shown": shown.astype(np.int64)})

    places = np.full((len(lessons.sentences), HEADINGS), -1)
    for row, above in zip(places, lessons.above, strict=True):
        row[: len(above)] = above
    count = len(lessons.headings)
    read = run(lessons.headings, 1, np.zeros((count, HEADINGS, width)), np.zeros((count, HEADINGS)))[1]
    return run(lessons.sentences, 0, read[places], places >= 0)[0]


def test_the_same_seed_gives_the_same_network(lessons, base, settings, undisturbed, tmp_path):
    assert same(weights(learn(lessons, base, settings, tmp_path)), undisturbed)
    assert not same(weights(learn(lessons, base, replace(settings, seed=1), tmp_path / "other")), undisturbed)


@pytest.mark.parametrize("steps", [3, 12, 17])
def test_after_an_interruption_it_goes_on_as_if_undisturbed(
    lessons, base, settings, undisturbed, tmp_path, monkeypatch, steps
):
    from classifier.fine_tuning import run

    monkeypatch.setattr(run, "_STEPS_BETWEEN", 2)
    step, done = run._Run.step, []

    def fails(self, *arguments):
        if len(done) == steps:
            raise StoppedError
        done.append(1)
        step(self, *arguments)

    monkeypatch.setattr(run._Run, "step", fails)
    with pytest.raises(StoppedError):
        learn(lessons, base, settings, tmp_path)
    counted = []
    monkeypatch.setattr(run._Run, "step", lambda self, *arguments: (counted.append(1), step(self, *arguments)))
    assert same(weights(learn(lessons, base, settings, tmp_path)), undisturbed)
    assert len(counted) <= 36 - steps + 2


def test_a_finished_network_is_not_learned_again(lessons, base, settings, undisturbed, tmp_path, monkeypatch):
    from classifier.fine_tuning import run

    learn(lessons, base, settings, tmp_path)
    monkeypatch.setattr(run._Run, "step", lambda self, *_: pytest.fail("it learned again"))
    assert same(weights(learn(lessons, base, settings, tmp_path)), undisturbed)


def test_a_checkpoint_of_other_lessons_is_not_used(lessons, base, settings, undisturbed, tmp_path):
    learn(lessons, base, settings, tmp_path, places=range(40))
    assert same(weights(learn(lessons, base, settings, tmp_path)), undisturbed)


def test_a_damaged_checkpoint_is_an_error_that_names_it(lessons, base, settings, tmp_path):
    (tmp_path / "checkpoint.pt").write_bytes(b"no checkpoint")
    with pytest.raises(TrainingError, match=r"checkpoint\.pt cannot be read\. Delete it"):
        learn(lessons, base, settings, tmp_path)


def test_eight_bit_weights_say_nearly_the_same_in_less_space(lessons, base, settings, tmp_path):
    from classifier.fine_tuning.exporting import to_onnx

    network = learn(lessons, base, settings, tmp_path)
    whole, small = to_onnx(network, quantised=False), to_onnx(network)
    assert len(small) < len(whole)
    assert np.abs(scores_of(whole, lessons) - scores_of(small, lessons)).mean() < 0.1
