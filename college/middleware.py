"""Middleware that needs to know the person or the domain's refusals."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from college.views.health import healthz
from config.kit.errors import DomainError, Forbidden, StaleState


class HealthMiddleware:
    """Answers ``/healthz`` before session and person are looked up: they need the very database that may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path == "/healthz" else self.get_response(request)


class PersonLanguageMiddleware:
    """A person's chosen language wins over cookie and browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
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
