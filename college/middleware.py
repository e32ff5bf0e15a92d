"""Middleware that needs to know the person or the domain's refusals."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from college.policies import must_set_up_mfa
from college.views.errors import too_large
from college.views.monitor import healthz
from config.kit.errors import DomainError, Forbidden, StaleState
from config.kit.reading import read_id

NUL = "\x00"


class MonitorMiddleware:
    """Answers ``/healthz`` before session and person are looked up: they need the very database that may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path == "/healthz" else self.get_response(request)


class SizeMiddleware:
    """Turns away a body that no page of ours sends, before it fills the disk: forms are read for strangers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A body that does not say its length is not read at all.
        length = read_id(request.META.get("CONTENT_LENGTH")) or 0
        return too_large(request) if length > settings.REQUEST_LIMIT_MB * 1_000_000 else self.get_response(request)


class PlainTextMiddleware:
    """Takes NUL out of what was sent: no text needs it and PostgreSQL keeps none, so a form would fail after it was filled in.

    An address with one leads nowhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        request.GET = _without_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        # Here, not above: the check for forged requests comes first, and reads the body within its limits.
        if request.method == "POST":
            request.POST = _without_nul(request.POST)


def _without_nul(sent: Any) -> Any:
    if not any(NUL in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    plain = QueryDict(mutable=True)
    for name, values in sent.lists():
        plain.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    plain._mutable = False
    return plain


class PersonLanguageMiddleware:
    """A person's chosen language wins over cookie and browser, and what a person sees stays out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class SecondFactorMiddleware:
    """Sends a person whose role requires a second factor (``MFA_REQUIRED_ROLES``) to its set-up until there is one."""

    OPEN = ("/accounts/", "/i18n/", "/healthz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.MFA_REQUIRED_ROLES
            and request.user.is_authenticated
            and not request.path.startswith(self.OPEN)
            and must_set_up_mfa(request.user, settings.MFA_REQUIRED_ROLES)
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(request, _("Your role requires a second step at sign-in. Set it up here to go on."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)


class DomainErrorMiddleware:
    """Turns a refusal that no view caught into a page that says why: 403, or 409 when somebody was faster."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = 403 if isinstance(exception, Forbidden) else 409 if isinstance(exception, StaleState) else 422
        template = "403.html" if status == 403 else "refused.html"
        return render(request, template, {"reason": exception.message}, status=status)
