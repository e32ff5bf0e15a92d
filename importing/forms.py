"""Forms of the import pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models import User
from config.kit.errors import DomainError
from config.kit.forms import helper
from importing.kinds import Importer
from importing.models import ImportRun


class UploadForm(forms.Form):
    """A file and what it needs; which boxes there are depends on the kind."""

    file = forms.FileField(label=_("File"))

    def __init__(self, importer: Importer, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer, self.user = importer, user
        #: What the importer is told, once the form is valid.
        self.options: dict[str, Any] = {}
        self.fields["file"].help_text = _("CSV or XLSX, at most %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_MB}
        for companion in importer.companions:
            self.fields[companion.key] = forms.FileField(label=str(companion.title), required=False)
        for option in importer.options:
            self.fields.update(option.fields(user))
        self.fields["is_dry_run"] = forms.BooleanField(
            label=_("Only check, write nothing yet"),
            required=False,
            initial=True,
            help_text=_("Shows what would be created, changed and refused. Afterwards one click imports it for real."),
        )
        self.helper = helper(submit=_("Upload"), cancel=reverse("import_create"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, UploadedFile) and (value.size or 0) > settings.UPLOAD_LIMIT_MB * 1_000_000:
                self.add_error(name, _("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_MB})
        self.options = {}
        for option in self.importer.options:
            try:
                value = option.read(cleaned)
            except DomainError as refusal:
                self.add_error(next(iter(option.fields(self.user))), str(refusal))
            else:
                if value:
                    self.options[option.key] = value
        return cleaned

    def companions(self) -> list[tuple[str, Any]]:
        return [(one.key, self.cleaned_data[one.key]) for one in self.importer.companions if self.cleaned_data.get(one.key)]


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours."""

    def __init__(self, importer: Importer, run: ImportRun, found: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = [("", _("– not in the file –")), *((heading, heading) for heading in run.header)]
        for column in importer.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.title),
                choices=headings,
                required=column.required,
                initial=found.get(column.name, ""),
                help_text=str(column.help),
            )
        self.helper = helper(submit=_("Go on"), cancel=reverse("import_list"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for name, heading in list(cleaned.items()):
            if heading and heading in taken:
                self.add_error(name, _("This column is chosen for “%(other)s” already.") % {"other": self.fields[taken[heading]].label})
            elif heading:
                taken[heading] = name
        return cleaned
