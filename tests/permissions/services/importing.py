"""Rows of the services of imports: each side's run was started by its coordinator."""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile

from importing.enums import ImportState
from importing.models import ImportChange, ImportRun
from importing.services import purging, starting, sweeping
from tests.permissions.services import Here, Row

ADMIN = "administrator"
OFFICE = "administrator coordinator"
TABLE = b"firm,number\na,b\n"


def _file() -> Any:
    return ContentFile(TABLE, name="t.csv")


def _start(kind: str) -> Any:
    return lambda _: {"kind": kind, "file": _file(), "is_dry_run": True}


def _run(state: str, kind: str = "enterprises", arguments: Mapping[str, Any] | None = None, **values: Any) -> Any:
    def given(here: Here) -> dict[str, Any]:
        run = ImportRun(kind=kind, filename="t.csv", state=state, started_by=here.coordinator, header=["firm", "number"], **values)
        run.file.save("t.csv", _file(), save=True)
        ImportChange.objects.create(run=run, target_type="partnerships.enterprise", target_id=1)
        return {"run": run, **(arguments or {})}

    return given


MAPPING = {"mapping": {"name": "firm", "register_number": "number"}}

ROWS = [
    Row(starting.start_import, _start("enterprises"), OFFICE, OFFICE, "enterprises"),
    Row(starting.start_import, _start("students"), OFFICE, OFFICE, "students"),
    Row(starting.start_import, _start("placements"), OFFICE, OFFICE, "placements"),
    Row(starting.start_import, _start("majors"), ADMIN, ADMIN, "majors"),
    Row(starting.match_import, _run(ImportState.DRAFT, arguments=MAPPING), OFFICE, ADMIN),
    Row(starting.import_for_real, _run(ImportState.CHECKED, is_dry_run=True, created=1), OFFICE, ADMIN),
    Row(starting.import_for_real, _run(ImportState.CHECKED, kind="majors", is_dry_run=True, created=1), ADMIN, ADMIN, "majors"),
    Row(starting.undo_import, _run(ImportState.DONE, is_dry_run=False), OFFICE, ADMIN),
]

UNGUARDED = {
    sweeping.sweep_imports: "periodic; by hand it runs through run_job",
    purging.purge_imports: "a step of the periodic sweep",
}
