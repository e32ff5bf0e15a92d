"""Rows of the import pages. ``own`` is a run of the coordinator, ``foreign`` one of somebody else."""

from typing import Any

from django.core.files.base import ContentFile

from importing.enums import ImportState
from importing.models import ImportChange, ImportRun
from tests.permissions import Row

ADMIN = "administrator"
OFFICE = "administrator coordinator"


def _runs(state: str, **values: Any) -> Any:
    def prepare(world: Any) -> None:
        for name, owner in (("own", world.cast.coordinator), ("foreign", world.cast.auditor)):
            run = ImportRun(kind="enterprises", filename="t.csv", state=state, started_by=owner, header=["firm", "number"], **values)
            run.file.save("t.csv", ContentFile(b"firm,number\na,b\n"), save=True)
            ImportChange.objects.create(run=run, target_type="partnerships.enterprise", target_id=1)
            world.extra[f"{name}_run"] = run

    return prepare


def _of_run(state: str = ImportState.DONE, **values: Any) -> dict[str, Any]:
    return {
        "own": lambda world: {"pk": world.extra["own_run"].pk},
        "foreign": lambda world: {"pk": world.extra["foreign_run"].pk},
        "prepare": _runs(state, **values),
        "allowed": OFFICE,
        "foreign_allowed": ADMIN,
    }


def _kind(kind: str, **more: str) -> Any:
    return lambda world: {"kind": kind, **more}


MATRIX = {
    "import_list": Row(allowed=OFFICE),
    "import_create": Row(allowed=OFFICE),
    "import_upload": Row(allowed=OFFICE, foreign_allowed=ADMIN, own=_kind("enterprises"), foreign=_kind("majors")),
    "import_template": Row(
        allowed=OFFICE, foreign_allowed=ADMIN, own=_kind("students", form="csv"), foreign=_kind("profiles", form="xlsx")
    ),
    "import_detail": Row(**_of_run(is_dry_run=False)),
    "import_columns": Row(**_of_run(ImportState.DRAFT)),
    "import_refused": Row(**_of_run()),
    "import_start": Row(method="post", **_of_run(ImportState.CHECKED, is_dry_run=True, created=1)),
    "import_undo": Row(method="post", **_of_run(is_dry_run=False)),
}
