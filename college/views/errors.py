"""Error pages in the shell."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from config.kit.request_log import request_id

#: How SQLite and PostgreSQL say that nothing can be written.
NO_ROOM = ("disk is full", "disk I/O error", "readonly database", "unable to open database file", "No space left")


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
    """Rendered without the request's context: the database may be the very thing that broke.

    503 with its own sentence where the machine is at fault and not the program: a full disk, a database that is away.
    """
    fault = machine_fault(sys.exc_info()[1])
    page = render_to_string("500.html", {"request_id": request_id.get().strip("-"), "fault": fault})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"}) if fault else HttpResponse(page, status=500)


def machine_fault(error: BaseException | None) -> str:
    """What to tell a person about a fault of the machine; empty when the program itself is to blame."""
    no_room = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
    database = isinstance(error, OperationalError | InterfaceError)
    if no_room or (database and any(sign in str(error) for sign in NO_ROOM)):
        return _(
            "The server can write nothing to its disk, which is full or closed to it. Nothing of yours was saved; tell an administrator."
        )
    if not database:
        return ""
    return _("The database does not answer just now. Nothing of yours was saved; go back and try again in a minute.")
