"""What partnerships adds to the registries of the apps below it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.inviting import Sponsorship, sponsorships
from college.jobs import Counts, DateStep, date_steps
from college.navigation import NavEntry, entries
from college.policies import Person, standing
from college.search import Hit, SearchSource
from college.search import sources as search_sources
from college.verbs import ChangeName, Verb, change_names, verbs
from partnerships import work  # noqa: F401  # registers the work items
from partnerships.enums import InspectionRating, InspectionTopic, Side
from partnerships.filters import matches_enterprise
from partnerships.models import Enterprise
from partnerships.policies import (
    can_appoint_liaison,
    own_enterprises,
    sees_screenings,
    visible_agreements,
    visible_enterprises,
    visible_partnerships,
)
from partnerships.services.agreements import end_expired_agreements
from partnerships.views.agreements.moves import AGREEMENT
from partnerships.views.partnerships import PARTNERSHIP
from partnerships.views.screenings import SCREENING

sponsorships.register(
    Sponsorship(
        Role.LIAISON,
        lambda user, _enterprise: can_appoint_liaison(user),
        lambda person: Enterprise.objects.filter(pk__in=own_enterprises(person)),
    )
)

for table in (SCREENING, PARTNERSHIP, AGREEMENT):
    verbs.register_all(table.verbs())
verbs.register_all(
    (
        Verb("enterprise.contact_added", _("Contact added")),
        Verb("enterprise.contact_edited", _("Contact changed")),
        Verb("enterprise.liaison_invited", _("Liaison invited")),
        Verb("enterprise.liaison_ended", _("Mandate of a liaison ended")),
        Verb("screening.document_added", _("File added")),
        Verb("agreement.drafted", _("Drafted")),
        Verb("agreement.signature", _("Signature recorded")),
        Verb("agreement.signed", _("Signed by both sides")),
        Verb("agreement.signature_refused", _("Signature refused")),
        Verb("agreement.document_added", _("File added")),
        Verb("commitment.delivered", _("Delivered in full")),
        Verb("commitment.reported", _("Delivery reported")),
    )
)

change_names.register_all(
    (
        ChangeName("contact", _("contact")),
        ChangeName("liaison", _("liaison")),
        ChangeName("document", _("File")),
        ChangeName("forms", _("Forms of cooperation")),
        ChangeName("programmes", _("Programmes")),
        ChangeName("commitments", _("Commitments")),
        *(ChangeName(topic.value, topic.label, {rating.value: rating.label for rating in InspectionRating}) for topic in InspectionTopic),
        *(ChangeName(side.value, side.label) for side in Side),
    )
)


# --- navigation -----------------------------------------------------------------------------------------------------


def _reads_partnerships(user: Person) -> bool:
    who = standing(user)
    return who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR) or bool(own_enterprises(user))


for entry in (
    NavEntry("enterprises", "partnerships", _("Enterprises"), "enterprise_list", "building-office-2", _reads_partnerships),
    NavEntry("screenings", "partnerships", _("Screenings"), "screening_list", "shield-check", lambda user: bool(sees_screenings(user))),
    NavEntry("partnerships", "partnerships", _("Partnerships"), "partnership_list", "link", _reads_partnerships),
    NavEntry("agreements", "partnerships", _("Agreements"), "agreement_list", "document-text", _reads_partnerships),
    NavEntry("commitments", "partnerships", _("Commitments"), "commitment_list", "clipboard-document-check", _reads_partnerships),
):
    entries.register(entry)


# --- search ---------------------------------------------------------------------------------------------------------


def _find_enterprises(user: Person, words: str, limit: int) -> list[Hit]:
    found = visible_enterprises(user).filter(matches_enterprise(words)).order_by("archived_at", "name", "pk")
    return [Hit(row.display_name, row.identifier, row.get_absolute_url()) for row in found[:limit]]


def _find_partnerships(user: Person, words: str, limit: int) -> list[Hit]:
    found = visible_partnerships(user).filter(matches_enterprise(words, "enterprise__")).select_related("enterprise", "department")
    return [Hit(str(row), str(row.get_state_display()), row.get_absolute_url()) for row in found.order_by("enterprise__name", "pk")[:limit]]


def _find_agreements(user: Person, words: str, limit: int) -> list[Hit]:
    found = visible_agreements(user).filter(
        Q(number__icontains=words) | Q(title__icontains=words) | matches_enterprise(words, "partnership__enterprise__")
    )
    rows = found.select_related("partnership__enterprise").order_by("-pk")[:limit]
    return [Hit(str(row), f"{row.partnership.enterprise} · {row.get_state_display()}", row.get_absolute_url()) for row in rows]


search_sources.register(SearchSource("enterprises", _("Enterprises"), _find_enterprises))
search_sources.register(SearchSource("partnerships", _("Partnerships"), _find_partnerships))
search_sources.register(SearchSource("agreements", _("Agreements"), _find_agreements))


# --- what the calendar asks for -------------------------------------------------------------------------------------


def _end_agreements(*, on: date, dry_run: bool = False) -> Counts:
    return {"agreements_ended": end_expired_agreements(on=on, dry_run=dry_run)}


date_steps.register(DateStep("end_agreements", _("End agreements whose term is over"), _end_agreements))
