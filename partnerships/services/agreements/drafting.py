"""Writing the terms of a draft."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from college.models import Programme, User
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError
from config.kit.rows import hold, require_ready, save
from config.kit.verdicts import require
from partnerships.models import Agreement, AgreementProgramme, Commitment, CoveredForm, Partnership
from partnerships.policies import can_draft_agreement, can_run_partnership
from partnerships.selectors.choices import programmes_for_agreements
from partnerships.selectors.readiness import agreement_is_draft

FIELDS = ["number", "title", "starts_on", "ends_on", "takes_interns", "content"]


@dataclass(frozen=True)
class ProgrammeSeats:
    """A programme covered, and the internship seats a year promised for it."""

    programme: Programme
    seats: int = 0


@dataclass(frozen=True)
class CommitmentTerms:
    """Who owes what, how much and by when. ``pk`` names the row to change; None adds one."""

    side: str
    kind: str
    description: str
    due_on: date
    quantity: Decimal = Decimal(1)
    unit: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Terms:
    """Everything that both sides put their names under."""

    title: str
    starts_on: date
    ends_on: date
    number: str = ""
    takes_interns: bool = True
    content: str = ""
    forms: tuple[str, ...] = ()
    programmes: tuple[ProgrammeSeats, ...] = ()
    commitments: tuple[CommitmentTerms, ...] = field(default=())


def suggest_number(partnership: Partnership, on: date) -> str:
    """The next free number of the department's year, such as ``2026-JD-003``."""
    stem = f"{on.year}-{partnership.department.code}-"
    used = [number.removeprefix(stem) for number in Agreement.objects.filter(number__startswith=stem).values_list("number", flat=True)]
    highest = max((int(number) for number in used if number.isdigit() and len(number) < 9), default=0)
    return f"{stem}{highest + 1:03d}"


@transaction.atomic
def draft_agreement(*, partnership: Partnership, actor: User, terms: Terms, on: date) -> Agreement:
    """Begin an agreement. An empty number gets the next free one. A draft may be incomplete; submitting it may not."""
    require(can_run_partnership(actor, partnership))
    agreement = Agreement(partnership=partnership)
    _write(agreement, terms, number=terms.number.strip() or suggest_number(partnership, on))
    save(agreement)
    _write_lines(agreement, terms)
    record(actor=actor, verb="agreement.drafted", target=agreement)
    return agreement


@transaction.atomic
def edit_agreement(*, agreement: Agreement, actor: User, terms: Terms) -> Agreement:
    """Replace the terms of a draft. Refuses once it is submitted."""
    require(can_draft_agreement(actor, agreement))
    require_ready(agreement_is_draft(agreement))
    hold(agreement)
    row = Agreement.objects.select_related("partnership__department").get(pk=agreement.pk)
    before = snapshot(row, FIELDS)
    _write(row, terms, number=terms.number.strip() or row.number)
    save(row)
    changes = {**differences(before, row), **_write_lines(row, terms)}
    if changes:
        record(actor=actor, verb="agreement.edited", target=row, changes=changes)
    return row


def _write(agreement: Agreement, terms: Terms, *, number: str) -> None:
    agreement.number, agreement.title, agreement.content = number, terms.title.strip(), terms.content.strip()
    agreement.starts_on, agreement.ends_on, agreement.takes_interns = terms.starts_on, terms.ends_on, terms.takes_interns


def _write_lines(agreement: Agreement, terms: Terms) -> dict[str, tuple[str, str]]:
    """Make forms, programmes and commitments those of ``terms``; returns what changed, in words."""
    before = _lines(agreement)
    agreement.forms.exclude(form__in=terms.forms).delete()
    kept = set(agreement.forms.values_list("form", flat=True))
    for form in dict.fromkeys(terms.forms):
        if form not in kept:
            save(CoveredForm(agreement=agreement, form=form))
    if len({line.programme.pk for line in terms.programmes}) < len(terms.programmes):
        raise DomainError(_("A programme is listed twice."))
    offered = set(programmes_for_agreements().filter(pk__in=[line.programme.pk for line in terms.programmes]).values_list("pk", flat=True))
    for line in terms.programmes:
        if line.programme.pk not in offered:
            raise DomainError(_("The college does not offer %(programme)s.") % {"programme": line.programme})
    agreement.programme_lines.all().delete()
    for line in terms.programmes:
        save(AgreementProgramme(agreement=agreement, programme=line.programme, seats=line.seats))
    old = {commitment.pk: commitment for commitment in agreement.commitments.all()}
    stay = {line.pk for line in terms.commitments if line.pk in old}
    agreement.commitments.exclude(pk__in=stay).delete()
    for promise in terms.commitments:
        # A row that a second window removed meanwhile is written anew rather than lost.
        commitment = old.get(promise.pk or 0) or Commitment(agreement=agreement)
        commitment.side, commitment.kind, commitment.description = promise.side, promise.kind, promise.description.strip()
        commitment.quantity, commitment.unit, commitment.due_on = promise.quantity, promise.unit.strip(), promise.due_on
        save(commitment)
    after = _lines(agreement)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def _lines(agreement: Agreement) -> dict[str, str]:
    programmes = agreement.programme_lines.order_by("programme__code").values_list("programme__name", "seats")
    commitments = agreement.commitments.values_list("side", "description", "quantity", "unit", "due_on")
    return {
        "forms": ", ".join(agreement.forms.values_list("form", flat=True)),
        "programmes": "; ".join(f"{name} × {seats}" for name, seats in programmes),
        "commitments": "; ".join(f"{side}: {what} {amount.normalize():f} {unit} {due}" for side, what, amount, unit, due in commitments),
    }
