"""The few shapes that the pages of this app share: a form, a question for a reason, buttons with their verdicts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from college.models import User
from config.kit.errors import DomainError, Forbidden
from config.kit.forms import helper
from config.kit.verdicts import ALLOW, Verdict
from partnerships.forms.common import ReasonForm

Text = str | Promise
#: (label, url) from the list down to the page before this one.
Crumbs = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Button:
    """A step on a detail page. ``post`` makes it a form of its own, ``confirm`` asks first, and a refusing verdict
    disables it and becomes its tooltip."""

    label: Text
    url: str
    verdict: Verdict = ALLOW
    style: str = ""
    post: bool = False
    confirm: Text = ""
    icon: str = ""


def actor(request: HttpRequest) -> User:
    """The signed-in person of a view behind ``login_required``."""
    return cast(User, request.user)


def fill(
    request: HttpRequest,
    form: Any,
    *,
    heading: Text,
    do: Callable[[], Any],
    success: Text,
    to: Callable[[Any], Any],
    cancel: str,
    crumbs: Crumbs = (),
    submit: Text = _("Save"),
    lead: Text = "",
    template: str = "partnerships/form.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show ``form``; a valid POST calls ``do`` and goes to ``to(result)``. A refusal stands above the form with all that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            result = do()
        except Forbidden:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(success))
            return redirect(to(result))
    if isinstance(form, forms.BaseForm):
        form.helper = helper(*getattr(form, "layout", ()), submit=submit, cancel=cancel)  # type: ignore[attr-defined]  # read by the crispy tag
    context = {"form": form, "heading": heading, "crumbs": crumbs, "lead": lead, "cancel": cancel, "submit": submit, **(extra or {})}
    return render(request, template, context)


def ask_reason(
    request: HttpRequest,
    *,
    heading: Text,
    do: Callable[[str], Any],
    success: Text,
    to: Any,
    submit: Text,
    crumbs: Crumbs = (),
    lead: Text = "",
) -> HttpResponse:
    """A page that asks for the reason and then takes the step."""
    form = ReasonForm(request.POST or None)
    return fill(
        request,
        form,
        heading=heading,
        do=lambda: do(form.cleaned_data["reason"]),
        success=success,
        to=lambda _result: to,
        cancel=to.get_absolute_url(),
        crumbs=crumbs,
        submit=submit,
        lead=lead,
    )
