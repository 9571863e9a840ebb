"""`findings review`: inspectors check the tags on a page of their own, and their decisions become corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from classifier.cli import review_figures, review_files, review_training
from classifier.cli.common import FAILED, INTERRUPTED, Interruption, complain, in_bytes, note, told
from classifier.cli.options import EncodingOption, SizeOption
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.model import FindingModel
    from classifier.review.store import Project

SUFFIX = ".review.db"
OPEN = "open"


class OpenByDefault(TyperGroup):
    """A group whose command `open` need not be said: `findings review report.pdf` is `… open report.pdf`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `open` before arguments that begin with no command and do not ask for help."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [OPEN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=OpenByDefault,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check the tags of reports on a page in your browser: findings review REPORT.pdf is short for"
    " findings review open REPORT.pdf.",
    epilog="A file that is called like a command needs the long form: findings review open status",
)


@app.command(OPEN, short_help="Tag reports and check the tags on a page in the browser.")
@told
def open_project(
    files: Annotated[
        list[str], typer.Argument(help="Reports, folders, patterns such as '2024/*.pdf', or a project (.db).")
    ],
    project: Annotated[
        Path | None,
        typer.Option("--project", "-p", help="The project file [default: NAME.review.db beside the first report]."),
    ] = None,
    person: Annotated[str | None, typer.Option(help="Who reviews [default in a new project: your login name].")] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="New project: each person decides alone, unseen by the others.")
    ] = False,
    hidden: Annotated[
        float | None,
        typer.Option(
            help="New project: the share of sentences whose suggestion is hidden [default: 0.1].", min=0, max=1
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="New project: what it is called.")] = "",
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", help="New project: the model that suggests, by its name, or its folder."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="The port of the page [default: a free one].", min=1, max=65535)
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    encoding: EncodingOption = None,
    max_size: SizeOption = None,
) -> None:
    """Tag reports, put them into a project, and open the page on which people check them; Ctrl-C ends it.

    The project is one file. Reports that are in it already are left as they are, with all decisions. The page is
    for this machine only. Several projects can be open side by side.

    \b
    Examples:
      findings review report.pdf
      findings review 2024/ --project 2024.db --blind --person "Ada Osei"
      findings review 2024.db
    """
    names, path = _what(files, project)
    settings: dict[str, object] = {"blind": blind, "hidden": hidden, "title": title}
    opened = _opened(path, names, model, settings)
    with opened:
        _join(opened, person)
        faults, ready = _add(opened, names, model, encoding, in_bytes(max_size))
        if not _has_reports(opened):
            complain("The project has no report yet, so there is nothing to review.")
            raise typer.Exit(FAILED)
        note(f"The project is {path}.")
    from classifier.review.web import serve

    serve(path, announce=_announce, port=port, open_browser=browser, model=model, ready=ready)
    note(f"Stopped. All decisions are in {path}.")
    if faults:
        raise typer.Exit(FAILED)


for command, short in (
    (review_files.export, "Write a project for Excel, Label Studio or Prodigy."),
    (review_files.import_, "Read decisions from such a file, every row checked."),
    (review_files.to_corpus, "Write the decisions as annotation files."),
    (review_figures.status, "How far a project is."),
    (review_figures.agreement, "How far people agree."),
    (review_figures.verify, "Check that nobody changed the log of decisions."),
    (review_training.train, "Train a model on the corpus and the decisions."),
    (review_training.take, "Take the trained model in use."),
    (review_training.take_back, "Go back to the model before."),
):
    app.command(command.__name__.strip("_").replace("_", "-"), short_help=short)(command)


def _what(files: list[str], project: Path | None) -> tuple[list[str], Path]:
    """The reports and the project among the arguments."""
    projects = [name for name in files if name.endswith(".db")]
    names = [name for name in files if name not in projects]
    if len(projects) + (project is not None) > 1:
        raise ClassifierError("more than one project is named", mend="Name one; others can run beside it")
    if project is None and projects:
        project = Path(projects[0])
    if project is None:
        _find_typo(names[0])
        first = Path(names[0])
        project = first / f"{first.resolve().name}{SUFFIX}" if first.is_dir() else _beside(names[0])
    if project.suffix.lower() in (".pdf", ".docx", ".html", ".htm", ".md", ".txt"):
        raise ClassifierError("a project is not a report", where=str(project), mend="End its name in .db")
    return names, project


