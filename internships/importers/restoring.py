"""What undoing an import leaves alone of placements, although the file's values still stand in their rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from config.kit.bulk import Kept
from importing.kinds import Anchor, anchors
from internships.models import Placement, PlacementSignature
from internships.selectors.facts import arrived_over
from internships.selectors.readiness import placement_may_be_changed, placement_terms_may_change
from internships.services.recording import TERMS, Occupied


def held_placements(earlier: Sequence[Kept[Any]]) -> Mapping[int, str]:
    """{id: why it stays}: terms that somebody has signed since, a placement that is over here, and days on which the student is placed
    elsewhere by now. History that only a file tells of goes back freely. Three queries."""
    ids = [one.obj.pk for one in earlier]
    history = set(Placement.objects.filter(arrived_over(), pk__in=ids).values_list("pk", flat=True))
    signed = set(PlacementSignature.objects.filter(placement__in=ids).values_list("placement_id", flat=True))
    occupied = Occupied(one.obj.student_id for one in earlier)
    plans = [one for one in earlier if one.obj.pk not in history]
    reasons = {one.obj.pk: _reason(one, is_signed=one.obj.pk in signed, occupied=occupied) for one in plans}
    return {pk: reason for pk, reason in reasons.items() if reason}


def _reason(one: Kept[Placement], *, is_signed: bool, occupied: Occupied) -> str:
    names = set(one.before or ())
    verdict = placement_may_be_changed(one.obj)
    if verdict and names & TERMS:
        verdict = placement_terms_may_change(one.obj, is_signed=is_signed)
    if verdict and names & {"starts_on", "ends_on"} and occupied.clash(one.obj):
        return _("The student has another placement on these days.")
    return str(verdict.reason)


anchors.register(Anchor("internships.placement", held_placements))
