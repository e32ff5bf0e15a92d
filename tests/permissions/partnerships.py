"""Rows of the verbs screen and agree."""

from typing import Any

from django.utils import timezone

from partnerships.enums import InspectionTopic
from partnerships.models import Agreement, Commitment, Contact, CoveredForm, Document, Enterprise, Liaison, Screening, ScreeningItem
from tests.conftest import World
from tests.factories import person
from tests.permissions import EVERYONE, Row, pk_of

STAFF = "administrator coordinator instructor auditor"
WRITERS = "administrator coordinator"
READS_ENTERPRISE = f"{STAFF} liaison"
#: The other department's enterprise is in the same register; its partnership and agreement are not shown.
READS_PARTNERSHIP = f"{STAFF} liaison"
COLLEGE_WIDE = "administrator auditor"


def of(name: str) -> dict[str, Any]:
    """pk of a thing that ``prepare`` put into ``world.extra`` as ``own_<name>`` and ``foreign_<name>``."""
    return {"own": lambda w: {"pk": w.extra[f"own_{name}"].pk}, "foreign": lambda w: {"pk": w.extra[f"foreign_{name}"].pk}}


def with_screening(state: str = "draft") -> Any:
    def prepare(world: World) -> None:
        for side, whose in ((world.own, "own"), (world.foreign, "foreign")):
            screening = Screening.objects.create(enterprise=side.enterprise, state=state)
            ScreeningItem.objects.bulk_create(ScreeningItem(screening=screening, topic=topic) for topic in InspectionTopic)
            world.extra[f"{whose}_screening"] = screening

    return prepare


def with_contact(world: World) -> None:
    for side, whose in ((world.own, "own"), (world.foreign, "foreign")):
        world.extra[f"{whose}_contact"] = Contact.objects.create(enterprise=side.enterprise, name="Zhou")
        world.extra[f"{whose}_liaison"] = Liaison.objects.create(enterprise=side.enterprise, user=person(None))


def with_commitment(world: World) -> None:
    for side, whose in ((world.own, "own"), (world.foreign, "foreign")):
        Agreement.objects.filter(pk=side.agreement.pk).update(state="active")
        world.extra[f"{whose}_commitment"] = Commitment.objects.create(
            agreement=side.agreement, side="enterprise", description="lathes", due_on=timezone.localdate()
        )


def with_document(world: World) -> None:
    from django.core.files.base import ContentFile

    for side, whose in ((world.own, "own"), (world.foreign, "foreign")):
        document = Document(agreement=side.agreement, name="paper.pdf", size=4, sha256="0" * 64)
        document.file.save("paper.pdf", ContentFile(b"%PDF-"), save=False)
        document.save()
        world.extra[f"{whose}_document"] = document


def in_state(state: str) -> Any:
    def prepare(world: World) -> None:
        for side in (world.own, world.foreign):
            Agreement.objects.filter(pk=side.agreement.pk).update(state=state)
            CoveredForm.objects.create(agreement=side.agreement, form="F1")

    return prepare


def archived(world: World) -> None:
    Enterprise.objects.filter(pk__in=[world.own.enterprise.pk, world.foreign.enterprise.pk]).update(archived_at=timezone.now())


def signing(side: str) -> dict[str, Any]:
    return {
        "own": lambda w: {"pk": w.own.agreement.pk, "side": side},
        "foreign": lambda w: {"pk": w.foreign.agreement.pk, "side": side},
    }


MATRIX = {
    "enterprise_list": Row(allowed=EVERYONE),
    "enterprise_create": Row(allowed=WRITERS),
    "enterprise_similar": Row(allowed=WRITERS, data={"name": "企业"}),
    "enterprise_detail": Row(allowed=READS_ENTERPRISE, foreign_allowed=STAFF, **pk_of("enterprise")),
    "enterprise_edit": Row(allowed=f"{WRITERS} liaison", foreign_allowed=WRITERS, **pk_of("enterprise")),
    "enterprise_archive": Row(allowed=WRITERS, foreign_allowed=WRITERS, **pk_of("enterprise")),
    "enterprise_restore": Row(allowed=WRITERS, foreign_allowed=WRITERS, method="post", prepare=archived, **pk_of("enterprise")),
    "contact_create": Row(allowed=f"{WRITERS} liaison", foreign_allowed=WRITERS, **pk_of("enterprise")),
    "contact_edit": Row(allowed=f"{WRITERS} liaison", foreign_allowed=WRITERS, prepare=with_contact, **of("contact")),
    "liaison_invite": Row(allowed=WRITERS, foreign_allowed=WRITERS, **pk_of("enterprise")),
    "liaison_end": Row(allowed=WRITERS, foreign_allowed=WRITERS, method="post", prepare=with_contact, **of("liaison")),
    "screening_open": Row(allowed=WRITERS, foreign_allowed=WRITERS, method="post", **pk_of("enterprise")),
    "screening_list": Row(allowed="administrator coordinator auditor"),
    "screening_detail": Row(
        allowed="administrator coordinator auditor",
        foreign_allowed="administrator coordinator auditor",
        prepare=with_screening(),
        **of("screening"),
    ),
    "screening_edit": Row(allowed=WRITERS, foreign_allowed=WRITERS, prepare=with_screening(), **of("screening")),
    "screening_document_add": Row(allowed=WRITERS, foreign_allowed=WRITERS, method="post", prepare=with_screening(), **of("screening")),
    "partnership_list": Row(allowed=EVERYONE),
    "partnership_create": Row(allowed=WRITERS),
    "partnership_detail": Row(allowed=READS_PARTNERSHIP, foreign_allowed=COLLEGE_WIDE, **pk_of("partnership")),
    "partnership_edit": Row(allowed=WRITERS, foreign_allowed="administrator", **pk_of("partnership")),
    "agreement_create": Row(allowed=WRITERS, foreign_allowed="administrator", **pk_of("partnership")),
    "agreement_list": Row(allowed=EVERYONE),
    "enterprise_options": Row(
        allowed=WRITERS, own=lambda _world: {"scope": "register"}, data={"field": "enterprise", "enterprise": "有限"}
    ),
    "agreement_detail": Row(allowed=READS_PARTNERSHIP, foreign_allowed=COLLEGE_WIDE, **pk_of("agreement")),
    "agreement_print": Row(allowed=READS_PARTNERSHIP, foreign_allowed=COLLEGE_WIDE, **pk_of("agreement")),
    "agreement_edit": Row(allowed=WRITERS, foreign_allowed="administrator", **pk_of("agreement")),
    "agreement_sign": Row(
        allowed=f"{WRITERS} liaison", foreign_allowed="administrator", prepare=in_state("approved"), **signing("enterprise")
    ),
    "agreement_refuse_signature": Row(
        allowed=f"{WRITERS} liaison", foreign_allowed="administrator", prepare=in_state("approved"), **signing("enterprise")
    ),
    "agreement_document_add": Row(allowed=f"{WRITERS} liaison", foreign_allowed="administrator", method="post", **pk_of("agreement")),
    "commitment_list": Row(allowed=EVERYONE),
    "commitment_deliver": Row(allowed=f"{WRITERS} liaison", foreign_allowed="administrator", prepare=with_commitment, **of("commitment")),
    "document_download": Row(allowed=READS_PARTNERSHIP, foreign_allowed=COLLEGE_WIDE, prepare=with_document, **of("document")),
}
