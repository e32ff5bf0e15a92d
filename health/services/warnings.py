"""Early warnings: raised and settled by reviews, answered by people."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from college.enums import Role
from college.models import RoleGrant, User
from college.services.audit import differences, record, snapshot
from college.services.notifications import notify
from config.kit.errors import DomainError
from config.kit.rows import require_ready
from config.kit.states import move
from config.kit.verdicts import require
from health.enums import WarningState
from health.models import HealthWarning, Review
from health.policies import can_answer_warning, can_take_over_warning
from health.rules import RULES, Raised, Signs, is_worse, raised
from health.scoring import GREEN
from health.selectors import warning_is_open
from partnerships.models import Partnership


def raise_warnings(*, reviews: Mapping[int, Review], signs: Mapping[int, Signs], limits: Mapping[str, Any], on: date) -> int:
    """Open, escalate and settle the warnings of these reviewed partnerships ({partnership: …}); returns how many are new.

    Part of a review's transaction, at a constant number of queries. At most one of a kind is open per partnership: a
    worse level escalates the open one, with a new due date and the owner told again; a milder one leaves it. A condition
    that has gone closes its warning and says so; a moment (a drop, a decline) waits for a person or until the
    partnership is green and no longer falling. What a person closed is not opened again at the same or a milder level for
    ``quiet_days``. Nothing is ever deleted.
    """
    open_now = _by_kind(HealthWarning.objects.filter(partnership__in=reviews, state=WarningState.OPEN))
    quiet = _by_kind(
        HealthWarning.objects.filter(
            partnership__in=reviews,
            state=WarningState.CLOSED,
            closed_by__isnull=False,
            closed_on__gt=on - timedelta(days=limits["quiet_days"]),
        )
    )
    owners = _owners(reviews)
    fresh, escalated = [], []
    found = {pk: raised(signs[pk], limits) for pk in reviews}
    for pk, kind, what in ((pk, kind, what) for pk, kinds in found.items() for kind, what in kinds.items()):
        existing = open_now.get((pk, kind))
        if existing is None:
            if not _is_quiet(quiet.get((pk, kind)), what):
                fresh.append(_warning(reviews[pk], kind, what, owners[pk], limits, on))
        elif is_worse(what.level, existing.level):
            escalated.append(_escalate(existing, reviews[pk], what, limits, on))
    gone = [one.pk for (pk, kind), one in open_now.items() if kind not in found[pk] and _has_settled(kind, signs[pk])]
    HealthWarning.objects.bulk_create(fresh, ignore_conflicts=True)
    HealthWarning.objects.bulk_update(escalated, ["level", "facts", "due_on", "review", "told_at"])
    HealthWarning.objects.filter(pk__in=gone, state=WarningState.OPEN).update(state=WarningState.CLOSED, closed_on=on)
    return len(fresh)


def _by_kind(warnings: Iterable[HealthWarning]) -> dict[tuple[int, str], HealthWarning]:
    """{(partnership, kind): the most serious one} of the kinds that there are rules for."""
    found: dict[tuple[int, str], HealthWarning] = {}
    for one in warnings:
        key = (one.partnership_id, one.kind)
        if one.kind in RULES and (key not in found or is_worse(one.level, found[key].level)):
            found[key] = one
    return found


def _has_settled(kind: str, signs: Signs) -> bool:
    """Whether a warning whose rule no longer applies may be closed by the review itself."""
    return not RULES[kind].moment or (signs.band == GREEN and (signs.change or 0) >= 0)


def _is_quiet(closed: HealthWarning | None, what: Raised) -> bool:
    return closed is not None and not is_worse(what.level, closed.level)


def _warning(review: Review, kind: str, what: Raised, owner: int | None, limits: Mapping[str, Any], on: date) -> HealthWarning:
    return HealthWarning(
        partnership_id=review.partnership_id,
        review=review,
        kind=kind,
        level=what.level,
        facts=what.facts,
        owner_id=owner,
        opened_on=on,
        due_on=_due(what.level, limits, on),
    )


def _escalate(warning: HealthWarning, review: Review, what: Raised, limits: Mapping[str, Any], on: date) -> HealthWarning:
    warning.level, warning.facts, warning.review, warning.told_at = what.level, what.facts, review, None
    warning.due_on = min(warning.due_on, _due(what.level, limits, on))
    return warning


def _due(level: str, limits: Mapping[str, Any], on: date) -> date:
    return on + timedelta(days=limits["warning_days"][level])


def _owners(partnerships: Iterable[int]) -> dict[int, int | None]:
    """{partnership: who owns its warnings}: its owner, else a coordinator of the department, else an administrator."""
    active = RoleGrant.objects.filter(user__is_active=True, role__in=(Role.COORDINATOR, Role.ADMINISTRATOR))
    grants = list(active.order_by("-pk").values_list("role", "department_id", "user_id"))
    coordinators = {department: user for role, department, user in grants if role == Role.COORDINATOR}
    administrator = next((user for role, _department, user in reversed(grants) if role == Role.ADMINISTRATOR), None)
    rows = Partnership.objects.filter(pk__in=partnerships).values_list("pk", "owner_id", "owner__is_active", "department_id")
    return {pk: owner if is_active else coordinators.get(department, administrator) for pk, owner, is_active, department in rows}


@transaction.atomic
def tell_owners(*, on: date) -> int:
    """Tell each owner, in one message, of the open warnings that they were not told of at their present level.

    Returns how many people were told. The rows say who is still to be told, so this may be missed and repeated.
    """
    untold = HealthWarning.objects.filter(state=WarningState.OPEN, told_at__isnull=True, owner__is_active=True)
    by_owner: dict[User, list[HealthWarning]] = defaultdict(list)
    for one in untold.select_related("owner", "partnership__enterprise", "partnership__department").order_by("due_on", "pk"):
        by_owner[one.owner].append(one)  # type: ignore[index]  # owner__is_active leaves none without an owner
    for owner, warnings in by_owner.items():
        notify(
            recipient=owner,
            dedupe_key=f"warnings:{owner.pk}:{_fingerprint(warnings)}",
            kind="health.warnings",
            subject=_in_their_language(partial(_subject, warnings)),
            body=_in_their_language(partial(_lines, warnings)),
            url=warnings[0].get_absolute_url() if len(warnings) == 1 else f"{reverse('warning_list')}?mine=true",
        )
    HealthWarning.objects.filter(pk__in=[one.pk for each in by_owner.values() for one in each]).update(told_at=timezone.now())
    return len(by_owner)


def _fingerprint(warnings: Iterable[HealthWarning]) -> str:
    text = ",".join(f"{one.pk}:{one.level}" for one in sorted(warnings, key=lambda one: one.pk))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _in_their_language(write: Callable[[], str]) -> Promise:
    """A text that is written when the outbox renders it, in the recipient's language."""
    return cast(Promise, lazy(write, str)())


