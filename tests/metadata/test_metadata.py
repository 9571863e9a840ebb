# ruff: noqa: E501 - what is read is easier to compare in long lines

"""Each fact, from small made-up reports, with the place it was read from."""

import time

import pytest

from classifier import metadata
from classifier.framework import load_framework
from classifier.metadata.dates import normal
from classifier.reading import parse_report

FRAMEWORK = load_framework()
TEXT = "The service has three offices and looks after some two thousand people in the county and its two towns."


def read(text, form="markdown"):
    report = parse_report(text, "made-up.md", form)
    found = metadata.of(report, FRAMEWORK)
    for fact in (*found.facts.values(), *(rating.fact for rating in found.ratings)):
        assert report.text[fact.start : fact.end].split() == fact.text.split()
    return found


def values(text, form="markdown"):
    return {name: fact.value for name, fact in read(text, form).facts.items()}


def ratings(text, form="markdown"):
    return {rating.standard or rating.name: rating.fact.value for rating in read(text, form).ratings}


REPORT = f"""HM Inspectorate of Probation

# An inspection of probation services in Farlow and Penn PDU

Fieldwork started 4 March 2024

Published: 20 June 2024

## Foreword

{TEXT} {TEXT}

Dame Ottilie Brand, HM Chief Inspector of Probation

## Ratings

Overall rating: Requires improvement

P 1.1 Leadership: Good

P 1.2 Staffing: Inadequate
"""


def test_all_the_facts_of_a_report():
    assert values(REPORT) == {
        "title": "An inspection of probation services in Farlow and Penn PDU",
        "provider": "Farlow and Penn",
        "programme": "probation delivery unit",
        "published": "2024-06-20",
        "fieldwork": "2024-03-04",
        "overall": "requires improvement",
        "chief_inspector": "Dame Ottilie Brand",
    }
    assert ratings(REPORT) == {"1.1": "good", "1.2": "inadequate"}


def test_as_dict_has_every_field_and_every_place():
    found = read(REPORT).as_dict()
    assert set(found) == {"document", "ratings", *metadata.FACTS}
    place = REPORT.index("4 March 2024")
    assert found["fieldwork"] == {
        "value": "2024-03-04",
        "text": "4 March 2024",
        "start": place,
        "end": place + 12,
        "page": None,
    }
    assert found["ratings"][1]["name"] == "Staffing"
    nothing = read("Some words.\n").as_dict()
    assert nothing == {"document": "made-up.md", "ratings": [], **dict.fromkeys(metadata.FACTS)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 June 2019", "2019-06-25"),
        ("June 2019", "2019-06"),
        ("4 to 22 February 2019", "2019-02-04/2019-02-22"),
        ("30 September to 11 October 2019", "2019-09-30/2019-10-11"),
        ("October and November 2018", "2018-10/2018-11"),
        ("13 May, 20 May and 3 June", "XXXX-05-13/XXXX-06-03"),
        ("1st MARCH 2020", "2020-03-01"),
        ("8 and 15 January 2024", "2024-01-08/2024-01-15"),
        ("soon", ""),
    ],
)
def test_dates_in_their_normal_form(text, value):
    assert normal(text) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Date of publication: 14 June 2023", "2023-06-14"),
        ("Embargoed until 00.01, Wednesday 5 April 2017", "2017-04-05"),
        ("FOR RELEASE TUESDAY 24 SEPTEMBER 2019", "2019-09-24"),
        ("Thursday 14 November 2024, 06.00", "2024-11-14"),
        ("Inspection report, May 2021", "2021-05"),
        ("4,180 people were supervised at 31 March 2019", None),
        ("Last updated 3 May 2022", None),
    ],
)
def test_when_it_was_published(line, value):
    assert values(f"# Farlow CRC\n\n{line}\n\n{TEXT}\n").get("published") == value


