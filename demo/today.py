"""What waits for each demo account today, beyond what the history leaves open. Done through the services, so that the
bell rings and the trail shows it."""

from datetime import date, timedelta
from decimal import Decimal

from config.kit.days import monday_of
from config.kit.errors import DomainError
from demo.accounts import Cast
from demo.placements import WEEKS, Scene
from health.services.warnings import tell_owners
from internships.enums import Party, PlacementState
from internships.models import Opening, Placement
from internships.services.openings import draft_opening, open_opening
from internships.services.placements import plan_placement, sign_placement
from partnerships.enums import AgreementState
from partnerships.models import Agreement
from partnerships.services.agreements import submit_agreement


def build_today(scene: Scene) -> None:
    _next_placement(scene)
    _submit_an_agreement(scene.cast)
    if scene.scale.is_normal:
        tell_owners(on=scene.today)


def _next_placement(scene: Scene) -> None:
    """The liaison offers two openings, one still in draft; the demo student's next placement waits for two signatures."""
    cast = scene.cast
    active = Placement.objects.get(student__user=cast.student, state=PlacementState.ACTIVE)
    opening = open_opening(opening=_draft(scene, after=active.ends_on), actor=cast.liaison, on=scene.today)
    placement = plan_placement(opening=opening, student=active.student, actor=cast.coordinator, teacher=cast.instructor)
    sign_placement(placement=placement, actor=cast.coordinator, party=Party.COLLEGE)
    _draft(scene, after=scene.today)


def _draft(scene: Scene, *, after: date) -> Opening:
    programme = scene.joints[0].programmes[0]
    post = scene.posts[programme.pk][1]
    starts = monday_of(after + timedelta(days=14))
    return draft_opening(
        enterprise=scene.joints[0].partnership.enterprise,
        actor=scene.cast.liaison,
        programme=programme,
        post=post,
        title=post.name,
        description=post.description,
        seats=4,
        starts_on=starts,
        ends_on=starts + timedelta(weeks=WEEKS, days=-3),
        monthly_pay=Decimal(3000),
        mentor=scene.register.mentors[0][0],
    )


def _submit_an_agreement(cast: Cast) -> None:
    """The coordinator sends one draft on its way; the next one is the visitor's to submit."""
    for agreement in Agreement.objects.filter(state=AgreementState.DRAFT, partnership__owner=cast.coordinator).order_by("-pk"):
        try:
            submit_agreement(agreement=agreement, actor=cast.coordinator)
        except DomainError:
            continue
        return
