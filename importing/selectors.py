"""Composite reads of imports."""

from django.apps import apps

from importing.models import ImportRun


def brought_along(run: ImportRun) -> list[tuple[str, int]]:
    """What the rows of an import brought along, by the models' names."""
    return [(str(apps.get_model(label)._meta.verbose_name_plural), count) for label, count in sorted(run.brought.items())]
