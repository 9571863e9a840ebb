"""The command `findings`: one file a command; the only place that prints or exits."""

from __future__ import annotations

import typer

from classifier import __version__
from classifier.cli import corpus, evaluate, frameworks, model, query, review, show, tag, text, train

app = typer.Typer(
    name="findings",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Nothing leaves this machine: no command uses the network.",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"findings {__version__}")
        raise typer.Exit


@app.callback()
def findings(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Label every sentence of an inspection report: strength or area for improvement, domain and standard.

    Start with: findings tag REPORT.txt
    """


app.command(short_help="Tag the sentences of reports: the main job.")(tag.tag)
app.command(short_help="Ask tagged output with SQL.")(query.query)
app.command(short_help="Print the text that offsets refer to.")(text.text)
app.command(short_help="Draw the page of a PDF with a sentence marked.")(show.show)
app.add_typer(review.app, name="review", short_help="Check the tags of reports on a page in the browser.")
app.command(short_help="Train a model on annotated documents.")(train.train)
app.command(short_help="Score a model on annotated reports.")(evaluate.evaluate)
app.add_typer(corpus.app, name="corpus")
app.add_typer(model.app, name="model")
app.command(short_help="List frameworks, or show one.")(frameworks.frameworks)


def main() -> None:
    """Run the command line."""
    app()
