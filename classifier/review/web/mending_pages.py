"""Work inside a sentence: parts of a mixed one with labels of their own, boundaries, the note, the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.records import FindingLabel
from classifier.review import boundaries, decisions, items, log, reports
from classifier.review.errors import ReviewError
from classifier.review.records import Choice, Kind, Span
from classifier.review.standing import choice_of
from classifier.review.web.actions import after_action, seconds_of, told
from classifier.review.web.cards import Round
from classifier.review.web.site import is_part, number
from classifier.review.web.words import Word, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.records import Entry, Item, Person
    from classifier.review.web.routes import Fields
    from classifier.review.web.site import Site

_MOST_PARTS = 8
_PATIENCE = 0.08  # seconds that a mended boundary waits for the model
_TURNS = frozenset({"but", "however", "although", "though", "yet", "while", "whereas", "despite"})
_PART_LABELS = (FindingLabel.STRENGTH, FindingLabel.AREA_FOR_IMPROVEMENT, FindingLabel.NONE)


def note(site: Site, request: Request) -> Response:
    """The form for a note."""
    return _work(site, request, "note")


def split(site: Site, request: Request) -> Response:
    """The form for parts: the words of the sentence, of which some begin a part, and a label for each part.

    `toggle` is the number of a word that begins a part from now on, or no longer does; the other fields of the
    form come back as they were sent.
    """
    item, _ = _asked(site, request)
    words, sent = words_in(site, item), request.query_params
    begins = _begins(sent, words)
    toggled = number(sent, "toggle")
    if toggled is not None and _may_begin(toggled, words):
        begins ^= {toggled}
    elif not begins:
        begins = _contrast(words)
    starts = [0, *sorted(begins)]
    parts = [
        (first, " ".join(word.text for word in words[first:last]))
        for first, last in zip(starts, [*starts[1:], len(words)], strict=True)
    ]
    label = item.label.standard if item.label else None
    standard = label or (item.suggestion.standard if item.suggestion else None)
    possible = [place for place in range(1, len(words)) if _may_begin(place, words)]
    focused = toggled if toggled in possible else min(begins or possible, default=None)
    facts = {"words": words, "begins": begins, "parts": parts, "sent": sent, "standard": standard, "focused": focused}
    return _work(site, request, "split", **facts, part_labels=_PART_LABELS)


def store_parts(site: Site, request: Request, fields: Fields) -> Response:
    """Store a mixed sentence with its parts."""

    def do(person: Person, item: int, seen: int) -> tuple[Item, str]:
        now = items.item(site.project, item, person.id)
        words = words_in(site, now)
        starts = [0, *sorted(_begins(fields, words))]
        if not 2 <= len(starts) <= _MOST_PARTS:
            mend = f"Choose the words at which a new part begins: 2 to {_MOST_PARTS} parts"
            raise ReviewError("the sentence was not split", mend=mend)
        ends = [*starts[1:], len(words)]
        spans = tuple(_span(fields, words, first, last, now) for first, last in zip(starts, ends, strict=True))
        standard = next((span.standard for span in spans if span.standard), None)
        choice = Choice(FindingLabel.MIXED, standard, spans)
        done = decisions.decide(site.project, person.id, item, choice, seen=seen, seconds=seconds_of(fields))
        return done, f"Stored: {told(site, choice)}."

    return after_action(site, request, fields, do)


def mend(site: Site, request: Request) -> Response:
    """The form for boundaries: the words, at which the sentence can be divided, and its neighbours to join."""
    item, person = _asked(site, request)
    site.asker.want(item.id)  # so that the model is there when the new sentences are
    before, after = (
        None if each is None else items.item(site.project, each, person.id)
        for each in items.neighbours(site.project, item.id)
    )
    following = () if after is None else words_in(site, after)
    facts = {"words": words_in(site, item), "before": before, "after": after, "following": following}
    return _work(site, request, "boundaries", **facts)


def store_boundary(site: Site, request: Request, fields: Fields) -> Response:
    """Divide a sentence, move its end, or join it with the one before or after it."""

    def do(person: Person, item: int, seen: int) -> tuple[Item, str]:
        seconds = seconds_of(fields)
        way, offset = fields.get("way", ""), number(fields, "offset")
        if way == "join-after":
            done = boundaries.merge_with_next(site.project, person.id, item, seen=seen, seconds=seconds)
            return _suggested(site, person, done), "Joined with the next sentence."
        if way == "join-before":
            before, version = number(fields, "before"), number(fields, "before-seen")
            if before is None or version is None:
                raise ReviewError("no sentence stands before this one", mend="Join it with the next")
            done = boundaries.merge_with_next(site.project, person.id, before, seen=version, seconds=seconds)
            return _suggested(site, person, done), "Joined with the sentence before."
        if offset is None:
            raise ReviewError("no place was chosen", mend="Choose the word at which the second sentence begins")
        if way == "move":
            done, _ = boundaries.move_boundary(site.project, person.id, item, offset, seen=seen, seconds=seconds)
            return _suggested(site, person, done), "The border is moved."
        done, _ = boundaries.divide(site.project, person.id, item, offset, seen=seen, seconds=seconds)
        return _suggested(site, person, done), "These are two sentences now."

    return after_action(site, request, fields, do, stay=True, whole=True)


def trail(site: Site, request: Request) -> Response:
    """What was done to the sentence, by whom and when; in a blind project only by this person."""
    item, person = _asked(site, request)
    mine = person.id if site.project.settings.blind and not person.is_lead else None
    entries = log.entries(site.project, item=item.id, person=mine)
    steps = [(entry, _outcome(site, entry)) for entry in entries]
    template = "trail.html" if is_part(request) else "trail_page.html"
    return site.page(request, template, item=item, steps=steps, words=_DONE)


def _outcome(site: Site, entry: Entry) -> str:
    """What an entry of the log left behind, in words: the label and standard, the note, or that it is to do."""
    after = entry.after if isinstance(entry.after, dict) else {}
    if entry.kind is Kind.NOTE:
        return f"“{after['note']}”" if after.get("note") else "none"
    choice = choice_of(after) if after.get("finding") and entry.kind not in (Kind.SKIP, Kind.FLAG) else None
    if choice is not None:
        return told(site, choice)
    return _STATES.get(str(after.get("state")), "") if entry.kind in (Kind.UNDO, Kind.REDO) else ""


def words_in(site: Site, item: Item) -> tuple[Word, ...]:
    """The words of a sentence with their places in the report."""
    source = reports.text(site.project, item.report)[item.start : item.end]
    return words_of(item.text, source, item.start)


def _suggested(site: Site, person: Person, item: Item) -> Item:
    """A new sentence with its suggestion, if the model is quick enough; else the card asks for it."""
    site.asker.want(item.id)
    site.asker.wait(_PATIENCE)
    return items.item(site.project, item.id, person.id)


def _span(fields: Mapping[str, str], words: tuple[Word, ...], first: int, last: int, item: Item) -> Span:
    label = fields.get(f"finding-{first}", "")
    if label not in list(FindingLabel):
        raise ReviewError(f"the part “{words[first].text} …” has no label", mend="Choose one for each part")
    finding = FindingLabel(label)
    standard = fields.get(f"standard-{first}") or None
    start, end = words[first].start, words[last - 1].end
    begin = item.start if first == 0 or start is None else start
    stop = item.end if last == len(words) or end is None else end
    return Span(begin, stop, finding, standard if finding.is_finding else None)


def _begins(fields: Mapping[str, str], words: tuple[Word, ...]) -> set[int]:
    """The numbers of the words that begin a part, of the fields `at-3`, `at-9` and so on."""
    return {place for place in range(1, len(words)) if f"at-{place}" in fields and _may_begin(place, words)}


def _may_begin(place: int, words: tuple[Word, ...]) -> bool:
    return 0 < place < len(words) and words[place].start is not None


def _contrast(words: tuple[Word, ...]) -> set[int]:
    """The first word that turns a sentence round, as a proposal for where its second part begins."""
    for place, word in enumerate(words):
        if word.text.lower() in _TURNS and _may_begin(place, words):
            return {place}
    return set()


def _asked(site: Site, request: Request) -> tuple[Item, Person]:
    person = site.person(request)
    return items.item(site.project, int(request.path_params["item"]), person.id), person


def _work(site: Site, request: Request, name: str, **facts: Any) -> Response:
    item, _ = _asked(site, request)
    view = "reading" if request.query_params.get("view") == "reading" else "queue"
    going = Round.of(request.query_params)
    template = f"{name}.html" if is_part(request) else "work.html"
    codes = site.project.framework.standards
    return site.page(request, template, item=item, view=view, going=going, codes=codes, name=name, **facts)


_STATES = {"open": "to do again", "skipped": "skipped", "flagged": "flagged"}
_DONE = {
    Kind.ACCEPT: "accepted the suggestion",
    Kind.CHANGE: "decided",
    Kind.SPLIT: "decided it in parts",
    Kind.SKIP: "skipped it",
    Kind.FLAG: "flagged it",
    Kind.NOTE: "wrote a note",
    Kind.IMPORT: "decided it in an imported file",
    Kind.BOUNDARY: "mended a boundary",
    Kind.UNDO: "undid a step",
    Kind.REDO: "did a step again",
    Kind.ADJUDICATE: "settled it",
}
