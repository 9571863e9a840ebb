"""A small report made up for the tests, and the builder that made it."""

from collections.abc import Callable

import pytest
from made_blocks import whole_block

from classifier.records import (
    BlockKind,
    Finding,
    FindingLabel,
    Report,
    Role,
    Sentence,
    TaggedReport,
)

Part = tuple[BlockKind, Role, list[tuple[str, dict[str, object]]] | str]
Build = Callable[..., TaggedReport]

STRENGTH = {"finding": FindingLabel.STRENGTH, "standard": "1.2"}
AREA = {"finding": FindingLabel.AREA_FOR_IMPROVEMENT, "standard": "2.4"}
MIXED = {"finding": FindingLabel.MIXED, "standard": "2"}
NONE = {"finding": FindingLabel.NONE, "standard": "3.1"}
OVERALL = {"finding": FindingLabel.STRENGTH, "standard": "0"}

PARTS: list[Part] = [
    (BlockKind.OTHER, Role.RUNNING_HEADER, "Quarterly look at Fernleigh"),
    (BlockKind.HEADING, Role.TITLE, "How Fernleigh works"),
    (BlockKind.PARAGRAPH, Role.BODY, [("Fernleigh does well overall.", OVERALL), ("It has nine teams.", NONE)]),
    (BlockKind.HEADING, Role.STATEMENT, [("Staff know their cases.", STRENGTH)]),
    (
        BlockKind.LIST_ITEM,
        Role.BODY,
        [("Managers should write reviews sooner.", AREA | {"recommendation": True})],
    ),
    (BlockKind.LIST_ITEM, Role.BODY, [("Plans are clear but late.", MIXED | {"review": True})]),
    (BlockKind.PARAGRAPH, Role.BODY, "Nobody split this paragraph."),
    (BlockKind.OTHER, Role.FOOTNOTE, "1 Counted in May."),
]


def finding_of(text: str, start: int, section: tuple[str, ...], page: int | None, said: dict) -> Finding:
    facts = {"finding_confidence": 0.91234, "standard_confidence": 0.75, **said}
    code = str(facts["standard"])
    domain = None if code == "0" else code[0]
    return Finding(Sentence(text, start, start + len(text), section, page=page), domain=domain, **facts)


def build_report(
    parts: list[Part] = PARTS, document: str = "fernleigh.txt", page: int | None = 3, section=("A", "B")
) -> TaggedReport:
    """Blocks a line each, the sentences of a block with a space between; no piece of text stands elsewhere."""
    source, blocks, findings = "", [], []
    for kind, role, content in parts:
        start = len(source)
        if isinstance(content, str):
            source += content
        else:
            for text, said in content:
                source += "" if len(source) == start else " "
                findings.append(finding_of(text, len(source), section, page, said))
                source += text
        text = source[start:]
        level = int(kind in (BlockKind.HEADING, BlockKind.LIST_ITEM))
        blocks.append(whole_block(kind, role, start, text, level, section, page))
        source += "\n"
    report = Report(document, source, tuple(blocks), "text")
    return TaggedReport(report, tuple(findings), "small 1.0", "hmip-nps-2018")


def one_sentence(text: str, document: str = "one.txt", section=("A",), **said: object) -> TaggedReport:
    parts = [(BlockKind.PARAGRAPH, Role.BODY, [(text, STRENGTH | said)])]
    return build_report(parts, document, None, section)


@pytest.fixture
def build() -> Build:
    return build_report


@pytest.fixture
def one() -> Build:
    return one_sentence


@pytest.fixture
def tagged() -> TaggedReport:
    return build_report()
