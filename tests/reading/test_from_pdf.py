import builtins
import io
import sys

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

from fixtures.pdf_looks import LOOKS, build
from fixtures.pdf_truth import Counts, count
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from classifier.errors import MissingExtraError, ReadingError
from classifier.reading.from_pdf import Limits, read, read_pdf
from classifier.records import BlockKind, Report, Role
from classifier.sentences import split_report

HANDFUL = ("alderhope-pdu", "ludbrook-carrick-overall-findings", "stennick-vale-foreword-recommendations")
SOURCE = """# An inspection of Eastholm

## 1. Leadership

The leadership team has set out a clear plan for the service and its staff. Managers know it well.

- Staff are well supported.
- Too few cases are reviewed on time.

## 2. Staffing

Vacancies have left officers with too many cases.
"""


def drawn(draw, pages=1, **options):
    """A PDF whose pages `draw(canvas, number)` draws."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1, **options)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 11)
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas, lines, x=72, y=760, step=14):
    for line in lines:
        canvas.drawString(x, y, line)
        y -= step


def blocks_of(data):
    return read_pdf(data, "made-up.pdf").blocks


def sentences_of(data):
    text, blocks = read(data, "made-up.pdf")
    return [sentence.text for sentence in split_report(Report("made-up.pdf", text, blocks, "pdf"))]


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_is_read_as_its_source(look):
    total = sum((count(name, look) for name in HANDFUL), Counts())
    assert total.boundaries >= 0.98
    assert total.boundaries >= total.markdown_boundaries - 0.005
    assert total.heading_recall >= 0.95
    assert total.heading_precision >= 0.95
    assert total.out_of_order == 0
    assert total.with_furniture <= 0.002 * total.said
    assert total.aside_lost == 0


@pytest.mark.parametrize("look", LOOKS)
def test_offsets_lead_back_to_the_text_and_boxes_to_the_page(look):
    reading = read_pdf(build(SOURCE, look).data, "made-up.pdf")
    report = Report("made-up.pdf", reading.text, reading.blocks, "pdf")
    for sentence in split_report(report):
        assert reading.text[sentence.start :].startswith(sentence.text.split()[0])
        boxes = reading.places.boxes(sentence.start, sentence.end)
        assert boxes
        assert boxes[0].page == reading.places.page_of(sentence.start)
        assert all(0 < box.x0 < box.x1 < 595 and 0 < box.y0 < box.y1 < 842 for box in boxes)
    assert all(block.page for block in reading.blocks)


def test_a_paragraph_goes_on_over_a_page_break_past_the_page_number():
    def draw(canvas, number):
        write(canvas, ["Officers in this area are trained well and know what they have to do for the"] * 2 + ["people"])
        if number == 1:
            write(canvas, ["The plan that managers agreed with their partners in the spring of last year"], y=90)
        canvas.drawString(300, 30, str(number))

    data = drawn(lambda canvas, number: draw(canvas, number), pages=2)
    roles = [block.role for block in blocks_of(data)]
    assert roles.count(Role.PAGE_NUMBER) == 2
    assert not any("1 Officers" in sentence for sentence in sentences_of(data))


def test_page_starts_tell_the_page_of_the_second_half_of_a_paragraph():
    def draw(canvas, number):
        if number == 1:
            write(canvas, ["The plan that managers agreed with their partners in the spring of last year was good and"])
        else:
            write(canvas, ["clear. It was not followed."])

    reading = read_pdf(drawn(draw, pages=2), "made-up.pdf")
    assert [block.page for block in reading.blocks] == [1]
    assert reading.places.page_of(reading.text.index("It was")) == 2
    assert reading.text.count("\f") == 1


def test_footnote_marks_and_footnotes_are_kept_out_of_sentences():
    def draw(canvas, number):
        write(canvas, ["Caseloads are too high in the two largest offices."])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(
            72 + canvas.stringWidth("Caseloads are too high in the two largest offices.", "Helvetica", 11), 764, "1"
        )
        canvas.setFont("Helvetica", 11)
        write(canvas, ["Managers know this and have asked for more staff to be sent to them."], y=746)
        canvas.setFont("Helvetica", 8)
        write(canvas, ["1 The figures are those of the service itself."], y=80)

    data = drawn(draw)
    assert sentences_of(data) == [
        "Caseloads are too high in the two largest offices.",
        "Managers know this and have asked for more staff to be sent to them.",
    ]
    assert [block.role for block in blocks_of(data)][-1] is Role.FOOTNOTE


def test_rows_of_a_table_stay_together_and_ratings_are_read():
    def draw(canvas, number):
        for row, cells in enumerate([("Standard", "Rating"), ("Leadership", "Good"), ("Staffing", "Inadequate")]):
            for column, cell in enumerate(cells):
                canvas.rect(72 + 200 * column, 700 - 20 * row, 200, 20)
                canvas.drawString(78 + 200 * column, 705 - 20 * row, cell)

    found = [(block.text, block.role) for block in blocks_of(drawn(draw))]
    assert found == [
        ("Standard Rating", Role.TABLE),
        ("Leadership Good", Role.RATING),
        ("Staffing Inadequate", Role.RATING),
    ]


def test_a_word_broken_at_a_line_end_is_whole_and_a_compound_keeps_its_hyphen():
    lines = [
        "Every officer told us that the super-",
        "vision is good in two-",
        "thirds of all the cases that we read.",
    ]
    assert sentences_of(drawn(lambda canvas, number: write(canvas, lines))) == [
        "Every officer told us that the supervision is good in two-thirds of all the cases that we read."
    ]


def test_a_turned_page_is_read_upright():
    def draw(canvas, number):
        canvas.setPageRotation(90)
        canvas.translate(595, 0)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 11)
        write(canvas, ["Officers are well trained and", "their managers support them."], x=100, y=500)

    data = drawn(draw)
    assert sentences_of(data) == ["Officers are well trained and their managers support them."]
    box = read_pdf(data, "made-up.pdf").places.boxes(0, 5)[0]
    assert box.x0 == pytest.approx(100, abs=2)
    assert box.y1 == pytest.approx(98, abs=4)


def test_bookmarks_make_headings_of_what_is_set_as_text():
    def draw(canvas, number):
        canvas.bookmarkPage("here")
        canvas.addOutlineEntry("How staff are supported", "here", 0)
        write(canvas, ["How staff are supported"], y=700)
        write(canvas, ["Officers are well trained and their managers support them."], y=660)

    assert [block.kind for block in blocks_of(drawn(draw))] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def says(data, *words, **options):
    with pytest.raises(ReadingError) as caught:
        read_pdf(data, "made-up.pdf", **options)
    for word in ("made-up.pdf", *words):
        assert word in str(caught.value)


def test_files_that_cannot_be_read_say_what_to_do():
    good = build(SOURCE, "plain").data
    says(b"", "empty")
    says(b"hello", "no PDF")
    says(good[: len(good) // 3], "truncated", "again")
    says(b"%PDF-1.4\nnothing\n%%EOF", "damaged")
    says(drawn(lambda canvas, number: canvas.rect(9, 9, 9, 9)), "no text", "OCR")
    locked = drawn(lambda c, n: write(c, ["A secret."]), encrypt=pdfencrypt.StandardEncryption("pass", canPrint=0))
    says(locked, "needs a password")
    says(locked, "password is wrong", password="no")
    assert "A secret." in read_pdf(locked, "made-up.pdf", password="pass").text


def test_limits_are_named():
    data = drawn(lambda canvas, number: write(canvas, ["Officers are well trained."] * number), pages=3)
    says(data, "3 pages", "limit of 2", "say --limit pages=3", limits=Limits(pages=2))
    reading = read_pdf(data, "made-up.pdf", limits=Limits(characters_per_page=60))
    assert [fault.page for fault in reading.faults] == [3]
    assert "more than the limit of 60; to read it say --limit page-characters=" in str(reading.faults[0])
    assert reading.text.count("Officers") == 3
    says(data, "no page", limits=Limits(objects_per_page=0))


def test_without_the_package_the_error_names_the_extra(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name == "pypdfium2":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtraError, match="pypdfium2"):
        read_pdf(b"%PDF-1.4", "made-up.pdf")


def roles_of(data):
    return [(block.kind, block.role, block.text) for block in blocks_of(data)]


def test_a_contents_list_without_dots_is_known_by_the_headings_it_names():
    long = ["Leadership and what it has done for staff,", "partners and courts"]
    titles = [long, ["Case supervision"], ["2. Public protection"], ["Staffing and its management"], ["Services"]]

    def draw(canvas, number):
        y = 600
        write(canvas, ["Officers are well trained and their managers support them."] * (number - 1), y=650)
        for page, title in enumerate(titles):
            write(canvas, title, y=y)
            y -= 14 * len(title)
            if number == 1:
                canvas.drawString(300 + 20 * page, y + 14, str(10 + page))  # as after a tab
            else:
                write(canvas, ["Officers are well trained and their managers support them."], y=y - 14)
            y -= 40

    blocks = blocks_of(drawn(draw, pages=2))
    assert {block.role for block in blocks if block.page == 1} == {Role.TABLE}
    assert Role.TABLE not in {block.role for block in blocks if block.page == 2}


def test_a_numbered_title_between_paragraphs_is_no_list_item_and_a_bookmark_makes_it_a_heading():
    def draw(canvas, number):
        if bookmarked:
            canvas.bookmarkPage("here")
            canvas.addOutlineEntry("2. Case supervision", "here", 0)
        sentence = "Officers are well trained and their managers support them in all that they do."
        write(canvas, [sentence], y=760)
        write(canvas, ["2. Case supervision"], y=730)
        write(canvas, [sentence], y=700)
        write(canvas, ["1. Assessment", "2. Planning"], y=660)

    bookmarked = False
    found = roles_of(drawn(draw))
    assert found[1] == (BlockKind.OTHER, Role.TITLE, "2. Case supervision")
    assert [kind for kind, _, _ in found[3:]] == [BlockKind.LIST_ITEM] * 2
    bookmarked = True
    assert roles_of(drawn(draw))[1] == (BlockKind.HEADING, Role.TITLE, "2. Case supervision")


@pytest.mark.parametrize("note", ["1The figures are those of the service itself.", "1"])
def test_a_footnote_in_the_type_of_the_text_is_known_by_the_rule_above_it(note):
    first = "Caseloads are too high in the two largest offices."

    def draw(canvas, number):
        write(canvas, ["Officers are well trained and their managers support them."] * 20)
        write(canvas, [first], y=400)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(72 + canvas.stringWidth(first, "Helvetica", 11), 404, "1")
        canvas.setFont("Helvetica", 11)
        canvas.line(72, 132, 172, 132)
        write(canvas, [note], y=120)

    data = drawn(draw)
    assert sentences_of(data)[-1] == first
    assert blocks_of(data)[-1].role is not Role.BODY
    without = drawn(lambda canvas, number: write(canvas, [note.replace("1", "Still, ")], y=120))
    assert blocks_of(without)[-1].role is Role.BODY


def test_a_paragraph_narrower_than_its_column_goes_on_before_a_capital():
    narrow = [
        "Reviews were done as they should be in 39 of the",
        "cases that we read, and people were involved in",
        "them. Where risk had gone up just over half of the",
        "reviews were good. Those that were done by the",
        "PSOs were less so, and the managers know of this.",
    ]

    def draw(canvas, number):
        write(canvas, ["Officers in this area are trained well and know what they have to do for the people"] * 14)
        write(canvas, narrow, y=500)

    assert "Those that were done by the PSOs were less so, and the managers know of this." in sentences_of(drawn(draw))
