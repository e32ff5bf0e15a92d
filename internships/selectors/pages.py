"""What the pages show, read at a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from college.models import User
from college.policies import Person
from config.kit.days import monday_of
from config.kit.verdicts import Verdict
from internships.compliance.checks import BLOCK, TO_PLAN, TO_START, Finding, examine
from internships.compliance.rules import RULES, sentence
from internships.enums import BEFORE_START, BEGUN, HANDED_IN, LogState, Party, PlacementState
from internships.models import Opening, Placement, PlacementSignature, Student, WorkLog
from internships.policies import can_confirm_log, can_sign, visible_students
from internships.selectors.facts import agreement_for, arrived_over, facts_for_opening, facts_of, overlapping, screening_for
from internships.selectors.readiness import log_may_be_answered, placement_may_be_signed
from partnerships.policies import own_enterprises, visible_agreements, visible_enterprises, visible_screenings

#: Rows of the planning page and of the desk; whoever needs more narrows the search.
MOST_STUDENTS = 50
MOST_INTERNS = 300
#: A signature is called late from this many days before the first day.
SIGN_BY_DAYS = 7


@dataclass(frozen=True)
class ShownFinding:
    """A finding as the page shows it: the sentence, and behind "why" the rule with its source."""

    sentence: str
    is_blocking: bool
    rule: str
    title: str | Promise
    source: str | Promise
    status: str | Promise

    @property
    def is_about_host(self) -> bool:
        """The remedy lies on the enterprise's page: its screening or its agreements."""
        return self.rule in ("CN-INT-28", "CN-INT-02")


def shown(findings: Sequence[Finding]) -> list[ShownFinding]:
    return [
        ShownFinding(
            sentence=sentence(finding),
            is_blocking=finding.severity == BLOCK,
            rule=finding.rule,
            title=RULES[finding.rule].title,
            source=RULES[finding.rule].source,
            status=RULES[finding.rule].status,
        )
        for finding in findings
    ]


@dataclass(frozen=True)
class ReadinessLine:
    """One thing that must be there before a placement starts."""

    title: str
    is_done: bool
    evidence: str
    url: str
    who: str
    source: str | Promise
    status: str | Promise


@dataclass(frozen=True)
class SignatureLine:
    party: str
    label: str
    signature: PlacementSignature | None
    is_late: bool
    waits_for: str
    verdict: Verdict


@dataclass(frozen=True)
class Week:
    """A week of the strip. ``state`` is a LogState, or "missing", or "now" for the running week without a log."""

    monday: date
    number: int
    state: str
    label: str
    tone: str
    log: WorkLog | None

    @property
    def is_open(self) -> bool:
        """The student may still hand it in, or hand it in again."""
        return self.state not in HANDED_IN


@dataclass(frozen=True)
class PlacementPage:
    checklist: list[ReadinessLine]
    findings: list[ShownFinding]
    signatures: list[SignatureLine]
    weeks: list[Week]
    logs: list[tuple[WorkLog, Verdict]]


def placement_page(placement: Placement, user: Person, *, on: date) -> PlacementPage:
    """Checklist, findings, signatures and weeks of a placement. Related rows come selected."""
    signatures = {signature.party: signature for signature in placement.signatures.all()}
    findings = examine(facts_of(placement, signed=signatures), TO_START)
    logs = list(placement.logs.order_by("-week"))
    for log in logs:
        log.placement = placement
    is_open = placement.state in BEFORE_START
    return PlacementPage(
        checklist=_checklist(placement, user, signatures) if is_open or placement.state == PlacementState.ACTIVE else [],
        # What was imported, or is over, is history: its rules were those of its day.
        findings=shown(findings) if is_open or placement.state == PlacementState.ACTIVE else [],
        signatures=[_signature_line(placement, user, party, signatures.get(party), on) for party in Party],
        weeks=weeks_of(placement, logs, on=on),
        logs=[(log, can_confirm_log(user, log) and log_may_be_answered(log)) for log in logs],
    )


