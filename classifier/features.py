"""What the sparse model sees of a sentence and its context, as scikit-learn transformers over `Sentence`s.

Two ideas of the field are built in. Words after a negator are marked up to the end of the clause, so that "not
sufficient" and "sufficient" share nothing (Das and Chen 2001; Pang, Lee and Vaithyanathan 2002). Proportions of
cases are turned into the bands by which the inspectorate judges them, so that "83 per cent", "well over
three-quarters" and "15 of the 18 cases" are one feature.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from classifier.proportions import band_of, proportions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from classifier.records import Sentence

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*%?|[,;:()?!–—]|\.(?=\s|$)")
_CLAUSE_END = frozenset(". , ; : ( ) ? ! – — but although though however while whereas yet and which".split())
_NEGATORS = frozenset(
    """not no never none nor neither cannot without hardly barely scarcely nobody nothing nowhere lack lacks lacked
    lacking unable fail fails failed failing few little""".split()
)
_NEGATION_REACH = 9  # words
_JOINED = {"twothirds": "two-thirds", "onethird": "one-third", "threequarters": "three-quarters"}
_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?")
_STOP_HEADINGS = frozenset("the a an of and to in for by is are do does on with that".split())


@lru_cache(maxsize=8192)  # a sentence comes back as the one before the next
def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a text in lower case, with proportions as bands and negation marked."""
    return tuple(_negated(_banded(text)))


def _banded(text: str) -> Iterator[str]:
    """Lower-case tokens; each proportion is followed by its band, its figures are left out."""
    at = 0
    for proportion in proportions(text):
        yield from _plain(text[at : proportion.start])
        yield band_of(proportion.share)
        at = proportion.end
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text.lower().replace("’", "'")):
        token = match.group()
        if token[0].isdigit():
            token = "<number>"
        yield _JOINED.get(token, token)


def _negated(tokens: Iterator[str]) -> Iterator[str]:
    left = 0
    for token in tokens:
        if token in _CLAUSE_END:
            left = 0
        if left and token[0].isalpha():
            yield f"NEG_{token}"
            left -= 1
        else:
            yield token
        if token in _NEGATORS or token.endswith("n't"):
            left = _NEGATION_REACH


def words(sentence: Sentence) -> str:
    """The tokens of the sentence."""
    return " ".join(tokens_of(sentence.text))


def characters(sentence: Sentence) -> str:
    """The text of the sentence in lower case, digits made 0."""
    return re.sub(r"\d", "0", sentence.text.lower().replace("’", "'"))


def section(sentence: Sentence) -> str:
    """The words of the headings above, the nearest ones marked as such."""
    found: list[str] = []
    for depth, heading in enumerate(reversed(sentence.section)):
        number = _NUMBER.match(heading)
        if number and depth < 3:
            found.append(f"§{number.group().rstrip('.')}")
        heading_words = [word for word in _plain(heading) if word not in _STOP_HEADINGS and word[0].isalpha()]
        found += heading_words
        if depth == 0:
            found += [f"^{word}" for word in heading_words]
    return " ".join(found)


def before(sentence: Sentence) -> str:
    """The tokens of the sentence before."""
    return " ".join(tokens_of(sentence.before))


def form(sentence: Sentence) -> str:
    """What the sentence looks like: the kind of its block, its length, its opening and its close."""
    text = sentence.text
    count = len(text.split())
    marks = [f"kind={sentence.kind.value}", f"length={min(count // 5, 8)}"]
    marks.append(f"ends={text[-1] if not text[-1].isalnum() else 'word'}")
    marks += [f"opens={word}" for word in list(_plain(text))[:2]]
    if re.match(r"[“\"‘]", text):
        marks.append("quote")
    if text[:1].islower():
        marks.append("lower")
    return " ".join(marks)


VIEWS: dict[str, Callable[[Sentence], str]] = {
    "words": words,
    "characters": characters,
    "section": section,
    "before": before,
    "form": form,
}
"""What a `View` can show of a sentence, by name."""

CONTEXT_VIEWS = ("section", "before")
"""The views that do not show the sentence itself."""


class View(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn `n` sentences into `n` strings of features parted by blanks; `show` is a name of `VIEWS`."""

    def __init__(self, show: str = "words") -> None:
        self.show = show

    def fit(self, X: Sequence[Sentence], y: Any = None) -> View:  # noqa: ARG002, N803
        """Nothing is learned."""
        return self

    def transform(self, X: Sequence[Sentence]) -> list[str]:  # noqa: N803
        """The strings, one a sentence."""
        view = VIEWS[self.show]
        return [view(sentence) for sentence in X]

    def __sklearn_is_fitted__(self) -> bool:
        return True


class TermVectorizer(TfidfVectorizer):  # type: ignore[misc]
    """A `TfidfVectorizer` whose vocabulary is saved as one string, a term a line.

    As a dictionary, skops would write a node of its format for each term: a hundred times the size and time.
    """

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = {**super().__getstate__()}
        state.pop("_stop_words_id", None)  # an address, which would make each file another
        if "vocabulary_" in state:
            state = {**state, "vocabulary_": "\n".join(sorted(self.vocabulary_, key=self.vocabulary_.__getitem__))}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("vocabulary_"), str):
            terms = state["vocabulary_"].split("\n")
            state = {**state, "vocabulary_": {term: place for place, term in enumerate(terms)}}
        super().__setstate__(state)
