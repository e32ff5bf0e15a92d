"""Saved views and column choice of any list."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from college.models import User
from college.services.lists import choose_columns, delete_view, save_view
from college.views.actions import act, next_url
from config.kit.errors import DomainError


@login_required
@require_POST
def view_save(request: HttpRequest, key: str) -> HttpResponse:
    query = request.POST.get("query", "")
    back = next_url(request, "home")
    try:
        view = save_view(user=cast(User, request.user), list_key=key[:60], name=request.POST.get("name", ""), query=query)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(f"{back.partition('?')[0]}?{view.query}")


@login_required
@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, lambda: delete_view(user=cast(User, request.user), pk=pk), success=_("View removed."), to="home")


@login_required
@require_POST
def columns_choose(request: HttpRequest, key: str) -> HttpResponse:
    every, shown = request.POST.getlist("all"), set(request.POST.getlist("shown"))
    hidden = [name[:60] for name in every if name not in shown][:60]
    # A list without any column would leave no way back.
    hidden = hidden if len(hidden) < len(every) else []
    choose_columns(user=cast(User, request.user), list_key=key[:60], hidden=hidden)
    return redirect(next_url(request, "home"))
