"""`findings train --encoder`, with a language model of one small layer in place of the real one."""

import json

import pytest

from classifier.persistence import load_model

pytest.importorskip("torch", reason="needs the extra: pip install 'findings-classifier[encoder]'")


@pytest.fixture
def base(tmp_path, documents, monkeypatch):
    import transformers
    from tokenizers import BertWordPieceTokenizer

    from classifier.fine_tuning import learning

    tokenizer = BertWordPieceTokenizer()
    tokenizer.train_from_iterator([document.text for document in documents], vocab_size=300, show_progress=False)
    folder = tmp_path / "base"
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = transformers.BertConfig(
        vocab_size=300, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    monkeypatch.setattr(learning, "find_base_weights", lambda: folder)


def test_a_model_with_an_encoder_is_trained_saved_and_used(findings, corpus_folder, tmp_path, base):
    folder = tmp_path / "mine"
    result = findings("train", corpus_folder, "--encoder", "--name", "mine", "--out", folder)
    assert result.exit_code == 0, result.stderr
    assert "Encoder 3 of 3: on all documents" in result.stderr
    assert (tmp_path / "mine.work" / "all" / "checkpoint.pt").is_file()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {"encoder.onnx", "tokenizer.json", "estimator.skops"} < manifest["files"].keys()
    assert manifest["settings"]["encoder"]["epochs"] == 3
    assert "A small language model" in (folder / "README.md").read_text()
    assert type(load_model(folder).estimator).__name__ == "CombinedClassifier"

    report = tmp_path / "report.txt"
    report.write_text("1.2 Staff\n\nOfficers are well trained. Too few of them are there.\n")
    rows = findings("tag", report, "--model", folder, "--format", "jsonl").stdout.splitlines()
    assert len(rows) == 2
    assert json.loads(rows[0])["model"] == manifest["name"]


def test_cross_validation_of_the_encoder_is_refused(findings, corpus_folder):
    result = findings("train", corpus_folder, "--encoder", "--cross-validate")
    assert result.exit_code == 1
    assert "--cross-validate measures the model without encoder" in result.stderr
