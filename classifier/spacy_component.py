"""The model inside somebody else's spaCy pipeline: `nlp.add_pipe("findings")`.

spaCy imports this module whenever a pipeline is made, so nothing heavy is imported before the component is.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from classifier.records import BlockKind, Finding, FindingLabel, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.model import FindingModel

SPANS_KEY = "findings"


@Language.factory("findings", default_config={"model": "hmip-nps-2018", "spans_key": SPANS_KEY}, assigns=["doc.spans"])
def make_findings(nlp: Language, name: str, model: str, spans_key: str) -> FindingsComponent:  # noqa: ARG001
    """Make the component; `model` is the name of a shipped model or the path of a model folder."""
    from classifier.persistence import load_model

    return FindingsComponent(load_model(model), spans_key)


def finding_of(span: Span) -> Finding | None:
    """The `Finding` of a span that the component wrote, None of any other.

    The Doc holds it as plain values, so that it can be written to disk and sent between processes.
    """
    stored = span.doc.user_data.get(_key(span))
    if stored is None:
        return None
    (text, start, end, section, kind, before, page), label, *facts = stored
    sentence = Sentence(text, start, end, tuple(section), BlockKind(kind), before, page)
    return Finding(sentence, FindingLabel(label), *facts)


def _key(span: Span) -> str:
    return f"findings:{span.start_char}:{span.end_char}"


class FindingsComponent:
    """Puts one span a sentence on `doc.spans[spans_key]`.

    A span's `label_` is the finding and its `id_` the standard; `span._.finding` is the whole `Finding`, with
    confidences and domain.
    """

    def __init__(self, model: FindingModel, spans_key: str = SPANS_KEY) -> None:
        self.model = model
        self.spans_key = spans_key
        if not Span.has_extension("finding"):
            Span.set_extension("finding", getter=finding_of)

    def __call__(self, doc: Doc) -> Doc:
        """Tag the sentences of a Doc and write the spans."""
        sentences = list(self.sentences(doc))
        findings = self.predict([sentence for _, sentence in sentences])
        spans = [
            Span(doc, span.start, span.end, label=finding.finding.value, span_id=finding.standard)
            for (span, _), finding in zip(sentences, findings, strict=True)
        ]
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=spans)
        for labelled, finding in zip(spans, findings, strict=True):
            doc.user_data[_key(labelled)] = astuple(finding)
        return doc

    def predict(self, sentences: list[Sentence]) -> list[Finding]:
        """The findings of sentences, in order."""
        return list(self.model.predict(sentences))

    def sentences(self, doc: Doc) -> Iterator[tuple[Span, Sentence]]:
        """The sentences of a Doc: its own where it has them, else those of this package's reader, with sections."""
        from classifier.reading import parse_report
        from classifier.sentences import split_report

        if doc.has_annotation("SENT_START"):
            before = ""
            for span in doc.sents:
                text = " ".join(span.text.split())
                if any(character.isalnum() for character in text):
                    yield span, Sentence(text, span.start_char, span.end_char, before=before)
                    before = text
            return
        if not doc.text.strip():
            return
        for sentence in split_report(parse_report(doc.text)):
            found = doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
            if found is not None:
                yield found, sentence
