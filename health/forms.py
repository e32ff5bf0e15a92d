"""Forms of health."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit.forms import DayField, helper
from health.models import HealthWarning


class WarningPlanForm(forms.ModelForm[HealthWarning]):
    class Meta:
        model = HealthWarning
        fields = ("plan", "due_on")
        widgets = {
            "plan": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"due_on": DayField}
        help_texts = {"plan": _("Who does what. The owner and the department's coordinators see it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].required = True
        self.helper = helper(submit=_("Keep the plan"), form_action=reverse("warning_plan", args=[self.instance.pk]))


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("How it was settled"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The warning stays in the records with this sentence."),
    )

    def __init__(self, *args: Any, warning: HealthWarning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Close the warning"), form_action=reverse("warning_close", args=[warning.pk]))
