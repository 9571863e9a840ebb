"""Decisions from a file held against the project: labels, codes, names, conflicts; then taken in, or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.records import FindingLabel
from classifier.review.decisions import decide_many
from classifier.review.decisions import note as leave_note
from classifier.review.exchange.given import ACCEPT, Checked, Given, Problem, Read
from classifier.review.items import items
from classifier.review.people import add_person, people
from classifier.review.records import Choice, Imported, Span, State
from classifier.review.reports import reports

if TYPE_CHECKING:
    from classifier.review.records import Item, Person
    from classifier.review.store import Project


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A decision that is right in itself: whose it is, the sentence as that person sees it, and what they say."""

    given: Given
    name: str
    item: Item
    choice: Choice | None


@dataclass(slots=True)
class _Views:
    """The sentences as each person sees them; in a project that is not blind all see the same standing."""

    project: Project
    found: dict[int | None, dict[int, Item]] = field(default_factory=dict)

    def item(self, person: Person | None, item: int) -> Item | None:
        """The sentence as the person sees it; somebody new has no standing anywhere in a blind project."""
        view = person.id if person is not None else None
        if view is None and not self.project.settings.blind:
            known = people(self.project)
            view = known[0].id if known else None
        if view not in self.found:
            all_items = (one for info in reports(self.project) for one in items(self.project, info.id, view))
            self.found[view] = {one.id: one for one in all_items}
        return self.found[view].get(item)


def take_in(
    project: Project,
    read: Read,
    *,
    origin: str,
    person: int | None = None,
    partial: bool = False,
    new_people: bool = False,
) -> Checked:
    """Check what was read, and make decisions of it in one change of the project: all of them, or none.

    Rows without a name are those of `person`. With `partial` the rows that are right are taken in though others
    are not. With `new_people` a name that is not known yet becomes an annotator, else it is a problem.
    """
    checker = _Checker(project, person, new_people=new_people)
    wanted = [one for one in map(checker.check, read.given) if one is not None]
    problems = (*read.problems, *checker.problems)
    fresh = [one for one in wanted if not _is_there(one, blind=project.settings.blind)]
    imported = _write(project, fresh, origin) if partial or not problems else 0
    return Checked(
        decisions=len(read.given),
        imported=imported,
        unchanged=len(wanted) - len(fresh) + read.untouched,
        empty=read.empty,
        problems=problems,
    )


class _Checker:
    """Holds each decision against the project; collects what is wrong."""

    def __init__(self, project: Project, person: int | None, *, new_people: bool) -> None:
        self.codes = project.framework.codes
        self.people = {one.name.casefold(): one for one in people(project)}
        self.default = next((one.name for one in self.people.values() if one.id == person), "")
        self.new_people = new_people
        self.views = _Views(project)
        self.problems: list[Problem] = []
        self.seen: Counter[tuple[int, str]] = Counter()

    def check(self, given: Given) -> _Wanted | None:
        """The decision where all of it is right; else None, and problems."""
        before = len(self.problems)
        name = self._name(given)
        choice = self._choice(given) if given.finding else None
        if given.aside and not given.finding and given.standard:
            problem = f"a sentence that is {given.aside} takes no standard"
            self._say(given, "standard", problem, "Empty the standard, or choose a label")
        item = self.views.item(self.people.get(name.casefold()), given.item)
        if item is None:
            self._say(given, "id", f"there is no sentence {given.item} in the project", "Export the project again")
        elif item.frozen:
            problem = f"{item.document} has been signed off"
            self._say(given, "report", problem, "Ask a lead to reopen it, or leave its rows as they are")
        if item is None or len(self.problems) > before:
            return None
        if given.parts and not self._are_parts(given, item):
            return None
        wanted = _Wanted(given, name, item, _with_parts(choice, given, item))
        self._find_conflict(wanted)
        self.seen[given.item, name.casefold()] += 1
        if self.seen[given.item, name.casefold()] == 2:
            self._say(given, "id", f"{name} decides this sentence twice in the file", "Keep one of the two")
        return wanted if len(self.problems) == before else None

    def _name(self, given: Given) -> str:
        name = given.person or self.default
        if not name:
            self._say(
                given, "person", "nobody is named as the one who decided", "Name the person, or say --person NAME"
            )
        elif name.casefold() not in self.people and not self.new_people:
            known = ", ".join(one.name for one in self.people.values()) or "nobody yet"
            mend = f"Use one of {known}, or say --new-people"
            self._say(given, "person", f"there is no person {name!r} in the project", mend)
        return name

    def _choice(self, given: Given) -> Choice | None:
        finding, standard = given.finding, given.standard
        if finding == ACCEPT:
            if given.accepted is None:
                mend = "Choose a label"
                self._say(given, "finding", "there is no suggestion to accept here", mend)
                return None
            suggested = given.accepted
            if standard and standard != suggested[1] and suggested[0] != FindingLabel.NONE:
                mend = f"Choose {suggested[0]} instead of accept, or empty the standard"
                self._say(given, "standard", f"accept takes the suggested standard {suggested[1]}", mend)
            finding, standard = suggested
        if finding not in tuple(FindingLabel):
            labels = ", ".join(FindingLabel)
            self._say(given, "finding", f"there is no label {finding!r}", f"Use one of accept, {labels}")
            return None
        label = FindingLabel(finding)
        if not label.is_finding:
            return Choice(label)
        return Choice(label, standard) if self._is_code(given, standard, label) else None

    def _is_code(self, given: Given, standard: str, label: FindingLabel) -> bool:
        if standard in self.codes:
            return True
        problem = f"there is no standard {standard!r}" if standard else f"{label.words} needs a standard"
        self._say(given, "standard", problem, f"Use one of {', '.join(self.codes)}")
        return False

    def _are_parts(self, given: Given, item: Item) -> bool:
        """Whether the parts lie in the sentence one after the other, with labels and codes that there are."""
        before = len(self.problems)
        end = item.start
        for part in sorted(given.parts, key=lambda one: one.start):
            if not end <= part.start < part.end <= item.end:
                problem = f"the part from {part.start} to {part.end} overlaps another or leaves the sentence"
                self._say(given, "parts", problem, f"Keep it from {item.start} to {item.end}")
            elif part.finding not in tuple(FindingLabel):
                problem = f"a part has the label {part.finding!r}"
                self._say(given, "parts", problem, f"Use one of {', '.join(FindingLabel)}")
            elif FindingLabel(part.finding).is_finding:
                self._is_code(given, part.standard, FindingLabel(part.finding))
            end = max(end, part.end)
        return len(self.problems) == before

    def _find_conflict(self, wanted: _Wanted) -> None:
        given, standing = wanted.given, wanted.item.standing
        if _is_there(wanted, blind=self.views.project.settings.blind):
            return
        changed = given.seen is not None and given.seen != wanted.item.version
        later = given.seen is None and given.decided is not None and _is_later(standing.at, given.decided)
        if changed or later:
            who = f"{standing.by} decided it" if standing.by else "the model or a lead changed it"
            when = f" on {standing.at[:16].replace('T', ' at ')} UTC" if standing.at else ""
            mend = "Look at it on the review page; the decision there stands"
            self._say(given, "finding", f"the sentence changed since the file was made: {who}{when}", mend)

    def _say(self, given: Given, name: str, words: str, mend: str) -> None:
        self.problems.append(Problem(given.place(name), words, mend))


