"""The one list page: search, filters, saved views, sorting, paging, columns and exports for every list of the product.

A list is a queryset (``visible``), a FilterSet and a Table; everything else comes from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
import django_tables2
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import DateField, Field, Model, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_tables2.columns.base import library
from django_tables2.data import TableQuerysetData

from college.models import ListColumns, SavedView, User
from college.pages import Button
from college.requests import Request, wants_fragment
from college.services.lists import record_export
from config.kit.choices import TonedChoices, badge_of
from config.kit.reading import read_id
from config.kit.spreadsheets import write_csv, write_xlsx

PAGE_SIZES = (25, 50, 100)
#: Parameters of the page itself; what else is in the address is a filter.
OWN_PARAMETERS = frozenset({"page", "per_page", "sort", "export"})


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and the next sensible step."""

    title: str | Promise
    text: str | Promise = ""
    url: str = ""
    action: str | Promise = ""


class ForgivingPaginator(Paginator[Any]):
    """A page number that is no number shows the first page, one beyond the end the last: rows come and go under bookmarks."""

    def page(self, number: int | str) -> Page[Any]:
        try:
            return super().page(number)
        except PageNotAnInteger:
            return super().page(1)
        except EmptyPage:
            return super().page(self.num_pages)


class PagedRows(TableQuerysetData):  # type: ignore[misc]  # django_tables2 has no types
    """Cuts a page by sorting primary keys alone and reads the whole rows of that page after.

    Sorting and skipping full rows with all their joins costs hundreds of milliseconds at 130,000 rows; keys come mostly from an index.
    """

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return super().__getitem__(key)
        keys = list(self.data.values_list("pk", flat=True)[key])
        found = {row.pk: row for row in self.data.order_by().filter(pk__in=keys)}
        # One that another person removed in between is missing.
        return [found[pk] for pk in keys if pk in found]

    def __iter__(self) -> Iterator[Any]:
        """All rows, for an export: read as they are written, not kept."""
        return iter(self.data.iterator(chunk_size=1_000))


class Table(django_tables2.Table):  # type: ignore[misc]  # django_tables2 has no types
    """Base of all tables: the whole row leads to the record."""

    class Meta:
        row_attrs: ClassVar[dict[str, Any]] = {"data-href": lambda record: record.get_absolute_url()}
        attrs: ClassVar[dict[str, str]] = {"class": "table table-vcenter table-hover card-table ronghe-table"}
        order_by_field = "sort"


#: Attributes of a column whose cells never break: a day or a number in two lines is no longer one.
ONE_LINE = {"td": {"class": "text-nowrap"}}


@library.register
class FlagColumn(django_tables2.BooleanColumn):  # type: ignore[misc]  # django_tables2 has no types
    """Yes or no: a mark on pages, the word in an export. The column of every boolean field."""

    def value(self, record: Any, value: Any, bound_column: Any) -> str:
        return gettext("yes") if self._get_bool_value(record, value, bound_column) else gettext("no")


@library.register
class DateColumn(django_tables2.Column):  # type: ignore[misc]  # django_tables2 has no types
    """Days as pages write them; an export gives the day itself. The column of every date field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"attrs": ONE_LINE, **options})

    @classmethod
    def from_field(cls, field: Field[Any, Any], **options: Any) -> "DateColumn | None":
        return cls(**options) if isinstance(field, DateField) else None

    def render(self, value: date) -> str:
        return date_format(value, "DATE_FORMAT")

    def value(self, value: date) -> date:
        return value


@library.register
class MomentColumn(django_tables2.DateTimeColumn):  # type: ignore[misc]  # django_tables2 has no types
    """Moments to the minute, or as ``format`` says; an export gives the moment itself, as the college's clock showed it.

    The column of every datetime field: registered after DateColumn, and asked first, for such a field is a date field too.
    """

    def __init__(self, format: str = "Y-m-d H:i", **options: Any) -> None:
        super().__init__(format, **{"attrs": ONE_LINE, **options})

    def value(self, value: datetime | None) -> datetime | None:
        return value


class BadgeColumn(django_tables2.Column):  # type: ignore[misc]  # django_tables2 has no types
    """A member of a code list as its badge; an export gives the word."""

    def __init__(self, choices: type[TonedChoices], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choices = choices

    def render(self, record: Any, bound_column: Any) -> SafeString | str:
        member = self._member(record, bound_column)
        return badge_of(member) if member is not None else "–"

    def value(self, record: Any, bound_column: Any) -> str:
        member = self._member(record, bound_column)
        return str(member.label) if member is not None else ""

    def _member(self, record: Any, bound_column: Any) -> TonedChoices | None:
        stored = bound_column.accessor.resolve(record, safe=True, quiet=True)
        return self.choices(stored) if stored else None


class FilterSet(django_filters.FilterSet):  # type: ignore[misc]  # django_filters has no types
    """Base of all filter sets; declare ``q`` for the search box, which is drawn apart from the other filters."""


class WholeFilter(django_filters.NumberFilter):  # type: ignore[misc]  # django_filters has no types
    """A number or an id that the databases can compare: beyond 64 bits they fail instead of finding nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": 2**63 - 1, "decimal_places": 0, **options})

    def get_max_validator(self) -> None:
        """Its own limit stands above."""


