"""Forms of a screening: the report with its eight topics on one page, and the decision."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit.forms import DayField
from partnerships.completeness import DEFAULT_VALIDITY_YEARS, MAX_VALIDITY_YEARS, years_after
from partnerships.enums import InspectionRating, InspectionTopic
from partnerships.models import Screening
from partnerships.services.screenings import ScreeningReport, TopicFinding

#: What the inspector looks at under each topic.
QUESTIONS = {
    InspectionTopic.LICENCE: _("Business licence seen, scope fits the posts, permits of the trade valid."),
    InspectionTopic.CREDIT: _("Public credit record searched; disputes with students or staff."),
    InspectionTopic.MANAGEMENT: _("Rules, named people for interns, experience with training."),
    InspectionTopic.POST: _("The work fits the programme and teaches something; not repetitive labour."),
    InspectionTopic.HOURS: _("Shifts, overtime, night work, rest days."),
    InspectionTopic.WORKPLACE: _("Space, noise, dust, heat, machines and their guards."),
    InspectionTopic.LIVING: _("Lodging, food, way to work."),
    InspectionTopic.SAFETY: _("Protective gear, safety training, medical care, emergency plan."),
}


class ScreeningForm(forms.Form):
    """The report's own fields and, for each topic, ``rating_<topic>`` and ``finding_<topic>``."""

    inspected_on = DayField(label=_("Inspected on site on"), required=False)
    inspectors = forms.CharField(label=_("Inspectors"), max_length=250, required=False)
    credit_checked_on = DayField(label=_("Credit record checked on"), required=False)
    is_credit_clear = forms.BooleanField(label=_("No breach of trust on record"), required=False)
    is_safety_clear = forms.BooleanField(
        label=_("No work-safety violation in the last three years"),
        required=False,
        help_text=_("The span of three years comes from an unverified reading of the rules."),
    )
    summary = forms.CharField(label=_("Summary of the report"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, screening: Screening, **kwargs: Any) -> None:
        items = {item.topic: item for item in screening.items.all()}
        kwargs["initial"] = {name: getattr(screening, name) for name in ScreeningReport.__dataclass_fields__} | {
            f"{part}_{topic}": getattr(item, part) for topic, item in items.items() for part in ("rating", "finding")
        }
        super().__init__(*args, **kwargs)
        for topic in InspectionTopic:
            self.fields[f"rating_{topic}"] = forms.ChoiceField(
                label=topic.label, choices=InspectionRating.choices, required=False, widget=forms.Select(attrs={"class": "form-select"})
            )
            self.fields[f"finding_{topic}"] = forms.CharField(
                label=_("Finding"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
            )

    def topics(self) -> list[tuple[str, Any, Any, Any]]:
        """(label, question, rating field, finding field) of each topic, for the template."""
        return [(str(topic.label), QUESTIONS[topic], self[f"rating_{topic}"], self[f"finding_{topic}"]) for topic in InspectionTopic]

    def report(self) -> ScreeningReport:
        return ScreeningReport(**{name: self.cleaned_data[name] for name in ScreeningReport.__dataclass_fields__})

    def findings(self) -> dict[str, TopicFinding]:
        given = self.cleaned_data
        return {
            topic: TopicFinding(given[f"rating_{topic}"] or InspectionRating.NOT_SEEN, given[f"finding_{topic}"])
            for topic in InspectionTopic
        }


class PassForm(forms.Form):
    valid_until = DayField(label=_("Valid until"))
    meeting = forms.CharField(
        label=_("Meeting that decided"),
        max_length=200,
        help_text=_("The list of hosts is decided by the college's Party committee meeting and published."),
    )
    note = forms.CharField(label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].initial = years_after(today, DEFAULT_VALIDITY_YEARS)
        self.fields["valid_until"].help_text = _("At most %(years)s years.") % {"years": MAX_VALIDITY_YEARS}


class RefuseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    meeting = forms.CharField(label=_("Meeting that decided"), max_length=200, required=False)
