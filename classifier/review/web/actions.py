"""What a person does to a sentence: accept, decide, skip, flag, note, undo, redo. Each answers with the next card."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError
from classifier.records import FindingLabel
from classifier.review import decisions, history, items, log
from classifier.review.errors import ConflictError, ReviewError
from classifier.review.records import Choice, Kind
from classifier.review.web import queue_pages, reading_pages
from classifier.review.web.cards import Round, next_of
from classifier.review.web.site import number
from classifier.review.web.words import local

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.records import Entry, Item, Person
    from classifier.review.web.routes import Fields
    from classifier.review.web.site import Site

NOTHING_TO_UNDO = "There is nothing left to undo."
_MOST_SECONDS = 3600.0  # a card that was open for longer was not looked at all the time


def decide(site: Site, request: Request, fields: Fields) -> Response:
    """Accept the suggestion, or store the label and the standard of the form."""

    def do(person: Person, item: int, seen: int) -> tuple[Item, str]:
        seconds = seconds_of(fields)
        chosen, standard = fields.get("finding", ""), fields.get("standard") or None
        if chosen == "accept":
            suggested = items.item(site.project, item, person.id).suggestion
            if suggested is None or standard in (None, suggested.standard) or not suggested.finding.is_finding:
                done = decisions.accept(site.project, person.id, item, seen=seen, seconds=seconds)
                return done, f"Stored: {told(site, done.standing.choice)}."
            chosen = suggested.finding.value
        choice = choice_of(chosen, standard)
        done = decisions.decide(site.project, person.id, item, choice, seen=seen, seconds=seconds)
        return done, f"Stored: {told(site, choice)}."

    return after_action(site, request, fields, do)


def skip(site: Site, request: Request, fields: Fields) -> Response:
    """Leave the sentence for later."""

    def do(person: Person, item: int, seen: int) -> tuple[Item, str]:
        done = decisions.skip(site.project, person.id, item, seen=seen, seconds=seconds_of(fields))
        return done, "Skipped: it comes back at the end."

    return after_action(site, request, fields, do)


def flag(site: Site, request: Request, fields: Fields) -> Response:
    """Mark the sentence for somebody to look at."""

    def do(person: Person, item: int, seen: int) -> tuple[Item, str]:
        words = fields.get("note")
        done = decisions.flag(site.project, person.id, item, seen=seen, seconds=seconds_of(fields), note=words)
        return done, "Flagged: somebody should look at it."

    return after_action(site, request, fields, do)


def note(site: Site, request: Request, fields: Fields) -> Response:
    """Write a note to the sentence, and stay with it."""

    def do(person: Person, item: int, seen: int) -> tuple[Item, str]:
        words = fields.get("note", "").strip()
        done = decisions.note(site.project, person.id, item, words, seen=seen, seconds=seconds_of(fields))
        return done, "The note is stored." if words else "The note is gone."

    return after_action(site, request, fields, do, stay=True)


def undo(site: Site, request: Request, fields: Fields) -> Response:
    """Take back what this person did last; what comes is the sentence that it was about."""
    return _step(site, request, fields, history.undo, "Undone", NOTHING_TO_UNDO)


def redo(site: Site, request: Request, fields: Fields) -> Response:
    """Do again what was undone last."""
    return _step(site, request, fields, history.redo, "Done again", "There is nothing left to do again.")


def choice_of(finding: str, standard: str | None) -> Choice:
    """A choice from the fields of a form; raises `ReviewError` where something is missing."""
    if finding not in list(FindingLabel):
        raise ReviewError("no label was chosen", mend="Choose one of the labels")
    label = FindingLabel(finding)
    if not label.is_finding:
        return Choice(label)
    if standard is None:
        mend = "Choose one, or press its two keys, and then the label again"
        raise ReviewError("a finding needs a standard", mend=mend)
    return Choice(label, standard)


def told(site: Site, choice: Choice | None) -> str:
    """A choice in words, such as "strength, 2.1 Assessment"."""
    if choice is None:
        return "nothing"
    if choice.standard is None:
        return "no finding"
    title = site.project.framework.standard(choice.standard).title
    parts = f", in {len(choice.spans)} parts" if choice.spans else ""
    return f"{choice.finding.words}, {choice.standard} {title}{parts}"


def seconds_of(fields: Fields) -> float:
    """How long the person took, as their browser counted."""
    try:
        seconds = float(fields.get("seconds") or 0)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), _MOST_SECONDS) if isfinite(seconds) else 0.0


def after_action(
    site: Site,
    request: Request,
    fields: Fields,
    do: Callable[[Person, int, int], tuple[Item, str]],
    *,
    stay: bool = False,
    whole: bool = False,
) -> Response:
    """Do something to the sentence of the address, and show what comes next; refusals come on the card.

    `stay` shows the same sentence again, `whole` loads the reading view anew.
    """
    person = site.person(request)
    item = int(request.path_params["item"])
    seen = number(fields, "seen")
    try:
        if seen is None:
            raise ReviewError("the form does not say which version was seen", mend="Load the page again")
        done, said = do(person, item, seen)
    except ConflictError as error:
        return _refused(site, request, fields, person, item, error, 409)
    except ClassifierError as error:
        return _refused(site, request, fields, person, item, error, 422)
    if fields.get("view") == "reading":
        return reading_pages.answer(site, request, person, done, said=said, decided=not stay, whole=whole)
    going = Round.of(fields)
    following = done if stay else next_of(site.project, person, going, after=done.id)
    return queue_pages.answer(site, request, person, going, following, said=said)


def _refused(
    site: Site, request: Request, fields: Fields, person: Person, item: int, error: ClassifierError, status: int
) -> Response:
    """The sentence as it stands now, with why nothing was stored; what the person had chosen is lost on purpose."""
    now = items.item(site.project, item, person.id)
    facts: dict[str, Any] = {"notice": f"Not stored: {local(error)}", "status": status}
    if fields.get("view") == "reading":
        return reading_pages.answer(site, request, person, now, **facts)
    return queue_pages.answer(site, request, person, Round.of(fields), now, **facts)


def _step(
    site: Site,
    request: Request,
    fields: Fields,
    step: Callable[..., Entry | None],
    done: str,
    nothing: str,
) -> Response:
    person = site.person(request)
    going = Round.of(fields)
    reading = fields.get("view") == "reading"
    shown = number(fields, "shown")
    notice, status, said, kind = "", 200, nothing, None
    try:
        entry = step(site.project, person.id, past_conflicts="past" in fields)
    except ConflictError as error:
        entry, notice, status, said = None, f"Not undone: {local(error)}", 409, ""
    if entry is not None and entry.item is not None:
        shown = entry.item
        kind = _kind(site, entry)
        said = step_words(site, entry, done)
    item = next_of(site.project, person, going) if shown is None else items.item(site.project, shown, person.id)
    if reading and item is not None:
        whole = kind is Kind.BOUNDARY  # other sentences than before
        return reading_pages.answer(site, request, person, item, said=said, notice=notice, status=status, whole=whole)
    can_pass = status == 409
    return queue_pages.answer(
        site, request, person, going, item, said=said, notice=notice, status=status, can_pass=can_pass
    )


_STEPS = {
    Kind.ACCEPT: "the accepted suggestion",
    Kind.CHANGE: "the label",
    Kind.SPLIT: "the parts",
    Kind.SKIP: "the skip",
    Kind.FLAG: "the flag",
    Kind.NOTE: "the note",
    Kind.IMPORT: "the imported decision",
    Kind.BOUNDARY: "the mended boundary",
    Kind.ADJUDICATE: "the settled disagreement",
}


def step_words(site: Site, entry: Entry, done: str) -> str:
    """What an undo or redo did, in words, such as "Undone: the label."."""
    return f"{done}: {_STEPS.get(_kind(site, entry), 'the last step')}."


def _kind(site: Site, entry: Entry) -> Kind:
    """What an undo or redo was about."""
    target = () if entry.target is None else log.entries(site.project, after=entry.target - 1, limit=1)
    return target[0].kind if target else entry.kind
