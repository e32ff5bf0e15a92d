"""The work items of screen and agree."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.policies import Person
from college.work import WorkItem, WorkSource, sources
from partnerships.models import Agreement, Screening
from partnerships.selectors import work

Text = str | Promise
ADMINISTRATOR, COORDINATOR, LIAISON = frozenset({Role.ADMINISTRATOR}), frozenset({Role.COORDINATOR}), frozenset({Role.LIAISON})


def _screening(title: Text, action: Text, rows: Callable[[Person, date], QuerySet[Screening]]) -> dict[str, Any]:
    def items(user: Person, on: date, limit: int) -> list[WorkItem]:
        return [
            WorkItem(title, str(row.enterprise), row.get_absolute_url(), action)
            for row in rows(user, on).select_related("enterprise")[:limit]
        ]

    return {"items": items, "count": lambda user, on: rows(user, on).count()}


def _agreement(title: Text, action: Text, rows: Callable[[Person, date], QuerySet[Agreement]], *, level: str = "info") -> dict[str, Any]:
    def items(user: Person, on: date, limit: int) -> list[WorkItem]:
        return [
            WorkItem(title, f"{row} · {row.partnership.enterprise}", row.get_absolute_url(), action, level=level)
            for row in rows(user, on).select_related("partnership__enterprise")[:limit]
        ]

    return {"items": items, "count": lambda user, on: rows(user, on).count()}


def _renewals(user: Person, on: date, limit: int) -> list[WorkItem]:
    rows = work.screenings_to_renew(user, on).select_related("enterprise")[:limit]
    return [
        WorkItem(
            _("Screening to renew"),
            str(row.enterprise),
            row.enterprise.get_absolute_url(),
            _("Renew"),
            due=row.valid_until,
            level="danger" if row.valid_until and row.valid_until < on else "warning",
        )
        for row in rows
    ]


def _expiring(user: Person, on: date, limit: int) -> list[WorkItem]:
    _half_year, quarter, month = work.AGREEMENT_NOTICE
    rows = work.agreements_expiring(user, on).select_related("partnership__enterprise")[:limit]

    def level(left: int) -> str:
        return "danger" if left <= month else "warning" if left <= quarter else "info"

    return [
        WorkItem(
            _("Agreement runs out: renew it or let it end"),
            f"{row} · {row.partnership.enterprise}",
            row.partnership.get_absolute_url(),
            _("Look"),
            due=row.ends_on,
            level=level((row.ends_on - on).days),
        )
        for row in rows
    ]


def _commitments(user: Person, on: date, limit: int) -> list[WorkItem]:
    rows = work.commitments_due(user, on).select_related("agreement__partnership__enterprise")[:limit]
    return [
        WorkItem(
            _("Commitment: report the delivery"),
            f"{row} · {row.agreement.partnership.enterprise}",
            row.agreement.get_absolute_url(),
            _("Report"),
            due=row.due_on,
            level="danger" if row.due_on < on else "info",
        )
        for row in rows
    ]


for source in (
    WorkSource(
        "screenings_to_decide",
        "screen",
        ADMINISTRATOR,
        **_screening(_("Screening to decide"), _("Decide"), lambda user, on: work.screenings_to_decide(user)),
    ),
    WorkSource(
        "screenings_to_finish",
        "screen",
        ADMINISTRATOR | COORDINATOR,
        **_screening(_("Screening report to finish"), _("Fill in"), lambda user, on: work.screenings_to_finish(user)),
    ),
    WorkSource("screenings_to_renew", "screen", COORDINATOR, _renewals, lambda user, on: work.screenings_to_renew(user, on).count()),
    WorkSource(
        "agreements_to_approve",
        "agree",
        ADMINISTRATOR,
        **_agreement(_("Agreement to approve"), _("Read"), lambda user, on: work.agreements_to_approve(user)),
    ),
    WorkSource(
        "agreements_sent_back",
        "agree",
        COORDINATOR,
        **_agreement(_("Agreement sent back"), _("Mend"), lambda user, on: work.agreements_sent_back(user), level="warning"),
    ),
    WorkSource(
        "agreements_to_sign",
        "agree",
        COORDINATOR | LIAISON,
        **_agreement(_("Agreement to sign"), _("Sign"), lambda user, on: work.agreements_to_sign(user)),
    ),
    WorkSource(
        "agreements_to_activate",
        "agree",
        COORDINATOR,
        **_agreement(_("Signed agreement to bring into force"), _("Open"), lambda user, on: work.agreements_to_activate(user)),
    ),
    WorkSource("commitments_due", "agree", COORDINATOR | LIAISON, _commitments, lambda user, on: work.commitments_due(user, on).count()),
    WorkSource("agreements_expiring", "agree", COORDINATOR, _expiring, lambda user, on: work.agreements_expiring(user, on).count()),
):
    sources.register(source)
