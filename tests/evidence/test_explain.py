"""The way in: exact where it can be, else by occlusion; each label as it was given."""

import json

import numpy as np
import pytest
from watching import WordWatcher, found, sentence

from classifier.errors import ClassifierError
from classifier.evidence import Context, Evidence, Reasons, Word, evidence_row, explain, explain_findings
from classifier.evidence.faithfulness import faithfulness
from classifier.framework import load_framework
from classifier.model import FindingModel

CLEAR = sentence("Plans are clear and reviews are prompt.", section=("About", "Staff"), before="We read plans.")
UNSEEN = [
    sentence("Managers in Wexcombe know their staff and support them well.", section=("1.2 Staff",)),
    sentence("Too many plans in Wexcombe were late and said little about risk.", section=("2.2 Planning",)),
    sentence("In 86 per cent of cases the plan was reviewed in time.", section=("2.4 Reviewing",)),
    sentence("Victims did not always hear about release in good time.", section=("3.2 Victim work",)),
    sentence("Courts value the advice that they are given.", section=("3.1 Court work",)),
    sentence("There were not enough places on programmes for the men who needed them.", before="Housing is scarce."),
]


def test_a_linear_estimator_is_explained_exactly(sparse, said):
    told = list(explain(FindingModel("small", sparse, load_framework()), said))
    assert [one.sentence for one in told] == said
    labels = sparse.predict(said)
    assert [(one.finding.label, one.standard.label) for one in told] == [tuple(map(str, pair)) for pair in labels]
    assert {reasons.method for one in told for reasons in (one.finding, one.standard)} == {"exact"}
    assert [word.note for word in told[0].finding.words if word.note] == ["negated", "counted as most"]


def test_another_estimator_is_explained_by_occlusion():
    (told,) = explain_findings(WordWatcher(), [found(CLEAR, "strength", "1.2")])
    assert told.finding.method == told.standard.method == "occlusion"
    assert {word.text for word in told.finding.words if word.weight > 0.1} == {"clear", "prompt"}
    assert [word.text for word in told.finding.strongest()] == ["clear", "prompt"]
    assert all(word.weight == pytest.approx(0) for word in told.standard.words)
    weights = {context.text: context.weight for context in told.standard.context}
    assert weights["About"] == pytest.approx(0)
    assert weights["Staff"] == pytest.approx(np.log(4) - np.log(0.6 / 0.4))
    assert weights["We read plans."] == pytest.approx(0)


def test_the_label_given_counts_not_the_likeliest():
    (told,) = explain_findings(WordWatcher(), [found(CLEAR, "none", "2.1")])
    assert (told.finding.label, told.standard.label) == ("none", "2.1")
    assert told.finding.log_odds == pytest.approx(np.log(0.1 / 0.9))
    assert told.finding.strongest() == ()


def test_sentences_are_asked_together_and_in_order():
    watcher = WordWatcher()
    findings = [found(sentence(f"Plan {number} is clear.")) for number in range(600)]
    told = list(explain_findings(watcher, findings))
    assert [one.sentence.text for one in told] == [finding.sentence.text for finding in findings]
    assert len(watcher.asked) == 3
    assert sum(watcher.asked) == 600 * 5


def test_a_long_sentence_is_asked_on_its_own():
    watcher = WordWatcher()
    long = found(sentence("clear " * 2500))
    told = list(explain_findings(watcher, [long, found(CLEAR), long]))
    assert [len(one.finding.words) for one in told] == [2500, 7, 2500]
    assert len(watcher.asked) == 3


def test_exact_and_occlusion_agree_on_what_matters(sparse):
    one = sentence("Vacancies have left officers in Tolby with far too many cases.")
    findings = [found(one, "area_for_improvement", "1.2")]
    (exact,), (occluded,) = (list(explain_findings(sparse, findings, method=way)) for way in ("exact", "occlusion"))
    assert exact.finding.log_odds == pytest.approx(occluded.finding.log_odds, abs=1e-4)
    assert {exact.finding.strongest(4)[0].text} <= {word.text for word in occluded.finding.strongest(4)}


