"""Offer openings, and take and free their seats."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from college.models import Programme, User
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError
from config.kit.rows import assign, require_ready
from config.kit.states import move
from config.kit.verdicts import require
from curricula.models import Post
from internships.compliance.checks import MAX_HOURS_PER_DAY
from internships.compliance.rules import RULES
from internships.enums import OpeningState
from internships.models import MentorProfile, Opening
from internships.policies import can_offer_to
from internships.selectors.choices import mentors_of, posts_for_opening
from internships.selectors.facts import agreement_for
from internships.selectors.readiness import opening_may_open
from partnerships.models import Enterprise


class OpeningDetails(TypedDict, total=False):
    """What may be left open when an opening is drafted."""

    post: Post | None
    description: str
    hours_per_day: Decimal
    monthly_pay: Decimal | None
    mentor: MentorProfile | None


class OpeningTerms(OpeningDetails, total=False):
    """What a person edits."""

    programme: Programme
    title: str
    seats: int
    starts_on: date
    ends_on: date


FIELDS = list(OpeningTerms.__annotations__)
#: What may no longer change once somebody has been placed on the opening.
FIXED_ONCE_TAKEN = ("programme", "starts_on", "ends_on")


@transaction.atomic
def draft_opening(
    *,
    enterprise: Enterprise,
    actor: User,
    programme: Programme,
    title: str,
    seats: int,
    starts_on: date,
    ends_on: date,
    **details: Unpack[OpeningDetails],
) -> Opening:
    """Write down an opening as a draft. Refuses a programme that no agreement in force covers, an end before the start,
    more than eight hours a day, and a mentor or post of another enterprise."""
    require(can_offer_to(actor, enterprise, programme))
    opening = Opening(enterprise=enterprise, programme=programme, title=title, seats=seats, starts_on=starts_on, ends_on=ends_on)
    assign(opening, details, OpeningDetails.__annotations__)
    _check_choices(opening, actor, details)
    _check_terms(opening)
    opening.save()
    record(actor=actor, verb="opening.drafted", target=opening)
    return opening


@transaction.atomic
def edit_opening(*, opening: Opening, actor: User, **terms: Unpack[OpeningTerms]) -> Opening:
    """Change an opening's terms. Seats never go below those taken, also when one is taken at this very moment;
    programme and dates stay once somebody has been placed."""
    require(can_offer_to(actor, opening.enterprise, opening.programme))
    before = snapshot(opening, FIELDS)
    assign(opening, terms, FIELDS)
    changes = differences(before, opening)
    if not changes:
        return opening
    if opening.taken and any(name in changes for name in FIXED_ONCE_TAKEN):
        raise DomainError(_("Students are placed on this opening, so its programme and dates stay. Draft another opening instead."))
    _check_choices(opening, actor, changes)
    _check_terms(opening)
    written = Opening.objects.filter(pk=opening.pk, taken__lte=opening.seats)
    if opening.taken == 0 and any(name in changes for name in FIXED_ONCE_TAKEN):
        written = written.filter(taken=0)
    if not written.update(**{name: getattr(opening, name) for name in changes}):
        raise DomainError(_("More seats are taken than that; cancel placements first, or keep as many seats as are taken."))
    record(actor=actor, verb="opening.edited", target=opening, changes=changes)
    return opening


@transaction.atomic
def open_opening(*, opening: Opening, actor: User, on: date) -> Opening:
    """Offer the opening to the college. The agreement must (still) cover the programme, and its time must not be over."""
    require(can_offer_to(actor, opening.enterprise, opening.programme))
    require_ready(opening_may_open(opening, on=on))
    _check_terms(opening)
    old = move(opening, to=OpeningState.OPEN)
    record(actor=actor, verb="opening.opened", target=opening, changes={"state": (old, opening.state)})
    return opening


@transaction.atomic
def close_opening(*, opening: Opening, actor: User) -> Opening:
    """Offer no more seats. Placements on it go on."""
    require(can_offer_to(actor, opening.enterprise, opening.programme))
    old = move(opening, to=OpeningState.CLOSED)
    record(actor=actor, verb="opening.closed", target=opening, changes={"state": (old, opening.state)})
    return opening


def take_seat(opening: Opening) -> None:
    """Take one seat by conditional update, inside the caller's transaction. Refuses a full or closed opening, also when
    two ask for the last seat at once: the second update finds no row."""
    free = Opening.objects.filter(pk=opening.pk, state=OpeningState.OPEN, taken__lt=F("seats"))
    if not free.update(taken=F("taken") + 1):
        opening.refresh_from_db(fields=["state", "seats", "taken"])
        if opening.state != OpeningState.OPEN:
            raise DomainError(_("This opening is not open."))
        raise DomainError(_("This opening is full: all %(seats)s seats are taken.") % {"seats": opening.seats})
    opening.taken += 1


def free_seat(opening_id: int) -> None:
    """Give one seat back."""
    Opening.objects.filter(pk=opening_id, taken__gt=0).update(taken=F("taken") - 1)


def hours_sentence(hours: Decimal) -> str:
    """Why more than eight hours a day are refused, with the article and how sure we are of it."""
    rule = RULES["CN-INT-16"]
    return _("%(hours)s hours a day are more than the %(limit)s allowed (%(source)s; %(status)s)") % {
        "hours": hours,
        "limit": MAX_HOURS_PER_DAY,
        "source": rule.source,
        "status": rule.status,
    }


def _check_choices(opening: Opening, actor: User, names: Collection[str]) -> None:
    """Refuse what the form would not have offered, among the fields named."""
    if "programme" in names:
        require(can_offer_to(actor, opening.enterprise, opening.programme))
    if "mentor" in names and opening.mentor and not mentors_of(opening.enterprise_id).filter(pk=opening.mentor.pk).exists():
        raise DomainError(_("The mentor belongs to another enterprise or is no longer active."))
    if "post" in names and opening.post and not posts_for_opening(actor, opening.enterprise).filter(pk=opening.post.pk).exists():
        raise DomainError(_("The post belongs to another enterprise or programme, or is out of use."))


def _check_terms(opening: Opening) -> None:
    if opening.seats < 1:
        raise DomainError(_("An opening needs at least one seat."))
    if opening.ends_on < opening.starts_on:
        raise DomainError(_("The end lies before the start."))
    if opening.hours_per_day <= 0:
        raise DomainError(_("A working day has more than 0 hours."))
    if opening.monthly_pay is not None and opening.monthly_pay < 0:
        raise DomainError(_("The pay cannot be less than 0."))
    if opening.hours_per_day > MAX_HOURS_PER_DAY:
        raise DomainError(hours_sentence(opening.hours_per_day))
    if agreement_for(enterprise=opening.enterprise_id, programme_id=opening.programme_id, on=opening.starts_on) is None:
        raise DomainError(
            _("No agreement in force on %(on)s lets %(enterprise)s take interns of %(programme)s.")
            % {"on": date_format(opening.starts_on, "SHORT_DATE_FORMAT"), "enterprise": opening.enterprise, "programme": opening.programme}
        )
