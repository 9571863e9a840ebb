import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.annotations import AnnotatedDocument, Unit, UnitKind
from classifier.errors import ClassifierError
from classifier.evaluation import Match, Spurious, count_spurious, evaluate, match, score, worst_errors
from classifier.records import Finding, FindingLabel, Sentence

LABELS = tuple(FindingLabel)
CODES = ("0", "1", "1.1", "1.2", "2", "2.1", "3.2")
STRENGTH, AREA, MIXED, NONE = LABELS

spans = st.tuples(st.integers(0, 60), st.integers(0, 15)).map(lambda span: (span[0], span[0] + span[1]))


def gold(start, end, finding=NONE, standard=None, kind=UnitKind.SENTENCE):
    return Unit(start, end, kind, finding, standard)


def tagged(start, end, finding=NONE, standard="1.1", confidence=0.5):
    sentence = Sentence(f"sentence {start}", start, end)
    return Finding(sentence, finding, confidence, standard[0], standard, 0.5)


@st.composite
def units(draw):
    start, end = draw(spans.filter(lambda span: span[0] < span[1]))
    if draw(st.booleans()):
        return gold(start, end, kind=UnitKind.STRUCTURE)
    finding = draw(st.sampled_from(LABELS))
    return gold(start, end, finding, draw(st.sampled_from(CODES)) if finding.is_finding else None)


@st.composite
def findings(draw):
    return tagged(*draw(spans), draw(st.sampled_from(LABELS)), draw(st.sampled_from(CODES)))


def shared(unit, said):
    return min(unit.end, said.sentence.end) - max(unit.start, said.sentence.start)


def best_by_force(unit, said):
    """Every pair, in the order said; the first of those with the highest IoU."""
    best, best_iou = None, 0.0
    for one in said:
        if shared(unit, one) > 0:
            iou = shared(unit, one) / (max(unit.end, one.sentence.end) - min(unit.start, one.sentence.start))
            if iou > best_iou:
                best, best_iou = one, iou
    return best, best_iou


def score_by_force(units_, said):
    """The scores, written out once more."""
    sentences = [(unit, *best_by_force(unit, said)) for unit in units_ if unit.kind is UnitKind.SENTENCE]
    pairs = [(unit.finding, best.finding if best else NONE) for unit, best, _ in sentences]
    f1 = {}
    for label in LABELS:
        right = pairs.count((label, label))
        both = [gold_ for gold_, _ in pairs].count(label) + [said_ for _, said_ in pairs].count(label)
        f1[label] = round(2 * right / both, 4) if both else None
    macro = [f1[label] for label in (STRENGTH, AREA, NONE) if f1[label] is not None]
    real = [(unit, best, iou) for unit, best, iou in sentences if unit.finding is not NONE]
    domain = [bool(best) and best.standard[0] == unit.standard[0] for unit, best, _ in real]
    strict = [
        right and iou >= 0.9 and best.finding == unit.finding
        for right, (unit, best, iou) in zip(domain, real, strict=True)
    ]
    structure = [unit for unit in units_ if unit.kind is UnitKind.STRUCTURE]
    claims = [one for one in said if one.finding is not NONE]
    wrong = sum(
        any(shared(unit, one) > 0.5 * (one.sentence.end - one.sentence.start) for unit in structure) for one in claims
    )

    def mean(values):
        return round(sum(values) / len(values), 4) if values else None

    return {
        "sentences": len(sentences),
        "boundaries": mean([iou >= 0.9 for _, _, iou in sentences]),
        "f1": f1,
        "macro_f1": mean(macro),
        "finding_accuracy": mean([gold_ == said_ for gold_, said_ in pairs]),
        "findings": len(real),
        "domain_accuracy": mean(domain),
        "standard_accuracy": mean([bool(best) and best.standard == unit.standard for unit, best, _ in real]),
        "strict": mean(strict),
        "spurious": round(wrong / len(claims), 4) if claims else None,
    }


@given(st.lists(units(), max_size=12), st.lists(findings(), max_size=12))
def test_matches_and_scores_as_brute_force_does(units_, said):
    matches = list(match(units_, said))
    sentences = sorted((unit for unit in units_ if unit.kind is UnitKind.SENTENCE), key=lambda unit: unit.start)
    assert [one.unit for one in matches] == sentences
    for one in matches:
        best, iou = best_by_force(one.unit, said)
        assert one.finding is best
        assert one.iou == iou
    expected = score_by_force(units_, said)
    scores = score(matches, count_spurious(units_, said)).to_dict()
    assert {key: scores[key] for key in expected} == expected


