"""Saved views and column choice of any list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from college.pages import act, next_url
from college.requests import Request
from college.services.lists import choose_columns, delete_view, save_view
from config.kit.errors import DomainError


@require_POST
def view_save(request: Request, key: str) -> HttpResponse:
    query = request.POST.get("query", "")
    back = next_url(request, "home")
    try:
        view = save_view(user=request.user, list_key=key[:60], name=request.POST.get("name", ""), query=query)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(f"{back.partition('?')[0]}?{view.query}")


@require_POST
def view_delete(request: Request, pk: int) -> HttpResponse:
    return act(request, lambda: delete_view(user=request.user, pk=pk), success=_("View removed."), to="home")


@require_POST
def columns_choose(request: Request, key: str) -> HttpResponse:
    every, shown = request.POST.getlist("all"), set(request.POST.getlist("shown"))
    hidden = [name[:60] for name in every if name not in shown][:60]
    # A list without any column would leave no way back.
    hidden = hidden if len(hidden) < len(every) else []
    choose_columns(user=request.user, list_key=key[:60], hidden=hidden)
    return redirect(next_url(request, "home"))
