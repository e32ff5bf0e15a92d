"""The import pages: choose, upload, match columns, watch, look at refused rows, import for real, undo."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, act
from college.requests import Request, wants_fragment
from college.services.lists import record_export
from config.kit.errors import DomainError
from config.kit.spreadsheets import write_csv, write_xlsx
from config.kit.verdicts import require
from importing.columns import match_columns
from importing.enums import ImportState
from importing.filters import ImportFilter
from importing.forms import ColumnsForm, UploadForm
from importing.kinds import Importer, importers, kind_title
from importing.models import ImportRun
from importing.policies import can_import_anything, can_work_on, visible_imports
from importing.selectors import brought_along, import_may_be_real, import_may_be_undone
from importing.services.starting import import_for_real, match_import, start_import, undo_import
from importing.services.working import read_table
from importing.tables import ImportTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLE = 3


class ImportList(ListPage):
    key = "imports"
    title = gettext_lazy("Imports")
    table_class = ImportTable
    filterset_class = ImportFilter
    empty = Empty(
        title=gettext_lazy("No file has been imported yet"),
        text=gettext_lazy(
            "Lists of majors, enterprises, students and placements come in from CSV or XLSX files, checked before anything is written."
        ),
    )

    def allowed(self) -> None:
        require(can_import_anything(self.request.user))

    def visible(self) -> QuerySet[ImportRun]:
        return visible_imports(self.request.user).select_related("started_by")

    def actions(self) -> list[Button]:
        return [Button(_("Import a file"), reverse("import_create"), can_import_anything(self.request.user), icon="arrow-up-tray")]


def _importer(request: Request, kind: str) -> Importer:
    importer = importers.get(kind)
    if importer is None:
        raise Http404
    require(importer.allowed(request.user))
    return importer


def _run(request: Request, pk: int) -> ImportRun:
    require(can_import_anything(request.user))
    return get_object_or_404(visible_imports(request.user).select_related("started_by"), pk=pk)


def choose(request: Request) -> HttpResponse:
    """Which kind of file?"""
    require(can_import_anything(request.user))
    kinds = [(importer, importer.allowed(request.user)) for importer in importers]
    return render(request, "importing/choose.html", {"kinds": kinds})


def upload(request: Request, kind: str) -> HttpResponse:
    importer = _importer(request, kind)
    user = request.user
    form = UploadForm(importer, user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = start_import(
                kind=kind,
                file=form.cleaned_data["file"],
                actor=user,
                is_dry_run=form.cleaned_data["is_dry_run"],
                options=form.options,
                companions=form.companions(),
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_columns" if run.state == ImportState.DRAFT else "import_detail", run.pk)
    return render(request, "importing/upload.html", {"importer": importer, "form": form}, status=422 if form.errors else 200)


def template(request: Request, kind: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """An empty table with our headings and one example row."""
    importer = _importer(request, kind)
    header, example = [column.title for column in importer.columns], [column.example for column in importer.columns]
    response: HttpResponse | StreamingHttpResponse
    if form == "xlsx":
        response = HttpResponse(write_xlsx(str(importer.title), header, [example]), content_type=XLSX)
    elif form == "csv":
        response = StreamingHttpResponse(write_csv(header, [example]), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.{form}"'
    return response


def detail(request: Request, pk: int) -> HttpResponse:
    """An import; while it is busy its fragment asks for itself every second."""
    run = _run(request, pk)
    if run.state == ImportState.DRAFT:
        return redirect("import_columns", run.pk)
    refusals = Paginator(run.refusals.all(), 50).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "kind": kind_title(run.kind),
        "refusals": refusals,
        "refused_rows": [(refusal, zip(run.header, refusal.cells, strict=False)) for refusal in refusals],
        "brought": brought_along(run),
        "start_verdict": can_work_on(request.user, run) & import_may_be_real(run),
        "undo_verdict": can_work_on(request.user, run) & import_may_be_undone(run),
        "has_changes": not run.is_dry_run and not run.is_busy and run.changes.exists(),
    }
    return render(request, "importing/_import.html" if wants_fragment(request) else "importing/detail.html", context)


def columns(request: Request, pk: int) -> HttpResponse:
    """Match the columns of a file whose headings were not all recognised."""
    run = _run(request, pk)
    require(can_work_on(request.user, run))
    if run.state != ImportState.DRAFT:
        return redirect("import_detail", run.pk)
    importer = importers[run.kind]
    match = match_columns(importer, run.header)
    found = {name: run.header[place] for name, place in match.places.items()}
    form = ColumnsForm(importer, run, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            match_import(run=run, mapping=form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("import_detail", run.pk)
    context = {"run": run, "importer": importer, "form": form, "sample": _sample(run)}
    return render(request, "importing/columns.html", context, status=422 if request.method == "POST" else 200)


def _sample(run: ImportRun) -> list[tuple[str, list[str]]]:
    """Each heading with the first cells below it."""
    try:
        lines = list(islice(read_table(run).lines(), SAMPLE))
    except (DomainError, OSError):
        return []
    finally:
        run.file.close()
    return [(heading, [line.cells[place][:60] for line in lines]) for place, heading in enumerate(run.header)]


def refused(request: Request, pk: int) -> StreamingHttpResponse:
    """The refused rows as they stood in the file, with the reason beside them, to be mended and uploaded again."""
    run = _run(request, pk)
    record_export(user=request.user, list_key="import_refusals", rows=run.refused, query=f"run={run.pk}", form="csv")

    def rows() -> Iterator[list[Any]]:
        for refusal in run.refusals.iterator(chunk_size=1000):
            yield [*refusal.cells, refusal.row, refusal.reason]

    response = StreamingHttpResponse(
        write_csv([*run.header, _("Row in the file"), _("Why it was refused")], rows()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="refused-{run.pk}.csv"'
    return response


@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """After a check: the same file for real."""
    run = _run(request, pk)
    real = import_for_real(run=run, actor=request.user)
    return redirect("import_detail", real.pk)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    return act(
        request,
        lambda: undo_import(run=run, actor=request.user),
        success=_("The import is being undone. This page shows what could be taken back."),
        to=run,
    )
