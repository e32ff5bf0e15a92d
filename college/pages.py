"""The shapes that pages of all apps share: one form, one reason, one button, and what a POST comes to.

Rights are asked by the service: ``Forbidden`` goes on to the 403 page, every other refusal is a sentence on the page that
the person came from, with everything typed still in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from college.forms import ReasonForm
from college.requests import Request, posted
from config.kit.errors import DomainError, Forbidden
from config.kit.forms import helper
from config.kit.verdicts import ALLOW, Verdict

Text = str | Promise
#: (title, address) from the list down to the page before this one.
Crumbs = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Button:
    """A step on a page. ``post`` makes it a form of its own, ``confirm`` asks first; a refusing verdict disables it and
    becomes its tooltip."""

    label: Text
    url: str
    verdict: Verdict = ALLOW
    style: str = ""
    icon: str = ""
    post: bool = False
    confirm: Text = ""


class Form(Protocol):
    """A form, or several that are one to their reader."""

    @property
    def errors(self) -> Any: ...

    @property
    def cleaned_data(self) -> dict[str, Any]: ...

    def is_valid(self) -> bool: ...

    def add_error(self, field: None, error: str) -> None: ...


def act(request: HttpRequest, do: Callable[[], Any], *, success: Text, to: Any) -> HttpResponse:
    """Run ``do()``; flash ``success``, or the refusal's own sentence, and redirect to ``next`` or ``to``."""
    try:
        do()
    except Forbidden:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(success))
    return redirect(next_url(request, to))


def next_url(request: HttpRequest, default: Any) -> str:
    """The page to return to: ``next`` of the request when it is a path of this site, else ``default``.

    Only a path: ``redirect`` would take anything without a slash for the name of a URL.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if wanted.startswith("/") and ours else resolve_url(default)


def form_page(
    request: Request,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    *,
    title: Text,
    success: Text,
    crumbs: Crumbs = (),
    to: Any = None,
    submit: Text = _("Save"),
    cancel: str = "",
    lead: Text = "",
    template: str = "pages/form.html",
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show ``form``; a valid POST runs ``do(cleaned_data)`` and goes to ``to``, by default to what ``do`` returned.

    A refusal stands above the form with everything typed still in it; a form that is not valid answers 422. ``to`` may be
    a function of that result; ``cancel`` is by default the last crumb.
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
            return redirect(to(result) if callable(to) else result if to is None else to)
    back = cancel or (crumbs[-1][1] if crumbs else reverse("home"))
    if isinstance(form, forms.BaseForm):
        form.helper = helper(*getattr(form, "layout", ()), submit=submit, cancel=back)  # type: ignore[attr-defined]  # read by the crispy tag
    context = {"form": form, "title": title, "crumbs": crumbs, "lead": lead, "cancel": back, "submit": submit, **(extra or {})}
    return render(request, template, context, status=422 if form.errors else 200)


def reason_page(
    request: Request,
    do: Callable[[str], Any],
    *,
    title: Text,
    success: Text,
    to: Any,
    submit: Text,
    crumbs: Crumbs = (),
    lead: Text = "",
) -> HttpResponse:
    """A page that asks for the reason and then takes the step: ``do(reason)``."""
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda data: do(data["reason"]),
        title=title,
        success=success,
        to=to,
        submit=submit,
        cancel=resolve_url(to),
        crumbs=crumbs,
        lead=lead,
    )


def frame_of(request: Request) -> str:
    """The template that a panel extends: nothing around it for htmx, the whole frame when it is opened by its link."""
    return "pages/bare.html" if request.htmx else "base.html"
