"""A page with one form, alike for everything in curricula."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from config.kit.errors import DomainError


@dataclass(frozen=True)
class FormPage:
    """What stands around the form. ``crumbs`` are (title, url) pairs below Home; ``text`` explains in a sentence."""

    title: str | Promise
    success: str | Promise
    crumbs: tuple[tuple[object, str], ...] = ()
    text: str | Promise = ""


def form_page(
    request: HttpRequest, form: forms.BaseForm, page: FormPage, save: Callable[[], Any], to: Callable[[Any], str]
) -> HttpResponse:
    """Show the form; on a good POST call ``save()``, flash ``page.success`` and go to ``to(result)``.

    A refusal of the service stands above the form, with everything typed still in it.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = save()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(page.success))
            return redirect(to(result))
    status = 422 if form.errors else 200
    return render(request, "curricula/form.html", {"form": form, "page": page}, status=status)


def frame_of(request: HttpRequest) -> str:
    """The template that a panel extends: nothing around it for htmx, the whole shell when it is opened by its link."""
    return "curricula/_bare.html" if request.htmx else "base.html"  # type: ignore[attr-defined]  # django_htmx adds it
