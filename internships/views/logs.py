"""Weekly logs, and the liaison's desk where they come together."""

from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, act, form_page, next_url
from college.policies import standing
from college.requests import Request, posted
from config.kit.days import monday_of
from config.kit.reading import read_id
from config.kit.verdicts import ALLOW, require
from internships.enums import LogState, PlacementState
from internships.filters import LogFilter
from internships.forms import LogForm, ReturnForm
from internships.models import WorkLog
from internships.policies import (
    can_confirm_log,
    can_write_logs,
    confirms_logs,
    is_liaison,
    reads_placements,
    visible_logs,
    visible_placements,
)
from internships.selectors.pages import desk, writable_weeks
from internships.selectors.readiness import log_may_be_answered, logs_may_be_written
from internships.selectors.work import logs_to_confirm
from internships.services.logs import confirm_log, confirm_logs, return_log, write_log
from internships.tables import LogTable

#: Logs confirmed on one page at once.
MOST_LOGS = 100


class LogList(ListPage):
    key = "logs"
    title = _("Weekly logs")
    table_class = LogTable
    filterset_class = LogFilter
    empty = Empty(title=_("No weekly logs yet"), text=_("Students write one log a week once their placement is under way."))

    def allowed(self) -> None:
        require(reads_placements(self.request.user))

    def visible(self) -> QuerySet[WorkLog]:
        return visible_logs(self.request.user).select_related("placement__student", "placement__enterprise", "placement__mentor")

    def actions(self) -> list[Button]:
        if not standing(self.request.user).has("mentor", "liaison"):
            return []
        return [Button(_("Confirm several"), reverse("log_confirm_many"), ALLOW, icon="check")]


def _log(request: Request, pk: int) -> WorkLog:
    rows = visible_logs(request.user).select_related(
        "placement__student__user", "placement__enterprise", "placement__mentor", "placement__programme", "confirmed_by"
    )
    return get_object_or_404(rows, pk=pk)


def log_detail(request: Request, pk: int) -> HttpResponse:
    log = _log(request, pk)
    context = {
        "log": log,
        "sunday": log.week + timedelta(days=6),
        "confirm": can_confirm_log(request.user, log) and log_may_be_answered(log),
        "can_rewrite": log.state == LogState.RETURNED and bool(can_write_logs(request.user, log.placement)),
        "return_form": ReturnForm(),
    }
    return render(request, "internships/log_detail.html", context)


def log_write(request: Request, pk: int) -> HttpResponse:
    """Hand in the log of a week of placement ``pk``; ``?week=`` chooses it."""
    placement = get_object_or_404(visible_placements(request.user).select_related("student", "enterprise", "programme"), pk=pk)
    require(can_write_logs(request.user, placement))
    if not (verdict := logs_may_be_written(placement)):
        messages.error(request, str(verdict.reason))
        return redirect(placement)
    today = timezone.localdate()
    initial: dict[str, Any] = {}
    wanted = _day(request.GET.get("week", ""))
    if wanted:
        known = placement.logs.filter(week=monday_of(wanted)).first()
        initial = {"week": monday_of(wanted).isoformat()} | ({"hours": known.hours, "text": known.text} if known else {})
    weeks = writable_weeks(placement, on=today)
    if not weeks and request.method == "GET":
        messages.info(request, _("Every week until now has its log."))
        return redirect(placement)
    form = LogForm(posted(request), weeks=weeks, initial=initial)
    return form_page(
        request,
        form,
        lambda data: write_log(placement=placement, actor=request.user, on=today, **data),
        title=_("Weekly log"),
        success=_("Handed in. Your mentor confirms it."),
        crumbs=[(_("Placements"), reverse("placement_list")), (str(placement), placement.get_absolute_url())],
        submit=_("Hand in"),
        to=placement,
    )


def _day(text: str) -> date | None:
    """The day of the address, when there is a week before and after it to lead to."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if MINYEAR < day.year < MAXYEAR else None


@require_POST
def log_confirm(request: Request, pk: int) -> HttpResponse:
    log = _log(request, pk)
    note = request.POST.get("note", "")
    return act(request, lambda: confirm_log(log=log, actor=request.user, note=note), success=_("Log confirmed."), to=log.placement)


@require_POST
def log_return(request: Request, pk: int) -> HttpResponse:
    log = _log(request, pk)
    note = request.POST.get("note", "")
    return act(request, lambda: return_log(log=log, actor=request.user, note=note), success=_("Returned to the student."), to=log)


def log_confirm_many(request: Request) -> HttpResponse:
    """The logs waiting for this person, all on one page, confirmed together."""
    require(confirms_logs(request.user))
    user = request.user
    if request.method == "POST":
        ids = [pk for value in request.POST.getlist("log") if (pk := read_id(value)) is not None][:MOST_LOGS]
        done = confirm_logs(ids=ids, actor=user)
        if done:
            messages.success(request, ngettext("%(count)s log confirmed.", "%(count)s logs confirmed.", done) % {"count": done})
        else:
            messages.warning(request, _("Nothing was confirmed: no log was ticked, or all of them have been dealt with since."))
        return redirect(next_url(request, "log_confirm_many"))
    waiting = (
        logs_to_confirm(user).select_related("placement__student", "placement__enterprise").order_by("placement__student__number", "week")
    )
    return render(request, "internships/log_confirm_many.html", {"logs": waiting[:MOST_LOGS], "most": MOST_LOGS})


def placement_desk(request: Request) -> HttpResponse:
    """The liaison's desk: the own interns of one week."""
    require(is_liaison(request.user))
    today = timezone.localdate()
    week = monday_of(_day(request.GET.get("week", "")) or today)
    rows = desk(request.user, week=week)
    context = {
        "rows": rows,
        "week": week,
        "sunday": week + timedelta(days=6),
        "previous": week - timedelta(days=7),
        "next": week + timedelta(days=7) if week < monday_of(today) else None,
        "active": [row for row in rows if row.placement.state == PlacementState.ACTIVE],
        "confirmable": any(row.confirm for row in rows),
    }
    return render(request, "internships/desk.html", context)
