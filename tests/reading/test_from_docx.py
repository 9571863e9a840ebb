# ruff: noqa: E501 - markup and tables are easier to read with their long lines

import docx_looks
import pytest
from docx_looks import W, changed
from docx_looks import document as raw
from html_source import HANDFUL, NAMES, Score, assert_as_the_truth, assert_pieces_lead_into, document, score

from classifier.errors import ReadingError
from classifier.reading.archives import Limits
from classifier.reading.from_docx import read
from classifier.records import BlockKind, Report, Role
from classifier.sentences import split_report


def said(body: str, **more: str):
    return [(block.role.value, block.level, block.text) for block in read(raw(body, **more), "a.docx")[1]]


def p(text: str, properties: str = "", run: str = "") -> str:
    inner = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


@pytest.mark.parametrize("look", docx_looks.LOOKS)
def test_every_look_is_read_as_the_truth_says(look):
    files = (docx_looks.build(document(name), look) for name in NAMES)
    total = sum((score(file, *read(file.data, f"{look}.docx")) for file in files), Score())
    assert_as_the_truth(total, recall=0.99)


def test_offsets_lead_into_the_text():
    text, found = read(docx_looks.build(document(HANDFUL[0]), "notes").data, "a.docx")
    assert_pieces_lead_into(text, found)
    marked = [s for s in split_report(Report("a", text, found, "docx")) if "[1]" in text[s.start : s.end]]
    assert marked
    assert all("[1]" not in sentence.text for sentence in marked)


def test_headings_by_outline_level_style_and_form():
    styles = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>
    <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="My own"/><w:basedOn w:val="H"/></w:style>
    <w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style></w:styles>"""
    body = (
        p("Annex", '<w:outlineLvl w:val="0"/>')
        + p("Staff", '<w:pStyle w:val="H"/>')
        + p("Services", '<w:pStyle w:val="Own"/>')
        + p("Buildings", '<w:pStyle w:val="Heading3"/>')
        + p("Strengths:", run="<w:b/>")
        + p("Leaders do well in all that we saw.", '<w:pStyle w:val="Loop"/>')
        + p("A sentence in bold is no heading, as it ends in a stop.", run="<w:b/>")
        + p("What we found", run='<w:b/><w:sz w:val="32"/>')
    )
    assert said(body, styles=styles) == [
        ("title", 1, "Annex"),
        ("title", 2, "Staff"),
        ("title", 2, "Services"),
        ("title", 3, "Buildings"),
        ("title", 6, "Strengths:"),
        ("body", 0, "Leaders do well in all that we saw."),
        ("body", 0, "A sentence in bold is no heading, as it ends in a stop."),
        ("title", 4, "What we found"),
    ]


def test_the_larger_a_heading_the_higher_it_is():
    text = "Leaders do well in all of the areas that we looked at in the spring."
    sizes = ((20, "The report"), (14, "Leadership"), (12, "Staff"), (14, "Services"))
    body = "".join(
        p(title, run=f'<w:b/><w:sz w:val="{2 * size}"/>') + p(text, run='<w:sz w:val="20"/>') for size, title in sizes
    )
    assert [(b[1], b[2]) for b in said(body) if b[0] == "title"] == [
        (1, "The report"),
        (2, "Leadership"),
        (3, "Staff"),
        (2, "Services"),
    ]


def test_lists_are_numbered_as_word_does():
    numbering = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="1">
    <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%1.%2)"/></w:lvl>
    <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
    <w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
    <w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>"""

    def item(depth: int, number: int = 5) -> str:
        return p("It is done.", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')

    heading = p("Staff", '<w:outlineLvl w:val="0"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="6"/></w:numPr>')
    body = "".join([item(0), item(1), item(1), item(2), item(0), item(1), heading, item(0, 99)])
    text, blocks = read(raw(body, numbering=numbering), "a.docx")
    assert text.split("\n") == [
        "3. It is done.",
        "  (3.i) It is done.",
        "  (3.ii) It is done.",
        "    • It is done.",
        "4. It is done.",
        "  (4.i) It is done.",
        "",
        "9. Staff",
        "",
        "• It is done.",
        "",
    ]
    assert [block.level for block in blocks] == [1, 2, 2, 3, 1, 2, 1, 1]
    assert blocks[0].text == "It is done."
    assert blocks[0].kind is BlockKind.LIST_ITEM
    assert blocks[6].text == "9. Staff"


def test_tracked_changes_are_accepted():
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('Staff are ')}<w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:ins>{run.format('very ')}</w:ins>"
        f"<w:moveFrom>{run.format('well ')}</w:moveFrom>{run.format('skilled.')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run.format('They are ')}</w:p><w:p>{run.format('proud of it.')}</w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    assert said(body) == [("body", 0, "Staff are very skilled."), ("body", 0, "They are proud of it.")]


