"""Forms of the college app."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.models import Department, Programme, User
from config.kit.forms import helper


def _languages() -> list[tuple[str, Any]]:
    return [("", _("As the browser asks")), *settings.LANGUAGES]


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped here
    """The sign-in form, with a label that says what goes in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["remember"].label = _("Stay signed in on this device for two weeks")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class PersonForm(forms.ModelForm[User]):
    """An account, as an administrator writes it."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = User
        fields = ["name", "username", "email", "number", "phone", "language"]
        help_texts = {
            "name": _("As its owner writes it."),
            "username": _("For signing in; the e-mail address works too."),
            "email": _("Invitations, reminders and password resets go here."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _languages()  # type: ignore[attr-defined]  # a ChoiceField


class NewPersonForm(PersonForm):
    """A new account with its first role; the person chooses the password."""

    role = forms.ChoiceField(label=_("First role"), choices=Role.choices)
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label=_("Department"), required=False, help_text=_("Only a coordinator needs one.")
    )
    send = forms.BooleanField(
        label=_("E-mail an invitation now"), required=False, initial=True, help_text=_("The link lets the person choose a password.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") == Role.COORDINATOR and not cleaned.get("department"):
            self.add_error("department", _("A coordinator needs a department."))
        if cleaned.get("send") and not cleaned.get("email"):
            self.add_error("email", _("An invitation needs an e-mail address. Without one, untick it and hand over a link."))
        return cleaned


class RoleForm(forms.Form):
    """One more role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label=_("Department"), required=False, help_text=_("Only a coordinator needs one.")
    )


class ProfileForm(forms.ModelForm[User]):
    """What everybody may change about themselves."""

    language = forms.ChoiceField(label=_("Language"), required=False, help_text=_("Of the pages and of the e-mail you get."))

    class Meta:
        model = User
        fields = ["name", "phone", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _languages()  # type: ignore[attr-defined]  # a ChoiceField


class DepartmentForm(forms.ModelForm[Department]):
    class Meta:
        model = Department
        fields = ["code", "name", "name_en", "is_active"]


class ProgrammeForm(forms.ModelForm[Programme]):
    class Meta:
        model = Programme
        fields = [
            "code",
            "major_code",
            "name",
            "name_en",
            "level",
            "category_name",
            "class_name",
            "is_state_controlled",
            "department",
            "is_active",
        ]
        help_texts = {"department": _("Empty: the programme stands in the national catalogue and is not offered here.")}


class TeamForm(forms.Form):
    """Somebody for a programme's team: found by user name, number or e-mail, so that no list of everybody is sent."""

    person = forms.CharField(label=_("Person"), max_length=120, help_text=_("User name, staff number or e-mail address."))
    is_lead = forms.BooleanField(label=_("leads the programme"), required=False)

    def clean_person(self) -> User:
        wanted = self.cleaned_data["person"].strip()
        for field in ("username__iexact", "number", "email__iexact"):
            if found := User.objects.filter(is_active=True, **{field: wanted}).first():
                return found
        raise forms.ValidationError(_("Nobody with this user name, number or e-mail address has an account."))


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """The password that an invited person chooses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Keep it and sign in"))


class ReasonForm(forms.Form):
    """One question before a step that needs an explanation."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
