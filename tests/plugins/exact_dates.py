"""A day is no moment: Django turns one into the other without a word, and at midnight somewhere else.

A moment given to a day's field loses its time in whatever zone it carries; a day given to a moment's field becomes
midnight of the server. Both are errors here, as values to be stored and as values to look for. (A moment without a
zone is a RuntimeWarning of Django's, which the suite turns into an error already.)
"""

from datetime import date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Lookup


class WrongKindOfTime(Exception):
    """A moment where a day belongs, or a day where a moment belongs."""


def _is_day(field: object) -> bool:
    return isinstance(field, DateField) and not isinstance(field, DateTimeField)


def get_prep_value(self: DateField[Any, Any], value: Any) -> Any:
    """For DateTimeField as well, which asks its base class."""
    if isinstance(value, datetime) and _is_day(self):
        raise WrongKindOfTime(f"{self}: {value!r} is a moment, not a day")
    if isinstance(value, date) and not isinstance(value, datetime) and isinstance(self, DateTimeField):
        raise WrongKindOfTime(f"{self}: {value!r} is a day, not a moment")
    return _get_prep_value(self, value)


def get_prep_lookup(self: Lookup[Any]) -> Any:
    """Two columns are compared as whatever the database makes of them."""
    left, right = getattr(self.lhs, "_output_field_or_none", None), getattr(self.rhs, "_output_field_or_none", None)
    if isinstance(left, DateField) and isinstance(right, DateField) and _is_day(left) != _is_day(right):
        raise WrongKindOfTime(f"{left} is compared with {right}: a day with a moment")
    return _get_prep_lookup(self)


_get_prep_value, _get_prep_lookup = DateField.get_prep_value, Lookup.get_prep_lookup
DateField.get_prep_value = get_prep_value  # type: ignore[method-assign]
Lookup.get_prep_lookup = get_prep_lookup  # type: ignore[method-assign]