def _with_parts(choice: Choice | None, given: Given, item: Item) -> Choice | None:
    """The choice with its parts: those of the file or, where the labels are as they were, those that are there."""
    if choice is None or choice.finding is not FindingLabel.MIXED:
        return choice
    if given.parts:
        spans = (Span(one.start, one.end, FindingLabel(one.finding), one.standard or None) for one in given.parts)
        return Choice(choice.finding, choice.standard, tuple(sorted(spans, key=lambda span: span.start)))
    stands = item.standing.choice
    same = stands is not None and (stands.finding, stands.standard) == (choice.finding, choice.standard)
    return stands if same else choice


def _is_there(wanted: _Wanted, *, blind: bool) -> bool:
    """Whether the project says the same already, by the same person."""
    standing, given = wanted.item.standing, wanted.given
    note = standing.note if given.note is None else given.note
    if wanted.choice is None and given.aside is None:
        return note == standing.note
    state = given.aside or State.DECIDED
    same = standing.state is state and wanted.choice in (None, standing.choice) and note == standing.note
    return same and (blind or (standing.by or "").casefold() == wanted.name.casefold())


def _is_later(one: str | None, other: str) -> bool:
    from datetime import UTC, datetime

    if one is None:
        return False
    first, second = (datetime.fromisoformat(time) for time in (one, other))
    aware = [time if time.tzinfo else time.replace(tzinfo=UTC) for time in (first, second)]
    return aware[0] > aware[1]


def _write(project: Project, wanted: list[_Wanted], origin: str) -> int:
    """Make the decisions, person by person in the order of their first row, in one change."""
    if not wanted:
        return 0
    with project.write():
        known = {one.name.casefold(): one.id for one in people(project)}
        for one in wanted:
            if one.name.casefold() not in known:
                known[one.name.casefold()] = add_person(project, one.name).id
        by_person: dict[int, list[_Wanted]] = {}
        for one in wanted:
            by_person.setdefault(known[one.name.casefold()], []).append(one)
        for person, ones in by_person.items():
            noted = [one for one in ones if one.choice is None and one.given.aside is None]
            decided = [_imported(one) for one in ones if one not in noted]
            if decided:
                decide_many(project, person, decided, origin=origin)
            for one in noted:
                leave_note(project, person, one.item.id, one.given.note or "", seen=one.item.version)
    return len(wanted)


def _imported(one: _Wanted) -> Imported:
    given = one.given
    told = {"decided": given.decided, "seconds": given.seconds, "row": given.where}
    details = {name: value for name, value in told.items() if value is not None}
    return Imported(given.item, one.choice, given.note, given.seen, details, aside=given.aside)
