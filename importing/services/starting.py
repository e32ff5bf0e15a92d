"""Starting, repeating and taking back file imports. The work itself is ``importing.services.working``'s."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from college.models import User
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.queue import enqueue
from config.kit.rows import require_ready
from config.kit.states import move
from config.kit.verdicts import require
from importing.columns import Match, match_columns, missing_sentence
from importing.enums import ImportState
from importing.kinds import Importer, importer_of
from importing.models import ImportChange, ImportRun
from importing.policies import can_work_on
from importing.readers import open_table
from importing.selectors import import_may_be_real, import_may_be_undone

TASK = "importing.carry_out"


def look_at(importer: Importer, file: Any, size: int, mapping: Mapping[str, str] | None = None) -> Match:
    """Read the header of a file and match its columns. Refuses (DomainError) a file that cannot be read."""
    table = open_table(file, size=size, limit_mb=settings.UPLOAD_LIMIT_MB)
    return match_columns(importer, table.header, mapping)


@transaction.atomic
def start_import(
    *,
    kind: str,
    file: File,  # type: ignore[type-arg]  # Django's File is generic in its stubs only
    actor: User | None,
    is_dry_run: bool,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    companions: Sequence[tuple[str, Any]] = (),
) -> ImportRun:
    """Keep the file and queue its import. A file whose columns are not all recognised waits for the person to match them.

    Refuses (DomainError) a file that cannot be read, and then keeps nothing. ``actor`` None is the command line.
    """
    importer = importer_of(kind)
    if actor is not None:
        require(importer.allowed(actor))
    match = look_at(importer, file, file.size, mapping)
    file.seek(0)
    name = PurePath(file.name or "").name[-100:] or "table"
    folder = f"imports/{uuid.uuid4().hex}"
    kept = {key: default_storage.save(f"{folder}/{key}", File(one)) for key, one in companions}
    run = ImportRun(
        kind=kind,
        filename=name,
        is_dry_run=is_dry_run,
        mapping=dict(mapping or {}),
        options=dict(options or {}),
        companions=kept,
        header=list(match.header),
        unknown_columns=list(match.unknown),
        preset=match.preset.key if match.preset else "",
        started_by=actor,
        state=ImportState.DRAFT if match.missing else ImportState.WAITING,
    )
    run.file.save(f"{folder}/table", file, save=False)
    run.save()
    record(actor=actor, verb="import.started", target=run, note=f"{kind} {name}" + (" (dry run)" if is_dry_run else ""))
    if run.state == ImportState.WAITING:
        enqueue(TASK, run_id=run.pk)
    return run


@transaction.atomic
def match_import(*, run: ImportRun, mapping: Mapping[str, str], actor: User) -> ImportRun:
    """Set by hand which column of the file is which, and queue the import."""
    require(can_work_on(actor, run))
    importer = importer_of(run.kind)
    match = match_columns(importer, run.header, {name: heading for name, heading in mapping.items() if heading})
    if match.missing:
        raise DomainError(missing_sentence(importer, match.missing))
    move(run, to=ImportState.WAITING, mapping={name: heading for name, heading in mapping.items() if heading})
    record(actor=actor, verb="import.matched", target=run)
    enqueue(TASK, run_id=run.pk)
    return run


@transaction.atomic
def import_for_real(*, run: ImportRun, actor: User) -> ImportRun:
    """After a check: import the same file with the same columns, as a run of its own."""
    require(can_work_on(actor, run))
    require_ready(import_may_be_real(run))
    real = ImportRun.objects.create(
        kind=run.kind,
        file=run.file.name,
        filename=run.filename,
        companions=run.companions,
        mapping=run.mapping,
        options=run.options,
        header=run.header,
        is_dry_run=False,
        started_by=actor,
    )
    record(actor=actor, verb="import.started", target=real, note=f"{run.kind} {run.filename}")
    enqueue(TASK, run_id=real.pk)
    return real


@transaction.atomic
def undo_import(*, run: ImportRun, actor: User | None) -> ImportRun:
    """Queue the undoing of what the run wrote; see ``importing.services.undoing`` for what is left alone."""
    if actor is not None:
        require(can_work_on(actor, run))
    require_ready(import_may_be_undone(run))
    if not ImportChange.objects.filter(run=run).exists():
        raise DomainError(_("There is nothing left to undo."))
    move(run, to=ImportState.UNDOING, claim="", beat_at=None, attempts=0, undo_report={}, done=0, error="", undone_by=actor)
    record(actor=actor, verb="import.undo_started", target=run)
    enqueue(TASK, run_id=run.pk)
    return run
