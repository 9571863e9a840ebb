import pytest

from classifier.reading import parse_report
from classifier.records import BlockKind, Role
from classifier.sentences import split_report


def blocks(text):
    return [(block.kind.value, block.role.value, block.text) for block in parse_report(text, format="markdown").blocks]


def sentences(text):
    return [sentence.text for sentence in split_report(parse_report(text, format="markdown"))]


def test_markup_is_no_part_of_the_text_but_of_the_block():
    text = "**Plans** in _Calder_ are [clear](https://example.org/a) and `short`, not **long**\n"
    (block,) = parse_report(text + "so far. **All of them.**\n", format="markdown").blocks
    assert block.text == "Plans in Calder are clear and short, not long so far. All of them."
    assert block.start == 0
    assert block.end == len(text) + len("so far. **All of them.**")


def test_headings_lists_and_the_path():
    text = "# Calder\n\n## 1.2 Staff ##\n\n- Plans are clear.\n  - Reviews come late.\n"
    text += "1. Few stay.\n\n# Annex\n\nWe read.\n"
    found = list(split_report(parse_report(text, format="markdown")))
    assert [(one.text, one.section, one.kind) for one in found] == [
        ("Plans are clear.", ("Calder", "1.2 Staff"), BlockKind.LIST_ITEM),
        ("Reviews come late.", ("Calder", "1.2 Staff"), BlockKind.LIST_ITEM),
        ("Few stay.", ("Calder", "1.2 Staff"), BlockKind.LIST_ITEM),
        ("We read.", ("Annex",), BlockKind.PARAGRAPH),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| Standard | Rating |\n|---|---|\n| Staff | Good |\n",
        "```\nStaff are many.\n```\n",
        "<div>Staff are many.</div>\n",
    ],
)
def test_tables_code_and_markup_hold_no_sentence(text):
    found = parse_report(text, format="markdown").blocks
    assert {block.role for block in found} == {Role.TABLE}
    assert sentences(text) == []


def test_a_line_of_dashes_makes_no_heading_of_the_line_above():
    assert blocks("Plans are clear and short.\n---\n") == [
        ("paragraph", "body", "Plans are clear and short."),
        ("other", "rule", "---"),
    ]


def test_deep_nesting_and_many_lines_of_structure_are_read():
    deep = "".join("  " * depth + f"- Plan {depth} is clear.\n" for depth in range(120))
    assert "Plan 3 is clear." in sentences(deep)
    many = "Plans are clear.\n" + "Page 2 of 9\n" * 3000  # once a call deeper for each line
    assert [role for _, role, _ in blocks(many)] == ["body"] + ["page_number"] * 3000
