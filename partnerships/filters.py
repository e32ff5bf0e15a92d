"""Filters of the lists."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.lists import FilterSet, WholeFilter
from college.models import Department
from partnerships.codes import province_choices, section_choices
from partnerships.enums import (
    AgreementState,
    Band,
    CommitmentKind,
    CooperationForm,
    Depth,
    EnterpriseNature,
    PartnershipState,
    ScreeningStanding,
    ScreeningState,
    Side,
)
from partnerships.models import Agreement, Commitment, Enterprise, Partnership, Screening
from partnerships.names import name_key


def matches_enterprise(words: str, prefix: str = "") -> Q:
    """Name, English name, credit code or register number contains the words; the folded name forgives brackets and company forms."""
    found = Q(**{f"{prefix}name__icontains": words}) | Q(**{f"{prefix}name_en__icontains": words})
    found |= Q(**{f"{prefix}credit_code__istartswith": words}) | Q(**{f"{prefix}register_number__istartswith": words})
    if key := name_key(words):
        found |= Q(**{f"{prefix}name_key__contains": key})
    return found


class EnterpriseFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    region = django_filters.ChoiceFilter(method="in_region", choices=province_choices, label=_("Province"))
    industry = django_filters.ChoiceFilter(
        field_name="industry_code", lookup_expr="startswith", choices=section_choices, label=_("Industry")
    )
    nature = django_filters.ChoiceFilter(choices=EnterpriseNature.choices)
    screening = django_filters.ChoiceFilter(field_name="screening_standing", choices=ScreeningStanding.choices, label=_("Screening"))
    archived = django_filters.ChoiceFilter(
        method="by_archive",
        choices=[("no", _("Not archived")), ("yes", _("Archived")), ("all", _("All"))],
        label=_("Archive"),
        empty_label=None,
    )

    class Meta:
        model = Enterprise
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Enterprise], _name: str, words: str) -> QuerySet[Enterprise]:
        return rows.filter(matches_enterprise(words.strip()))

    def in_region(self, rows: QuerySet[Enterprise], _name: str, code: str) -> QuerySet[Enterprise]:
        return rows.filter(region_code__startswith=code[:2])

    def by_archive(self, rows: QuerySet[Enterprise], _name: str, choice: str) -> QuerySet[Enterprise]:
        return rows

    def filter_queryset(self, queryset: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
        """Archived enterprises stay out of the way until somebody asks for them."""
        rows: QuerySet[Enterprise] = super().filter_queryset(queryset)
        choice = self.form.cleaned_data.get("archived") or "no"
        return rows if choice == "all" else rows.filter(archived_at__isnull=choice == "no")

    @property
    def qs(self) -> Any:
        if not self.is_bound:
            return self.queryset.filter(archived_at__isnull=True)
        return super().qs


class ScreeningFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=ScreeningState.choices)
    expires_before = django_filters.DateFilter(field_name="valid_until", lookup_expr="lte", label=_("Valid until at the latest"))

    class Meta:
        model = Screening
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Screening], _name: str, words: str) -> QuerySet[Screening]:
        return rows.filter(matches_enterprise(words.strip(), "enterprise__"))


def _departments(_request: Any) -> QuerySet[Department]:
    return Department.objects.filter(is_active=True)


class PartnershipFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    department = django_filters.ModelChoiceFilter(queryset=_departments, label=_("Department"))
    state = django_filters.ChoiceFilter(choices=PartnershipState.choices)
    depth = django_filters.ChoiceFilter(choices=Depth.choices)
    band = django_filters.ChoiceFilter(field_name="health_band", choices=Band.choices, label=_("Health"))

    class Meta:
        model = Partnership
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Partnership], _name: str, words: str) -> QuerySet[Partnership]:
        return rows.filter(matches_enterprise(words.strip(), "enterprise__") | Q(department__name__icontains=words.strip()))


class AgreementFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=AgreementState.choices)
    department = django_filters.ModelChoiceFilter(field_name="partnership__department", queryset=_departments, label=_("Department"))
    form = django_filters.ChoiceFilter(field_name="forms__form", choices=CooperationForm.choices, label=_("Form"))
    ends_before = django_filters.DateFilter(field_name="ends_on", lookup_expr="lte", label=_("Ends by"))

    class Meta:
        model = Agreement
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Agreement], _name: str, words: str) -> QuerySet[Agreement]:
        words = words.strip()
        return rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | matches_enterprise(words, "partnership__enterprise__"))


class CommitmentFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    standing = django_filters.ChoiceFilter(
        method="by_standing",
        choices=[("overdue", _("Overdue")), ("open", _("Open")), ("delivered", _("Delivered"))],
        label=_("State"),
    )
    side = django_filters.ChoiceFilter(choices=Side.choices)
    kind = django_filters.ChoiceFilter(choices=CommitmentKind.choices)
    partnership = WholeFilter(field_name="agreement__partnership", label=_("Partnership number"))
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("Due by"))

    class Meta:
        model = Commitment
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Commitment], _name: str, words: str) -> QuerySet[Commitment]:
        words = words.strip()
        return rows.filter(
            Q(description__icontains=words)
            | Q(agreement__number__icontains=words)
            | matches_enterprise(words, "agreement__partnership__enterprise__")
        )

    def by_standing(self, rows: QuerySet[Commitment], _name: str, choice: str) -> QuerySet[Commitment]:
        if choice == "delivered":
            return rows.filter(delivered_on__isnull=False)
        still_open = rows.filter(delivered_on__isnull=True)
        return still_open.filter(due_on__lt=timezone.localdate()) if choice == "overdue" else still_open
