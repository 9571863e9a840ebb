import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from annotating import write_annotated

from classifier.annotations import (
    UnitKind,
    annotation_files,
    check_annotations,
    check_corpus,
    corpus_hash,
    read_annotations,
    read_corpus,
    statistics,
    write_annotations,
)
from classifier.errors import AnnotationError, ClassifierError, OutputError
from classifier.records import FindingLabel

CORPUS = Path(__file__).parent.parent / "corpus"
TEXT = (
    "Harbour Team\r\n\r\nPlans in Harbour are clear and short. Nobody reads the café’s rota.  • \n"
    "We visited the harbour office in May.\n"
)
TITLE, PLANS, ROTA, VISIT = (
    (TEXT.index(first), TEXT.index(last) + len(last))
    for first, last in (("Harbour", "Team"), ("Plans", "short."), ("Nobody", "rota."), ("We", "May."))
)


def sentence(span, finding="none", **more):
    return {"start": span[0], "end": span[1], "kind": "sentence", "finding": finding, **more}


UNITS = [
    {**sentence(TITLE), "kind": "structure"},
    sentence(PLANS, "strength", standard="2.2"),
    sentence(ROTA, "area_for_improvement", standard="1.4"),
    sentence(VISIT),
]


def put(folder, units=UNITS, text=TEXT, name="harbour", drop=(), **header):
    return write_annotated(folder, name, text, units, drop, **{"title": "Harbour: a made-up team", **header})


def said(path, **options):
    """What is wrong with a file, without its folder."""
    return [str(error).replace(f"{path.parent}/", "") for error in check_annotations(path, **options)]


def test_reads_a_file_with_its_document(tmp_path):
    document = read_annotations(put(tmp_path))
    assert document.title == "Harbour: a made-up team"
    assert document.text == TEXT  # "\r\n" stays as it is
    assert [unit.line for unit in document.units] == [2, 3, 4, 5]
    assert document.structure[0].kind is UnitKind.STRUCTURE
    assert document.sentences[0].finding is FindingLabel.STRENGTH
    assert document.sentences[0].standard == "2.2"
    assert document.sentences[2].standard is None
    assert document.text_of(document.sentences[1]) == "Nobody reads the café’s rota."
    assert said(document.path) == []


def test_finds_the_document_in_a_folder_of_texts(tmp_path):
    path = put(tmp_path)
    texts = tmp_path / "texts"
    texts.mkdir()
    (tmp_path / "harbour.md").rename(texts / "harbour.md")
    assert read_annotations(path, texts).text == TEXT
    assert list(check_corpus(tmp_path, texts)) == []
    assert said(path) == [
        f"harbour.jsonl:1: the document harbour.md cannot be read in {tmp_path} (No such file or directory). "
        "Put it beside its annotation file, or name the folder of texts that holds it."
    ]


def test_passes_over_blank_lines_and_counts_them(tmp_path):
    path = put(tmp_path, [UNITS[0], "\n", UNITS[1]])
    assert [unit.line for unit in read_annotations(path).units] == [2, 4]


