"""The words of a page with their boxes and type, straight from PDFium's text page.

A call into PDFium costs as much as all else that is done with a word, so few are made. Most lines are one text
object: there the first and the last word and those that may begin a sentence are asked where they stand, and
the others are placed between them. Only in a line of several objects is each word asked for its box, and for
its type where that may have changed.
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.reading.pdf.view import View

_TOKEN = re.compile(r"[^\s\x00-\x1f\u200b\u2060\ufeff\ufffe\uffff]+[\x02\ufffe]?")
_LINE = re.compile(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_MIXED = re.compile(r"[\d*†‡¹²³⁰⁴-⁹]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\x02": "-", "\ufffe": "-"}
)
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.I)
_ITALIC = re.compile(r"italic|oblique", re.I)
_SPACE = 0.25  # of a blank, in heights of the type
_LOOSEST = 0.75  # of a letter on average, in heights of the type: a line that is wider has gaps
_MAY_END = frozenset(".!?:;…\"”’')]")
Edges = tuple[float, float, float, float]
Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class Run:
    """What the words of one text object share: baseline and height in points from the top, weight and slant."""

    base: float
    size: float
    bold: bool
    italic: bool
    turned: bool


@dataclass(slots=True, eq=False)
class Word:
    """A word and its box in points from the top left of the page; `glued` where no space stands before it."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    run: Run
    glued: bool = False


