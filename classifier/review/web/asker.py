"""A thread that asks the project's model: for sentences without a suggestion, and for what spoke for one.

Whatever it finds it stores in the project, and the page looks there. The model is loaded when it is first needed.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, ModelError
from classifier.review import items
from classifier.review.asking import reasons_for, sentence_of, suggest
from classifier.review.errors import ProjectError, ReviewError
from classifier.review.models import load_in_use, model_in_use, own_name
from classifier.review.reasons import keep_reasons, reasons_of
from classifier.review.reports import update_suggestions

if TYPE_CHECKING:
    from classifier.model import FindingModel
    from classifier.review.records import Item
    from classifier.review.store import Project

_MOST_WAITING = 8
"""Sentences that wait to be asked about; the oldest is forgotten, as nobody looks at it any longer."""


class Asker:
    """Asks one sentence after another, the last one wanted first; to be closed before its project is.

    `first` is the name or folder of the model with which the project began, `ready` the model in use, if it is loaded
    already.
    """

    def __init__(self, project: Project, first: str | None = None, ready: FindingModel | None = None) -> None:
        self.problem = ""
        self._project = project
        self._first = first
        self._model = ready
        self._name = "" if ready is None else ready.name
        self._of = None if ready is None else model_in_use(project, first)
        self._strange: set[str] = set()  # names of models that are not the one in use
        self._waiting: deque[int] = deque(maxlen=_MOST_WAITING)
        self._wanted = threading.Condition()
        self._idle = threading.Event()
        self._idle.set()
        self._closed = False
        self._thread: threading.Thread | None = None

    def want(self, item: int) -> None:
        """Ask about a sentence soon: what is suggested where nothing is, else what spoke for it."""
        with self._wanted:
            if self._closed or self.problem:
                return
            if item in self._waiting:
                self._waiting.remove(item)
            self._waiting.append(item)
            self._idle.clear()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="asker", daemon=True)
                self._thread.start()
            self._wanted.notify()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to be asked, or so long; whether that is so."""
        return self._idle.wait(seconds)

    def can_tell(self, item: Item) -> bool:
        """Whether it makes sense to wait for an answer about a sentence as it is shown."""
        if self.problem or item.frozen or item.hidden:
            return False
        return item.suggestion is None or item.suggestion.model not in self._strange

    def try_again(self) -> None:
        """Forget why the model could not be asked, as there is another one now."""
        self.problem = ""

    def close(self) -> None:
        """Ask nothing more; a question that is under way is waited for."""
        with self._wanted:
            self._closed = True
            self._waiting.clear()
            self._wanted.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while (item := self._next()) is not None:
            try:
                self._ask(item)
            except (ReviewError, ProjectError):
                continue  # the sentence was replaced in the meantime, or another program writes to the project
            except ClassifierError as error:
                self.problem = str(error)

    def _next(self) -> int | None:
        with self._wanted:
            while not self._waiting or self.problem:
                self._idle.set()
                if self._closed:
                    return None
                self._wanted.wait()
            return self._waiting.pop()

    def _ask(self, number: int) -> None:
        item = items.item(self._project, number, None)
        self._look()
        if item.frozen:
            return
        if item.suggestion is None:
            self._suggest(item.report)
        elif item.suggestion.model != self._name:
            self._strange.add(item.suggestion.model)
        elif reasons_of(self._project, item) is None:
            found = reasons_for(self._loaded(), sentence_of(item), item.suggestion)
            keep_reasons(self._project, number, item.suggestion, found)

    def _suggest(self, report: int) -> None:
        """Give all sentences of a report that have no suggestion one."""
        bare = [one for one in items.items(self._project, report, None) if one.suggestion is None]
        found = suggest(self._loaded(), [sentence_of(one) for one in bare])
        update_suggestions(self._project, report, {one.id: said for one, said in zip(bare, found, strict=True)})

    def _look(self) -> None:
        """Find out which model is in use, which may be another than a minute ago."""
        now = model_in_use(self._project, self._first)
        if now != self._of:
            self._name = own_name(now)
            self._of, self._model, self._strange = now, None, set()

    def _loaded(self) -> FindingModel:
        if self._model is None:
            model, framework = load_in_use(self._project, self._first), self._project.settings.framework
            if model.framework.name != framework:
                problem = f"its framework is {model.framework.name}, the project's is {framework}"
                raise ModelError(model.name, problem, "Name a model of the project's framework")
            self._model = model
        return self._model
