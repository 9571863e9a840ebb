"""Footnotes of a text export: their marks in the text, and the lines at the foot of a page that explain them."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"(?:(?<=[^\W\d_][.!?,;:”’\")])|(?<=[^\W\d_][.!?,][”’'\")])|(?<=[^\W\d_][”’'\")][.!?,;:])"
    r"|(?<=[^\W\d_][”’'\")][.!?,][”’'\")])|(?<=[^\W\d_][”’'\")]{2}[.!?,])|(?<=%[”’'\")][.!?,]))"
    r"(\d{1,2})(?=\s+[A-Z“‘\"(]|\s*$)|(?<=[a-z]{3}\?)(\d{1,2})$|(?<=%)(\d{1,2})(?=[.,;]?\s*$)"
    r"|(?<=[a-z]{3} )(\d{1,2})$|^(\d{1,2})$",
    re.M,
)
_FIGURE = re.compile(r"\d(?<![(£\d]\d)(?:(?<! \d)|(?=\d?$))", re.M)
"""Where a `_MARK` can begin: a search for figures is quicker than one for what stands before them."""

_OPENING = re.compile(r"(?:\[?(\d{1,2})\]?|([¹²³⁰⁴-⁹]+))(?:[.)]?\s+(?=[A-Z“‘\"(h]))?")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SOURCE = re.compile(
    r"https?://|www\.|\(\d{4}\)|can be found|please note|ibid|available at|see (?:also|annex)|retrieved", re.I
)
_LONGEST = 12  # lines


class FootnoteReader:
    """Says of each line in turn whether it belongs to a footnote."""

    def __init__(self, source: str) -> None:
        self.source = source
        marks = (_MARK.match(source, match.start()) for match in _FIGURE.finditer(source))
        self.marks = {int(next(filter(None, mark.groups()))) for mark in marks if mark is not None}
        self.expected = 1
        self.lines = 0  # of the footnote that is open
        self._text_seen = False

    def takes(self, line: str, start: int, *, spaced: bool, new_page: bool) -> bool:
        """Whether the line, which begins at `start`, is part of a footnote; to be called for each line in order."""
        if not self.lines and line[0] != "[" and not line[0].isdigit():
            return False
        if new_page:
            self.lines = 0
        number = self._number(line)
        if number is not None and self._opens(line, number, start):
            self.expected = number + 1
            self.lines = 1
            return True
        if not self.lines:
            return False
        alone = not self._text_seen
        if (spaced and not alone) or self.lines > _LONGEST:
            self.lines = 0
            return False
        self.lines += 1
        self._text_seen = not line.isdigit()
        return True

    def _number(self, line: str) -> int | None:
        match = _OPENING.match(line) if line[0] == "[" or line[0].isdigit() else None
        if match is None:
            return None
        digits = (match.group(1) or match.group(2)).translate(_SUPERSCRIPTS)
        return int(digits)

    def _opens(self, line: str, number: int, start: int) -> bool:
        """Whether a line that begins with a number opens the footnote of that number."""
        match = _OPENING.match(line)
        assert match is not None
        rest = line[match.end() :]
        if match.group(2):
            self._text_seen = bool(rest)
            return bool(rest)
        if number not in self.marks or number < self.expected:
            return False
        if rest and match.end() == len(match.group(1)):
            return False  # "3.1 Court reports", "22nd"
        text = rest or self.source[start + len(line) : start + len(line) + 200].strip()
        self._text_seen = bool(rest)
        return _SOURCE.search(text[:200]) is not None or text.startswith("Ministry")
