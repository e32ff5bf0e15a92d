"""Whether a row is ready for its next step: the sentence in a button's tooltip is the one of the refusal.

Rights are the business of ``internships.policies``; here only the row itself is looked at.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.kit.verdicts import Verdict, allow_if
from internships.enums import BEFORE_START, BEGUN, LogState, OpeningState, PlacementState
from internships.models import Opening, Placement, WorkLog

# --- openings -------------------------------------------------------------------------------------------------------


def opening_may_open(opening: Opening, *, on: date) -> Verdict:
    return allow_if(opening.ends_on >= on, _("This opening ended on %(day)s. Draft a new one.") % {"day": date_format(opening.ends_on)})


def opening_takes_placements(opening: Opening) -> Verdict:
    return allow_if(opening.state == OpeningState.OPEN, _("Open the opening first."))


# --- placements -----------------------------------------------------------------------------------------------------


def placement_may_be_signed(placement: Placement) -> Verdict:
    return allow_if(placement.state == PlacementState.PLANNED, _("Only a planned placement is signed."))


def placement_may_start(placement: Placement, *, on: date) -> Verdict:
    """Its first day has come; what compliance asks besides is looked at when it starts."""
    return allow_if(on >= placement.starts_on, _("The placement begins on %(on)s, not before.") % {"on": date_format(placement.starts_on)})


def placement_may_be_completed(placement: Placement, *, on: date) -> Verdict:
    return allow_if(
        on >= placement.ends_on,
        _("The placement runs until %(on)s. If it ended sooner, end it early and say why.") % {"on": date_format(placement.ends_on)},
    )


def placement_may_be_changed(placement: Placement) -> Verdict:
    return allow_if(
        placement.state in BEFORE_START or placement.state == PlacementState.ACTIVE,
        _("This placement is over; its record stays as it is."),
    )


def placement_terms_may_change(placement: Placement, *, is_signed: bool) -> Verdict:
    """Dates, post and host stay once somebody has signed them."""
    return allow_if(
        placement.state == PlacementState.PLANNED and not is_signed,
        _("Somebody has signed these dates. Cancel the placement and plan it anew."),
    )


# --- weekly logs ----------------------------------------------------------------------------------------------------


def logs_may_be_written(placement: Placement) -> Verdict:
    return allow_if(placement.state in BEGUN, _("Weekly logs are written once the placement is under way."))


def log_may_be_answered(log: WorkLog) -> Verdict:
    return allow_if(log.state == LogState.SUBMITTED, _("Only a submitted log can be confirmed or returned."))
