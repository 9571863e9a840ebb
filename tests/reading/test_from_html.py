# ruff: noqa: E501 - markup and tables are easier to read with their long lines

import html_looks
import pytest
from html_source import HANDFUL, NAMES, Score, assert_as_the_truth, assert_pieces_lead_into, document, score

from classifier.errors import ReadingError
from classifier.reading.from_html import PageLimits, read
from classifier.records import BlockKind, Report, Role
from classifier.sentences import split_report


def blocks(page: str):
    return [(block.role.value, block.level, block.text) for block in read(page.encode(), "a.html")[1]]


def texts(page: str):
    return [block.text for block in read(page.encode(), "a.html")[1]]


@pytest.mark.parametrize("look", html_looks.LOOKS)
def test_every_look_is_read_as_the_truth_says(look):
    files = (html_looks.build(document(name), look) for name in NAMES)
    total = sum((score(file, *read(file.data, f"{look}.html")) for file in files), Score())
    assert_as_the_truth(total, recall=0.995)


def test_offsets_lead_into_the_text():
    text, found = read(html_looks.build(document(HANDFUL[0]), "government").data, "a.html")
    assert_pieces_lead_into(text, found)
    for sentence in split_report(Report("a", text, found, "html")):
        assert "".join(text[sentence.start : sentence.end].split()) == "".join(sentence.text.split())


def test_headings_lists_and_paragraphs():
    page = """<h1>Report</h1><h2>1.2 Staff</h2><p>Leaders do
      well&nbsp;here.</p><ul><li>Staff are skilled.<ol><li>So are managers.</ol><li>Morale is high.</ul>"""
    assert blocks(page) == [
        ("title", 1, "Report"),
        ("title", 2, "1.2 Staff"),
        ("body", 0, "Leaders do well here."),
        ("body", 1, "Staff are skilled."),
        ("body", 2, "So are managers."),
        ("body", 1, "Morale is high."),
    ]
    text, found = read(page.encode(), "a.html")
    assert text.endswith("• Staff are skilled.\n  1. So are managers.\n• Morale is high.\n")
    assert found[2].section == ("Report", "1.2 Staff")
    assert found[3].kind is BlockKind.LIST_ITEM
    assert text[found[4].start :].startswith("1. So")


def test_numbers_of_lists_go_on():
    text, _ = read(b"<ol start=4><li>We did it.<li value=7>They did it.<li>All did it.</ol>", "a.html")
    assert text == "4. We did it.\n7. They did it.\n8. All did it.\n"


def test_bold_paragraphs_are_headings():
    page = (
        "<h2>Staff</h2><p><strong>Areas for improvement:</strong></p><p><b>Workload</b><br>Caseloads are too high.</p>"
    )
    assert blocks(page) == [
        ("title", 2, "Staff"),
        ("title", 6, "Areas for improvement:"),
        ("title", 4, "Workload"),
        ("body", 0, "Caseloads are too high."),
    ]
    assert blocks("<p>x</p><p><b>All of this sentence is bold.</b></p>")[-1][0] == "body"


def test_line_breaks_join_lines_and_part_paragraphs():
    assert texts(
        "<div>One line is long<br>and goes on.<br><br>Another one is short.<br>\n<br>• A thing is done.</div>"
    ) == [
        "One line is long and goes on.",
        "Another one is short.",
        "A thing is done.",
    ]


def test_a_table_of_values_keeps_its_rows():
    page = """<table><caption>Table 1: ratings</caption><tr><th>Standard<th>Rating<tr><td>Leadership<td>Good
      <tr><td>Staff<td>12<td>14%</table>"""
    assert blocks(page) == [
        ("caption", 0, "Table 1: ratings"),
        ("table", 0, "Standard | Rating"),
        ("rating", 0, "Leadership | Good"),
        ("table", 0, "Staff | 12 | 14%"),
    ]


def test_a_table_of_sentences_is_text():
    page = "<table><tr><th>Strengths<th>Gaps<tr><td>Staff know their cases very well indeed.<td>Plans are late in many cases.</table>"
    assert ("body", 0, "Staff know their cases very well indeed.") in blocks(page)
    assert ("body", 0, "Plans are late in many cases.") in blocks(page)


