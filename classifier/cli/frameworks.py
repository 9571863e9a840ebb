"""`findings frameworks`: the domains and standards that a finding can be tagged with."""

from __future__ import annotations

from typing import Annotated

import typer

from classifier.cli.common import console, print_json, told
from classifier.cli.options import JsonOption


@told
def frameworks(
    name: Annotated[str | None, typer.Argument(help="A framework; without one, all are listed.")] = None,
    json: JsonOption = False,
) -> None:
    """List the inspection frameworks, or show the domains and standards of one."""
    from dataclasses import asdict

    from classifier.framework import available_frameworks, load_framework

    if name is None:
        known = [load_framework(each) for each in available_frameworks()]
        if json:
            print_json([{"name": each.name, "title": each.title} for each in known])
            return
        for each in known:
            typer.echo(f"{each.name}  {each.title}")
        return
    framework = load_framework(name)
    if json:
        print_json(asdict(framework))
        return
    from rich.table import Table

    table = Table("code", "title", "what belongs there", title=framework.title, title_justify="left")
    for standard in framework.standards:
        table.add_row(standard.code, standard.title, standard.about, style="bold" if len(standard.code) == 1 else "")
    console().print(table)
