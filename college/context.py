"""What every page's frame needs."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from college.models import Notification
from college.navigation import entries

#: The groups of the navigation, in the order of the five verbs.
GROUPS: dict[str, str | Promise] = {
    "home": "",
    "partnerships": _("Partnerships"),
    "curricula": _("Curricula"),
    "internships": _("Internships"),
    "reviews": _("Reviews"),
    "admin": _("Administration"),
}


@dataclass(frozen=True)
class NavLine:
    title: str | Promise
    url: str
    icon: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """College name and, for a signed-in person, the navigation and the count of unread notifications (one query).

    Both are lazy: a fragment that draws no frame pays nothing for them.
    """
    context: dict[str, Any] = {"college_name": settings.COLLEGE_NAME, "csp_nonce": getattr(request, "csp_nonce", "")}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["navigation"] = lambda: _navigation(request)
        context["unread"] = cache(lambda: Notification.objects.filter(recipient=user, read_at__isnull=True).count())
    return context


def _navigation(request: HttpRequest) -> list[tuple[str | Promise, list[NavLine]]]:
    lines = [(entry, reverse(entry.url_name)) for entry in entries if entry.shown(request.user)]
    # The longest address that begins this page's address is where we are.
    home = "/" if request.path == "/" else ""
    here = max((url for _entry, url in lines if request.path.startswith(url) and url != "/"), key=len, default=home)
    groups = [
        (title, [NavLine(entry.title, url, entry.icon, url == here) for entry, url in lines if entry.group == group])
        for group, title in GROUPS.items()
    ]
    return [(title, found) for title, found in groups if found]