def test_marks_and_notes_are_no_part_of_sentences():
    page = """<p>Staff are skilled.<sup><a href="#f1">1</a></sup> They work on the 1<sup>st</sup> floor of 10<sup>2</sup> rooms.</p>
    <section class=footnotes><ol><li id=f1>Taken from a survey. <a href="#r1">↩</a></li></ol></section>"""
    assert blocks(page) == [
        ("body", 0, "Staff are skilled. They work on the 1st floor of 102 rooms."),
        ("footnote", 0, "Taken from a survey."),
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><ul><li><a href=1>Home</a><li><a href=2>News</a></ul></nav>",
        "<div class='post-share'><p>Share this story with all the people you know.</p></div>",
        "<div id='comments'><p>I agree with every word of this report, as you know.</p></div>",
        "<div class=jp-relatedposts><p>Another prison was inspected in the spring of this year.</p></div>",
        "<div role=dialog><p>This box asks you something that you do not want to answer.</p></div>",
        "<div><p>This website uses cookies to make things work better for you.</p></div>",
        "<p hidden>Nobody can see this sentence on the page.</p>",
        "<p style='display: none'>Nobody can see this sentence on the page.</p>",
        "<span class=sr-only>Read aloud only, this is.</span>",
        "<script>document.write('<p>A script wrote this sentence.</p>')</script>",
        "<style>p { content: 'A style wrote this sentence.' }</style>",
        "<noscript><p>Please switch on the scripts of your browser.</p></noscript>",
        "<!-- <p>A comment holds this sentence.</p> -->",
        "<form><label>Your name</label><p>Fill in all of the fields of this form.</p></form>",
        "<div><a href=1>One place</a> <a href=2>Other place</a> <a href=3>Third place</a></div>",
        "<footer><p><a href=1>Privacy</a> and <a href=2>terms</a></p></footer>",
    ],
)
def test_furniture_is_left_out(furniture):
    prose = "".join(f"<p>Leaders did the right thing in year {year}, and staff followed them.</p>" for year in range(9))
    for page in (f"<body>{furniture}<h1>Report</h1>{prose}", f"<body><h1>Report</h1>{prose}{furniture}"):
        assert texts(page) == [
            "Report",
            *(f"Leaders did the right thing in year {year}, and staff followed them." for year in range(9)),
        ]


@pytest.mark.parametrize(
    "page",
    [
        "<body class='has-sidebar comments-open'><p>{}</p>",
        "<div class=elementor-widget><p>{}</p></div><div class=elementor-widget><p>Other text stands here, and much of it.</p></div>",
        "<section id=social-inclusion><h2>Social inclusion</h2><p>{}</p></section><p>Other text is here, and much of it, too.</p>",
        "<form id=aspnetForm><div><h1>Title</h1><p>{}</p></div></form>",
        "<div class=content-with-sidebar><p>{}</p></div>",
        "<main><p>Short text is here.</p></main><div><p>{}</p><p>And this goes on for much longer than the main part does.</p></div>",
        "<article><p>First of several articles on this page.</p></article><article><p>{}</p></article>",
        "<p>{}<p>unclosed <div><b>bold",
        "<ul><li><a href=1>{}</a><li><a href=2>Leaders do well in all of the areas that we saw.</a></ul>",
        "<aside><p>{}</p></aside><p>This text stands in the middle of the page, outside of the box.</p>",
        "<p>{}</p><p>The hostel is run by a registered charity. Staff share what they know with the police.</p>",
        "<details><summary>More</summary><p>{}</p></details>",
        "<footer><p>{}</p></footer><p>Much of the text of this page is here, as it should be, and goes on.</p>",
    ],
)
def test_no_sentence_of_the_article_is_lost(page):
    sentence = "Almost all of the staff knew what was expected of them."
    assert sentence in texts(page.format(sentence))


def test_the_heading_before_the_article_is_kept():
    prose = "<p>Leaders did the right thing, and staff followed them all the way.</p>" * 3
    page = f"<header><h1>The site</h1></header><div><h1>The report</h1></div><article>{prose}</article>"
    assert texts(page)[0] == "The report"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("£5 – “well”".encode(), "£5 – “well”"),
        ("\ufeff£5 – “well”".encode(), "£5 – “well”"),
        ("\ufeff£5 – “well”".encode("utf-16-le"), "£5 – “well”"),
        ("\ufeff£5 – “well”".encode("utf-16-be"), "£5 – “well”"),
        (b"<meta charset=iso-8859-1>" + "£5 – “well”".encode("cp1252"), "£5 – “well”"),
        (b"<meta charset=iso-8859-1>" + "£5 – “well”".encode(), "£5 – “well”"),
        ("£5 – “well”".encode("cp1252"), "£5 – “well”"),
        (b"<meta http-equiv=x content='text/html; charset=iso-8859-15'>" + "5 €".encode("iso-8859-15"), "5 €"),
    ],
)
def test_encodings(data, said):
    assert read(data, "a.html")[1][0].text == said


