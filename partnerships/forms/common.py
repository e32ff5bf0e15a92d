"""Small pieces shared by the forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """The browser's own date picker; the value travels as ISO whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), **kwargs)


class ReasonForm(forms.Form):
    """One question before a step that needs an explanation."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DocumentUploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, picture, Word or Excel."))
    name = forms.CharField(label=_("Name"), max_length=200, required=False, help_text=_("Empty keeps the file's own name."))
