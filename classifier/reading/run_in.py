"""Headings that an export ran into the paragraph after them ("1.2 Staff Requires improvement Staffing is …")."""

from __future__ import annotations

import re

_TITLES = (
    "Organisational delivery|Leadership|Staff|Services|Information and facilities|Case supervision|Assessment|Planning|"
    "Implementation and delivery|Reviewing|NPS-specific work|Court reports and case allocation|Statutory victim work|"
    "Unpaid work|Through the Gate|Resettlement|Staffing|Case management"
)
_SECTIONS = (
    "Foreword|Executive summary|Overall findings|Key findings|Recommendations|Background|Introduction|Methodology"
)
_RATING = r"(?:\s+(?:Good|Outstanding|Requires improvement|Inadequate|Poor))"
_OPENER = (
    r"(?:The|This|These|In|We|Our|Inspectors|It|There|Most|Almost|Staff|Leaders|Managers|Senior|Practitioners|"
    r"Responsible|An?|All|Some|Over|At|As|Of|For)"
)
_RUN_IN = re.compile(
    rf"(?:\d(?:\.\d)?\.?\s+(?:{_TITLES}){_RATING}?(?=\s+[A-Z“‘])"
    rf"|(?:{_TITLES}){_RATING}(?=\s+[A-Z“‘])"
    rf"|(?:{_TITLES})\.(?=\s+[A-Z])"
    rf"|(?:{_SECTIONS}|{_TITLES})(?=\s+{_OPENER}\s)"
    r"|(?:Strengths|Areas for improvement|Key findings):(?=\s+[A-Z“‘]))"
)

_STARTS = frozenset(title[:4] for title in f"{_TITLES}|{_SECTIONS}|Strengths|Areas|Key findings".split("|"))


def split_run_in(text: str) -> tuple[int, int]:
    """Where a heading at the beginning of a paragraph ends and where the paragraph begins; (0, 0) for none."""
    match = _RUN_IN.match(text) if text[:4] in _STARTS or text[:1].isdigit() else None
    if match is None:
        return 0, 0
    rest = text[match.end() :]
    if len(rest.split()) < 4:
        return 0, 0
    return match.end(), match.end() + len(rest) - len(rest.lstrip())
