"""What a POST of one button comes to: call the service, say what happened, go back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme

from config.kit.errors import DomainError


def act(request: HttpRequest, do: Callable[[], Any], *, success: str | Promise, to: Any) -> HttpResponse:
    """Run ``do()``; flash ``success``, or the refusal's own sentence, and redirect to ``next`` or ``to``."""
    try:
        do()
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
