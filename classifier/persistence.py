"""Model folders: save, load and verify. The estimator is in skops format, so that loading never runs code.

A folder holds `estimator.skops`, `manifest.json` (format number, versions, labels, hashes of every file), the model
card with its diagram and facts, and, for a model with an encoder, `encoder.onnx` and `tokenizer.json`.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError, ModelError, OutputError
from classifier.framework import available_frameworks
from classifier.model import FindingModel, TrainedModel, make_model
from classifier.model_card import card_files
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifier.encoder.runtime import SentenceEncoder
    from classifier.model import Estimator

FORMAT = 5
DEFAULT_MODEL = "hmip-nps-2018"
SHORT_NAMES = {"accurate": DEFAULT_MODEL, "fast": f"{DEFAULT_MODEL}-fast"}
"""The two shipped models by what they are good for."""

ESTIMATOR, MANIFEST, CARD = "estimator.skops", "manifest.json", "README.md"
ENCODER, TOKENIZER = "encoder.onnx", "tokenizer.json"
TRUSTED = frozenset(
    {
        "classifier.calibration.MatrixScaling",
        "classifier.chain.ReportChain",
        "classifier.combined.CombinedClassifier",
        "classifier.estimator.SentenceClassifier",
        "classifier.features.transformer.SentenceFeatures",
        "classifier.pooling.LogarithmicPool",
    }
)
"""The types beyond those that skops itself trusts; nothing else is ever constructed."""

_RETRAIN = "Train it again with findings train, or use the shipped model"
_MOST_BYTES = 500_000_000


def shipped_models() -> dict[str, Path]:
    """The folders of the models that come with the package, by name."""
    here = Path(__file__).parent
    for folder in (here / "_models", here.parent / "models"):
        if folder.is_dir():
            return {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{MANIFEST}"))}
    return {}


def find_model(name: str | Path = DEFAULT_MODEL) -> Path:
    """The folder of a shipped model by its name, or of any model by its path; raises `ModelError` for neither."""
    shipped = shipped_models()
    full = SHORT_NAMES.get(str(name), str(name))
    if full in shipped:
        return shipped[full]
    if Path(name).is_dir():
        return Path(name)
    known = ", ".join(shipped) or "none"
    raise ModelError(name, f"there is no such model or folder; shipped models: {known}", "Check the name or the path")


def load_model(name: str | Path = DEFAULT_MODEL, *, encoder: SentenceEncoder | None = None) -> FindingModel:
    """Load a model by name or path after checking its manifest, hashes, versions and types.

    `encoder` is what `load_encoder` has given of the same model, if it was called before. Raises `ModelError`, which
    names the folder and the mend, where anything is wrong.
    """
    folder = find_model(name)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    estimator = _load_estimator(folder, manifest["files"], encoder)
    try:
        labels = [str(label) for label in estimator.classes_]
        if labels != manifest["labels"]:
            raise ModelError(folder, "the estimator's labels are not those of the manifest", _RETRAIN)
        thresholds = {float(target): float(least) for target, least in manifest["thresholds"].items()}
        review_below = float(manifest["review_below"])
        return make_model(manifest["name"], estimator, manifest["framework"], review_below, thresholds)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(folder, f"the manifest or the estimator is incomplete ({error})", _RETRAIN) from error


def load_encoder(name: str | Path = DEFAULT_MODEL) -> SentenceEncoder | None:
    """The encoder of a model alone, which is there long before the rest; None for a model without one.

    Raises `ModelError` as `load_model` does.
    """
    folder = find_model(name)
    manifest = read_manifest(folder)
    if ENCODER not in manifest["files"]:
        return None
    for one in (ENCODER, TOKENIZER):
        if one in manifest["files"]:
            _check_hash(folder / one, manifest["files"][one])
    return _encoder_in(folder, manifest["files"])


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a model folder; raises `ModelError` where there is none, or of an unknown format."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(folder, f"there is no {MANIFEST}, so this is no model folder", "Check the path") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(path, "the manifest cannot be read as JSON", _RETRAIN) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ModelError(path, "the manifest lists no files", _RETRAIN)
    if manifest.get("format") != FORMAT:
        raise ModelError(
            path,
            f"the model has format {manifest.get('format')!r}, this version of findings reads format {FORMAT}",
            "Use a model of this version, or the version of findings that made the model",
        )
    return manifest


def read_card(folder: Path) -> str:
    """The model card of a model folder, in Markdown; raises `ModelError` where it cannot be read."""
    path = folder / CARD
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ModelError(path, "the model card is missing or cannot be read", "Restore the model folder") from error


def verify(folder: Path, manifest: dict[str, Any]) -> None:
    """Check the hash of every file, the framework, and the version of scikit-learn; raises `ModelError`."""
    import sklearn

    if ESTIMATOR not in manifest["files"]:
        raise ModelError(folder, f"the manifest does not list {ESTIMATOR}", _RETRAIN)
    for name, expected in manifest["files"].items():
        if Path(name).name != name:
            raise ModelError(folder, f"the manifest names {name!r}, which is outside the folder", _RETRAIN)
        _check_hash(folder / name, expected)
    versions = manifest.get("versions")
    made = str(versions.get("scikit-learn", "unknown")) if isinstance(versions, dict) else "unknown"
    here = sklearn.__version__
    if made.split(".")[:2] != here.split(".")[:2]:
        raise ModelError(
            folder,
            f"the model was made with scikit-learn {made}, here is {here}",
            f"Install scikit-learn {'.'.join(made.split('.')[:2])}, or train the model again with findings train",
        )
    if manifest.get("framework") not in available_frameworks():
        raise ModelError(folder, f"its framework {manifest.get('framework')!r} is not known here", _RETRAIN)


def _check_hash(path: Path, expected: str) -> None:
    found = _sha256(path)
    if found != expected:
        raise ModelError(
            path,
            f"the file was changed: its sha256 is {found}, the manifest says {expected}",
            "Restore the model folder",
        )


def save_model(trained: TrainedModel, folder: Path) -> None:
    """Write a model folder; a model that is there already is replaced. Raises `OutputError`."""
    from classifier.skops_bytes import dump_bytes

    model, facts = trained.model, trained.facts
    slim, beside = taken_apart(model.estimator)
    files = {ESTIMATOR: dump_bytes(slim), **beside, **card_files(facts)}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": model.name,
        "framework": model.framework.name,
        "labels": [str(label) for label in model.estimator.classes_],
        "standards": [str(code) for code in model.estimator.standards_],
        "review_below": round(model.review_below, 6),
        "thresholds": {f"{target:g}": round(least, 6) for target, least in model.thresholds.items()},
        "versions": dict(facts.model.versions),
        "corpus": {
            "sha256": facts.corpus.sha256,
            "documents": facts.corpus.documents,
            "sentences": facts.corpus.sentences,
        },
        "settings": dict(facts.model.settings),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {**files, MANIFEST: _as_json(manifest)}.items():
            write_whole(folder / name, content, what="the model", mend="Choose another folder")
        if ENCODER not in files:  # what a former model left
            for name in (ENCODER, TOKENIZER):
                (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(folder, f"the model cannot be written ({error.strerror})", "Choose another folder") from error


def versions_here() -> dict[str, str]:
    """The versions of what a model is made with."""
    return {name: version(name) for name in ("findings-classifier", "scikit-learn", "skops", "numpy", "spacy")}


def _as_json(manifest: dict[str, Any]) -> bytes:
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def taken_apart(estimator: Estimator) -> tuple[Any, dict[str, bytes]]:
    """A copy without what only training needs, and what is stored beside it, by file name."""
    import copy

    encoder = getattr(estimator, "encoder_", None)
    slim = copy.copy(estimator)
    beside = {}
    if encoder is not None:
        beside = {ENCODER: encoder.network, TOKENIZER: encoder.tokenizer}
        slim.encoder_ = None  # type: ignore[attr-defined]
        slim.sparse_, _ = taken_apart(slim.sparse_)  # type: ignore[attr-defined]
    for name in vars(slim):
        if name.startswith("held_out_"):
            setattr(slim, name, getattr(slim, name)[:0])
    return slim, beside


def _load_estimator(folder: Path, files: Mapping[str, str], encoder: SentenceEncoder | None) -> Estimator:
    loaded = _load_skops(folder / ESTIMATOR)
    if type(loaded).__name__ == "SentenceClassifier":
        return loaded  # type: ignore[no-any-return]
    if type(loaded).__name__ != "CombinedClassifier":
        raise ModelError(
            folder / ESTIMATOR, f"the file holds a {type(loaded).__name__}, no estimator of sentences", _RETRAIN
        )
    loaded.encoder_ = encoder or _encoder_in(folder, files)
    return loaded  # type: ignore[no-any-return]


def _encoder_in(folder: Path, files: Mapping[str, str]) -> SentenceEncoder:
    """The encoder whose `files`, with their hashes, are checked already."""
    missing = [name for name in (ENCODER, TOKENIZER) if name not in files]
    if missing:
        raise ModelError(folder, f"the manifest does not list {missing[0]}", _RETRAIN)
    from classifier.encoder.runtime import SentenceEncoder

    return SentenceEncoder((folder / ENCODER).read_bytes(), (folder / TOKENIZER).read_bytes())


def _load_skops(path: Path) -> Any:
    from skops.io import get_untrusted_types, load

    try:
        foreign = sorted(set(get_untrusted_types(file=path)) - TRUSTED)
        if foreign:
            raise ModelError(
                path, f"the model holds types that are not allowed: {', '.join(foreign)}", "Do not use this model"
            )
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # scikit-learn warns of other versions
            return load(path, trusted=sorted(TRUSTED))
    except ClassifierError:
        raise
    except Exception as error:
        raise ModelError(path, f"the estimator cannot be read ({type(error).__name__}: {error})", _RETRAIN) from error


def _sha256(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ModelError(path, "the file is too large for a model", _RETRAIN)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:  # a name with a NUL character is a ValueError
        raise ModelError(path, "the file is missing or cannot be read", "Restore the model folder") from error
