"""Files out and in: Excel, Label Studio and Prodigy."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from classifier.errors import ClassifierError
from classifier.review import exchange, reports
from classifier.review.errors import ReviewError
from classifier.review.web.site import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from classifier.review.web.routes import Fields
    from classifier.review.web.site import Site

SUFFIXES = {"excel": ".xlsx", "label-studio": ".json", "prodigy": ".jsonl"}
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
}
_MOST_PROBLEMS = 200
_ROW = re.compile(r"[0-9]+$")


def show(site: Site, request: Request) -> Response:
    """The page for files."""
    site.person(request)
    return _page(site, request)


def export(site: Site, request: Request) -> Response:
    """A file with the decisions, to be kept by the browser."""
    person = site.person(request)
    form = request.query_params.get("format", "")
    if form not in SUFFIXES:
        raise ReviewError(f"there is no format {form!r}", mend=f"Use one of {', '.join(SUFFIXES)}")
    report = number(request.query_params, "report")
    name = site.project.path.stem if report is None else Path(reports.report(site.project, report).document).stem
    suffix = SUFFIXES[form]
    with tempfile.TemporaryDirectory(prefix="findings-export-") as folder:
        path = Path(folder) / f"export{suffix}"
        alone = form == "excel" or (site.project.settings.blind and not person.is_lead)
        exchange.export_to(site.project, path, form, report=report, person=person.id if alone else None)
        content = path.read_bytes()
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}{suffix}"
    return Response(content, media_type=_TYPES[suffix], headers={"content-disposition": disposition})


def bring_in(site: Site, request: Request, fields: Fields) -> Response:
    """Check an uploaded file row by row, and take its decisions over where nothing is wrong or all was asked for."""
    person = site.person(request)
    suffix = Path(fields.filename).suffix.lower()
    if not fields.file:
        return _page(site, request, "No file was chosen. Choose one, and try again.", 422)
    if suffix not in _TYPES:
        return _page(site, request, f"{fields.filename}: this is no file to import. Use {', '.join(_TYPES)}.", 422)
    with tempfile.TemporaryDirectory(prefix="findings-import-") as folder:
        path = Path(folder) / f"{Path(fields.filename).stem[:80] or 'import'}{suffix}"
        path.write_bytes(fields.file)
        try:
            partial, any_order = "partial" in fields, "any_order" in fields
            checked = exchange.import_from(site.project, path, person=person.id, partial=partial, any_order=any_order)
        except ClassifierError as error:
            return _page(site, request, str(error).replace(f"{folder}/", ""), 422)
    return _page(site, request, checked=checked, filename=fields.filename, status=200)


def _told(problems: Iterable[exchange.Problem]) -> list[str]:
    """The problems in the order of the file, in the words of the page."""
    by_row = sorted(problems, key=lambda each: int(found[0]) if (found := _ROW.search(each.where)) else 0)
    return [
        str(each).replace("read it in with --any-order", "import it again with the tick for another order")
        for each in by_row
    ]


def _page(
    site: Site,
    request: Request,
    problem: str = "",
    status: int = 200,
    *,
    checked: exchange.Checked | None = None,
    filename: str = "",
) -> Response:
    problems = [] if checked is None else _told(checked.problems)[:_MOST_PROBLEMS]
    facts = {"problem": problem, "checked": checked, "problems": problems, "filename": filename}
    return site.page(request, "files.html", status, reports=reports.reports(site.project), formats=SUFFIXES, **facts)
