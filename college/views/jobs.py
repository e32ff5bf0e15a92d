"""Periodic jobs, for administrators."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.filters import JobRunFilter
from college.lists import Empty, ListPage
from college.models import JobRun
from college.pages import act
from college.policies import can_run_jobs, reads_everything
from college.requests import Request
from college.selectors import job_lines, mail_state, workers_alive
from college.services.jobs import request_job
from college.services.mail import retry_failed_mail
from college.tables import JobRunTable
from config.kit.verdicts import require


def listing(request: Request) -> HttpResponse:
    """Every job with its last run; as a fragment only the table, which the page asks for every few seconds."""
    require(reads_everything(request.user))
    context = {"lines": job_lines(), "may": can_run_jobs(request.user), "mail": mail_state(), "alive": workers_alive()}
    is_fragment = request.htmx and not request.htmx.boosted
    return render(request, "college/_jobs.html" if is_fragment else "college/job_list.html", context)


@require_POST
def run(request: Request, name: str) -> HttpResponse:
    require(can_run_jobs(request.user))
    return act(
        request,
        lambda: request_job(name=name, actor=request.user, on=timezone.localdate()),
        success=_("Handed to the workers. The table below shows when it has run."),
        to="job_list",
    )


@require_POST
def retry_mail(request: Request) -> HttpResponse:
    require(can_run_jobs(request.user))
    return act(
        request,
        lambda: retry_failed_mail(actor=request.user),
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
