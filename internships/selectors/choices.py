"""What a form offers to choose from, and so what its service takes: one set for both.

``kept`` is what the row holds already (an id): it stays on offer, so that saving something else does not drop a mentor who has
left the enterprise since.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from college.enums import Role
from college.models import Programme, ProgrammeTeam, User
from college.policies import Person, standing
from curricula.models import Post
from internships.models import MentorProfile
from internships.policies import offered_programmes
from partnerships.enums import AgreementState
from partnerships.models import Agreement, Enterprise


def programmes_for_students(user: Person) -> QuerySet[Programme]:
    """The programmes whose students the person keeps: all that the college offers for administrators, else those of the own
    departments. The queryset form of ``can_keep_students``."""
    who = standing(user)
    offered = Programme.objects.filter(department__isnull=False)
    return offered if who.has(Role.ADMINISTRATOR) else offered.filter(department_id__in=who.departments)


def programmes_for_opening(user: Person, enterprise: Enterprise, *, kept: int | None = None) -> QuerySet[Programme]:
    """Of the programmes that the person may offer openings for, those covered by an agreement in force that takes interns."""
    agreements = Agreement.objects.filter(partnership__enterprise=enterprise, state=AgreementState.ACTIVE, takes_interns=True)
    return offered_programmes(user, enterprise).filter(Q(agreements__in=agreements) | Q(pk=kept)).distinct()


def posts_for_opening(user: Person, enterprise: Enterprise, *, kept: int | None = None) -> QuerySet[Post]:
    """The enterprise's own posts, and those of the trade in the programmes it may take interns of."""
    programmes = programmes_for_opening(user, enterprise)
    of_enterprise = Q(enterprise=enterprise) | Q(enterprise__isnull=True, programme__in=programmes)
    return Post.objects.filter(of_enterprise & Q(is_active=True) | Q(pk=kept))


def mentors_of(enterprise_id: int, *, kept: int | None = None) -> QuerySet[MentorProfile]:
    """Who may guide interns at an enterprise: its active mentors."""
    return MentorProfile.objects.filter(Q(is_active=True) | Q(pk=kept), enterprise_id=enterprise_id)


def supervisors_in(programmes: Iterable[Programme]) -> dict[int, set[int]]:
    """{programme: who may supervise there}, by ids: ``supervisors_of`` for many programmes in one query."""
    wanted = {programme.pk: programme.department_id for programme in programmes}
    places = ProgrammeTeam.objects.filter(
        Q(programme__in=wanted) | Q(programme__department__in={department for department in wanted.values() if department}),
        user__is_active=True,
    )
    teams = list(places.values_list("programme_id", "programme__department_id", "user_id"))
    return {
        pk: {user for programme, of, user in teams if programme == pk or (of is not None and of == department)}
        for pk, department in wanted.items()
    }


def supervisors_of(programme: Programme, *, kept: int | None = None) -> QuerySet[User]:
    """Who may supervise for the college: the teams of the department's programmes."""
    teams = Q(programme_teams__programme=programme)
    if programme.department_id:
        teams |= Q(programme_teams__programme__department_id=programme.department_id)
    return User.objects.filter(teams & Q(is_active=True) | Q(pk=kept)).distinct()
