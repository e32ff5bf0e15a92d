"""Small pieces shared by the forms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DocumentUploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, picture, Word or Excel."))
    name = forms.CharField(label=_("Name"), max_length=200, required=False, help_text=_("Empty keeps the file's own name."))
