"""Takes an import back, as far as nothing was built on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.services.audit import record, record_each, record_many
from config.kit.bulk import Kept, attributes, write
from config.kit.rows import assign
from importing.enums import ImportState
from importing.kinds import anchors
from importing.models import ImportChange, ImportRun
from importing.services.claims import advance
from importing.services.traces import digest_of, plain, values_of
from importing.services.working import Progress

BATCH = 500
#: So many of the objects that could not be undone are named; the rest are counted.
NAMED = 200


def undo(run: ImportRun, *, progress: Progress | None = None) -> None:
    """Delete what the run created and restore what it updated, newest first; each in the name of whoever asked for it.

    Left alone: what was changed since, what something else depends on, and what an anchor of its model holds. The report
    says which and why; undoing again tries those once more.
    """
    report: dict[str, Any] = {"deleted": 0, "restored": 0, "kept": 0, "kept_rows": []}
    if run.done and run.undo_report:
        report = run.undo_report
    total = ImportChange.objects.filter(run=run).count()
    below: int | None = report.get("below")
    if below is None:
        advance(run, total=total, done=0)
    while True:
        changes = ImportChange.objects.filter(run=run).order_by("-pk")
        if below is not None:
            changes = changes.filter(pk__lt=below)
        batch = list(changes[:BATCH])
        if not batch:
            break
        below = batch[-1].pk
        with transaction.atomic():
            for label, group in groupby(batch, key=lambda change: change.target_type):
                _undo_some(run, apps.get_model(label), list(group), report)
            report["below"] = below
            advance(run, done=min(run.done + len(batch), run.total), undo_report=report)
        if progress:
            progress(run.done, run.total)
    report.pop("below", None)
    with transaction.atomic():
        advance(run, state=ImportState.UNDONE, undo_report=report, finished_at=timezone.now(), done=run.total)
        ImportRun.objects.filter(pk=run.pk).update(claim="")
        record(
            actor=run.undone_by,
            verb="import.undone",
            target=run,
            changes={name: (None, report[name]) for name in ("deleted", "restored", "kept") if report[name]},
        )


def _undo_some(run: ImportRun, model: type[models.Model], changes: Sequence[ImportChange], report: dict[str, Any]) -> None:
    ids = [change.target_id for change in changes]
    # Held, so that nobody changes between the look and the restoring what would then be lost.
    targets = model._default_manager.select_for_update().in_bulk(ids)
    blocked = _dependents(model, [change.target_id for change in changes if change.before is None])
    delete: list[int] = []
    finished: list[int] = []
    earlier: dict[int, Kept[Any]] = {}
    for change in changes:
        target = targets.get(change.target_id)
        if target is None:
            finished.append(change.pk)
        elif _changed_since(target, change):
            _keep(report, target, _("changed since"))
        elif change.before is None:
            if reason := blocked.get(change.target_id):
                _keep(report, target, _("still needed by: %(what)s") % {"what": reason})
            else:
                delete.append(change.target_id)
                finished.append(change.pk)
        else:
            earlier[change.target_id] = _earlier(target, change, earlier.get(change.target_id))
    held = _restore(run, model, list(earlier.values()), report)
    finished += [change.pk for change in changes if change.target_id in earlier and change.target_id not in held]
    gone = [targets[pk] for pk in delete]
    record_each(actor=run.undone_by, targets=gone, past="import_undone", note=run.filename[:200])
    model._default_manager.filter(pk__in=delete).delete()
    report["deleted"] += len(delete)
    ImportChange.objects.filter(pk__in=finished).delete()


def _dependents(model: type[models.Model], ids: Sequence[int]) -> dict[int, str]:
    """{id: what refers to it}, for every relation to the model, at one query per relation."""
    found: dict[int, Counter[str]] = {}
    if not ids:
        return {}
    for relation in model._meta.related_objects:
        other = relation.related_model
        name = relation.field.name
        pairs = other._default_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True)
        for pk in pairs:
            found.setdefault(pk, Counter())[str(other._meta.verbose_name)] += 1
    return {pk: ", ".join(f"{name} ×{count}" for name, count in names.items()) for pk, names in found.items()}


def _changed_since(target: models.Model, change: ImportChange) -> bool:
    if change.before is None:
        return bool(digest_of(values_of(target, change.after["fields"])) != change.after["digest"])
    return any(plain(getattr(target, name)) != value for name, value in change.after.items())


def _earlier(target: models.Model, change: ImportChange, later: Kept[Any] | None) -> Kept[Any]:
    """The object with its earlier values again, and what it holds now; ``later`` is the same for a younger change of it."""
    values = {name: None if value is None else _field(target, name).to_python(value) for name, value in (change.before or {}).items()}
    now = {name: getattr(target, name) for name in values}
    assign(target, values, attributes(target))
    return Kept(0, target, {**now, **((later.before if later else None) or {})})


def _restore(run: ImportRun, model: type[models.Model], earlier: Sequence[Kept[Any]], report: dict[str, Any]) -> Mapping[int, str]:
    """Write the earlier values, less those that stay as they are: {id: why}."""
    anchor = anchors.get(model._meta.label_lower)
    held = anchor.held(earlier) if anchor and earlier else {}
    for one in earlier:
        if one.obj.pk in held:
            _keep(report, one.obj, held[one.obj.pk])
    free = [one for one in earlier if one.obj.pk not in held]
    write(free)
    record_many(actor=run.undone_by, verb=f"{model._meta.model_name}.import_undone", kept=free, note=run.filename[:200])
    report["restored"] += len(free)
    return held


def _field(target: models.Model, attname: str) -> Any:
    field: Any = next(field for field in target._meta.concrete_fields if field.attname == attname)
    return field.target_field if field.is_relation else field


def _keep(report: dict[str, Any], target: models.Model, reason: str) -> None:
    report["kept"] += 1
    if len(report["kept_rows"]) < NAMED:
        report["kept_rows"].append([str(target)[:200], reason])