LINE = "Write one JSON object on each line."
SPAN = f"the unit from {PLANS[0] - 2} to {PLANS[1] + 1}"
BULLET = (TEXT.index("•"), TEXT.index("•") + 1)
CODES = "Use one of 0, 1, 1.1, 1.2, 1.3, 1.4, 2, 2.1, 2.2, 2.3, 2.4, 3, 3.1, 3.2."
QUOTED = '"Plans in Harbour are clear and short."'
WRONG_UNITS = [
    ("{start: 1}\n", f'this is not JSON: "{{start: 1}}". {LINE}'),
    ("[" * 100_000 + "\n", f'this is not JSON: "{"[" * 59}…". {LINE}'),
    ("[1, 2]\n", f'this is not a JSON object: "[1, 2]". {LINE}'),
    ('{"start": 1, "start": 2}\n', "the key 'start' is there more than once. Keep one of them."),
    (
        {"start": 0, "end": 4, "kind": "sentence"},
        "the key 'finding' is missing. Each such line has start, end, kind, finding.",
    ),
    (
        {**UNITS[3], "note": "?"},
        "the key 'note' is not known. Use start, end, kind, finding, standard, annotator, decided.",
    ),
    ({**UNITS[3], "annotator": 7}, "'annotator' is 7, not text. Give 'annotator' as text in quotation marks."),
    (
        {**UNITS[3], "decided": "May"},
        "'decided' is \"May\", not a date. Give 'decided' as \"2026-01-31\", with or without a time.",
    ),
    (
        {**UNITS[3], "start": True},
        "'start' is true, not a whole number. Give 'start' as a count of characters.",
    ),
    ({**UNITS[3], "end": 9.0}, "'end' is 9.0, not a whole number. Give 'end' as a count of characters."),
    ({**UNITS[3], "kind": "heading"}, "'kind' is \"heading\". Use one of sentence, structure."),
    (
        {**UNITS[3], "finding": ["good"]},
        "'finding' is [\"good\"]. Use one of strength, area_for_improvement, mixed, none.",
    ),
    (
        {**UNITS[1], "standard": 2.2},
        "'standard' is 2.2, not text. Give 'standard' as text in quotation marks.",
    ),
    (
        {**UNITS[1], "standard": "9.1"},
        f"there is no standard '9.1' in the framework hmip-nps-2018: {QUOTED}. {CODES}",
    ),
    (
        {**UNITS[1], "kind": "structure"},
        f"structure cannot be a finding, but is labelled strength: {QUOTED}. "
        'Label it none, or make it a unit of kind "sentence".',
    ),
    (
        sentence(PLANS, "mixed"),
        f"a finding (mixed) has no standard: {QUOTED}. Give it the code of the standard that it is most about.",
    ),
    (
        sentence(PLANS, standard="1.4"),
        f"a unit labelled none has the standard '1.4': {QUOTED}. Leave the standard out, or label the finding.",
    ),
    (
        sentence((7, 7)),
        "the unit from 7 to 7 is empty. Take it out, or give the end of its last character plus 1.",
    ),
    (sentence((9, 3)), "the unit from 9 to 3 ends before it starts. Put the smaller offset first."),
    (
        sentence((-4, 3)),
        "the unit from -4 to 3 starts before the text. Offsets count characters from 0.",
    ),
    (
        sentence((0, 999)),
        f"the unit from 0 to 999 ends outside the text, which has {len(TEXT)} characters. "
        "Offsets count characters (not bytes) of the document.",
    ),
    (
        sentence((PLANS[0] - 2, PLANS[1] + 1)),
        f"{SPAN} begins or ends in white space: {QUOTED}. Use start {PLANS[0]} and end {PLANS[1]}.",
    ),
    (sentence((12, 16)), "the unit from 12 to 16 holds nothing but white space. Take it out."),
    (
        sentence(BULLET),
        f'the sentence from {BULLET[0]} to {BULLET[1]} has no letter or digit: "•". '
        'Take it out, or make it a unit of kind "structure".',
    ),
]


@pytest.mark.parametrize(("unit", "message"), WRONG_UNITS)
def test_says_what_is_wrong_with_a_unit(tmp_path, unit, message):
    path = put(tmp_path, [unit])
    assert said(path) == [f"harbour.jsonl:2: {message}"]
    with pytest.raises(AnnotationError) as raised:
        read_annotations(path)
    assert raised.value.line == 2


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            {"drop": ("genre",)},
            "the key 'genre' is missing. Each such line has document, sha256, title, genre, framework.",
        ),
        (
            {"author": "me"},
            "the key 'author' is not known. Use document, sha256, title, genre, framework, "
            "annotators, annotated, source.",
        ),
        (
            {"annotators": "Ada"},
            '\'annotators\' is "Ada", not a list of names. Give \'annotators\' as ["Name", "Other Name"].',
        ),
        (
            {"annotated": 2026},
            "'annotated' is 2026, not a date. Give 'annotated' as \"2026-01-31\", with or without a time.",
        ),
        ({"source": ""}, "'source' is \"\", not text. Give 'source' as text in quotation marks."),
        ({"title": " "}, "'title' is \" \", not text. Give 'title' as text in quotation marks."),
        ({"title": "\ud800"}, "'title' is \"?\", not text. Give 'title' as text in quotation marks."),
        ({"framework": "hmip-1066"}, "there is no framework 'hmip-1066'. Use one of hmip-nps-2018."),
        (
            {"sha256": "abc"},
            "'sha256' is \"abc\", which is no sha256. Give the 64 small hexadecimal digits of the document's hash.",
        ),
        *(
            (
                {"document": name},
                f"'document' leads out of its folder: {name!r}. Give the bare name of a file in the folder.",
            )
            for name in ("../secret.md", "a/../../b.md", "/etc/hosts", "..\\b.md", "C:\\b.md", ".", "a\0b")
        ),
    ],
)
def test_says_what_is_wrong_with_a_header(tmp_path, header, message):
    assert said(put(tmp_path, **header)) == [f"harbour.jsonl:1: {message}"]


