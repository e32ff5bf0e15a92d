"""Forms laid out alike everywhere."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import BaseInput, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: A college writes no day outside these years: a slip of the finger, such as 0206 or 5015, is asked about at once.
FIRST_YEAR, LAST_YEAR = 1930, 2099


def check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Check the year: %(year)s cannot be right."), params={"year": day.year})


class DayInput(forms.DateInput):
    """The browser's own date picker; the value travels as ISO whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"} | attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day in the browser's own picker, in a year that can be meant."""

    widget = DayInput
    default_validators = [check_year]


class CancelLink(BaseInput):  # type: ignore[misc]  # crispy has no types
    """A link back, rendered beside the submit button."""

    template = "includes/cancel_link.html"
    input_type = "link"
    field_classes = "btn"

    def __init__(self, url: str, label: str | Promise) -> None:
        super().__init__("cancel", label)
        self.url = url


def helper(*layout: Any, submit: str | Promise = _("Save"), cancel: str = "", form_id: str = "", **attributes: Any) -> FormHelper:
    """A crispy helper: the given layout (or every field in order), a submit button, and a link back when ``cancel`` is a URL.

    ``attributes`` are set on the helper, such as ``form_tag=False`` or ``form_action="/…/"``.
    """
    made = FormHelper()
    if layout:
        made.layout = Layout(*layout)
    if form_id:
        made.form_id = form_id
    # Django's own required attribute would keep the browser from sending, and so from showing our sentence.
    made.attrs = {"novalidate": True}
    made.add_input(Submit("save", submit, css_class="btn-primary"))
    if cancel:
        made.add_input(CancelLink(cancel, _("Cancel")))
    for name, value in attributes.items():
        setattr(made, name, value)
    return made
