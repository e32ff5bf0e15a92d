"""Error pages in the shell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from config.kit.request_log import request_id


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too large, with too many fields, or for a host that is not ours. Rendered without the request, which is what is wrong."""
    return HttpResponse(render_to_string("400.html"), status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or came from elsewhere. ``reason`` is for developers and stays in the log."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request's context: the database may be the very thing that broke."""
    return HttpResponse(render_to_string("500.html", {"request_id": request_id.get().strip("-")}), status=500)
