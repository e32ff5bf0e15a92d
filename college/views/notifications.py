"""The bell."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from college.pages import act
from college.requests import Request
from college.selectors import notifications_of
from college.services.notifications import mark_read

A_PAGE = 30


def listing(request: Request) -> HttpResponse:
    """All notifications, newest first; as a fragment the newest eight for the bell."""
    notes = notifications_of(request.user)
    if request.htmx:
        return render(request, "college/_bell.html", {"notes": notes[:8]})
    page = Paginator(notes, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "college/notification_list.html", {"page": page})


@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Mark one read and go where it leads."""
    user = request.user
    note = get_object_or_404(notifications_of(user), pk=pk)
    mark_read(user=user, notification_id=note.pk)
    is_ours = url_has_allowed_host_and_scheme(note.url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(note.url if note.url and is_ours else "notification_list")


@require_POST
def read_all(request: Request) -> HttpResponse:
    return act(request, lambda: mark_read(user=request.user), success=_("All read."), to="notification_list")
