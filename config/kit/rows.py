"""Holding, checking and saving one row inside a service's transaction."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from config.kit.errors import DomainError, StaleState
from config.kit.verdicts import Verdict

M = TypeVar("M", bound=models.Model)


def hold(obj: models.Model, *, field: str = "state") -> None:
    """Keep others from moving or editing the row until the transaction ends.

    Raises StaleState when the row is gone or no longer in the state that ``obj`` was read in. PostgreSQL locks the
    row; on SQLite every writing transaction holds the whole database already (``transaction_mode=IMMEDIATE``).
    """
    rows = type(obj)._default_manager.select_for_update().filter(pk=obj.pk)
    if list(rows.values_list(field, flat=True)) != [getattr(obj, field)]:
        raise StaleState


def read_held(obj: M) -> M:
    """The row as it stands now, kept from everybody else until the transaction ends: for editing without a state.

    Raises StaleState when it is gone.
    """
    row = type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()
    if row is None:
        raise StaleState
    return row


def save(obj: M) -> M:
    """Validate the whole row and save it; what is wrong becomes one DomainError that names the fields."""
    try:
        obj.full_clean()
    except ValidationError as error:
        raise DomainError(sentence_of(obj, error)) from error
    try:
        with transaction.atomic():
            obj.save()
    except IntegrityError as error:
        # Somebody wrote the same key between our check and our write: check again, now that the other row is there.
        try:
            obj.validate_constraints()
        except ValidationError as found:
            raise DomainError(sentence_of(obj, found)) from error
        raise
    return obj


def among(values: Mapping[str, object], names: Collection[str]) -> dict[str, Any]:
    """The values that a service was given by name. Raises TypeError for a name that is not among ``names``, as Python does for a
    keyword that a function does not know."""
    if strange := sorted(set(values) - set(names)):
        raise TypeError(f"no such field here: {', '.join(strange)}")
    return dict(values)


def assign(obj: M, values: Mapping[str, object], names: Collection[str]) -> M:
    """Set what a service was given by name, and return the object: the one place where a name becomes an attribute.

    Raises TypeError for a name that is not among ``names``, and sets nothing then.
    """
    for name, value in among(values, names).items():
        setattr(obj, name, value)
    return obj


def require_ready(verdict: Verdict) -> None:
    """Raise DomainError with the verdict's reason unless the row is ready."""
    if not verdict:
        raise DomainError(verdict.reason)


def sentence_of(obj: models.Model, error: ValidationError) -> str:
    """What is wrong with the object, each field by its name."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = []
    for name, messages in error.message_dict.items():
        text = " ".join(messages)
        parts.append(text if name == NON_FIELD_ERRORS else f"{obj._meta.get_field(name).verbose_name}: {text}")  # type: ignore[union-attr]  # a form's field has a verbose name
    return " ".join(parts)