def test_the_date_under_a_signature_is_that_of_the_report():
    text = f"# Foreword\n\n{TEXT} {TEXT}\n\n{TEXT}\n\n{TEXT}\n\nOlwen Tarr\n\nHM Chief Inspector of Probation\n\nJune 2019\n"
    assert values(text)["published"] == "2019-06"
    assert values(text)["chief_inspector"] == "Olwen Tarr"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Our fieldwork took place over two weeks in February 2019.", "2019-02"),
        ("The inspection was carried out between 7 and 25 October 2019 by a team of 14.", "2019-10-07/2019-10-25"),
        ("We visited the county in November 2016 and the city in March 2017.", "2016-11/2017-03"),
        ("Between May and July 2022 we visited four regions.", "2022-05/2022-07"),
        ("When we last inspected the division in March 2016, it was slow.", None),
        ("The register held 14 entries in February 2019.", None),
        ("Staff may visit in May.", None),
    ],
)
def test_when_inspectors_were_there(sentence, value):
    assert values(f"# Farlow CRC\n\n{sentence} {TEXT}\n").get("fieldwork") == value


def test_labels_on_the_left_and_values_on_the_right():
    text = "Service:\nFieldwork started:\n\nNPS Farlow Division\nOctober 2018\n\nFindings\n\n" + TEXT
    assert values(text, "text")["fieldwork"] == "2018-10"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chief Inspector of Probation Olwen Tarr said: “It will not do.”", "Olwen Tarr"),
        ("Sir Ned Voss, Chief Inspector, said it would not do.", "Sir Ned Voss"),
        ("“It will not do,” the chief inspector, Una Prys-Lloyd, told us.", "Una Prys-Lloyd"),
        ("HM Deputy Chief Inspector of Probation Olwen Tarr said so.", None),
        ("Olwen Tarr, HM Chief Inspector of Prisons, said so.", None),
        ("The Chief Inspector’s comments follow.", None),
    ],
)
def test_who_the_chief_inspector_is(text, name):
    assert values(f"# Farlow CRC\n\n{text}\n").get("chief_inspector") == name


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("Inspection of probation services: NPS Farlow 22\n\n# 2. Case supervision", "Inspection of probation services: NPS Farlow"),
        ("38 Inspection of probation services: Farlow division\n\n# 3. Court work", "Inspection of probation services: Farlow division"),
        ("Home > News\n\nPress release\n\n# Farlow unit is rated ‘Good’ by inspectors", "Farlow unit is rated ‘Good’ by inspectors"),
        ("Thematic review\n\nThe long wait: housing after prison\n\nMay 2021\n\n# 1. Why we did this", "The long wait: housing after prison"),
        ("# Executive summary\n\n## Protecting the public", None),
        ("Home / News / Farlow\n\nPress notice\n\n# Farlow unit is rated ‘Good’ by inspectors", "Farlow unit is rated ‘Good’ by inspectors"),
        ("Probation inspection report\n\nFarlow PDU: inspection report, April 2025", "Farlow PDU: inspection report, April 2025"),
        ("1 Mill Place, Farlow\n\nMs C. Wend, Head of Farlow PDU\n\nFollow-up visit to Farlow PDU\n\nDear Ms Wend", "Follow-up visit to Farlow PDU"),
        ("Farlow inspection digest\nMay 2021", "Farlow inspection digest"),
        ("The Long Wait\n\nSkip to content\n\nFarlow under the microscope\n\nPosted by Ned on 3 May 2021", "Farlow under the microscope"),
        ("Can the Farlow office be trusted?\n\nBy Una Voss, social affairs", "Can the Farlow office be trusted?"),
        ("Farlow and Penn NPS: page 30\n\n2. Case supervision", "Farlow and Penn NPS"),
    ],
)  # fmt: skip
def test_the_title_is_the_line_that_names_the_report(top, title):
    assert values(f"{top}\n\n{TEXT}\n").get("title") == title