def test_a_long_document_is_matched_in_one_sweep():
    n = 50_000
    units_ = [gold(10 * at, 10 * at + 9) for at in range(n)]
    said = [tagged(10 * at + 1, 10 * at + 9) for at in range(n)]
    began = time.perf_counter()
    assert all(one.iou == 8 / 9 for one in match(units_, said))
    assert time.perf_counter() - began < 10  # every pair would take half an hour


def test_hands_on_document_and_text():
    (one,) = match([gold(4, 9)], [tagged(0, 4)], document="a.md", text="One. Two.")
    assert one == Match(gold(4, 9), None, 0.0, "a.md", " Two.")
    assert (one.said, one.said_standard, one.is_exact, one.has_label) == (NONE, "", False, True)


PLAIN = [
    Match(gold(0, 9, STRENGTH, "1.1"), tagged(0, 9, STRENGTH, "1.1"), 1.0),
    Match(gold(10, 19, STRENGTH, "1.1"), tagged(10, 19, AREA, "1.2", 0.9), 0.9),
    Match(gold(20, 29, AREA, "2.1"), tagged(20, 29, AREA, "2.2"), 0.5),
    Match(gold(30, 39, MIXED, "0"), None, 0.0),
    Match(gold(40, 49), tagged(40, 49, STRENGTH, "1.1", 0.7), 1.0),
]


def test_scores_by_hand():
    scores = score(PLAIN, Spurious(said=4, on_structure=1))
    assert scores.boundaries == 0.6
    strength, none = scores.labels[STRENGTH], scores.labels[NONE]
    assert (strength.precision, strength.recall, strength.f1) == (0.5, 0.5, 0.5)
    assert (strength.support, strength.said) == (2, 2)
    assert (none.precision, none.recall, none.f1) == (0.0, 0.0, 0.0)
    assert scores.labels[MIXED].precision is None
    assert scores.macro_f1 == round((0.5 + 0.6667 + 0) / 3, 4)
    assert scores.finding_accuracy == 0.4
    assert (scores.findings, scores.domain_accuracy, scores.standard_accuracy) == (4, 0.75, 0.25)
    assert (scores.strict, scores.spurious) == (0.25, 0.25)
    assert list(scores.standards) == ["0", "1.1", "2.1"]
    assert (scores.standards["1.1"].accuracy, scores.standards["1.1"].domain_accuracy) == (0.5, 1.0)
    assert scores.standards["1.1"].support == 2
    assert scores.finding_confusion["strength"] == {
        "strength": 1,
        "area_for_improvement": 1,
        "mixed": 0,
        "none": 0,
        "missed": 0,
    }
    assert scores.finding_confusion["mixed"]["missed"] == 1
    assert scores.standard_confusion == {
        "0": {"missed": 1},
        "1.1": {"1.1": 1, "1.2": 1},
        "2.1": {"2.2": 1},
    }
    assert json.loads(json.dumps(scores.to_dict()))["labels"]["mixed"]["support"] == 1


def test_scores_of_nothing_are_none():
    scores = score([])
    assert (scores.sentences, scores.boundaries, scores.macro_f1, scores.strict) == (0, None, None, None)
    assert scores.spurious is None
    assert scores.standards == {}


def test_the_worst_errors_are_the_most_confident():
    first, second, missed = worst_errors(PLAIN, 5)
    assert (first.start, first.gold, first.said, first.confidence) == (10, STRENGTH, AREA, 0.9)
    assert (first.text, first.gold_standard, first.said_standard) == ("sentence 10", "1.1", "1.2")
    assert (second.start, second.confidence, second.gold_standard) == (40, 0.7, None)
    assert (missed.said, missed.confidence, missed.said_standard) == (NONE, 0.0, None)
    assert worst_errors(PLAIN, 1) == [first]
    assert worst_errors(PLAIN, 0) == []


def document(tmp_path, number, n=20):
    """A document in which every second sentence is a strength, and one title."""
    units_ = [gold(10 * at, 10 * at + 9, *((STRENGTH, "1.1") if at % 2 else (NONE,))) for at in range(n)]
    title = gold(10 * n, 10 * n + 9, kind=UnitKind.STRUCTURE)
    name = f"made-up-{number}.md"
    path = tmp_path / f"made-up-{number}.jsonl"
    return AnnotatedDocument(
        path, name, "0" * 64, name, "report", "hmip-nps-2018", "abcdefghi " * (n + 1), (*units_, title)
    )


