"""How a person likes a list: saved views and columns. Preferences, so no audit entry; exports have one."""

from django.db import transaction
from django.utils.translation import gettext as _

from college.models import ListColumns, SavedView, User
from college.services.audit import record
from config.kit.errors import DomainError


@transaction.atomic
def save_view(*, user: User, list_key: str, name: str, query: str) -> SavedView:
    """Keep the query string of a list under a name; the same name again replaces it. Refuses an empty or overlong name."""
    name = name.strip()
    if not name or len(name) > 60:
        raise DomainError(_("Give the view a name of at most 60 characters."))
    if len(query) > 1000:
        raise DomainError(_("These filters are too long to keep; use fewer of them."))
    view, _created = SavedView.objects.update_or_create(user=user, list_key=list_key, name=name, defaults={"query": query})
    return view


@transaction.atomic
def delete_view(*, user: User, pk: int) -> None:
    """Forget one of the person's own views."""
    SavedView.objects.filter(user=user, pk=pk).delete()


@transaction.atomic
def choose_columns(*, user: User, list_key: str, hidden: list[str]) -> None:
    """Hide these columns of a list for this person; an empty list shows all."""
    ListColumns.objects.update_or_create(user=user, list_key=list_key, defaults={"hidden": hidden})


@transaction.atomic
def record_export(*, user: User, list_key: str, rows: int, query: str, form: str) -> None:
    """Every export is recorded: who took how many rows of what, with which filters."""
    record(actor=user, verb="list.exported", target=user, note=f"{list_key}.{form}: {rows} · {query or '-'}")
