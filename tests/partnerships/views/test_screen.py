"""The verb screen through its pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from college.models import AuditEntry
from partnerships.enums import InspectionTopic
from partnerships.models import Contact, Document, Enterprise, Liaison, Screening
from partnerships.policies import visible_enterprises
from tests.conftest import World
from tests.factories import credit_code

pytestmark = pytest.mark.django_db

GIVEN = {"name": "新星机械有限公司", "country": "cn", "nature": "private", "industry_code": "C36", "region_code": "330000"}


def test_register_an_enterprise(world: World, client_for: Any) -> None:
    code = credit_code(987654)
    spaced = f" {code[:8].lower()} {code[8:]} "
    response = client_for(world.cast.coordinator).post(reverse("enterprise_create"), {**GIVEN, "credit_code": spaced})
    made = Enterprise.objects.get(name=GIVEN["name"])
    assert response["Location"] == made.get_absolute_url()
    assert (made.credit_code, made.country, made.name_key) == (code, "CN", "新星机械")
    assert AuditEntry.objects.filter(verb="enterprise.registered", target_id=str(made.pk)).exists()


def test_a_wrong_digit_is_named_and_nothing_typed_is_lost(world: World, client_for: Any) -> None:
    code = credit_code(987654)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    response = client_for(world.cast.coordinator).post(reverse("enterprise_create"), {**GIVEN, "credit_code": wrong})
    page = response.content.decode()
    assert "position 18" in page
    assert GIVEN["name"] in page
    assert not Enterprise.objects.filter(name=GIVEN["name"]).exists()


def test_a_double_is_refused_with_a_link_to_the_first(world: World, client_for: Any) -> None:
    response = client_for(world.cast.coordinator).post(
        reverse("enterprise_create"), {**GIVEN, "credit_code": world.own.enterprise.credit_code}
    )
    assert f'href="{world.own.enterprise.get_absolute_url()}"' in response.content.decode()


def test_a_foreign_register_will_do_and_neither_will_not(world: World, client_for: Any) -> None:
    client = client_for(world.cast.coordinator)
    neither = client.post(reverse("enterprise_create"), GIVEN)
    assert "or a foreign register and number" in neither.content.decode()
    client.post(reverse("enterprise_create"), {**GIVEN, "country": "GB", "register": "Companies House", "register_number": "01234567"})
    assert Enterprise.objects.get(name=GIVEN["name"]).identifier == "Companies House 01234567"
    again = client.post(
        reverse("enterprise_create"), {**GIVEN, "country": "GB", "register": "Companies House", "register_number": "01234567"}
    )
    assert "registered already" in again.content.decode()


def test_similar_names(world: World, client_for: Any) -> None:
    Enterprise.objects.filter(pk=world.own.enterprise.pk).update(name="恒宇汽车零部件有限公司", name_en="", name_key="恒宇汽车零部件")
    client = client_for(world.cast.coordinator)
    assert "恒宇汽车零部件" in client.get(reverse("enterprise_similar"), {"name": "恒宇汽车部件（集团）有限公司"}).content.decode()
    assert "恒宇" not in client.get(reverse("enterprise_similar"), {"name": "蓝河物流"}).content.decode()


def test_a_liaison_edits_the_address_but_not_the_identity(world: World, client_for: Any) -> None:
    enterprise = world.own.enterprise
    name = enterprise.name
    response = client_for(world.cast.liaison).post(
        reverse("enterprise_edit", args=[enterprise.pk]), {"name": "Other", "address": "1 Road", "nature": "private"}
    )
    assert response.status_code == 302
    enterprise.refresh_from_db()
    assert (enterprise.name, enterprise.address) == (name, "1 Road")
    changes = AuditEntry.objects.get(verb="enterprise.edited").changes
    assert changes["address"] == ["", "1 Road"]


def test_archive_needs_a_reason_and_no_running_partnership(world: World, client_for: Any) -> None:
    client, enterprise = client_for(world.cast.coordinator), world.own.enterprise
    url = reverse("enterprise_archive", args=[enterprise.pk])
    assert "still running" in client.post(url, {"reason": "closed down"}).content.decode()
    enterprise.partnerships.update(state="ended")
    client.post(url, {"reason": "closed down"})
    enterprise.refresh_from_db()
    assert enterprise.is_archived
    assert "closed down" in client.get(enterprise.get_absolute_url()).content.decode()
    client.post(reverse("enterprise_restore", args=[enterprise.pk]))
    enterprise.refresh_from_db()
    assert not enterprise.is_archived


def test_a_second_main_contact_makes_the_first_a_deputy(world: World, client_for: Any, today: Any) -> None:
    client, enterprise = client_for(world.cast.liaison), world.own.enterprise
    for name in ("Zhou", "Chen"):
        client.post(reverse("contact_create", args=[enterprise.pk]), {"name": name, "is_main": "on"})
    assert set(enterprise.contacts.values_list("name", "is_main")) == {("Zhou", False), ("Chen", True)}
    chen = Contact.objects.get(name="Chen")
    client.post(reverse("contact_edit", args=[chen.pk]), {"name": "Chen", "is_main": "on", "left_on": today.isoformat()})
    chen.refresh_from_db()
    assert (chen.is_main, chen.left_on) == (False, today)
    assert "left on" in client.get(enterprise.get_absolute_url()).content.decode()


def test_invite_a_liaison_and_end_the_mandate(world: World, client_for: Any) -> None:
    client, enterprise = client_for(world.cast.coordinator), world.foreign.enterprise
    client.post(reverse("liaison_invite", args=[enterprise.pk]), {"name": "Ms Zhou", "email": "zhou@example.org"})
    liaison = Liaison.objects.select_related("user").get(enterprise=enterprise)
    assert visible_enterprises(liaison.user).get() == enterprise
    client.post(reverse("liaison_end", args=[liaison.pk]))
    liaison = Liaison.objects.select_related("user").get(enterprise=enterprise)
    assert not visible_enterprises(liaison.user).exists()


def report_data(today: Any, **changes: Any) -> dict[str, Any]:
    data = {f"rating_{topic}": "meets" for topic in InspectionTopic} | {
        "finding_hours": "two shifts",
        "inspected_on": today.isoformat(),
        "inspectors": "A",
        "credit_checked_on": today.isoformat(),
        "is_credit_clear": "on",
        "is_safety_clear": "on",
    }
    return {**data, **changes}


def test_from_opening_to_passing(world: World, client_for: Any, today: Any) -> None:
    coordinator, administrator = client_for(world.cast.coordinator), client_for(world.cast.administrator)
    coordinator.post(reverse("screening_open", args=[world.own.enterprise.pk]))
    screening = Screening.objects.get()
    detail = screening.get_absolute_url()
    assert "8 of the eight topics are not inspected yet" in coordinator.get(detail).content.decode(), "the disabled button says why"
    refused = coordinator.post(reverse("screening_submit", args=[screening.pk]), follow=True)
    assert "8 of the eight topics" in refused.content.decode()
    coordinator.post(reverse("screening_edit", args=[screening.pk]), report_data(today))
    assert screening.items.get(topic="hours").finding == "two shifts"
    coordinator.post(reverse("screening_submit", args=[screening.pk]))
    until = today + timedelta(days=300)
    administrator.post(reverse("screening_pass", args=[screening.pk]), {"valid_until": until.isoformat(), "meeting": "No. 7"})
    screening.refresh_from_db()
    assert (screening.state, screening.valid_until, screening.decided_by) == ("passed", until, world.cast.administrator)
    page = coordinator.get(world.own.enterprise.get_absolute_url()).content.decode()
    assert "Screened" in page
    assert until.isoformat() in page


def test_the_history_speaks_the_words_of_the_form(world: World, client_for: Any, make_screening: Any) -> None:
    page = client_for(world.cast.coordinator).get(make_screening("draft").get_absolute_url()).content.decode()
    assert "Working time:" in page
    assert "not_seen" not in page


def test_what_cannot_pass_says_why(world: World, client_for: Any, today: Any) -> None:
    coordinator, administrator = client_for(world.cast.coordinator), client_for(world.cast.administrator)
    coordinator.post(reverse("screening_open", args=[world.own.enterprise.pk]))
    screening = Screening.objects.get()
    coordinator.post(reverse("screening_edit", args=[screening.pk]), report_data(today, rating_safety="fails", is_credit_clear=""))
    coordinator.post(reverse("screening_submit", args=[screening.pk]))
    page = administrator.get(screening.get_absolute_url()).content.decode()
    assert "These topics fail: Health protection and safety." in page
    given = {"valid_until": (today + timedelta(days=9)).isoformat(), "meeting": "No. 7"}
    page = administrator.post(reverse("screening_pass", args=[screening.pk]), given).content.decode()
    assert "clear of breaches of trust" in page
    assert "No. 7" in page, "what was typed stays"


def test_pages_cost_the_same_for_one_and_many(world: World, client_for: Any, count_queries: Any, make_agreement: Any) -> None:
    client = client_for(world.cast.coordinator)
    agreement = make_agreement("active")
    pages = [
        world.own.enterprise.get_absolute_url(),
        Screening.objects.get().get_absolute_url(),
        world.own.partnership.get_absolute_url(),
        agreement.get_absolute_url(),
    ]
    for url in pages:
        client.get(url)
    before = [count_queries(lambda url=url: client.get(url)) for url in pages]
    for number in range(5):
        Contact.objects.create(enterprise=world.own.enterprise, name=f"C{number}")
        agreement.commitments.create(side="college", description=f"c{number}", due_on=agreement.ends_on)
        agreement.documents.create(name="x", file="x", sha256="0" * 64, uploaded_by=world.cast.coordinator)
    assert [count_queries(lambda url=url: client.get(url)) for url in pages] == before


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "empty"),
        ("a.html", b"<script>", "cannot be kept"),
        ("a.pdf", b"<script>alert(1)</script>", "not what its name"),
        ("a.pdf", b"%PDF-" + b"0" * 1_100_000, "larger than 1 MB"),
    ],
)
def test_bad_files_are_refused(
    name: str, content: bytes, sentence: str, world: World, client_for: Any, settings: Any, make_agreement: Any
) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    agreement = make_agreement()
    response = client_for(world.cast.coordinator).post(
        reverse("agreement_document_add", args=[agreement.pk]), {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    assert sentence in response.content.decode()
    assert not Document.objects.exists()


def test_a_file_comes_back_as_an_attachment_to_who_may_read_it(world: World, client_for: Any, make_agreement: Any) -> None:
    agreement = make_agreement()
    body = b"%PDF-1.7 hello"
    client_for(world.cast.liaison).post(
        reverse("agreement_document_add", args=[agreement.pk]), {"file": SimpleUploadedFile('../../合同 "1".pdf', body)}
    )
    document = Document.objects.get()
    assert document.file.name.startswith("documents/")
    assert "合同" not in document.file.name
    response = client_for(world.cast.coordinator).get(reverse("document_download", args=[document.pk]))
    assert b"".join(response.streaming_content) == body
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client_for(world.cast.stranger).get(reverse("document_download", args=[document.pk])).status_code == 404


def test_a_screening_keeps_its_files(world: World, client_for: Any, make_screening: Any) -> None:
    screening = make_screening("draft")
    client = client_for(world.cast.coordinator)
    given = {"file": SimpleUploadedFile("licence.pdf", b"%PDF-1.7 licence")}
    page = client.post(reverse("screening_document_add", args=[screening.pk]), given, follow=True).content.decode()
    assert "licence.pdf" in page.partition('id="documents-title"')[2]
    assert Document.objects.get().screening == screening


def test_a_screening_under_way_is_continued_not_opened_again(world: World, client_for: Any, make_screening: Any) -> None:
    screening = make_screening("draft")
    client = client_for(world.cast.coordinator)
    assert client.post(reverse("screening_open", args=[world.own.enterprise.pk]))["Location"] == screening.get_absolute_url()
    assert Screening.objects.count() == 1
    page = client.get(world.own.enterprise.get_absolute_url()).content.decode()
    assert "Continue the screening" in page
    assert screening.get_absolute_url() in page


def test_a_screening_that_was_handed_in_is_not_edited(world: World, client_for: Any, make_screening: Any) -> None:
    screening = make_screening("submitted")
    answer = client_for(world.cast.coordinator).get(reverse("screening_edit", args=[screening.pk]), follow=True)
    assert answer.redirect_chain == [(screening.get_absolute_url(), 302)]


@pytest.mark.parametrize(("country", "kept"), [("de", True), ("D", False), ("DEU", False), ("D1", False), ("中国", False)])
def test_a_country_is_two_letters(country: str, kept: bool, world: World, client_for: Any) -> None:
    foreign = {**GIVEN, "country": country, "credit_code": "", "register": "Hamburg", "register_number": "HRB 1"}
    client_for(world.cast.coordinator).post(reverse("enterprise_create"), foreign)
    assert Enterprise.objects.filter(name=GIVEN["name"]).exists() is kept


def test_an_imported_region_and_industry_can_be_kept_as_they_are(world: World, client_for: Any) -> None:
    Enterprise.objects.filter(pk=world.own.enterprise.pk).update(region_code="330212", region_name="鄞州区", industry_code="C")
    page = client_for(world.cast.coordinator).get(reverse("enterprise_edit", args=[world.own.enterprise.pk])).content.decode()
    assert '<option value="330212" selected>' in page
    assert '<option value="C" selected>' in page


def test_a_file_that_the_storage_has_lost_is_not_found(world: World, client_for: Any) -> None:
    lost = Document.objects.create(agreement=world.own.agreement, name="a.pdf", file="lost.pdf", size=4, sha256="0" * 64)
    assert client_for(world.cast.coordinator).get(reverse("document_download", args=[lost.pk])).status_code == 404
