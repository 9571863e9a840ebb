import io
import os
import threading

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")
pytest.importorskip("docx")

from fixtures import docx_looks, html_looks, pdf_looks
from fixtures.html_source import document
from reportlab.pdfgen.canvas import Canvas

from classifier.errors import ReadingError
from classifier.reading import DEFAULT_LIMIT, PDF_LIMIT, from_pdf, parse_report, read_report
from classifier.sentences import split_report

SAID = ["Leaders in Orwell visit every office.", "Too few of the plans were reviewed in time."]
MARKDOWN = f"# Probation in Orwell\n\n## 2.4 Reviewing\n\n{' '.join(SAID)}\n"
PLAIN = f"2.4 Reviewing\n\n{' '.join(SAID)}\n"
HTML = f"<!DOCTYPE html><html><body><main><h2>2.4 Reviewing</h2><p>{' '.join(SAID)}</p></main></body></html>"
WORD = docx_looks.document(
    '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>2.4 Reviewing</w:t></w:r></w:p>'
    f"<w:p><w:r><w:t>{' '.join(SAID)}</w:t></w:r></w:p>"
)
PDF = pdf_looks.build(MARKDOWN, "plain").data
FILES = {"text": PLAIN.encode(), "markdown": MARKDOWN.encode(), "html": HTML.encode(), "docx": WORD, "pdf": PDF}
SUFFIXES = {"text": ".txt", "markdown": ".md", "html": ".html", "docx": ".docx", "pdf": ".pdf"}


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", FILES)
def test_each_kind_has_its_reader_and_the_same_sentences(tmp_path, kind):
    path = written(tmp_path, f"orwell{SUFFIXES[kind]}", FILES[kind])
    report = read_report(path)
    found = list(split_report(report))
    assert (report.format, report.document, report.faults) == (kind, path.as_posix(), ())
    assert [sentence.text for sentence in found] == SAID
    assert {sentence.section[-1] for sentence in found} == {"2.4 Reviewing"}
    assert [report.text[sentence.start : sentence.end].split() for sentence in found] == [said.split() for said in SAID]


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_the_content_tells_where_the_name_does_not(tmp_path, kind):
    assert read_report(written(tmp_path, "download", FILES[kind])).format == kind
    path = written(tmp_path, "orwell.txt", FILES[kind])
    with pytest.raises(ReadingError, match=r"ends in \.txt, but its content is") as caught:
        read_report(path)
    assert caught.value.path == path


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_whole_report_reads_alike_from_word_and_the_web(tmp_path, kind):
    look = {"docx": "styled", "html": "government"}[kind]
    made = {"docx": docx_looks, "html": html_looks}[kind].build(document("calder-levels-nps"), look)
    report = read_report(written(tmp_path, f"calder{SUFFIXES[kind]}", made.data))
    said = {" ".join(sentence.text.split()) for sentence in split_report(report)}
    assert len(said & set(made.sentences)) >= 0.97 * len(made.sentences)


def test_the_document_can_have_another_name(tmp_path):
    for kind, data in FILES.items():
        path = written(tmp_path, f"orwell{SUFFIXES[kind]}", data)
        assert read_report(str(path), document="Orwell 2019").document == "Orwell 2019"


def test_a_text_in_another_encoding(tmp_path):
    for name, page in (("orwell.txt", "Staff cost £3m a year."), ("orwell.html", "<html><p>Staff cost £3m a year.")):
        path = written(tmp_path, name, page.encode("cp1252"))
        assert "Staff cost £3m a year." in read_report(path, encoding="cp1252").text


@pytest.mark.parametrize("kind", FILES)
def test_a_file_over_the_limit_is_refused(tmp_path, kind):
    path = written(tmp_path, f"orwell{SUFFIXES[kind]}", FILES[kind])
    size = len(FILES[kind])
    assert read_report(path, limit=size).format == kind
    for limit in (size - 1, 0):
        with pytest.raises(ReadingError, match=r"more than the limit of .* MB\. .*--max-size") as caught:
            read_report(path, limit=limit)
        assert caught.value.path == path