def _checklist(placement: Placement, user: Person, signatures: dict[str, PlacementSignature]) -> list[ReadinessLine]:
    screening = screening_for(enterprise_id=placement.enterprise_id, on=placement.starts_on)
    agreement = agreement_for(enterprise=placement.enterprise_id, programme_id=placement.programme_id, on=placement.starts_on)
    screened, agreed, mentored = RULES["CN-INT-28"], RULES["CN-INT-02"], RULES["CN-INT-30"]
    coordinator = _("coordinator")
    lines = [
        ReadinessLine(
            title=str(screened.title),
            is_done=screening is not None,
            evidence=_("valid until %(day)s") % {"day": date_format(screening.valid_until)} if screening and screening.valid_until else "",
            url=screening.get_absolute_url()
            if screening and visible_screenings(user).filter(pk=screening.pk).exists()
            else placement.enterprise.get_absolute_url()
            if visible_enterprises(user).filter(pk=placement.enterprise_id).exists()
            else "",
            who=coordinator,
            source=screened.source,
            status=screened.status,
        ),
        ReadinessLine(
            title=_("An agreement with the host is in force"),
            is_done=agreement is not None,
            evidence=f"{agreement.number}" if agreement else "",
            url=agreement.get_absolute_url() if agreement and visible_agreements(user).filter(pk=agreement.pk).exists() else "",
            who=coordinator,
            source=agreed.source,
            status=agreed.status,
        ),
        ReadinessLine(
            title=_("College, host and student have signed"),
            is_done=len(signatures) == len(Party),
            evidence=_("%(given)s of %(all)s") % {"given": len(signatures), "all": len(Party)},
            url="#signatures",
            who=_("each party"),
            source=agreed.source,
            status=agreed.status,
        ),
        ReadinessLine(
            title=_("A mentor of the host is named"),
            is_done=placement.mentor_id is not None,
            evidence=str(placement.mentor or ""),
            url="",
            who=coordinator,
            source=mentored.source,
            status=mentored.status,
        ),
        ReadinessLine(
            title=_("A supervising teacher is named"),
            is_done=placement.teacher_id is not None,
            evidence=str(placement.teacher or ""),
            url="",
            who=coordinator,
            source=mentored.source,
            status=mentored.status,
        ),
    ]
    return sorted(lines, key=lambda line: line.is_done)


def _signature_line(placement: Placement, user: Person, party: Party, signature: PlacementSignature | None, on: date) -> SignatureLine:
    waiting = {
        Party.COLLEGE: _("a coordinator of %(department)s") % {"department": placement.department or placement.programme},
        Party.HOST: _("a liaison of %(enterprise)s") % {"enterprise": placement.enterprise},
        Party.STUDENT: str(placement.student)
        if placement.student.user_id
        else _("%(student)s, who has no account yet") % {"student": placement.student},
    }
    is_late = signature is None and placement.state == PlacementState.PLANNED and placement.starts_on - on <= timedelta(days=SIGN_BY_DAYS)
    return SignatureLine(
        party=party.value,
        label=str(party.label),
        signature=signature,
        is_late=is_late,
        waits_for=waiting[party],
        verdict=can_sign(user, placement, party) and placement_may_be_signed(placement),
    )


def last_day(placement: Placement) -> date:
    """The last day that counts: the day of an early end, else the planned one."""
    return min(placement.closed_on or placement.ends_on, placement.ends_on)


