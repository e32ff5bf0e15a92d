"""What a request is once it has reached one of our views."""

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from college.models import User


class Request(HttpRequest):
    """A request of a signed-in person, for type checkers alone: ``LoginRequiredMiddleware`` lets nobody else through, and
    ``HtmxMiddleware`` has looked at it. The few views marked ``login_not_required`` take a plain ``HttpRequest``."""

    user: User
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST, too, is an answer."""
    return request.POST if request.method == "POST" else None


def wants_fragment(request: Request, target: str = "") -> bool:
    """Whether htmx asks for a part of the page (for the element ``target``, where that is given) and not for all of it."""
    if target:
        return bool(request.htmx) and request.htmx.target == target
    return bool(request.htmx) and not request.htmx.boosted
