"""The product's URLs plus one list made for testing the list base."""

import django_filters
import django_tables2
from django.db.models import Q, QuerySet
from django.urls import path

from college.lists import Empty, FilterSet, ListPage, Table
from config.urls import urlpatterns as product_urls
from partnerships.enums import EnterpriseNature
from partnerships.models import Enterprise
from partnerships.policies import visible_enterprises


class ProbeTable(Table):
    name = django_tables2.Column()
    credit_code = django_tables2.Column()
    nature = django_tables2.Column()

    class Meta(Table.Meta):
        model = Enterprise
        fields = ("name", "credit_code", "nature")
        row_attrs = {"data-href": lambda record: f"/probe/{record.pk}/"}


class ProbeFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    nature = django_filters.ChoiceFilter(choices=EnterpriseNature.choices)

    class Meta:
        model = Enterprise
        fields = ()

    def search(self, rows: QuerySet[Enterprise], _name: str, words: str) -> QuerySet[Enterprise]:
        return rows.filter(Q(name__icontains=words) | Q(name_en__icontains=words))


class ProbeList(ListPage):
    key = "probe"
    title = "Probe"
    table_class = ProbeTable
    filterset_class = ProbeFilter
    empty = Empty(title="No enterprise yet", text="Register the first.", url="/new/", action="Register")

    def visible(self) -> QuerySet[Enterprise]:
        return visible_enterprises(self.request.user)


urlpatterns = [path("probe/", ProbeList.as_view(), name="probe"), *product_urls]
handler404 = "college.views.errors.not_found"
