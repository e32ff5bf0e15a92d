"""Forms of partnerships and agreements."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.enums import Role
from college.models import Department, Programme, User
from college.policies import Person, standing
from config.kit.forms import DayField
from partnerships.enums import CommitmentKind, CooperationForm, Depth, Side
from partnerships.forms.fields import EnterpriseField
from partnerships.models import Agreement, Partnership
from partnerships.selectors.choices import programmes_for_agreements
from partnerships.selectors.people import possible_owners
from partnerships.services.agreements import CommitmentTerms, ProgrammeSeats, Terms


class PartnershipForm(forms.Form):
    """Begin or change a partnership; the pair of enterprise and department is chosen once."""

    enterprise = EnterpriseField(scope="register")
    department = forms.ModelChoiceField(label=_("Responsible department"), queryset=Department.objects.none())
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, help_text=_("Who keeps it going and is warned first.")
    )
    started_on = DayField(label=_("Since"))
    depth = forms.TypedChoiceField(
        label=_("Depth"), choices=Depth.choices, coerce=int, help_text=_("How far the cooperation reaches today.")
    )
    college_goal = forms.CharField(label=_("What the college wants"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    enterprise_goal = forms.CharField(label=_("What the enterprise wants"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, user: Person, partnership: Partnership | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: forms.ModelChoiceField[User] = self.fields["owner"]  # type: ignore[assignment]  # declared above
        if partnership is not None:
            del self.fields["enterprise"], self.fields["department"]
            owners.queryset = possible_owners(partnership.department_id)
            return
        who = standing(user)
        departments = Department.objects.filter(is_active=True)
        if not who.has(Role.ADMINISTRATOR):
            departments = departments.filter(pk__in=who.departments)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]  # declared above
        if departments.count() == 1:
            self.fields["department"].initial = departments.get().pk
        self.fields["enterprise"].offer(user)  # type: ignore[attr-defined]  # declared above
        owners.queryset = User.objects.filter(
            is_active=True, pk__in=User.objects.filter(grants__role__in=[Role.COORDINATOR, Role.ADMINISTRATOR]).values("pk")
        )


class AgreementForm(forms.Form):
    """The terms, without programmes and commitments, which are rows of their own."""

    number = forms.CharField(label=_("Number"), max_length=40, required=False, help_text=_("Empty takes the next free number."))
    title = forms.CharField(label=_("Title"), max_length=200)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    cooperation_forms = forms.MultipleChoiceField(
        label=_("Forms of cooperation"), choices=CooperationForm.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    takes_interns = forms.BooleanField(label=_("Takes interns"), required=False, initial=True)
    content = forms.CharField(
        label=_("Content of the cooperation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Goals and tasks, rights and duties, changes and withdrawal, secrecy and results where they matter."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        start, end = found.get("starts_on"), found.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end lies before the start."))
        return found


class ProgrammeLineForm(forms.Form):
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none())
    seats = forms.IntegerField(label=_("Seats a year"), min_value=0, max_value=100_000, initial=0)


class CommitmentRow(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput())
    side = forms.ChoiceField(label=_("Owed by"), choices=Side.choices, initial=Side.COLLEGE.value)
    kind = forms.ChoiceField(label=_("Kind"), choices=CommitmentKind.choices, initial=CommitmentKind.POSTS.value)
    description = forms.CharField(label=pgettext_lazy("commitment", "What"), max_length=250)
    quantity = forms.DecimalField(
        label=_("How much"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        initial=1,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    due_on = DayField(label=_("Due"))


class _Rows(BaseFormSet[Any]):
    """Rows whose programmes are read once for all of them."""

    def __init__(self, *args: Any, programmes: list[tuple[Any, str]] | None = None, **kwargs: Any) -> None:
        self.programmes = programmes
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.programmes is not None:
            form.fields["programme"].queryset = programmes_for_agreements()
            form.fields["programme"].widget.choices = self.programmes
        for field in form.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs.setdefault("class", "form-select")
            elif not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "form-control")


ProgrammeRows: Any = formset_factory(ProgrammeLineForm, formset=_Rows, extra=1, can_delete=True, max_num=60)
CommitmentRows: Any = formset_factory(CommitmentRow, formset=_Rows, extra=1, can_delete=True, max_num=100)


class TermsForms:
    """The three parts of the editor, checked together."""

    def __init__(self, data: Any = None, *, partnership: Partnership, agreement: Agreement | None = None, number: str = "") -> None:
        offered = programmes_for_agreements().order_by("department_id", "code")
        own = [p for p in offered if p.department_id == partnership.department_id]
        others = [p for p in offered if p.department_id != partnership.department_id]
        choices: list[tuple[Any, str]] = [("", "---------"), *((p.pk, f"{p.code} {p.display_name}") for p in [*own, *others])]
        terms: dict[str, Any] = {"number": number, "takes_interns": True}
        programmes: list[dict[str, Any]] = []
        commitments: list[dict[str, Any]] = []
        if agreement is not None:
            terms = {name: getattr(agreement, name) for name in ("number", "title", "starts_on", "ends_on", "takes_interns", "content")}
            terms["cooperation_forms"] = list(agreement.forms.values_list("form", flat=True))
            programmes = [dict(row) for row in agreement.programme_lines.order_by("pk").values("programme", "seats")]
            commitments = [
                dict(row) for row in agreement.commitments.values("pk", "side", "kind", "description", "quantity", "unit", "due_on")
            ]
        self.terms = AgreementForm(data, initial=terms)
        self.programmes = ProgrammeRows(data, initial=programmes, prefix="programmes", programmes=choices)
        self.commitments = CommitmentRows(data, initial=commitments, prefix="commitments")

    @property
    def errors(self) -> Any:
        return self.terms.errors or self.programmes.total_error_count() or self.commitments.total_error_count()

    @property
    def cleaned_data(self) -> dict[str, Any]:
        return self.terms.cleaned_data

    def add_error(self, field: None, error: str) -> None:
        self.terms.add_error(field, error)

    def is_valid(self) -> bool:
        # All three, so that every error is shown at once.
        return all([self.terms.is_valid(), self.programmes.is_valid(), self.commitments.is_valid()])

    def as_terms(self) -> Terms:
        """The terms as typed; rows left empty or ticked for removal are not among them."""
        given = self.terms.cleaned_data
        return Terms(
            title=given["title"],
            number=given["number"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            takes_interns=given["takes_interns"],
            content=given["content"],
            forms=tuple(given["cooperation_forms"]),
            programmes=tuple(ProgrammeSeats(row["programme"], row["seats"]) for row in _kept(self.programmes)),
            commitments=tuple(
                CommitmentTerms(
                    side=row["side"],
                    kind=row["kind"],
                    description=row["description"],
                    quantity=row["quantity"],
                    unit=row["unit"],
                    due_on=row["due_on"],
                    pk=row["pk"],
                )
                for row in _kept(self.commitments)
            ),
        )


def _kept(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    return [row for row in rows.cleaned_data if row and not row.get("DELETE")]


class SignatureForm(forms.Form):
    signer_name = forms.CharField(label=_("Signed by"), max_length=120)
    signer_position = forms.CharField(label=_("Position"), max_length=120, required=False)
    signed_on = DayField(label=_("Signed on"))

    def __init__(self, *args: Any, today: date, online: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = today
        if online:
            del self.fields["signed_on"]
            self.fields["confirm"] = forms.BooleanField(label=_("I have read the text and confirm it for the enterprise."))


class DeliveryForm(forms.Form):
    quantity = forms.DecimalField(
        label=_("Delivered so far"), max_digits=12, decimal_places=2, min_value=0, widget=forms.NumberInput(attrs={"step": "any"})
    )
    on = DayField(label=_("On"))
    note = forms.CharField(label=_("Note"), max_length=250, required=False)