def test_an_encoding_that_is_not_certain_is_an_error():
    with pytest.raises(
        ReadingError, match=r"the encoding is not known: the page does not say its encoding\. Say --encoding"
    ):
        read("<p>Иван".encode("cp1251"), "a.html")
    with pytest.raises(ReadingError, match="the page says utf-8, which its bytes contradict"):
        read(b"<meta charset=utf-8><p>\x81\xc0", "a.html")
    with pytest.raises(ReadingError, match="there is no encoding 'klingon'"):
        read(b"<meta charset=klingon><p>x", "a.html")
    with pytest.raises(ReadingError, match="the page is not ascii"):
        read("<p>é".encode(), "a.html", encoding="ascii")
    assert read("<p>Иван был".encode("cp1251"), "a.html", encoding="cp1251")[1][0].text == "Иван был"


@pytest.mark.parametrize(
    "page", ["<html></html>", "<script>app()</script><div id=root></div>", "<p>&nbsp;</p><hr>", "<p>—</p>", "\u00ad[1]"]
)
def test_a_page_without_text_is_an_error(page):
    with pytest.raises(
        ReadingError, match=r"^a\.html: the web page holds no text\. A page that is built by its scripts"
    ):
        read(page.encode(), "a.html")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<div>" * 100_000, "nested deeper than the limit of 250"),
        ("<p>a" * 250_000, "more elements than the limit of 200,000"),
        ("<p>" + "".join(f"<font id={n}>" for n in range(200)) + "<p>x" * 20_000, "more elements than the limit"),
    ],
)
def test_a_page_past_the_limits_is_an_error(page, said):
    with pytest.raises(ReadingError, match=said):
        read(page.encode(), "a.html")
    with pytest.raises(ReadingError, match="the limit of 5"):
        read(b"<p>a<p>b<p>c<p>d<p>e<p>f<div><div><div><div><div><div>", "a.html", limits=PageLimits(5, 5))


@pytest.mark.parametrize(
    "page",
    [
        "<!--" * 200_000,
        "<" * 500_000,
        '<a b="' * 100_000,
        "<svg>" * 100_000,
        "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">",
        "<table><tr><td>" * 240,
        "</p>" * 90_000,
        "&" * 500_000,
        "<script>" + "x" * 1_000_000,
    ],
)
def test_hostile_pages_cost_bounded_time(page):
    from classifier.reading.html.cleaning import clean

    assert len(clean(page, "a.html")) <= 2 * len(page)
    text, _ = (
        read((page + "</table></svg><p>x").encode() + b"<p>The end is here.", "a.html") if "&" in page else ("", ())
    )
    assert not text or text.endswith("The end is here.\n")


def test_roles_of_what_surrounds_the_text():
    page = """<article><div class=entry-meta>Posted on 4 May 2019 by <a href=a>Jo</a></div><h1>Report</h1>
    <p>Leaders did the right thing, and staff followed.</p><figure><img src=a><figcaption>The court in the rain</figcaption></figure></article>"""
    found = read(page.encode(), "a.html")[1]
    assert [block.role for block in found] == [Role.DETAIL, Role.TITLE, Role.BODY, Role.CAPTION]


def test_related_posts_within_an_article_do_not_end_it():
    page = """<article><h1>Report</h1><p>Leaders do a good job of it, as they did last year.</p><p>Related posts</p>
      <p>Another look at prisons</p><p>What makes a plan?</p><h2>Staff</h2><p>Staff were skilled and cared about the
      people they supervise.</p><h2>Services</h2><p>Services were poor in most of the areas that we saw.</p></article>"""
    found = read(page.encode(), "a.html")[1]
    assert [(block.role.value, block.section) for block in found[2:5]] == [("web_furniture", ("Report",))] * 3
    assert found[5].kind is BlockKind.HEADING
    assert [block.section for block in found if block.role is Role.BODY][1:] == [
        ("Report", "Staff"),
        ("Report", "Services"),
    ]


def test_related_posts_after_an_article_end_it():
    page = f"""<article><h1>Report</h1>{"<p>Leaders do a good job of it, as they did last year.</p>" * 9}
      <p>Related posts</p><h2>Another place</h2><p>It was inspected last week by a team of six.</p></article>"""
    *_, heading, last = read(page.encode(), "a.html")[1]
    assert (heading.kind, heading.role) == (BlockKind.OTHER, Role.WEB_FURNITURE)
    assert last.section == ("Related posts",)
