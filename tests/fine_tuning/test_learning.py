"""From examples to an encoder and what encoders say of documents they have not seen."""

import builtins

import numpy as np
import pytest

from classifier.errors import MissingExtraError


def test_every_example_is_judged_by_an_encoder_that_has_not_seen_its_document(
    base, known_examples, tmp_path, monkeypatch
):
    from classifier.fine_tuning import learning, run
    from classifier.fine_tuning.run import Settings

    monkeypatch.setattr(learning, "find_base_weights", lambda: base)
    seen, fine_tune = [], run.fine_tune

    def watched(lessons, places, *rest):
        seen.append({lessons.documents[place] for place in places})
        return fine_tune(lessons, places, *rest)

    monkeypatch.setattr(run, "fine_tune", watched)
    told = []
    found = learning.learn_encoder(
        known_examples, tmp_path, settings=Settings(epochs=1, threads=1), progress=told.append
    )
    names = {example.document for example in known_examples}
    assert [len(some) for some in seen] == [4, 4, 8]
    assert seen[0] | seen[1] == names
    assert not seen[0] & seen[1]
    assert found.held_out.shape == (len(known_examples), 4 + 2 + 3)
    assert np.isfinite(found.held_out).all()
    assert found.settings["folds"] == 2
    again = found.encoder.scores([example.sentence for example in known_examples])
    assert again.shape == found.held_out.shape
    assert told[0] == "Encoder 1 of 3: without 4 documents"


def test_without_pytorch_the_extra_is_named(known_examples, tmp_path, monkeypatch):
    import sys

    from classifier.fine_tuning import learning

    for name in ("classifier.fine_tuning.run", "classifier.fine_tuning.exporting", "classifier.fine_tuning.network"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    real = builtins.__import__

    def blocked(name, *arguments, **named):
        if name.partition(".")[0] in ("torch", "transformers"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", blocked)
    with pytest.raises(MissingExtraError, match=r"findings-classifier\[encoder\]"):
        learning.learn_encoder(known_examples, tmp_path, progress=lambda _: None)
