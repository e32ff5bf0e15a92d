"""One form on one page: show it, call the service, say what happened; nothing typed is lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kit.errors import DomainError, Forbidden
from config.kit.forms import helper

#: The way back: (title, address) pairs for the breadcrumbs.
Trail = list[tuple[str | Promise, str]]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST, too, is an answer."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    form: BaseForm,
    do: Callable[[dict[str, Any]], Any],
    *,
    title: str | Promise,
    success: str | Promise,
    trail: Trail,
    submit: str | Promise = "",
    to: Callable[[Any], Any] | None = None,
    lead: str | Promise = "",
) -> HttpResponse:
    """Show the form, or run ``do(cleaned_data)`` and redirect to ``to(result)``, by default the result itself.

    A refusal of the service stands above the form with everything typed still in it. Forbidden goes on to the 403 page.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = do(form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(success))
            return redirect(to(result) if to else result)
    back = trail[-1][1] if trail else reverse("home")
    form.helper = helper(cancel=back, submit=submit or _("Save"))  # type: ignore[attr-defined]  # read by crispy
    context = {"form": form, "title": title, "trail": trail, "lead": lead}
    return render(request, "internships/form.html", context, status=422 if form.errors else 200)