def test_exact_is_refused_where_it_would_not_be():
    with pytest.raises(ClassifierError) as caught:
        list(explain_findings(WordWatcher(), [found(CLEAR)], method="exact"))
    assert str(caught.value) == (
        "this model is not linear in words, so exact contributions do not exist. Explain it by occlusion."
    )
    with pytest.raises(ClassifierError, match="there is no method 'guess' of explaining"):
        list(explain_findings(WordWatcher(), [], method="guess"))


def test_an_estimator_that_adds_to_its_linear_part_is_not_taken_for_linear(sparse, said):
    class Mixed:
        def __getattr__(self, name):
            return getattr(sparse, name)

        def probabilities(self, sentences):
            findings, standards = sparse.probabilities(sentences)
            return 0.9 * findings + 0.1 / findings.shape[1], standards

    told = list(explain_findings(Mixed(), [found(one) for one in said[:2]]))
    assert {one.finding.method for one in told} == {"occlusion"}


def test_no_sentence_gives_no_evidence(sparse):
    assert list(explain_findings(sparse, [])) == []


def test_the_row_has_the_weightiest_in_order_of_the_text():
    words = tuple(
        Word(at, at + 1, "abcd"[at], weight, "negated" * (at == 2)) for at, weight in enumerate((0.2, 3, -1, 1e-5))
    )
    context = (Context("heading", "A", 0.5), Context("form", "a list item", 0.00001))
    reasons = Reasons("strength", 2.0, 0.1, words, context, "exact")
    (row,) = [evidence_row(Evidence(sentence("abcd"), reasons, Reasons("2.1", 1, 0, words[:1], (), "exact")), most=2)]
    assert row == {
        "evidence": [
            {"start": 1, "end": 2, "text": "b", "weight": 3, "for": "finding"},
            {"start": 2, "end": 3, "text": "c", "weight": -1, "for": "finding", "note": "negated"},
            {"context": "heading", "text": "A", "weight": 0.5, "for": "finding"},
            {"start": 0, "end": 1, "text": "a", "weight": 0.2, "for": "standard"},
        ]
    }
    assert json.loads(json.dumps(row)) == row
    everything = evidence_row(Evidence(sentence("abcd"), reasons, reasons), most=None)["evidence"]
    assert [entry["text"] for entry in everything] == ["a", "b", "c", "A"] * 2


def test_offsets_of_the_row_are_into_the_sentence(sparse, said):
    for one in explain_findings(sparse, [found(each) for each in said]):
        for entry in evidence_row(one, most=None)["evidence"]:
            if "start" in entry:
                assert one.sentence.text[entry["start"] : entry["end"]] == entry["text"]


def test_words_named_by_evidence_count_more_than_random_ones(shipped):
    told = list(explain(shipped, UNSEEN))
    for target in ("finding", "standard"):
        checked = faithfulness(shipped.estimator, told, target=target)
        assert len(checked.named) == len(checked.random) == len(UNSEEN)
        assert checked.gap > 0.05


def test_faithfulness_is_the_loss_of_probability():
    told = list(explain_findings(WordWatcher(), [found(CLEAR, "strength", "1.2")]))
    checked = faithfulness(WordWatcher(), told, share=0.25)
    assert checked.named == (pytest.approx(0.8),)
    assert 0 <= checked.random[0] < 0.8
    assert faithfulness(WordWatcher(), told, share=1.0).random == (pytest.approx(0.8),)


@pytest.mark.parametrize("share", [0, -1, 1.01])
def test_faithfulness_needs_sentences_and_a_share(share):
    told = list(explain_findings(WordWatcher(), [found(CLEAR)]))
    for evidence, part in ((told, share), ([], 0.2)):
        with pytest.raises(ClassifierError, match="tell nothing"):
            faithfulness(WordWatcher(), evidence, share=part)