def pairs(tmp_path, documents):
    """Odd documents are tagged rightly; of even ones all is said to be a strength, the title too."""
    for number in range(documents):
        one = document(tmp_path, number)
        yield (
            one,
            [
                tagged(unit.start, unit.end, STRENGTH if number % 2 == 0 else unit.finding, "1.1", 0.8)
                for unit in one.units
            ],
        )


def test_evaluates_by_documents_where_there_are_ten(tmp_path):
    evaluation = evaluate(pairs(tmp_path, 12), resamples=400, seed=7)
    assert (evaluation.resampled, evaluation.documents, evaluation.scores.sentences) == (
        "documents",
        12,
        240,
    )
    assert evaluation.scores.finding_accuracy == 0.75
    # Of 12 documents, half scoring 1 and half 0.5: mean 0.75, standard error 0.25 / sqrt(12) = 0.072.
    interval = evaluation.intervals["finding_accuracy"]
    assert interval.low == pytest.approx(0.75 - 1.96 * 0.072, abs=0.03)
    assert interval.high == pytest.approx(0.75 + 1.96 * 0.072, abs=0.03)
    assert set(evaluation.intervals) == {
        "macro_f1",
        "f1.strength",
        "f1.none",
        "finding_accuracy",
        "domain_accuracy",
        "standard_accuracy",
        "strict",
        "boundaries",
        "spurious",
    }  # nothing is mixed or an area for improvement, so these have no interval
    assert evaluation.intervals["strict"].low == evaluation.intervals["strict"].high == 1.0
    plain = json.loads(json.dumps(evaluation.to_dict()))
    assert plain["intervals"]["spurious"]["low"] <= plain["spurious"] <= plain["intervals"]["spurious"]["high"]
    assert worst_errors(evaluation.matches, 1)[0].text == "abcdefghi"


def test_evaluates_by_sentences_where_there_are_few_documents(tmp_path):
    evaluation = evaluate(pairs(tmp_path, 2), resamples=400)
    assert evaluation.resampled == "sentences"
    # 40 sentences, three quarters right: standard error sqrt(0.75 * 0.25 / 40) = 0.0685.
    interval = evaluation.intervals["finding_accuracy"]
    assert interval.low == pytest.approx(0.75 - 1.96 * 0.0685, abs=0.03)
    assert interval.high == pytest.approx(0.75 + 1.96 * 0.0685, abs=0.03)
    assert 0 <= evaluation.intervals["spurious"].low <= evaluation.scores.spurious


def test_the_same_seed_gives_the_same_intervals(tmp_path):
    first, again, other = (evaluate(pairs(tmp_path, 12), resamples=50, seed=seed).intervals for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_twenty_thousand_sentences_take_seconds():
    units_ = [gold(10 * at, 10 * at + 9, LABELS[at % 4], "1.1" if at % 4 < 3 else None) for at in range(20_000)]
    said = [tagged(10 * at, 10 * at + 9, LABELS[at % 3]) for at in range(20_000)]
    began = time.perf_counter()
    one = AnnotatedDocument(None, "long.md", "", "", "", "", "", tuple(units_))
    assert evaluate([(one, said)]).scores.sentences == 20_000
    assert time.perf_counter() - began < 10


def test_says_when_there_is_nothing_to_score(tmp_path):
    with pytest.raises(ClassifierError) as raised:
        evaluate([])
    assert str(raised.value) == "there is no gold sentence to score against. Name annotated documents."
    with pytest.raises(ClassifierError) as raised:
        evaluate(pairs(tmp_path, 1), resamples=0)
    assert str(raised.value) == "0 resamples make no interval. Ask for 1 or more, best 1000."


def test_documents_of_which_nothing_was_said_count_as_missed(tmp_path):
    evaluation = evaluate([(document(tmp_path, 1), [])], resamples=20)
    assert evaluation.scores.finding_accuracy == 0.5
    assert (evaluation.scores.boundaries, evaluation.scores.spurious) == (0.0, None)
    assert "spurious" not in evaluation.intervals


def test_what_is_marked_for_review_is_not_accepted(tmp_path):
    annotated, said = next(pairs(tmp_path, 1))
    marked = [replace(one, review=place % 3 == 0) for place, one in enumerate(said)]

    found = evaluate([(annotated, marked)], resamples=10)

    accepted = [one for one in found.matches if not one.finding.review]
    assert found.accepted == round(len(accepted) / len(found.matches), 4)
    assert found.accepted_error == round(sum(not one.has_label for one in accepted) / len(accepted), 4)
    assert evaluate([(annotated, [replace(one, review=True) for one in said])], resamples=10).accepted_error is None