def test_names_both_hashes(tmp_path):
    path = put(tmp_path)
    old = hashlib.sha256(TEXT.encode()).hexdigest()
    new = hashlib.sha256(b"Other words.").hexdigest()
    (tmp_path / "harbour.md").write_bytes(b"Other words.")
    expected = f"harbour.jsonl:1: the sha256 of harbour.md is {new}, but the file that was annotated had {old}. "
    assert said(path) == [expected + "Put back the document as it was annotated, or annotate it anew."]


def test_knows_changed_line_ends(tmp_path):
    path = put(tmp_path, [], text="One.\nTwo.\n")
    (tmp_path / "harbour.md").write_bytes(b"One.\r\nTwo.\r\n")
    assert said(path)[0].endswith("Only its line ends were changed (by git or an editor): change them back.")


def test_says_what_cannot_be_read_at_all(tmp_path):
    path = put(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"start": "\xff"}\n')
    assert said(path) == ["harbour.jsonl:6: the line is not UTF-8. Save the file as UTF-8."]
    path.write_bytes(b"\xef\xbb\xbf" + whole)
    assert said(path) == ["harbour.jsonl:1: the file begins with a byte order mark. Save it as UTF-8 without one."]
    path.write_bytes(b"\n")
    assert said(path) == ["harbour.jsonl:1: the file is empty. Begin it with a line that names the document."]
    path.unlink()
    assert said(path) == [
        "harbour.jsonl:1: the file cannot be read (No such file or directory). Name an annotation file that exists."
    ]
    latin = "café".encode("latin-1")
    path = put(tmp_path, [], sha256=hashlib.sha256(latin).hexdigest())
    (tmp_path / "harbour.md").write_bytes(latin)
    assert said(path) == [
        "harbour.jsonl:1: the document harbour.md is not UTF-8 text. Save its text as UTF-8 and annotate that."
    ]


def test_finds_overlaps_duplicates_and_disorder(tmp_path):
    inside = sentence((PLANS[0], PLANS[0] + 5))
    path = put(tmp_path, [UNITS[1], inside, UNITS[3], UNITS[0], UNITS[3]])
    assert said(path, repeats=False) == [
        f"harbour.jsonl:3: the unit from {PLANS[0]} to {PLANS[0] + 5} overlaps the one from {PLANS[0]} to "
        f'{PLANS[1]} (line 2): "Plans". Move the offsets so that no two units share a character.',
        f"harbour.jsonl:5: the unit at 0 comes after the one at {VISIT[0]} (line 4). "
        "Put the units in order of their start.",
        f"harbour.jsonl:6: the unit from {VISIT[0]} to {VISIT[1]} covers the same span as line 4: "
        '"We visited the harbour office in May.". Keep one of the two.',
    ]


def test_yields_every_problem_in_order_of_lines(tmp_path):
    path = put(tmp_path, [sentence((5, 5)), "nonsense\n", sentence(PLANS, "mixed")], framework="none")
    assert [error.line for error in check_annotations(path)] == [1, 2, 3, 4]


TWICE = "Queues are far too long. They grow. Queues are\nfar too long. They grow."
QUEUES = [
    sentence((0, 24), "area_for_improvement", standard="1.3"),
    sentence((25, 35)),
    sentence((36, 60), "area_for_improvement", standard="1.3"),
    sentence((61, 71)),
]


def test_finds_a_sentence_of_five_words_that_stands_twice(tmp_path):
    path = put(tmp_path, QUEUES, text=TWICE)
    assert said(path) == [
        'harbour.jsonl:4: this sentence stands on line 2 already: "Queues are far too long.". '
        "Take one of them out, or allow repeats where the document itself repeats."
    ]
    assert said(path, repeats=False) == []
    assert len(read_annotations(path).units) == 4