def mondays(placement: Placement, *, until: date) -> list[date]:
    """The Mondays of the placement's weeks that have begun by ``until``."""
    first = monday_of(placement.starts_on)
    last = min(last_day(placement), until)
    return [first + timedelta(weeks=count) for count in range(max(0, (last - first).days // 7 + 1))] if last >= first else []


def weeks_of(placement: Placement, logs: Sequence[WorkLog], *, on: date) -> list[Week]:
    """The strip of weeks. Imported history has none; it was never logged here."""
    if placement.state not in BEGUN or Placement.objects.filter(arrived_over(), pk=placement.pk).exists():
        return []
    known = {log.week: log for log in logs}
    weeks = []
    for number, monday in enumerate(mondays(placement, until=on), start=1):
        log = known.get(monday)
        if log:
            state, label, tone = log.state, str(log.get_state_display()), LogState(log.state).tone
        elif monday + timedelta(days=7) > on:
            state, label, tone = "now", _("this week"), "secondary"
        else:
            state, label, tone = "missing", _("no log"), "red"
        weeks.append(Week(monday, number, state, label, tone, log))
    return weeks


def writable_weeks(placement: Placement, *, on: date) -> list[date]:
    """The weeks a student may still hand in: without a log, or with one that came back; the latest first."""
    settled = set(placement.logs.filter(state__in=HANDED_IN).values_list("week", flat=True))
    return [monday for monday in reversed(mondays(placement, until=on)) if monday not in settled]


@dataclass(frozen=True)
class Candidate:
    """A student on the planning page, with what speaks against the placement."""

    student: Student
    findings: list[ShownFinding]
    other: Placement | None

    @property
    def is_possible(self) -> bool:
        return self.other is None and not any(finding.is_blocking for finding in self.findings)


def candidates(opening: Opening, user: User, *, words: str = "", page: str = "1") -> Page[Candidate]:
    """The enrolled students of the opening's programme that this person may place, class by class; of a page those who can
    be placed come first."""
    rows = visible_students(user).filter(programme=opening.programme_id, is_active=True).select_related("programme__department")
    if words:
        rows = rows.filter(Q(number__startswith=words) | Q(name__icontains=words) | Q(class_name__icontains=words))
    found: Page[Any] = Paginator(rows.order_by("class_name", "number"), MOST_STUDENTS).get_page(page)
    students: list[Student] = list(found)
    facts = facts_for_opening(opening, students, starts_on=opening.starts_on, ends_on=opening.ends_on)
    others = overlapping(student_ids=[student.pk for student in students], starts_on=opening.starts_on, ends_on=opening.ends_on)
    judged = [
        Candidate(student, shown(examine(facts[student.pk], TO_PLAN)), next(iter(others.get(student.pk, [])), None)) for student in students
    ]
    found.object_list = sorted(judged, key=lambda candidate: not candidate.is_possible)
    return found


@dataclass(frozen=True)
class DeskRow:
    """An intern on the liaison's desk in one week."""

    placement: Placement
    log: WorkLog | None
    waits_for_host: bool
    confirm: Verdict | None


def desk(user: User, *, week: date) -> list[DeskRow]:
    """The liaison's interns of a week with their logs, and those waiting for the host's signature. Three queries."""
    sunday = week + timedelta(days=6)
    running = Q(state__in=BEGUN, starts_on__lte=sunday, ends_on__gte=week)
    rows = (
        Placement.objects.filter(running | Q(state__in=BEFORE_START), enterprise_id__in=own_enterprises(user))
        .exclude(arrived_over())
        .select_related("student", "enterprise", "mentor", "programme")
        .prefetch_related("signatures")
        .order_by("state", "student__number")[:MOST_INTERNS]
    )
    placements = list(rows)
    logs = {log.placement_id: log for log in WorkLog.objects.filter(week=week, placement__in=[placement.pk for placement in placements])}
    found = []
    for placement in placements:
        log = logs.get(placement.pk)
        if log:
            log.placement = placement
        waits = placement.state == PlacementState.PLANNED and not any(s.party == Party.HOST for s in placement.signatures.all())
        found.append(DeskRow(placement, log, waits, (can_confirm_log(user, log) and log_may_be_answered(log)) if log else None))
    return sorted(found, key=lambda row: not row.waits_for_host)
