"""Which model a project uses: the one it came with, or one that was trained from its decisions and taken in use.

The log is the record of it. `trained` puts a model on top of those before, `taken-back` takes the top one off, and
the model in use is what is left on top. Models trained here stand in a folder beside the project (`NAME.models`);
a model that comes with the package is never written to.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ModelError, OutputError
from classifier.persistence import DEFAULT_MODEL, MANIFEST, find_model, load_model, read_manifest
from classifier.review import log
from classifier.review.adjudication import positions
from classifier.review.asking import suggest
from classifier.review.errors import ReviewError
from classifier.review.records import Kind, State
from classifier.review.reports import reports, sentences, update_suggestions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifier.model import FindingModel
    from classifier.review.records import Entry, Suggestion
    from classifier.review.store import Project

FIRST = "first-model.json"


@dataclass(frozen=True, slots=True)
class InUse:
    """The model of a project: its name, and its folder, None for the one that comes with the package.

    `since` (UTC, ISO 8601) and `by` say when and by whom it was taken in use, None for the first model.
    """

    name: str
    folder: Path | None
    since: str | None
    by: str | None
    can_take_back: bool


def models_folder(project: Path) -> Path:
    """Where the models that are trained from a project stand."""
    return project.with_name(f"{project.name}.models")


def keep_first(project: Path, model: str) -> None:
    """Remember a new project's first model where it is not the one that comes with the package; `OutputError`."""
    if model == DEFAULT_MODEL:
        return
    home = models_folder(project)
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / FIRST).write_text(json.dumps({"model": whole_name(model)}), encoding="utf-8")
    except OSError as error:
        raise OutputError(home, f"this cannot be written ({error.strerror})", "Change its permissions") from error


def whole_name(model: str) -> str:
    """The name of a shipped model, or the whole path of a folder; raises `ModelError` for what is neither."""
    find_model(model)
    return str(Path(model).resolve()) if Path(model).is_dir() else model


def first_model(project: Path) -> str:
    """The name or folder of the model that a project began with."""
    try:
        found = json.loads((models_folder(project) / FIRST).read_text(encoding="utf-8"))
        return str(found["model"])
    except FileNotFoundError:
        return DEFAULT_MODEL
    except (OSError, ValueError, KeyError, TypeError) as error:
        path = models_folder(project) / FIRST
        raise ModelError(path, "the file is damaged", "Delete it, and name the model with --model") from error


def model_in_use(project: Project, first: str | None = None) -> InUse:
    """The model in use; `first` is the name or folder of the model before any was trained here, if not remembered."""
    stack = _taken(project)
    if not stack:
        return InUse(first or first_model(project.path), None, None, None, can_take_back=False)
    top = stack[-1]
    folder = models_folder(project.path) / str(top.after["folder"])
    return InUse(str(top.after["model"]), folder, top.at, top.name, can_take_back=True)


def own_name(model: InUse) -> str:
    """The name that a model has in its manifest, as its suggestions tell it; raises `ModelError` where it is gone."""
    return str(read_manifest(model.folder or find_model(model.name)).get("name") or model.name)


def shown_name(model: InUse) -> str:
    """As `own_name`; of a model that is gone the name that it was asked for by, as all else can still be shown."""
    try:
        return own_name(model)
    except ModelError:
        return model.name


def load_in_use(project: Project, first: str | None = None) -> FindingModel:
    """Load the model in use; raises `ModelError` where its folder is missing or not the one that was taken in use."""
    return _load(project, _taken(project), first)


def _load(project: Project, stack: list[Entry], first: str | None) -> FindingModel:
    if not stack:
        return load_model(first or first_model(project.path))
    folder = models_folder(project.path) / str(stack[-1].after["folder"])
    if folder.is_dir() and manifest_hash(folder) != stack[-1].after["manifest"]:
        problem = "the model was changed after it was taken in use"
        raise ModelError(folder, problem, "Take it back: findings review take-back PROJECT")
    return load_model(folder)


def take_in_use(
    project: Project,
    person: int,
    folder: Path,
    details: Mapping[str, object],
    *,
    first: str | None = None,
) -> InUse:
    """Take a model folder in use: what nobody has decided gets its suggestions. One change of the project.

    `details` go into the log. Raises `ModelError` for a folder that cannot be loaded, `ReviewError` for one that
    is not beside the project or of another framework.
    """
    home = models_folder(project.path)
    if folder.parent != home:
        raise ReviewError(f"the model is not in {home}", where=str(folder), mend="Train it from this project")
    model = load_model(folder)
    if model.framework.name != project.settings.framework:
        problem = f"the model is of {model.framework.name}, the project of {project.settings.framework}"
        raise ReviewError(problem, where=str(folder), mend="Use a model of the project's framework")
    facts = {**details, "model": model.name, "folder": folder.name, "manifest": manifest_hash(folder)}
    before = model_in_use(project, first).name
    found = _suggestions(project, model)
    with project.write():
        log.record(project, Kind.TRAINED, person, {**facts, "before": before})
        _suggest_anew(project, found, person)
    return model_in_use(project, first)


def take_back(project: Project, person: int, *, first: str | None = None) -> InUse:
    """Go back to the model before: what nobody has decided gets its suggestions again. One change of the project.

    Raises `ReviewError` where the project uses its first model.
    """
    stack = _taken(project)
    if not stack:
        mend = "There is nothing to take back"
        raise ReviewError("the project uses its first model", where=str(project.path), mend=mend)
    model = _load(project, stack[:-1], first)
    found = _suggestions(project, model)
    with project.write():
        facts = {"model": stack[-1].after["model"], "trained": stack[-1].seq, "now": model.name}
        log.record(project, Kind.TAKEN_BACK, person, facts)
        _suggest_anew(project, found, person)
    return model_in_use(project, first)


def manifest_hash(folder: Path) -> str:
    """The sha256 of a model's manifest, which holds the hashes of its other files; raises `ModelError`."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(folder, f"there is no {MANIFEST}", "Train the model again") from error


def suggestions_for(project: Project, report: int, model: FindingModel) -> dict[int, Suggestion]:
    """What a model suggests for every sentence of a report, by its number."""
    known = sentences(project, report)
    made = suggest(model, [sentence for _, sentence in known])
    return dict(zip((number for number, _ in known), made, strict=True))


def _suggestions(project: Project, model: FindingModel) -> dict[int, dict[int, Suggestion]]:
    """The model's suggestions by report; signed-off reports stay as they are. Made before the project is changed."""
    return {info.id: suggestions_for(project, info.id, model) for info in reports(project) if not info.is_frozen}


def _suggest_anew(project: Project, found: Mapping[int, Mapping[int, Suggestion]], person: int) -> None:
    """Give every sentence that nobody has decided its new suggestion."""
    for report, suggestions in found.items():
        decided = {
            item
            for item, places in positions(project, report).items()
            if any(one.standing.state is State.DECIDED for one in places)
        }
        there = {item for item, _ in sentences(project, report)}  # boundaries may have been mended meanwhile
        fresh = {item: one for item, one in suggestions.items() if item in there and item not in decided}
        if fresh:
            update_suggestions(project, report, fresh, person=person)


def _taken(project: Project) -> list[Entry]:
    """The entries of the models that were taken in use and not taken back, oldest first."""
    stack: list[Entry] = []
    for entry in log.entries(project, kinds=(Kind.TRAINED, Kind.TAKEN_BACK)):
        if entry.kind is Kind.TRAINED:
            stack.append(entry)
        elif stack:
            stack.pop()
    return stack