def _beside(name: str) -> Path:
    from classifier.tagging import find_reports

    found = find_reports([name]).paths
    first = found[0] if found else Path(name)
    return first.with_name(f"{first.stem}{SUFFIX}")


def _find_typo(name: str) -> None:
    """Say which command was meant where a word is no file but looks like one."""
    from difflib import get_close_matches

    known = [one.name or "" for one in app.registered_commands]
    meant = get_close_matches(name, known, n=1)
    if meant and not Path(name).exists():
        raise ClassifierError("there is no such command or file", where=name, mend=f"Perhaps you meant {meant[0]}")


def _opened(path: Path, names: list[str], model: str | None, settings: dict[str, object]) -> Project:
    """The project, made where it is not there yet."""
    from classifier.review.models import first_model, keep_first, whole_name
    from classifier.review.records import Settings
    from classifier.review.store import Project

    if path.exists():
        opened = Project.open(path)
        asked = [
            (settings["blind"] and not opened.settings.blind, "--blind"),
            (settings["hidden"] not in (None, opened.settings.hidden_share), "--hidden"),
            (settings["title"] not in ("", opened.settings.title), "--title"),
            (model is not None and whole_name(model) != first_model(path), "--model"),
        ]
        wrong = [option for is_other, option in asked if is_other]
        if wrong:
            opened.close()
            problem = f"{' and '.join(wrong)} cannot be changed in a project that is there"
            raise ClassifierError(problem, where=str(path), mend="Leave it out, or make another project")
        return opened
    from classifier.persistence import DEFAULT_MODEL, load_model
    from classifier.tagging import find_reports

    if not names:
        raise ClassifierError("there is no such project", where=str(path), mend="Name the reports for a new one")
    missing = [one for one in find_reports(names).paths if not one.exists()]
    if len(missing) == len(find_reports(names).paths):
        where = str(missing[0]) if missing else names[0]
        raise ClassifierError("there is no such report", where=where, mend="Check the name and the folder")
    hidden = 0.1 if settings["hidden"] is None else float(str(settings["hidden"]))
    framework = load_model(model or DEFAULT_MODEL).framework.name
    made = Settings(framework, title=str(settings["title"]), blind=bool(settings["blind"]), hidden_share=hidden)
    project = Project.create(path, made)
    keep_first(path, model or DEFAULT_MODEL)
    return project


def _join(project: Project, name: str | None) -> None:
    """Add the person who reviews where they are new; the first one leads."""
    from classifier.review.people import add_person, people, person_named
    from classifier.review.records import PersonRole

    known = people(project)
    if name is None and known:
        return
    name = name or _login()
    if person_named(project, name) is None:
        add_person(project, name, PersonRole.ANNOTATOR if known else PersonRole.LEAD)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"


def _add(
    project: Project, names: list[str], model: str | None, encoding: str | None, limit: int | None
) -> tuple[int, FindingModel | None]:
    """Tag the files that are not in the project yet and put them in.

    Returns how many could not be, and the model that tagged, which was loaded only if one was to be tagged.
    """
    import hashlib

    from classifier.review.reports import add_file, reports
    from classifier.review.retraining import load_in_use
    from classifier.tagging import find_reports

    known = {info.sha256 for info in reports(project)}
    documents = {info.document for info in reports(project)}
    loaded = None
    faults = 0
    with Interruption() as interruption:
        for path in find_reports(names).paths:
            if interruption.asked:
                raise typer.Exit(INTERRUPTED)
            try:
                digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
                if digest in known:
                    note(f"{path} is in the project already.")
                    continue
                loaded = loaded or load_in_use(project, model)
                name = path.name if path.name not in documents else path.as_posix()
                note(f"Tagging {path} ...")
                add_file(project, path, loaded, document=name, encoding=encoding, limit=limit)
                known.add(digest)
                documents.add(name)
            except ClassifierError as error:
                faults += 1
                complain(str(error))
    return faults, loaded


def _has_reports(project: Project) -> bool:
    from classifier.review.reports import reports

    return bool(reports(project))


def _announce(address: str) -> None:
    typer.echo(f"The page is at {address}")
    note("Only this machine can reach it. Press Ctrl-C to stop.")