def _subject(warnings: list[HealthWarning]) -> str:
    if len(warnings) == 1:
        return f"{warnings[0].partnership.enterprise}: {warnings[0].title}"
    return _("%(count)s warnings need you") % {"count": len(warnings)}


def _lines(warnings: list[HealthWarning]) -> str:
    return "\n".join(f"{one.due_on:%Y-%m-%d}  {one.partnership}: {one.sentence}" for one in warnings[:50])


@transaction.atomic
def take_over_warning(*, warning: HealthWarning, actor: User) -> HealthWarning:
    """Make the actor the warning's owner. Refuses (Forbidden) who does not coordinate the department, and a closed one."""
    require(can_take_over_warning(actor, warning))
    require_ready(warning_is_open(warning))
    before = snapshot(warning, ["owner"])
    warning.owner, warning.told_at = actor, timezone.now()
    warning.save(update_fields=["owner", "told_at"])
    record(actor=actor, verb="warning.taken_over", target=warning, changes=differences(before, warning))
    return warning


@transaction.atomic
def plan_warning(*, warning: HealthWarning, actor: User, plan: str, due_on: date) -> HealthWarning:
    """Write down what will be done, and by when. Refuses (Forbidden) who neither owns nor coordinates it, and a closed one."""
    require(can_answer_warning(actor, warning))
    require_ready(warning_is_open(warning))
    before = snapshot(warning, ["plan", "due_on"])
    warning.plan, warning.due_on = plan.strip(), due_on
    warning.save(update_fields=["plan", "due_on"])
    record(actor=actor, verb="warning.planned", target=warning, changes=differences(before, warning))
    return warning


@transaction.atomic
def close_warning(*, warning: HealthWarning, actor: User, reason: str, on: date) -> HealthWarning:
    """Settle the warning with the reason. Refuses (Forbidden) who neither owns nor coordinates it, and (DomainError) an
    empty reason; StaleState when somebody closed it first."""
    require(can_answer_warning(actor, warning))
    require_ready(warning_is_open(warning))
    reason = reason.strip()
    if not reason:
        raise DomainError(_("Say how the warning was settled."))
    move(warning, to=WarningState.CLOSED, closed_on=on, close_reason=reason, closed_by=actor)
    record(actor=actor, verb="warning.closed", target=warning, note=reason)
    return warning
