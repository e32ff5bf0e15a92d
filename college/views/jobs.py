"""Periodic jobs, for administrators."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.filters import JobRunFilter
from college.lists import Empty, ListPage
from college.models import JobRun, User
from college.policies import can_run_jobs, reads_everything
from college.selectors import job_lines, mail_state, workers_alive
from college.services.jobs import request_job
from college.services.mail import retry_failed_mail
from college.tables import JobRunTable
from college.views.actions import act
from config.kit.verdicts import require


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Every job with its last run; as a fragment only the table, which the page asks for every few seconds."""
    require(reads_everything(request.user))
    context = {"lines": job_lines(), "may": can_run_jobs(request.user), "mail": mail_state(), "alive": workers_alive()}
    is_fragment = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]  # django_htmx adds it
    return render(request, "college/_jobs.html" if is_fragment else "college/job_list.html", context)


@login_required
@require_POST
def run(request: HttpRequest, name: str) -> HttpResponse:
    require(can_run_jobs(request.user))
    return act(
        request,
        lambda: request_job(name=name, actor=cast(User, request.user), on=timezone.localdate()),
        success=_("Handed to the workers. The table below shows when it has run."),
        to="job_list",
    )


@login_required
@require_POST
def retry_mail(request: HttpRequest) -> HttpResponse:
    require(can_run_jobs(request.user))
    return act(
        request,
        lambda: retry_failed_mail(actor=cast(User, request.user)),
        success=_("Every waiting message is tried again within a minute."),
        to="job_list",
    )


class JobRunList(ListPage):
    key = "job_runs"
    title = gettext_lazy("Job runs")
    table_class = JobRunTable
    filterset_class = JobRunFilter
    empty = Empty(title=gettext_lazy("No job has run yet"), text=gettext_lazy("The scheduler starts the first within a minute."))

    def allowed(self) -> None:
        require(reads_everything(self.request.user))

    def visible(self) -> QuerySet[JobRun]:
        return JobRun.objects.select_related("started_by")
