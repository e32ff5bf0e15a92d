"""Forms of the internships app."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.models import Programme, User
from college.policies import Person
from config.kit.days import monday_of
from config.kit.forms import DayField
from internships.compliance.checks import MAX_HOURS_PER_DAY
from internships.enums import Ender
from internships.models import MentorProfile, Opening, Placement, Student
from internships.selectors.choices import mentors_of, posts_for_opening, programmes_for_opening, programmes_for_students, supervisors_of
from internships.services.openings import hours_sentence
from partnerships.forms.fields import EnterpriseField
from partnerships.models import Enterprise


class StudentForm(forms.ModelForm[Student]):
    class Meta:
        model = Student
        fields = ["number", "name", "programme", "enrol_year", "class_name", "birth_date", "phone", "email"]
        field_classes = {"birth_date": DayField}
        help_texts = {
            "birth_date": _("Only to check the least age for a placement; seen by coordinators and the student."),
            "email": _("Needed to invite the student to an account."),
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes_for_students(person)  # type: ignore[attr-defined]  # a ModelChoiceField


class MentorForm(forms.ModelForm[MentorProfile]):
    class Meta:
        model = MentorProfile
        fields = ["name", "position", "phone", "email"]
        help_texts = {"email": _("Needed to invite the mentor to an account.")}


class MentorEditForm(MentorForm):
    class Meta(MentorForm.Meta):
        fields = ["name", "position", "phone", "email", "is_active"]


class EnterpriseChoiceForm(forms.Form):
    """Which enterprise an opening or a mentor is for."""

    enterprise = EnterpriseField(scope="openings")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].offer(person)  # type: ignore[attr-defined]  # declared above


#: More students of one programme on one post is a slip of the keyboard.
MOST_SEATS = 500


class OpeningForm(forms.ModelForm[Opening]):
    class Meta:
        model = Opening
        fields = [
            "title",
            "programme",
            "post",
            "description",
            "seats",
            "starts_on",
            "ends_on",
            "hours_per_day",
            "monthly_pay",
            "mentor",
        ]
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "programme": _("Programmes covered by an agreement in force with the enterprise."),
            "post": _("A post of the course map, so that what is learned can be followed up. May stay empty."),
            "hours_per_day": _("At most 8; no overtime, no night shift."),
            "monthly_pay": _("In yuan, before tax. Leave empty if there is none."),
        }

    def __init__(self, *args: Any, enterprise: Enterprise, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["seats"].validators.append(MaxValueValidator(MOST_SEATS))
        fields["programme"].queryset = programmes_for_opening(person, enterprise, kept=self.instance.programme_id)
        fields["post"].queryset = posts_for_opening(person, enterprise, kept=self.instance.post_id)
        fields["mentor"].queryset = mentors_of(enterprise.pk, kept=self.instance.mentor_id)

    def clean_hours_per_day(self) -> Decimal:
        hours: Decimal = self.cleaned_data["hours_per_day"]
        if hours > MAX_HOURS_PER_DAY:
            raise forms.ValidationError(hours_sentence(hours))
        return hours


class PlacingForm(forms.Form):
    """Who supervises the students chosen on the page."""

    teacher = forms.ModelChoiceField(
        User.objects.none(),
        label=_("College supervisor"),
        required=False,
        help_text=_("For all students chosen; each can be changed later. A placement does not start without one."),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teacher"].queryset = supervisors_of(programme)  # type: ignore[attr-defined]  # a ModelChoiceField


class LogPlacementForm(forms.Form):
    """A liaison names the student; both must be right."""

    number = forms.CharField(label=_("Student number"), max_length=40)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120, help_text=_("As the college writes it."))


class PlacementForm(forms.ModelForm[Placement]):
    class Meta:
        model = Placement
        fields = ["mentor", "teacher", "post_name", "starts_on", "ends_on"]
        field_classes = {"starts_on": DayField, "ends_on": DayField}

    def __init__(self, *args: Any, may_change_terms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["mentor"].queryset = mentors_of(self.instance.enterprise_id, kept=self.instance.mentor_id)
        fields["teacher"].queryset = supervisors_of(self.instance.programme, kept=self.instance.teacher_id)
        if not may_change_terms:
            for name in ("post_name", "starts_on", "ends_on"):
                del self.fields[name]


class EndForm(forms.Form):
    on = DayField(label=_("Last day"))
    ended_by = forms.ChoiceField(label=_("Ended by"), choices=Ender)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(forms.Form):
    note = forms.CharField(
        label=_("Remark"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The student reads it.")
    )


class LogForm(forms.Form):
    week = forms.TypedChoiceField(
        label=_("Week"),
        coerce=date.fromisoformat,
        error_messages={"invalid_choice": _("This week has its log already, or is not part of the placement until now. Choose another.")},
    )
    hours = forms.DecimalField(label=pgettext_lazy("worked", "Hours"), max_digits=4, decimal_places=1, min_value=0, max_value=84)
    text = forms.CharField(label=_("What I did and learned"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, weeks: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (week.isoformat(), f"{date_format(week, 'SHORT_DATE_FORMAT')} – {date_format(week + timedelta(days=6), 'SHORT_DATE_FORMAT')}")
            for week in weeks
        ]
        self.fields["week"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        this_week = monday_of(timezone.localdate())
        self.fields["hours"].help_text = _("More than 40 hours a week need a word with your supervisor.")
        if this_week in weeks:
            self.fields["week"].initial = this_week.isoformat()