class ListPage(View):
    """Base of all list views. Subclasses give ``key``, ``title``, ``table_class``, ``filterset_class`` and ``visible``."""

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[FilterSet]]
    template_name = "lists/list.html"
    empty: ClassVar[Empty] = Empty(title=_("Nothing here yet"))
    lead: ClassVar[str | Promise] = ""
    request: Request

    def visible(self) -> QuerySet[Any]:
        """The rows this person may see, with what the table needs selected."""
        raise NotImplementedError

    def allowed(self) -> None:
        """Raise Forbidden (``require(verdict)``) where the page itself is closed to somebody."""

    def actions(self) -> list[Button]:
        """Buttons at the top right."""
        return []

    def context(self) -> dict[str, Any]:
        """More context for an own template."""
        return {}

    def get(self, request: Request, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        self.allowed()
        filterset = self.filterset_class(request.GET or None, queryset=self.visible(), request=request)
        # Given the request, the table would sort and page by what stands there, before we have looked at it.
        table = self.table_class(PagedRows(filterset.qs), order_by=self._sorting())
        hidden = self._hidden(request.user)
        for name in hidden:
            if name in table.columns.names():
                table.columns.hide(name)
        _make_order_stable(table)
        form = request.GET.get("export", "")
        if form in EXPORTS:
            return self._export(request.user, table, form, hidden)
        table.paginate(page=request.GET.get("page") or 1, per_page=self._page_size(), paginator_class=ForgivingPaginator)
        is_fragment = wants_fragment(request, "results")
        filters = {name: value for name, value in request.GET.lists() if name not in OWN_PARAMETERS and any(value)}
        context = {
            "listing": self,
            "buttons": [replace(button, style=button.style or "primary") for button in self.actions()],
            "table": table,
            "filter": filterset,
            "filter_fields": [filterset.form[name] for name in filterset.form.fields if name != "q"],
            "active_filters": len([name for name in filters if name != "q"]),
            "is_filtered": bool(filters),
            "total": table.paginator.count,
            "query": self._query(),
            "page_sizes": PAGE_SIZES,
            "per_page": self._page_size(),
            "columns": [(name, column.header, name in hidden) for name, column in table.columns.items()],
            **self.context(),
        }
        if is_fragment:
            return render(request, "lists/_results.html", context)
        context["saved_views"] = SavedView.objects.filter(user=request.user, list_key=self.key)
        return render(request, self.template_name, context)

    def _sorting(self) -> list[str] | None:
        known = self.table_class.base_columns
        wanted = [name for name in self.request.GET.getlist("sort") if name.lstrip("-") in known]
        return wanted or None

    def _page_size(self) -> int:
        given = read_id(self.request.GET.get("per_page"))
        return given if given in PAGE_SIZES else PAGE_SIZES[0]

    def _query(self) -> str:
        """The address's parameters without page and export: what a saved view keeps and an export repeats."""
        pairs = [(name, value) for name, values in self.request.GET.lists() if name not in ("page", "export") for value in values if value]
        return urlencode(pairs)

    def _hidden(self, user: User) -> list[str]:
        chosen = ListColumns.objects.filter(user=user, list_key=self.key).values_list("hidden", flat=True).first()
        return list(chosen or [])

    def _export(self, user: User, table: Table, form: str, hidden: list[str]) -> HttpResponse | StreamingHttpResponse:
        record_export(user=user, list_key=self.key, rows=table.data.data.count(), query=self._query(), form=form)
        rows = table.as_values(exclude_columns=hidden)
        header = [str(title) for title in next(rows)]
        name = f"{self.key}-{timezone.localdate():%Y%m%d}.{form}"
        response: HttpResponse | StreamingHttpResponse
        if form == "csv":
            response = StreamingHttpResponse(write_csv(header, rows), content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(write_xlsx(str(self.title), header, rows), content_type=EXPORTS[form])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


EXPORTS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _make_order_stable(table: Table) -> None:
    """End every ordering with the primary key, so that equal rows do not change places between two pages."""
    rows: QuerySet[Model] = table.data.data
    order = rows.query.order_by or tuple(rows.model._meta.ordering or ())
    if not any(str(part).lstrip("-") in ("pk", "id") for part in order if isinstance(part, str)):
        table.data.data = rows.order_by(*order, "-pk")
