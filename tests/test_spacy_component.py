"""The component in somebody else's spaCy pipeline."""

import importlib.metadata

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

from classifier.errors import ModelError
from classifier.records import BlockKind, Finding, FindingLabel
from classifier.spacy_component import SPANS_KEY, FindingsComponent, finding_of, make_findings

TEXT = (
    "2.1 Assessment\n\nAssessments in Tolby drew well on what others knew.\n\n"
    "Too many assessments did not look closely enough at the risk of harm.\n"
)
PROSE = "Reviews in Tolby were done on time. Too few reviews took account of changes in risk."


def pipeline(model_folder, *before, **config):
    nlp = spacy.blank("en")
    for name in before:
        nlp.add_pipe(name)
    nlp.add_pipe("findings", config={"model": str(model_folder), **config})
    return nlp


@pytest.fixture(scope="module")
def nlp(model_folder):
    """A pipeline that leaves reading and splitting to the component."""
    return pipeline(model_folder)


def test_without_sentences_the_component_reads_the_text_as_a_report(nlp):
    doc = nlp(TEXT)
    spans = list(doc.spans[SPANS_KEY])
    assert [span.text for span in spans] == [line for line in TEXT.split("\n") if line.endswith(".")]
    assert [span.label_ for span in spans] == ["strength", "area_for_improvement"]
    assert [span.id_ for span in spans] == ["2.1", "2.1"]
    finding = spans[0]._.finding
    assert isinstance(finding, Finding)
    assert finding.finding is FindingLabel.STRENGTH
    assert finding.sentence.section == ("2.1 Assessment",)
    assert finding.sentence.kind is BlockKind.PARAGRAPH
    assert finding.domain == "2"
    assert (finding.sentence.start, finding.sentence.end) == (spans[0].start_char, spans[0].end_char)


def test_it_gives_what_the_model_gives(nlp, model):
    from classifier.reading import parse_report
    from classifier.tagging import tag_report

    expected = tag_report(parse_report(TEXT), model).findings
    doc = nlp(TEXT)
    found = [span._.finding for span in doc.spans[SPANS_KEY]]
    assert [finding.sentence for finding in found] == [finding.sentence for finding in expected]
    assert [finding.finding_confidence for finding in found] == [one.finding_confidence for one in expected]


def test_with_sentences_of_its_own_the_doc_keeps_them(model_folder):
    doc = pipeline(model_folder, "sentencizer")(PROSE)
    spans = list(doc.spans[SPANS_KEY])
    assert [(span.start, span.end) for span in spans] == [(sent.start, sent.end) for sent in doc.sents]
    assert [span.label_ for span in spans] == ["strength", "area_for_improvement"]
    assert [span.id_ for span in spans] == ["2.4", "2.4"]
    assert [span._.finding.sentence.before for span in spans] == ["", "Reviews in Tolby were done on time."]


def test_the_pipeline_goes_on_through_pipe_and_the_doc_is_else_unchanged(nlp):
    plain = spacy.blank("en")
    docs = list(nlp.pipe([TEXT, PROSE, "", " \n ", "***"], batch_size=2))
    assert [len(doc.spans[SPANS_KEY]) for doc in docs] == [2, 2, 0, 0, 0]
    for doc in docs:
        assert [token.text for token in doc] == [token.text for token in plain(doc.text)]
        assert not doc.ents
    assert not docs[0].has_annotation("SENT_START")


def test_other_spans_have_no_finding(nlp):
    doc = nlp(PROSE)
    assert doc[0:2]._.finding is None
    assert finding_of(doc[1:3]) is None


def test_the_spans_key_can_be_chosen(model_folder):
    doc = pipeline(model_folder, spans_key="inspected")(PROSE)
    assert list(doc.spans) == ["inspected"]


def test_a_tagged_doc_can_be_written_and_read(nlp):
    doc = nlp(TEXT)
    expected = [span._.finding for span in doc.spans[SPANS_KEY]]
    packed = DocBin(docs=[doc], store_user_data=True).to_bytes()
    for back in (
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        next(iter(DocBin(store_user_data=True).from_bytes(packed).get_docs(nlp.vocab))),
    ):
        assert [span.label_ for span in back.spans[SPANS_KEY]] == ["strength", "area_for_improvement"]
        assert [span._.finding for span in back.spans[SPANS_KEY]] == expected


def test_a_pipeline_can_be_written_and_read(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.pipe_names == ["findings"]
    before, after = nlp(TEXT), again(TEXT)
    expected = [(span.label_, span.id_, span._.finding) for span in before.spans[SPANS_KEY]]
    assert [(span.label_, span.id_, span._.finding) for span in after.spans[SPANS_KEY]] == expected


def test_a_model_that_is_not_there_is_told():
    with pytest.raises(ModelError, match="there is no such model or folder"):
        pipeline("no-such-model")


def test_the_component_can_be_made_by_hand(model):
    doc = FindingsComponent(model, "mine")(spacy.blank("en")(PROSE))
    assert len(doc.spans["mine"]) == 2
    assert Span.has_extension("finding")


def test_spacy_finds_the_factory_once_installed():
    (entry,) = importlib.metadata.entry_points(group="spacy_factories", name="findings")
    assert entry.load() is make_findings
    assert spacy.blank("en").has_factory("findings")