def test_a_pdf_may_be_larger_than_a_text(tmp_path):
    assert DEFAULT_LIMIT < PDF_LIMIT
    for name, limit in (("orwell.txt", DEFAULT_LIMIT), ("orwell.PDF", PDF_LIMIT)):
        path = tmp_path / name
        path.touch()
        os.truncate(path, limit + 1)  # a hole in the file, which takes no room
        with pytest.raises(ReadingError, match=f"more than the limit of {limit // 1_000_000} MB"):
            read_report(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_read_whole_or_refused(tmp_path):
    path = tmp_path / "orwell.txt"
    os.mkfifo(path)

    def read(limit):
        writer = threading.Thread(target=path.write_bytes, args=(FILES["text"],))
        writer.start()
        try:
            return read_report(path, limit=limit)
        finally:
            writer.join()

    assert read(1000).text == PLAIN
    with pytest.raises(ReadingError, match="more than the limit"):
        read(len(PLAIN) - 1)


def test_a_folder_and_a_missing_file_are_told(tmp_path):
    folder = tmp_path / "year.txt"
    folder.mkdir()
    with pytest.raises(ReadingError) as caught:
        read_report(folder)
    assert str(caught.value) == (
        f"{folder}: this is a folder. Name a file, or use findings tag, which goes through folders."
    )
    missing = tmp_path / "none.pdf"
    with pytest.raises(ReadingError) as caught:
        read_report(missing)
    assert str(caught.value) == f"{missing}: there is no such file. Check the name and the folder."
    with pytest.raises(ReadingError, match=r"cannot be read \(.+\)\. Check its permissions"):
        read_report(written(tmp_path, "plain.txt", b"Plans are clear.") / "below.txt")


@pytest.mark.parametrize("data", [b"", b" \r\n\0"])
def test_an_empty_file_is_told(tmp_path, data):
    for suffix in SUFFIXES.values():
        with pytest.raises(ReadingError, match="the file is empty"):
            read_report(written(tmp_path, f"orwell{suffix}", data))


def test_a_text_has_no_reader_of_another_format():
    with pytest.raises(ReadingError, match=r"^pdf: there is no reader for the text of this format\. Use text or"):
        parse_report("Plans are clear.", format="pdf")


def test_a_text_is_named_text_until_it_has_a_name():
    assert parse_report("Plans are clear.").document == "text"
    assert parse_report("Plans are clear.", "Orwell").document == "Orwell"


def two_pages():
    """A PDF whose paragraph goes on over the page break."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1)
    for lines in (
        ["Leaders in Orwell visit every office. The plans that they wrote in the spring are"],
        ["short. Few left."],
    ):
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_sentences_of_a_pdf_know_the_page_on_which_they_begin(tmp_path):
    report = read_report(written(tmp_path, "orwell.pdf", two_pages()))
    assert [(sentence.text, sentence.page) for sentence in split_report(report)] == [
        ("Leaders in Orwell visit every office.", 1),
        ("The plans that they wrote in the spring are short.", 1),
        ("Few left.", 2),
    ]


def test_only_a_pdf_has_pages(tmp_path):
    for kind, data in FILES.items():
        report = read_report(written(tmp_path, f"orwell{SUFFIXES[kind]}", data))
        assert (report.places is not None) == (kind == "pdf")
        assert {sentence.page for sentence in split_report(report)} == {1 if kind == "pdf" else None}


def test_a_page_that_cannot_be_read_is_a_fault_and_the_rest_is_read(tmp_path, monkeypatch):
    real = from_pdf.read_page

    def failing(pdfium, document, index, *rest):
        if index == 1:
            raise from_pdf.PageError("it is in shreds")
        return real(pdfium, document, index, *rest)

    monkeypatch.setattr(from_pdf, "read_page", failing)
    report = read_report(written(tmp_path, "orwell.pdf", two_pages()))
    assert report.faults == ("page 2 was left out: it is in shreds",)
    assert next(iter(split_report(report))).text == "Leaders in Orwell visit every office."
    assert "Few left." not in report.text
