"""A whole run answers every URL with success and draws every template, or names what no test has reached.

Each process of the run writes what it reached into its folder; the first one reads them all at the end. A part of the
suite (paths, ``-k``, marks other than ``not browser``) is not asked.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import ERROR
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template import Template
from django.test.signals import template_rendered

from tests.environment import ROOT, RUN, WORKER

TEMPLATES = ROOT / "templates"
FILE = "reached.json"

#: URLs that no test answers with success, and why.
URLS_APART = {
    "healthz": "MonitorMiddleware answers before the URL is looked for; tests/college/test_monitor.py asks it",
    "socialaccount_login_error": "it says that something failed, with status 401",
}
#: Templates that no test draws, and why.
TEMPLATES_APART: dict[str, str] = {}

_urls: set[str] = set()
_templates: set[str] = set()
_report: list[str] = []


def is_success(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Neither an error nor a refusal that stands as a message on the next page, nor the way to the sign-in."""
    told = getattr(getattr(request, "_messages", None), "_queued_messages", ())
    goes_to_sign_in = "/accounts/login/?" in response.headers.get("Location", "")
    return response.status_code < 400 and not goes_to_sign_in and not any(message.level >= ERROR for message in told)


def get_response(self: BaseHandler, request: HttpRequest) -> HttpResponseBase:
    response = _get_response(self, request)
    if request.resolver_match and is_success(request, response):
        _urls.add(request.resolver_match.view_name or f"unnamed:{request.resolver_match.route}")
    return response


def note_template(sender: Template, **_: Any) -> None:
    path = Path(str(sender.origin))
    if path.is_relative_to(TEMPLATES):
        _templates.add(path.relative_to(TEMPLATES).as_posix())


_get_response = BaseHandler.get_response
BaseHandler.get_response = get_response  # type: ignore[method-assign]
template_rendered.connect(note_template)


def is_whole(config: pytest.Config) -> bool:
    """Whether the whole suite was asked for; journeys of a browser may be left out."""
    asked = config.option
    paths = {Path(path).resolve() for path in config.args}
    narrowed = asked.keyword or asked.collectonly or asked.deselect or getattr(asked, "lf", False) or getattr(asked, "stepwise", False)
    return paths == {ROOT / "tests"} and asked.markexpr in ("", "not browser") and not narrowed


def missed(urls: set[str], templates: set[str]) -> list[str]:
    """A line for each URL and template that is neither reached nor listed, and for each that is listed and reached."""
    from tests.permissions.matrix import url_names

    all_templates = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()}
    return [
        *(f"no test answers the URL {name} with success" for name in sorted(set(url_names()) - urls - set(URLS_APART))),
        *(f"no test draws {name}" for name in sorted(all_templates - templates - set(TEMPLATES_APART))),
        *(f"{name} is reached and need not be listed" for name in sorted((urls & set(URLS_APART)) | (templates & set(TEMPLATES_APART)))),
    ]


def _gathered(run: Path) -> Iterator[tuple[set[str], set[str]]]:
    for path in run.glob(f"*/{FILE}"):
        found = json.loads(path.read_text(encoding="utf-8"))
        yield set(found["urls"]), set(found["templates"])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    run = Path(os.environ[RUN])
    reached = {"urls": sorted(_urls), "templates": sorted(_templates)}
    (run / WORKER / FILE).write_text(json.dumps(reached), encoding="utf-8")
    if WORKER == "main" and exitstatus == pytest.ExitCode.OK and is_whole(session.config):
        parts = list(_gathered(run))
        _report.extend(missed(set().union(*(urls for urls, _ in parts)), set().union(*(templates for _, templates in parts))))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED if _report else exitstatus


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _report:
        terminalreporter.section("not reached")
        terminalreporter.write_line("\n".join(_report))
