"""One log line per request, and the request's id on every line that it causes."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")
logger = logging.getLogger("ronghe.request")
#: What a path may carry that no log should: the key of a password reset or an e-mail confirmation.
_SECRET_PATH = re.compile(r"(/accounts/(?:password/reset/key|confirm-email)/)[^/]+")
#: What ends a line or moves the cursor: an address may hold any of it, percent-encoded.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_FOREIGN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdFilter(logging.Filter):
    """Puts the current request's id on the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class TracebackFilter(logging.Filter):
    """Lets only records with a traceback through: a bare status is in the request's own line already."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


class LineFormatter(logging.Formatter):
    """``time level logger request=… message`` on one line; a traceback follows indented on the same event."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s request=%(request_id)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))


class RequestLogMiddleware:
    """Gives each request an id (or takes the proxy's ``X-Request-ID``) and logs its one line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _FOREIGN_ID.fullmatch(given) else uuid.uuid4().hex[:16])
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            user = getattr(request, "user", None)
            logger.info(
                "method=%s path=%s status=%s ms=%.0f user=%s",
                request.method,
                _SECRET_PATH.sub(r"\1…", request.path),
                response.status_code,
                (time.perf_counter() - start) * 1000,
                getattr(user, "pk", None) or "-",
            )
            return response
        finally:
            request_id.reset(token)
