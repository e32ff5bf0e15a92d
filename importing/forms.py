"""Forms of the import pages."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models import Department, Programme, User
from college.policies import standing
from config.kit.forms import helper
from importing.kinds import Importer
from importing.models import ImportRun

_COMPANIONS = {"posts": _("File of posts"), "capabilities": _("File of capabilities"), "courses": _("File of courses")}


class UploadForm(forms.Form):
    """A file and what it needs; which boxes there are depends on the kind."""

    file = forms.FileField(label=_("File"))

    def __init__(self, importer: Importer, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        self.fields["file"].help_text = _("CSV or XLSX, at most %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_MB}
        for key in importer.companions:
            self.fields[key] = forms.FileField(label=_COMPANIONS.get(key, key), required=False)
        if "major" in importer.options:
            self._add_majors()
        if "department" in importer.options:
            self._add_department(user)
        self.fields["is_dry_run"] = forms.BooleanField(
            label=_("Only check, write nothing yet"),
            required=False,
            initial=True,
            help_text=_("Shows what would be created, changed and refused. Afterwards one click imports it for real."),
        )
        self.helper = helper(submit=_("Upload"), cancel=reverse("import_create"))

    def _add_majors(self) -> None:
        offered = Programme.objects.filter(department__isnull=False, is_active=True).exclude(major_code="").order_by("major_code")
        self.fields["major"] = forms.MultipleChoiceField(
            label=_("Majors"),
            required=False,
            choices=[(programme.major_code, f"{programme.major_code} {programme}") for programme in offered],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["other_majors"] = forms.CharField(
            label=_("Other majors"), required=False, help_text=_("National codes of other programmes, separated by spaces.")
        )

    def _add_department(self, user: User) -> None:
        who = standing(user)
        mine = Department.objects.filter(is_active=True)
        self.fields["department"] = forms.ModelChoiceField(
            mine if who.is_college_wide else mine.filter(pk__in=who.departments),
            label=_("Department"),
            required=False,
            to_field_name="code",
            help_text=_("Only for history from elsewhere: the department that its programmes are given to."),
        )

    def clean_other_majors(self) -> str:
        text: str = self.cleaned_data["other_majors"]
        if strange := [code for code in re.split(r"[\s,，、;；]+", text.strip()) if code and not re.fullmatch(r"\d{6}", code)]:
            raise forms.ValidationError(_("“%(code)s” is not a national major code; it has six digits.") % {"code": strange[0][:40]})
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, UploadedFile) and (value.size or 0) > settings.UPLOAD_LIMIT_MB * 1_000_000:
                self.add_error(name, _("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_MB})
        if "major" in self.fields and not cleaned.get("major") and not cleaned.get("other_majors") and "other_majors" not in self.errors:
            self.add_error("major", _("Choose at least one major."))
        return cleaned

    def options(self) -> dict[str, Any]:
        """What the importer is told."""
        cleaned = self.cleaned_data
        options: dict[str, Any] = {}
        if "major" in self.fields:
            options["major"] = [*cleaned["major"], *re.findall(r"\d{6}", cleaned["other_majors"])]
        if cleaned.get("department"):
            options["department"] = cleaned["department"].code
        return options

    def companions(self) -> list[tuple[str, Any]]:
        return [(key, self.cleaned_data[key]) for key in self.importer.companions if self.cleaned_data.get(key)]


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