@pytest.mark.parametrize(
    ("title", "provider", "programme"),
    [
        ("An inspection of the National Probation Service: Farlow Levels", "Farlow Levels", "national probation service division"),
        ("Farlow and Penn Community Rehabilitation Company (CRC)", "Farlow and Penn", "community rehabilitation company"),
        ("Hexley Youth Justice Service: inspection report", "Hexley", "youth justice"),
        ("An inspection of probation services in the Farlow region", "Farlow", "probation region"),
        ("Quality and impact inspection: Farlowshire", "Farlowshire", "quality and impact"),
        ("Annual report: inspection of probation services", None, "annual report"),
    ],
)  # fmt: skip
def test_provider_and_programme_from_the_title(title, provider, programme):
    found = values(f"# {title}\n\n{TEXT}\n")
    assert (found.get("provider"), found.get("programme")) == (provider, programme)


def test_headings_that_ask_the_three_questions_tell_the_programme():
    text = f"# Work in Farlowshire\n\n## Protecting the public\n\n{TEXT}\n\n## Reducing reoffending\n\n{TEXT}\n"
    assert values(text)["programme"] == "quality and impact"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## 1.1 Leadership\n\nGood\n\nIt is led well.", {"1.1": "good"}),
        ("## P 1.2 Staff (requires improvement)\n\nIt lacks staff.", {"1.2": "requires improvement"}),
        ("| Standard | Rating |\n|---|---|\n| Leadership | Good |\n| Court work | Outstanding |", {"1.1": "good", "3.1": "outstanding"}),
        ("## Ratings\n\nLeadership Good\n\nReviewing – Inadequate", {"1.1": "good", "2.4": "inadequate"}),
        ("Leadership was rated ‘Good’ and inspectors rated services as ‘Inadequate’.", {"1.1": "good", "1.3": "inadequate"}),
        ("When we last inspected, leadership was rated ‘Good’.", {}),
        ("Leadership was rated ‘Good’ in five of the seven divisions.", {}),
        ("Farlow NPS: Good\n\nPenn CRC: Inadequate", {}),
        ("65 to 79 per cent: Good", {}),
    ],
)  # fmt: skip
def test_ratings_of_standards(text, said):
    assert ratings(f"# Farlow NPS\n\n{text}\n") == said


@pytest.mark.parametrize(
    ("text", "overall"),
    [
        ("Overall, the Farlow division is rated as: Good.", "good"),
        ("We have given it an overall rating of ‘Requires improvement’, which is a blow.", "requires improvement"),
        ("The Farlow division has been rated ‘Inadequate’ by inspectors.", "inadequate"),
        ("The unit was given the lowest rating available, ‘Inadequate’, this week.", "inadequate"),
        ("The Farlow division was then rated ‘Inadequate’.", None),
        ("The division was rated Good for reviewing.", None),
        ("Each standard of a division is rated Good or better.", None),
    ],
)
def test_the_overall_rating_in_a_sentence(text, overall):
    assert values(f"# Farlow NPS\n\n{text}\n").get("overall") == overall


def test_reports_about_many_providers_have_no_rating_of_their_own():
    text = f"# Annual report 2019\n\n{TEXT}\n\nOverall rating: Good\n\nLeadership: Good\n"
    assert "overall" not in values(text)
    assert ratings(text) == {}


def test_without_a_framework_ratings_keep_their_names():
    found = metadata.of(parse_report("Leadership: Good\n\n1.7 Gardening: Inadequate\n", form_of := "a", "markdown"))
    assert [(one.standard, one.name, one.fact.value) for one in found.ratings] == [
        (None, "Leadership", "good"),
        (None, "Gardening", "inadequate"),
    ]
    assert found.document == form_of


@pytest.mark.parametrize("text", ["We visited in June 2019 and ", "NPS Alpha and ", "1 to 2 May, ", "rated Good "])
def test_takes_time_in_proportion_to_the_text(text):
    report = parse_report(text * 8_000)
    begin = time.process_time()
    metadata.of(report, FRAMEWORK)
    assert time.process_time() - begin < 3  # many times what it needs
