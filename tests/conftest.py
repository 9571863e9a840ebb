"""A small annotated corpus made up for the tests, and a model trained on it."""

import os
import re

import pytest
from annotating import write_annotated

# A JSON Lines file begins with its document; each line here is a heading or a sentence with its labels.
HEADINGS = {"1.2": "1.2 Staff", "2.1": "2.1 Assessment", "2.4": "2.4 Reviewing"}
SENTENCES = [
    ("Officers in {} are well trained and well supported by their managers.", "strength", "1.2"),
    ("Vacancies have left officers in {} with far too many cases.", "area_for_improvement", "1.2"),
    ("Training in {} is good, but new officers wait too long for it.", "mixed", "1.2"),
    ("The {} office has a staff of thirty officers.", "none", ""),
    ("Assessments in {} drew well on what other agencies knew.", "strength", "2.1"),
    ("Assessments in {} did not look closely enough at the risk of harm.", "area_for_improvement", "2.1"),
    ("Assessments in {} were prompt, but many were not complete.", "mixed", "2.1"),
    ("We read forty cases in the {} office during May.", "none", ""),
    ("Reviews in {} were done on time and led to better plans.", "strength", "2.4"),
    ("Too few reviews in {} took account of changes in risk.", "area_for_improvement", "2.4"),
    ("Reviews in {} were regular, yet few of them changed the plan.", "mixed", "2.4"),
    ("Reviews in {} are recorded in the case management system.", "none", ""),
]
PLACES = ["Alderford", "Birkwell", "Corsley", "Dunmere", "Eastholm", "Farrowby", "Glenside", "Harnworth"]


def annotate(folder, name, lines):
    """Write an annotated document; a line is a heading, or a sentence with its finding and standard."""
    text, units = "", []
    for line in lines:
        said, finding, standard = (line, "none", "") if isinstance(line, str) else line
        bare = said.lstrip("# ")
        start = len(text) + len(said) - len(bare)
        unit = {"start": start, "end": start + len(bare), "finding": finding}
        unit["kind"] = "structure" if isinstance(line, str) else "sentence"
        units.append({**unit, "standard": standard} if standard else unit)
        text += f"{said}\n\n"
    write_annotated(folder, name, text, units)


def lines_of(place):
    """The lines of one document of the small corpus."""
    lines = [f"# How {place} works"]
    for code, heading in HEADINGS.items():
        lines.append(f"## {heading}")
        first = list(HEADINGS).index(code) * 4
        lines += [(text.format(place), finding, standard) for text, finding, standard in SENTENCES[first : first + 4]]
    return lines


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory):
    """Eight annotated documents of twelve sentences each; not to be changed."""
    folder = tmp_path_factory.mktemp("corpus")
    for place in PLACES:
        annotate(folder, place.lower(), lines_of(place))
    return folder


@pytest.fixture(scope="session")
def documents(corpus_folder):
    from classifier.annotations import read_corpus

    return list(read_corpus(corpus_folder))


@pytest.fixture(scope="session")
def known_examples(documents):
    """The examples to learn from."""
    from classifier.examples import examples

    return list(examples(documents))


@pytest.fixture(scope="session")
def known(known_examples):
    """The same as estimators take them: sentences, labels and documents; not to be changed."""
    return (
        [example.sentence for example in known_examples],
        [(example.finding.value, example.standard) for example in known_examples],
        [example.document for example in known_examples],
    )


@pytest.fixture(scope="session")
def trained(documents):
    """What `train` gives for the small corpus; not to be changed."""
    from classifier.training import train

    return train(documents, name="small")


@pytest.fixture(scope="session")
def model_folder(trained, tmp_path_factory):
    """The folder of the model trained on the small corpus; not to be changed."""
    from classifier.persistence import save_model

    folder = tmp_path_factory.mktemp("models") / "small"
    save_model(trained, folder)
    return folder


@pytest.fixture(scope="session")
def model(trained):
    return trained.model


@pytest.fixture(scope="session")
def shipped():
    """The model that comes with the package."""
    from classifier.persistence import load_model

    return load_model()


@pytest.fixture(scope="session")
def environment():
    """The environment for a command of its own: no colours, wide help, this checkout's package."""
    plain = {name: value for name, value in os.environ.items() if not re.match("(FORCE|NO)_COLOR|COLUMNS", name)}
    return {**plain, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}
