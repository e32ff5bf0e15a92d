"""django-import-export for long files: its fields, widgets and row results, fed batch by batch.

Three things differ from its defaults, each because of 20,000 rows: existing objects are loaded once per batch instead
of once per row; nothing is deep-copied to find out whether a row changes something; a model's constraints are left to
the database (the engine retries a refused batch row by row) instead of costing queries per row.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import Widget

from config.kit.errors import DomainError
from importing.kinds import CREATED, UNCHANGED, UPDATED, Batch, Change, Context, Importer, Outcome, Row

#: Set by the database layer and no news about the object.
STAMPS = ("created_at", "updated_at")


class Cell(Widget):  # type: ignore[misc]  # import_export has no types
    """A widget made of a reading function; its DomainError becomes the cell's error."""

    def __init__(self, read: Callable[[str], Any] = str) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return self.read(value)
        except DomainError as refusal:
            raise ValueError(str(refusal)) from refusal


def field(attribute: str, read: Callable[[str], Any] = str, column: str = "") -> Field:
    """A field of a resource: which attribute it sets, how a cell is read, and our column when it is named otherwise."""
    return Field(attribute=attribute, column_name=column or attribute, widget=Cell(read))


class BatchLoader(BaseInstanceLoader):  # type: ignore[misc]  # import_export has no types
    """Loads the existing objects of a batch in the resource's one query."""

    def __init__(self, resource: "BatchResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.known = resource.existing([row.cells for row in resource.rows])

    def get_instance(self, row: Mapping[str, str]) -> models.Model | None:
        return self.known.get(self.resource.key(row))


class BatchResource(ModelResource):  # type: ignore[misc]  # import_export has no types
    """A resource for one batch. Subclasses give ``existing`` and ``key``, and may refuse in ``check``.

    An empty cell leaves the stored value alone: a file with few columns must not wipe out what it does not know.
    """

    class Options:
        """Base of the subclasses' Meta."""

        use_bulk = True
        batch_size = None
        skip_diff = True
        store_instance = True
        use_transactions = False
        clean_model_instances = True
        instance_loader_class = BatchLoader

    def __init__(self, context: Context, rows: Sequence[Row]) -> None:
        super().__init__()
        self.context, self.rows = context, rows

    def existing(self, rows: Sequence[Mapping[str, str]]) -> dict[str, models.Model]:
        """The stored objects of these rows by key, in one query."""
        raise NotImplementedError

    def key(self, row: Mapping[str, str]) -> str:
        raise NotImplementedError

    def complete(self, instance: Any, row: Mapping[str, str], *, new: bool) -> None:
        """Set what follows from the cells (a folded name, a source); raise DomainError to refuse the row."""

    # Below: import_export's hooks.

    def after_init_instance(self, instance: Any, new: bool, row: Mapping[str, str], **kwargs: Any) -> None:
        instance._is_new = new
        instance._before = {} if new else {f.attname: getattr(instance, f.attname) for f in instance._meta.concrete_fields}

    def import_field(self, field: Field, instance: Any, row: Mapping[str, str], is_m2m: bool = False, **kwargs: Any) -> None:
        if row.get(field.column_name):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def import_instance(self, instance: Any, row: Mapping[str, str], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        self.complete(instance, row, new=instance._is_new)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not instance._is_new and not import_validation_errors and not changed_fields(instance)

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True) -> None:
        errors = dict(import_validation_errors or {})
        try:
            # Foreign keys were looked up by the resource itself; checking each again would cost a query per row.
            foreign = {f.name for f in instance._meta.concrete_fields if f.is_relation}
            instance.clean_fields(exclude=errors.keys() | foreign)
        except ValidationError as fault:
            errors = fault.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def bulk_update(self, *args: Any, **kwargs: Any) -> None:
        """An upsert on the primary key: one plain statement instead of a CASE for every row and column."""
        if not self.update_instances:
            return
        changed = {name for instance in self.update_instances for name in changed_fields(instance)}
        stamp = timezone.now()
        names = [f.name for f in self._meta.model._meta.concrete_fields if f.attname in changed]
        if hasattr(self._meta.model, "updated_at"):
            names.append("updated_at")
            for instance in self.update_instances:
                instance.updated_at = stamp
        self._meta.model._default_manager.bulk_create(
            self.update_instances, update_conflicts=True, unique_fields=["id"], update_fields=sorted(set(names))
        )
        self.update_instances.clear()


def changed_fields(instance: Any) -> list[str]:
    """The attribute names whose values differ from those loaded."""
    return [name for name, old in instance._before.items() if name not in STAMPS and getattr(instance, name) != old]


class ResourceHandler:
    """A handler whose rows go through a resource."""

    def __init__(self, resource: type[BatchResource], importer: Callable[[], Importer], context: Context) -> None:
        self.resource, self.importer, self.context = resource, importer, context
        self._keys = resource(context, ())

    def key(self, row: Row) -> str:
        return self._keys.key(row.cells)

    def handle(self, rows: Sequence[Row]) -> Batch:
        return self.run(self.resource(self.context, rows), rows)

    def run(self, resource: BatchResource, rows: Sequence[Row]) -> Batch:
        names = [column.name for column in self.importer().columns]
        dataset = tablib.Dataset(*([row[name] for name in names] for row in rows), headers=names)
        result = resource.import_data(dataset, dry_run=False, raise_errors=False, use_transactions=False)
        if result.base_errors:
            raise result.base_errors[0].error
        batch = Batch()
        for row, outcome in zip(rows, result.rows, strict=True):
            self._judge(batch, row, outcome)
        return batch

    def _judge(self, batch: Batch, row: Row, outcome: Any) -> None:
        if outcome.import_type == RowResult.IMPORT_TYPE_INVALID:
            batch.refuse(row, self._sentences(outcome.validation_error))
        elif outcome.errors:
            fault = outcome.errors[0].error
            if not isinstance(fault, DomainError):
                raise fault
            batch.refuse(row, fault.message)
        elif outcome.import_type == RowResult.IMPORT_TYPE_SKIP:
            batch.outcomes[row.number] = Outcome(UNCHANGED)
        else:
            batch.outcomes[row.number], change = _written(outcome.instance)
            batch.changes.append(change)

    def _sentences(self, error: ValidationError) -> str:
        titles = {column.name: str(column.title) for column in self.importer().columns}
        parts: list[str] = []
        for name, faults in error.message_dict.items():
            title = titles.get(name) or titles.get(name.removesuffix("_id"))
            parts.extend(f"{title}: {fault}" if title else str(fault) for fault in faults)
        return " ".join(parts)


def _written(instance: Any) -> tuple[Outcome, Change]:
    if instance._is_new:
        own = tuple(f.attname for f in instance._meta.concrete_fields if not f.primary_key and f.name not in STAMPS)
        return Outcome(CREATED), Change(instance, own)
    changed = changed_fields(instance)
    return Outcome(UPDATED), Change(instance, tuple(changed), {name: instance._before[name] for name in changed})


def begin(resource: type[BatchResource], key: str) -> Callable[[Context], ResourceHandler]:
    """The ``begin`` of an importer that is nothing but a resource."""
    from importing.kinds import importers

    return lambda context: ResourceHandler(resource, lambda: importers[key], context)
