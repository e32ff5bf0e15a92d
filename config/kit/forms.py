"""Forms laid out alike everywhere."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import BaseInput, Layout, Submit
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