class PageWords:
    """Reads the words of one page; made anew for each page, so that no handle outlives its page."""

    def __init__(self, raw: Any, textpage: Any, view: View) -> None:
        self.raw = raw  # the module of bare bindings
        self.get_box = raw.FPDFText_GetLooseCharBox
        self.get_object = raw.FPDFText_GetTextObject
        self.handle = textpage.raw
        self.textpage = textpage
        self.view = view
        self.runs: dict[int, Run] = {}
        self.fonts: dict[int, tuple[bool, bool]] = {}
        self._rect = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._origin = ctypes.c_double(), ctypes.c_double()

    def lines(self) -> Iterator[tuple[list[Word], bool]]:
        """The words in the order of the content, by what PDFium takes for lines; and whether one type sets them."""
        text = self._characters()
        for match in _LINE.finditer(text):
            spans = [token.span() for token in _TOKEN.finditer(text, match.start(), match.end())]
            if spans:
                yield self._line(text, spans)

    def _line(self, text: str, spans: list[Span]) -> tuple[list[Word], bool]:
        if len(spans) > 2:
            run = self._run(spans[0][0])
            if run is self._run(spans[-1][1] - 1) and not run.turned:
                first, last = self._box(spans[0][0]), self._box(spans[-1][1] - 1)
                width, letters = last[2] - first[0], spans[-1][1] - spans[0][0]
                if 0 < width < _LOOSEST * letters * run.size and abs(first[1] - last[1]) < 0.5:
                    return self._placed(text, spans, run, first, last), True
        return list(self._asked(text, spans)), False

    def _placed(self, text: str, spans: list[Span], run: Run, first: Edges, last: Edges) -> list[Word]:
        """The words of a line of one text object, most of them placed between those that were asked."""
        words: list[Word] = []
        anchors = [0, 1]  # the width of the first word tells whether it had fitted on the line above
        anchors += [at for at in range(2, len(spans)) if text[spans[at - 1][1] - 1] in _MAY_END]
        edges = [first[0], *(self._box(spans[at][0])[0] for at in anchors[1:]), last[2]]
        anchors.append(len(spans))
        y0, y1 = first[1], first[3]
        gap = _SPACE * run.size
        odd = not text[spans[0][0] : spans[-1][1]].isascii() or text[spans[-1][1] - 1] == "\x02"
        for number in range(len(anchors) - 1):
            begin, stop = anchors[number], anchors[number + 1]
            origin = spans[begin][0]
            final = stop == len(spans)
            letters = (spans[-1][1] if final else spans[stop][0]) - origin
            left = edges[number]
            step = (edges[number + 1] - left) / letters
            for at in range(begin, stop):
                start, end = spans[at]
                x0, x1 = left + step * (start - origin), left + step * (end - origin)
                if at + 1 == stop and not final:
                    x1 = max(x1 - gap + step, x0)
                token = text[start:end]
                words.append(Word(_clean(token) if odd else token, x0, y0, x1, y1, run))
        return words

    def _asked(self, text: str, spans: list[Span]) -> Iterator[Word]:
        """The words of a line of several text objects, each asked where it stands."""
        last: Word | None = None
        last_end = 0
        for start, end in spans:
            glued = last is not None and start == last_end
            token = text[start:end]
            mixed = end - start > 1 and not token.isalpha() and _MIXED.search(token) is not None
            for first, after, run in self._parts(start, end) if mixed else ((start, end, None),):
                word = self._word(_clean(text[first:after]), first, run, None if glued else last)
                word.glued = glued
                if last is not None:
                    self._close(last, last_end, word)
                    yield last
                glued, last, last_end = True, word, after
        if last is not None:
            self._close(last, last_end, None)
            yield last

    def _characters(self) -> str:
        """The page's characters, one for each index of the text page."""
        count = self.textpage.count_chars()
        text: str = self.textpage.get_text_range() if count > 0 else ""
        if len(text) == count:
            return text
        unicode = self.raw.FPDFText_GetUnicode
        codes = (unicode(self.handle, index) for index in range(count))
        return "".join(chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int, Run]]:
        """A token, cut where a footnote mark of another type is stuck to it."""
        begin, run = start, self._run(start)
        for at in range(start + 1, end):
            other = self._run(at)
            if other is not run and (abs(other.size - run.size) > 0.5 or abs(other.base - run.base) > 0.5):
                yield begin, at, run
                begin, run = at, other
        yield begin, end, run

    def _word(self, text: str, start: int, run: Run | None, last: Word | None) -> Word:
        """The word with the box of its first character, and the type of `last`, the word before it, if it may."""
        x0, y0, x1, y1 = self._box(start)
        if run is None:
            same = last is not None and abs(last.y1 - y1) < 0.05 and abs(last.y0 - y0) < 0.05
            run = last.run if same and last is not None and not _wide(last, x0) else self._run(start)
        return Word(text, x0, y0, x1, y1, run)

    def _box(self, index: int) -> Edges:
        """The left, top, right and bottom edge of a character."""
        rect, view = self._rect, self.view
        self.get_box(self.handle, index, rect)
        if view.rotation:
            return view.box(rect.left, rect.bottom, rect.right, rect.top)
        return rect.left - view.left, view.top - rect.top, rect.right - view.left, view.top - rect.bottom

    def _close(self, word: Word, end: int, following: Word | None) -> None:
        """Set the right edge: from where the next word begins or, where that is far or unknown, exactly."""
        if following is not None and following.run is word.run and not _wide(word, following.x0):
            x1 = following.x0 - _SPACE * word.run.size
            if x1 > word.x1:
                word.x1 = x1
            return
        x0, y0, x1, y1 = self._box(end - 1)
        word.x0, word.x1 = min(word.x0, x0), max(word.x1, x1)
        word.y0, word.y1 = min(word.y0, y0), max(word.y1, y1)
        if following is None and word.run.bold:
            word.run = self._run(end - 1)  # a line that begins in bold need not end in it

    def _run(self, index: int) -> Run:
        handle = self.get_object(self.handle, index)
        key = ctypes.addressof(handle.contents) if handle else 0
        run = self.runs.get(key)
        if run is None:
            run = self.runs[key] = self._new_run(handle, key, index)
        return run

    def _new_run(self, handle: Any, key: int, index: int) -> Run:
        raw, matrix, (x, y) = self.raw, self._matrix, self._origin
        raw.FPDFText_GetCharOrigin(self.handle, index, x, y)
        raw.FPDFText_GetMatrix(self.handle, index, matrix)
        size = raw.FPDFText_GetFontSize(self.handle, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        turn = math.degrees(math.atan2(matrix.b, matrix.a)) - self.view.rotation
        # A page rotated clockwise shows text upright that runs upwards in its own coordinates.
        turned = abs((turn + 180) % 360 - 180) > 10
        bold, italic = self._font(handle) if key else (False, False)
        base = self.view.point(x.value, y.value)[1] if self.view.rotation else self.view.top - y.value
        return Run(base, size, bold, italic, turned)

    def _font(self, handle: Any) -> tuple[bool, bool]:
        """Whether the type is bold and italic, from the name of the font and then from its weight."""
        raw = self.raw
        font = raw.FPDFTextObj_GetFont(handle)
        if not font:
            return False, False
        key = ctypes.addressof(font.contents)
        if key not in self.fonts:
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            name = buffer.value.decode("utf-8", "replace")
            bold = _BOLD.search(name) is not None or raw.FPDFFont_GetWeight(font) >= 600
            self.fonts[key] = bold, _ITALIC.search(name) is not None
        return self.fonts[key]


def _clean(text: str) -> str:
    return text if text.isascii() and text[-1] != "\x02" else text.translate(_LIGATURES)


def _wide(word: Word, x: float) -> bool:
    """Whether the next word at `x` is further to the right than usual letters take up, or to the left."""
    return not 0 < x - word.x0 < (0.52 * len(word.text) + 0.55) * word.run.size