def test_finds_contradictions_between_documents(tmp_path):
    put(tmp_path, QUEUES[:1], text=TWICE, name="east")
    put(tmp_path, QUEUES[:1], text=TWICE + " More.", name="north")
    assert list(check_corpus(tmp_path)) == []  # the same phrase with the same finding
    put(tmp_path, [sentence((0, 24))], text=TWICE + " Less.", name="west")
    (error,) = check_corpus(tmp_path)
    assert str(error) == (
        f"{tmp_path}/west.jsonl:2: this sentence is none here and area_for_improvement in east.jsonl:2: "
        '"Queues are far too long.". Decide on one by the guidelines, or allow repeats where the context '
        "makes the difference."
    )
    assert list(check_corpus(tmp_path, repeats=False)) == []


def test_finds_documents_annotated_twice_or_not_at_all(tmp_path):
    put(tmp_path)
    put(tmp_path, name="again")
    for name in ("alone.txt", "README.md", "GUIDELINES.md", "picture.png"):
        (tmp_path / name).write_text("Words.", encoding="utf-8")
    assert [str(error).replace(f"{tmp_path}/", "") for error in check_corpus(tmp_path)] == [
        "harbour.jsonl:1: its document is annotated in again.jsonl already. Keep one of the two files.",
        "alone.txt:1: no annotation file names this document. Annotate it in alone.jsonl, or take it out.",
    ]


def test_finds_a_genre_that_is_written_in_two_ways(tmp_path):
    put(tmp_path, name="east", text=TEXT + "East.", genre="press release")
    put(tmp_path, name="north", text=TEXT + "North.", genre="Press_Release")
    put(tmp_path, name="west", text=TEXT + "West.", genre="press")
    assert [str(error).replace(f"{tmp_path}/", "") for error in check_corpus(tmp_path, repeats=False)] == [
        "north.jsonl:1: its genre is 'Press_Release', which east.jsonl writes 'press release', so they would count as "
        "two. Write it the same way in all files."
    ]


@pytest.mark.parametrize("collect", [annotation_files, read_corpus, check_corpus])
def test_a_folder_must_be_there_and_hold_annotations(tmp_path, collect):
    with pytest.raises(ClassifierError) as raised:
        list(collect(tmp_path))
    assert str(raised.value) == (
        f"{tmp_path}: the folder has no annotation file. Name a folder that holds NAME.jsonl files."
    )
    with pytest.raises(ClassifierError) as raised:
        list(collect(tmp_path / "nowhere"))
    assert str(raised.value) == (f"{tmp_path}/nowhere: there is no such folder. Name a folder of annotation files.")


def test_writes_nothing_that_could_not_be_read_back(tmp_path):
    document = read_annotations(put(tmp_path))
    broken = replace(document, units=(*document.units, document.units[0]))
    with pytest.raises(AnnotationError, match=r"new\.jsonl:6: the unit at 0 comes after the one at"):
        write_annotations(broken, tmp_path / "new.jsonl")
    assert not (tmp_path / "new.jsonl").exists()
    with pytest.raises(OutputError) as raised:
        write_annotations(document, tmp_path / "nowhere" / "new.jsonl")
    assert str(raised.value) == (
        f"{tmp_path}/nowhere/new.jsonl: the annotations cannot be written (No such file or directory). "
        "Choose a folder that you can write to."
    )


def test_who_annotated_and_when_is_kept(tmp_path):
    units = [UNITS[0], {**UNITS[1], "annotator": "Ada", "decided": "2026-05-04T10:30:00+00:00"}, *UNITS[2:]]
    told = {"annotators": ["Ada", "Bo"], "annotated": "2026-05-04", "source": "harbour.pdf"}
    document = read_annotations(put(tmp_path, units, **told))
    assert said(document.path) == []
    assert (document.annotators, document.annotated, document.source) == (("Ada", "Bo"), "2026-05-04", "harbour.pdf")
    assert (document.units[1].annotator, document.units[1].decided) == ("Ada", "2026-05-04T10:30:00+00:00")
    assert document.units[2].annotator is None
    copy = tmp_path / "copy.jsonl"
    write_annotations(document, copy)
    assert copy.read_bytes() == document.path.read_bytes()
    plain = read_annotations(put(tmp_path, name="plain"))
    named = replace(document, document=plain.document)
    assert corpus_hash([named]) == corpus_hash([plain])  # a model does not learn who annotated


