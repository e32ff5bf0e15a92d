"""What internships adds to the registries of the apps below it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college import navigation, search, work
from college.enums import Role
from college.inviting import Sponsorship, sponsorships
from college.navigation import NavEntry
from college.panels import Panel, panels
from college.search import SearchSource
from college.verbs import ChangeName, Verb, change_names, verbs
from college.work import WorkSource
from internships import policies
from internships.enums import Party
from internships.models import MentorProfile, Student
from internships.selectors import search as found
from internships.selectors import work as needed
from internships.views.openings import OPENING
from internships.views.placements import PLACEMENT
from partnerships.forms.fields import Scope, scopes

sponsorships.register(
    Sponsorship(
        Role.MENTOR,
        lambda user, mentor: policies.can_offer(user, mentor.enterprise),
        lambda person: MentorProfile.objects.filter(user=person, is_active=True).select_related("enterprise"),
    )
)
sponsorships.register(
    Sponsorship(
        Role.STUDENT,
        lambda user, student: policies.can_keep_students(user, student.programme.department_id),
        lambda person: Student.objects.filter(user=person, is_active=True).select_related("programme"),
    )
)

scopes.register(Scope("openings", policies.can_offer_any, policies.offering_enterprises))

for entry in (
    NavEntry("desk", "internships", _("Interns this week"), "placement_desk", "table-cells", lambda user: bool(policies.is_liaison(user))),
    NavEntry(
        "placements", "internships", _("Placements"), "placement_list", "briefcase", lambda user: bool(policies.reads_placements(user))
    ),
    NavEntry("logs", "internships", _("Weekly logs"), "log_list", "document-text", lambda user: bool(policies.reads_placements(user))),
    NavEntry(
        "openings", "internships", _("Openings"), "opening_list", "inbox-arrow-down", lambda user: bool(policies.reads_openings(user))
    ),
    NavEntry("students", "internships", _("Students"), "student_list", "academic-cap", lambda user: bool(policies.reads_students(user))),
    NavEntry("mentors", "internships", _("Mentors"), "mentor_list", "user-group", lambda user: bool(policies.reads_openings(user))),
):
    navigation.entries.register(entry)

search.sources.register(SearchSource("students", _("Students"), found.find_students))
search.sources.register(SearchSource("placements", _("Placements"), found.find_placements))

for source in (
    WorkSource(
        "placement_signatures",
        "place",
        frozenset({Role.COORDINATOR, Role.LIAISON, Role.STUDENT}),
        needed.to_sign,
        needed.count_to_sign,
    ),
    WorkSource("placement_dates", "place", frozenset({Role.COORDINATOR}), needed.to_move_on, needed.count_to_move_on),
    WorkSource("logs_to_confirm", "place", frozenset({Role.MENTOR, Role.LIAISON}), needed.to_confirm, needed.count_to_confirm),
    WorkSource("logs_to_write", "place", frozenset({Role.STUDENT}), needed.to_write, needed.count_to_write),
    WorkSource("silent_interns", "place", frozenset({Role.INSTRUCTOR}), needed.to_call, needed.count_to_call),
):
    work.sources.register(source)


def _panel(page: str) -> Panel:
    # The fragment checks again that this person may see the page's object.
    return Panel(
        key=f"{page}_placements",
        page=page,
        title=_("Placements"),
        url=lambda obj: reverse(f"{page}_placements_panel", args=[obj.pk]),
        shown=lambda user, obj: bool(policies.reads_openings(user)),
    )


for name in ("enterprise", "partnership", "programme"):
    panels.register(_panel(name))

change_names.register(ChangeName("party", _("Party"), {party.value: party.label for party in Party}))

for table in (OPENING, PLACEMENT):
    verbs.register_all(table.verbs())
verbs.register_all(
    (
        Verb("student.entered", _("Entered")),
        Verb("student.enrolled", _("Enrolled again")),
        Verb("student.left", _("Marked as having left")),
        Verb("student.invited", _("Invited to an account")),
        Verb("mentor.invited", _("Invited to an account")),
        Verb("mentor.added", _("Added")),
        Verb("opening.drafted", _("Drafted")),
        Verb("placement.signature_given", _("Signature given")),
        Verb("placement.signed", _("Signed by all three")),
        Verb("log.submitted", _("Handed in")),
        Verb("log.resubmitted", _("Handed in again")),
        Verb("log.returned", _("Returned with a remark")),
    )
)