def test_fields_breaks_and_hidden_text():
    field = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    body = (
        f"<w:p>{field.format('begin')}<w:r><w:instrText>IF</w:instrText><w:t>code</w:t></w:r>"
        f"{field.format('separate')}<w:r><w:t>Staff</w:t></w:r>{field.format('end')}"
        "<w:r><w:tab/><w:t>are co</w:t><w:noBreakHyphen/><w:t>operative</w:t><w:br/><w:t>and kind.</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Secret.</w:t></w:r><w:r><w:rPr><w:b w:val='0'/></w:rPr><w:sym w:char='F0B0'/></w:r></w:p>"
    )
    assert said(body) == [("body", 0, "Staff are co-operative and kind.°")]


def test_a_field_that_is_never_closed_hides_no_other_paragraph():
    body = "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:t>code</w:t></w:r></w:p>" + p("Leaders do well.")
    assert said(body) == [("body", 0, "Leaders do well.")]


def test_rows_boxes_and_cells_of_text():
    def table(*rows: tuple[str, ...]) -> str:
        cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"

    body = (
        table(("Standard", "Rating"), ("Leadership", "Good"), ("Staff", "12"))
        + table(("Leaders do well.",))
        + table(("Strengths", "Staff know their cases very well indeed."))
        + f"<w:sdt><w:sdtContent>{p('A control holds this sentence.')}</w:sdtContent></w:sdt>"
    )
    assert said(body) == [
        ("table", 0, "Standard | Rating"),
        ("rating", 0, "Leadership | Good"),
        ("table", 0, "Staff | 12"),
        ("body", 0, "Leaders do well."),
        ("title", 0, "Strengths"),
        ("body", 0, "Staff know their cases very well indeed."),
        ("body", 0, "A control holds this sentence."),
    ]


def test_a_text_box_follows_its_paragraph_once():
    box = "<w:txbxContent><w:p><w:r><w:t>The box says this.</w:t></w:r></w:p></w:txbxContent>"
    body = f"<w:p><w:r><w:t>Leaders do </w:t><AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback></AlternateContent></w:r><w:r><w:t>well.</w:t></w:r></w:p>"
    assert said(body) == [("body", 0, "Leaders do well."), ("body", 0, "The box says this.")]


def test_notes_headers_and_footers_are_structure():
    text, blocks = read(docx_looks.build(document("alderhope-pdu"), "notes").data, "a.docx")
    assert blocks[0].role is Role.RUNNING_HEADER
    assert blocks[0].text == docx_looks.HEADER
    assert (blocks[-1].role, blocks[-1].text) == (Role.FOOTNOTE, docx_looks.NOTE)
    assert (blocks[-2].role, blocks[-2].text) == (Role.RUNNING_HEADER, f"{docx_looks.FOOTER} Page 3")
    assert text.endswith(f"[1] {docx_looks.NOTE}\n")


def test_the_strict_form_is_read_too():
    data = docx_looks.build(document("alderhope-pdu"), "styled").data
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
    assert read(changed(data, {part: lambda old: old.replace(usual, strict) for part in parts}), "a") == read(data, "a")


@pytest.mark.parametrize(
    "part", ["word/styles.xml", "word/numbering.xml", "_rels/.rels", "word/_rels/document.xml.rels"]
)
def test_parts_that_are_missing_are_no_reason_to_fail(part):
    import io
    import zipfile

    data = docx_looks.build(document("alderhope-pdu"), "styled").data
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    assert "Leaders have concentrated on the quality of practice" in read(file.getvalue(), "a.docx")[0]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\x03\x04", "damaged or incomplete ZIP archive"),
        (b"text", "damaged or incomplete ZIP archive"),
        (raw(""), r"the Word document holds no text\. If its pages are pictures"),
        (
            changed(raw(""), {"word/document.xml": lambda _: "<a/>"}),
            r"the main part \(word/document.xml\) is no Word document",
        ),
        (changed(raw(""), {"word/document.xml": lambda _: "<a"}), "the part word/document.xml is no well-formed XML"),
        (changed(raw(""), {"word/document.xml": lambda _: "<!DOCTYPE a><a/>"}), "declares a document type"),
        (raw("<w:sdt>" * 300 + "</w:sdt>" * 300), "has more levels than the limit of 250"),
    ],
)
def test_what_cannot_be_read_is_told(data, problem):
    with pytest.raises(ReadingError, match=problem):
        read(data, "a.docx")


def test_limits_are_settable():
    with pytest.raises(ReadingError, match="more elements than the limit of 20"):
        read(raw(p("Leaders do well.") * 10), "a.docx", limits=Limits(elements=20))


def test_the_same_sentences_as_the_source_has():
    source = document("calder-levels-nps")
    text, blocks = read(docx_looks.build(source, "tracked").data, "a.docx")
    sentences = [" ".join(one.text.split()) for one in split_report(Report("a", text, blocks, "docx"))]
    wanted = [" ".join(source.text_of(unit).split()) for unit in source.sentences if unit.finding.is_finding]
    assert [one for one in sentences if one in wanted] == wanted