def test_writes_no_header_that_could_not_be_read_back(tmp_path):
    document = read_annotations(put(tmp_path))
    with pytest.raises(AnnotationError, match=r"new\.jsonl:1: 'annotated' is \"soon\", not a date"):
        write_annotations(replace(document, annotated="soon"), tmp_path / "new.jsonl")
    with pytest.raises(AnnotationError, match=r"new\.jsonl:1: the line is not UTF-8"):
        write_annotations(replace(document, title="\ud800"), tmp_path / "new.jsonl")
    assert not (tmp_path / "new.jsonl").exists()


def test_counts_a_corpus(tmp_path):
    put(tmp_path)
    put(tmp_path, QUEUES[:2], text=TWICE, name="queues", genre="blog")
    counts = statistics(read_corpus(tmp_path))
    assert (counts.documents, counts.sentences, counts.structure, counts.words) == (
        2,
        5,
        1,
        7 + 5 + 7 + 5 + 2,
    )
    assert counts.findings[FindingLabel.AREA_FOR_IMPROVEMENT] == 2
    none = {"strength": 0, "area_for_improvement": 0, "mixed": 0, "none": 0}
    assert json.loads(json.dumps(counts.to_dict())) == {
        "documents": 2,
        "sentences": 5,
        "structure": 1,
        "words": 26,
        "findings": {"strength": 1, "area_for_improvement": 2, "mixed": 0, "none": 2},
        "standards": {
            "1.3": {**none, "area_for_improvement": 1},
            "1.4": {**none, "area_for_improvement": 1},
            "2.2": {**none, "strength": 1},
        },
        "genres": {
            "blog": {**none, "area_for_improvement": 1, "none": 1},
            "report": {**none, "strength": 1, "area_for_improvement": 1, "none": 1},
        },
        "genre_documents": {"blog": 1, "report": 1},
    }


def test_the_hash_of_a_corpus_knows_no_order_and_sees_every_label(tmp_path):
    put(tmp_path)
    put(tmp_path, QUEUES[:2], text=TWICE, name="queues")
    first, second = read_corpus(tmp_path)
    whole = corpus_hash([first, second])
    assert len(whole) == 64
    assert corpus_hash([second, first]) == whole
    assert corpus_hash([first, replace(second, title="New", path=Path("x"))]) == whole
    relabelled = replace(second.units[0], standard="1.4")
    assert corpus_hash([first, replace(second, units=(relabelled, *second.units[1:]))]) != whole
    assert corpus_hash([first]) != whole


def test_the_corpus_is_clean():
    assert [str(error) for error in check_corpus(CORPUS)] == []


def test_every_file_of_the_corpus_is_written_as_it_was_read(tmp_path):
    for document in read_corpus(CORPUS):
        copy = tmp_path / document.path.name
        write_annotations(document, copy)
        assert copy.read_bytes() == document.path.read_bytes()
    assert len(list(tmp_path.iterdir())) == len(annotation_files(CORPUS))  # nothing is left beside them


def test_the_data_card_has_the_counts_of_the_corpus():
    card = (CORPUS / "README.md").read_text(encoding="utf-8").replace(",", "")
    counts = statistics(read_corpus(CORPUS))
    totals = (counts.documents, counts.sentences, counts.words, counts.structure)
    assert f"| {' | '.join(map(str, totals))} |" in card
    for genre, labels in counts.genres.items():
        cells = (
            genre.replace("_", " "),
            counts.genre_documents[genre],
            *labels.values(),
            sum(labels.values()),
        )
        assert f"| {' | '.join(map(str, cells))} |" in card
    for code, labels in counts.standards.items():
        cells = [str(labels[label]) for label in FindingLabel if label.is_finding]
        (row,) = (line for line in card.splitlines() if line.startswith(f"| {code} "))
        assert row.endswith(f"| {' | '.join(cells)} | {sum(labels.values())} |")
