"""A language model of three small layers that knows nothing, in place of the real base weights."""

import pytest


@pytest.fixture(scope="session")
def base(tmp_path_factory, documents):
    """A folder like that of the base weights; skipped without the extra `encoder`."""
    torch = pytest.importorskip("torch", reason="needs the extra: pip install 'findings-classifier[encoder]'")
    pytest.importorskip("onnx", reason="needs the extra: pip install 'findings-classifier[encoder]'")
    transformers = pytest.importorskip("transformers")
    from tokenizers import BertWordPieceTokenizer

    folder = tmp_path_factory.mktemp("base")
    tokenizer = BertWordPieceTokenizer()
    texts = [document.text for document in documents]
    tokenizer.train_from_iterator(texts, vocab_size=400, show_progress=False)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=400, hidden_size=32, num_hidden_layers=3, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def lessons(base, known_examples):
    from tokenizers import Tokenizer

    from classifier.fine_tuning.lessons import lessons_of

    return lessons_of(known_examples, Tokenizer.from_file(str(base / "tokenizer.json")))
