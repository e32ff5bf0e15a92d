"""Pages of the college: what they show, to whom, and at what cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from college import search, work
from college.agenda import arrange
from college.enums import Role
from college.models import AuditEntry, Department, JobRun, Notification, Programme, User
from college.panels import Panel, panels
from college.search import Hit, SearchSource
from college.services.audit import record
from college.services.notifications import notify
from college.services.people import add_grant
from college.work import Move, MoveSource, WorkItem, WorkSource
from config.kit.errors import StaleState
from config.kit.registry import Registry
from tests import factories as make
from tests.conftest import Cast, World
from tests.plugins.enqueued import Enqueued

pytestmark = pytest.mark.django_db


def many_people(number: int) -> None:
    for _ in range(number):
        person = make.person(Role.INSTRUCTOR)
        add_grant(person=person, role=Role.COORDINATOR, actor=None, department=make.DepartmentFactory())


def many_programmes(number: int) -> None:
    for _ in range(number):
        make.ProgrammeFactory()


def many_entries(number: int) -> None:
    target = make.DepartmentFactory()
    for _ in range(number):
        record(actor=make.UserFactory(), verb="department.edited", target=target, changes={"name": ("a", "b")})


def many_runs(number: int) -> None:
    for _ in range(number):
        JobRun.objects.create(name="seal_audit", on=date(2026, 1, 1), state="done", started_by=make.UserFactory())


@pytest.mark.parametrize(
    ("name", "fill"),
    [
        ("user_list", many_people),
        ("programme_list", many_programmes),
        ("department_list", many_programmes),
        ("audit_list", many_entries),
        ("job_run_list", many_runs),
    ],
)
def test_a_list_costs_the_same_for_one_and_many(cast: Cast, client_for: Any, count_queries: Any, name: str, fill: Any) -> None:
    client = client_for(cast.administrator)
    fill(1)
    client.get(reverse(name))
    one = count_queries(lambda: client.get(reverse(name)))
    fill(20)
    assert count_queries(lambda: client.get(reverse(name))) == one
    assert one <= 12


@pytest.mark.parametrize("name", ["user_list", "programme_list", "department_list", "audit_list", "job_run_list"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_can_be_exported_and_that_is_recorded(cast: Cast, client_for: Any, name: str, form: str) -> None:
    response = client_for(cast.administrator).get(reverse(name), {"export": form})
    assert response.status_code == 200
    assert len(b"".join(response) if response.streaming else response.content) > 20
    assert AuditEntry.objects.filter(verb="list.exported").count() == 1


def test_people_are_found_by_role_department_and_word(world: World, client_for: Any) -> None:
    client = client_for(world.cast.administrator)

    def names(**query: Any) -> set[str]:
        page = client.get(reverse("user_list"), query)
        return {row.record.username for row in page.context["table"].rows}

    assert names(role="auditor") == {"auditor"}
    assert names(department=world.own.department.pk) == {"coordinator", "instructor"}
    assert names(q="liais") == {"liaison"}


def test_programmes_are_filtered_by_offer_category_and_level(world: World, client_for: Any) -> None:
    bare = make.ProgrammeFactory(department=None, code="510201", level="bachelor")
    client = client_for(world.cast.instructor)

    def found(**query: Any) -> set[int]:
        return {row.record.pk for row in client.get(reverse("programme_list"), query).context["table"].rows}

    assert found(offered="false") == {bare.pk}
    assert bare.pk not in found(offered="true")
    assert found(category="51") == {bare.pk}
    assert found(level="bachelor") == {bare.pk}


def test_a_person_is_made_invited_and_shown(cast: Cast, world: World, client_for: Any) -> None:
    client = client_for(cast.administrator)
    typed = {"name": "Zhou", "username": "zhou", "email": "zhou@example.org", "role": "coordinator", "send": "on"}
    page = client.post(reverse("user_create"), typed).content.decode()
    assert "A coordinator needs a department." in page
    assert 'value="zhou@example.org"' in page  # nothing typed is lost
    response = client.post(reverse("user_create"), {**typed, "department": world.own.department.pk})
    person = User.objects.get(username="zhou")
    assert response["Location"] == person.get_absolute_url()
    assert person.invitations.count() == 1
    assert "Invited" in client.get(response["Location"]).content.decode()


def test_a_taken_address_keeps_the_form(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.administrator)
    typed = {"name": "Zhou", "username": "zhou", "email": cast.student.email.upper(), "role": "auditor"}
    page = client.post(reverse("user_create"), typed).content.decode()
    assert "Somebody else has this e-mail address." in page
    assert not User.objects.filter(username="zhou").exists()


def test_the_link_to_hand_over_is_shown_once(cast: Cast, client_for: Any) -> None:
    person = User.objects.create_user("new", name="New")
    client = client_for(cast.administrator)
    page = client.post(reverse("user_link", args=[person.pk]), follow=True).content.decode()
    assert "?token=" in page
    assert "?token=" not in client.get(person.get_absolute_url()).content.decode()


def test_the_last_administrator_is_told_why(cast: Cast, client_for: Any) -> None:
    grant = cast.administrator.grants.get()
    page = client_for(cast.administrator).post(reverse("user_revoke", args=[cast.administrator.pk, grant.pk]), follow=True)
    assert "last administrator" in page.content.decode()
    assert cast.administrator.grants.count() == 1


def test_colleagues_see_no_account_data(cast: Cast, client_for: Any) -> None:
    User.objects.filter(pk=cast.instructor.pk).update(number="S-4711")
    page = client_for(cast.coordinator).get(cast.instructor.get_absolute_url()).content.decode()
    assert cast.instructor.email in page
    assert "S-4711" not in page
    assert "history-title" not in page


def test_the_own_profile_is_changed(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.liaison)
    client.post(reverse("profile"), {"name": "周芳", "phone": "123", "language": "zh-hans", "username": "evil"})
    cast.liaison.refresh_from_db()
    assert (cast.liaison.name, cast.liaison.phone, cast.liaison.language, cast.liaison.username) == ("周芳", "123", "zh-hans", "liaison")


def test_a_team_is_put_together_by_name_and_errors_stay(world: World, client_for: Any) -> None:
    client = client_for(world.cast.coordinator)
    url = reverse("programme_team_add", args=[world.own.programme.pk])
    page = client.post(url, {"person": "nobody-such"}).content.decode()
    assert "has an account" in page
    assert 'value="nobody-such"' in page
    client.post(url, {"person": world.cast.auditor.email, "is_lead": "on"})
    assert world.own.programme.team.filter(user=world.cast.auditor, is_lead=True).exists()


def test_the_history_shows_words_instead_of_codes(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.administrator)
    programme = make.ProgrammeFactory(level="associate")
    typed = {"code": programme.code, "name": programme.name, "level": "bachelor", "department": programme.department.pk, "is_active": "on"}
    client.post(reverse("programme_edit", args=[programme.pk]), typed)
    page = client.get(programme.get_absolute_url()).content.decode()
    assert "Higher vocational (associate)" in page.partition("history-title")[2]
    assert cast.administrator.name in page.partition("history-title")[2]


def test_a_detail_page_has_a_bounded_history(cast: Cast, client_for: Any, count_queries: Any) -> None:
    programme = make.ProgrammeFactory()
    client = client_for(cast.administrator)
    client.get("/")
    few = count_queries(lambda: client.get(programme.get_absolute_url()))
    for number in range(50):
        record(actor=None, verb="programme.edited", target=programme, changes={"name": (str(number), "x")})
    assert count_queries(lambda: client.get(programme.get_absolute_url())) == few
    page = client.get(programme.get_absolute_url()).content.decode()
    assert page.count('class="list-group-item py-2"') == 20
    assert "target_type=college.programme" in page


@pytest.mark.parametrize("panel", list(panels), ids=lambda panel: panel.key)
def test_a_panel_is_a_fragment_for_htmx_and_a_page_for_a_link(panel: Panel, world: World, client_for: Any) -> None:
    client, thing = client_for(world.cast.administrator), getattr(world.own, panel.page)
    fragment = client.get(panel.url(thing), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    page = client.get(panel.url(thing)).content.decode()
    assert page.count("<html") == page.count("<h1") == 1
    assert str(thing) in page


def test_a_panel_is_drawn_for_whom_it_is_shown(world: World, client_for: Any) -> None:
    panels.register(Panel("t", "programme", "Maps", lambda p: f"/panel/{p.pk}/", lambda user, p: user.username == "instructor"))
    try:
        url = world.own.programme.get_absolute_url()
        assert f'hx-get="/panel/{world.own.programme.pk}/"' in client_for(world.cast.instructor).get(url).content.decode()
        assert "/panel/" not in client_for(world.cast.auditor).get(url).content.decode()
    finally:
        panels._things.pop("t")


def test_the_bell_shows_the_own_and_hides_links(cast: Cast, client_for: Any) -> None:
    notify(recipient=cast.student, dedupe_key="1", kind="t", subject="Sign the agreement", url="/people/me/")
    notify(recipient=cast.student, dedupe_key="2", kind="t", subject="Secret link", body="https://x/?token=1", secret=True)
    notify(recipient=cast.mentor, dedupe_key="3", kind="t", subject="Somebody else's")
    client = client_for(cast.student)
    page = client.get(reverse("notification_list")).content.decode()
    assert "Sign the agreement" in page
    assert "Secret link" not in page
    assert "Somebody else" not in page
    box = client.get(reverse("notification_list"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in box
    note = Notification.objects.get(dedupe_key="1")
    assert client.post(reverse("notification_read", args=[note.pk]))["Location"] == "/people/me/"
    note.refresh_from_db()
    assert note.read_at is not None


def test_a_notification_does_not_lead_off_the_site(cast: Cast, client_for: Any) -> None:
    note = Notification.objects.create(recipient=cast.student, dedupe_key="1", kind="t", subject="x", url="https://evil.example/")
    assert client_for(cast.student).post(reverse("notification_read", args=[note.pk]))["Location"] == reverse("notification_list")


def test_search_finds_what_the_person_may_open(world: World, client_for: Any) -> None:
    programme = world.own.programme
    Programme.objects.filter(pk=programme.pk).update(name="机电一体化技术", name_en="Mechatronics")
    for words in ("机", "mechatr", programme.code):
        assert programme.get_absolute_url() in client_for(world.cast.instructor).get("/search/", {"q": words}).content.decode()
    page = client_for(world.cast.student).get("/search/", {"q": "机电"}).content.decode()
    assert programme.get_absolute_url() not in page
    assert "at least two letters" in client_for(world.cast.student).get("/search/", {"q": "a"}).content.decode()


def test_the_search_box_gets_a_fragment(world: World, client_for: Any) -> None:
    headers = {"HX-Request": "true", "HX-Target": "search-hits"}
    box = client_for(world.cast.instructor).get("/search/", {"q": world.own.programme.name}, headers=headers).content.decode()
    assert world.own.programme.get_absolute_url() in box
    assert "<html" not in box


def test_every_source_is_asked_for_a_bounded_number(world: World, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    mine: Registry[SearchSource] = Registry()
    mine.register(SearchSource("t", "Things", lambda user, words, limit: asked.append((words, limit)) or [Hit("<b>Thing</b>", "", "/t/")]))
    monkeypatch.setattr("college.views.search.sources", mine)
    page = client_for(world.cast.student).get("/search/", {"q": "  two   words "}).content.decode()
    assert asked == [("two words", 25)]
    assert "&lt;b&gt;Thing" in page
    assert search.sources is not mine


TODAY = date(2026, 3, 10)


def item(title: str, due: date | None) -> WorkItem:
    return WorkItem(title=title, subject="", url="/", action="Open", due=due)


def test_the_agenda_is_sorted_by_urgency() -> None:
    agenda = arrange(
        [
            item("someday", None),
            item("next week", TODAY + timedelta(days=7)),
            item("today", TODAY),
            item("late", TODAY - timedelta(days=1)),
            item("very late", TODAY - timedelta(days=9)),
            item("in six days", TODAY + timedelta(days=6)),
        ],
        TODAY,
    )
    assert [(line.item.title, line.late) for line in agenda.overdue] == [("very late", 9), ("late", 1)]
    assert [line.item.title for line in agenda.week] == ["today", "in six days"]
    assert [line.item.title for line in agenda.later] == ["next week", "someday"]
    assert not arrange([], TODAY)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work and moves of the test's own for students."""
    today = timezone.localdate()

    def items(user: Any, on: date, limit: int) -> list[WorkItem]:
        return [
            WorkItem("Sign", f"agreement {n}", f"/sign/{n}/", "Sign", due=today - timedelta(days=3), is_post=True) for n in range(limit)
        ]

    sources: Registry[WorkSource] = Registry()
    sources.register(WorkSource("sign", "place", frozenset({Role.STUDENT}), items, lambda user, on: 40))
    moves: Registry[MoveSource] = Registry()
    moves.register(
        MoveSource(
            "m",
            frozenset({Role.STUDENT}),
            lambda user, since, limit: [Move("Hengyu 74 → 61", "visit overdue", "/w/", timezone.now(), "down")],
        )
    )
    monkeypatch.setattr("college.views.home.sources", sources)
    monkeypatch.setattr("college.views.home.move_sources", moves)


def test_home_shows_what_needs_the_person(cast: Cast, client_for: Any, busy: None) -> None:
    page = client_for(cast.student).get("/").content.decode()
    assert "3 days late" in page
    assert "agreement 14" in page
    assert "agreement 15" not in page
    assert "25 more" in page
    assert "Hengyu 74 → 61" in page
    assert 'hx-post="/sign/0/"' in page
    assert ">40</span>" in page


def test_one_row_for_everything_leaves_nothing_hidden(cast: Cast, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sources: Registry[WorkSource] = Registry()
    row = WorkItem("Logs to confirm", "5 students", "/logs/", "Confirm all…", is_whole=True)
    sources.register(WorkSource("logs", "place", frozenset({Role.STUDENT}), lambda user, on, limit: [row], lambda user, on: 40))
    monkeypatch.setattr("college.views.home.sources", sources)
    page = client_for(cast.student).get("/").content.decode()
    assert "5 students" in page
    assert ">40</span>" in page
    assert "more, less urgent" not in page


def test_home_can_be_narrowed_to_a_verb(cast: Cast, client_for: Any, busy: None) -> None:
    client = client_for(cast.student)
    assert "agreement 1" in client.get("/?verb=place").content.decode()
    assert "agreement 1" not in client.get("/?verb=screen").content.decode()


def test_home_of_others_is_empty_and_kind(cast: Cast, client_for: Any, busy: None) -> None:
    page = client_for(cast.instructor).get("/").content.decode()
    assert "Nothing waits for you" in page
    assert 'class="btn" href="/' in " ".join(page.split()).partition("empty-action")[2]  # the next sensible thing
    assert "You have no role yet" in client_for(cast.stranger).get("/").content.decode()


def test_the_last_visit_is_kept_through_a_visit(cast: Cast, client_for: Any) -> None:
    before = timezone.now() - timedelta(days=3)
    User.objects.filter(pk=cast.student.pk).update(last_visit_at=before)
    client = client_for(cast.student)
    assert client.get("/").context["since"] == before
    assert client.get("/").context["since"] == before
    cast.student.refresh_from_db()
    first = cast.student.last_visit_at
    assert first is not None
    assert timezone.now() - first < timedelta(minutes=1)
    client.get("/")
    cast.student.refresh_from_db()
    assert cast.student.last_visit_at == first  # not a write for every page


def test_a_job_is_run_from_its_page(cast: Cast, client_for: Any, enqueued: Enqueued) -> None:
    client = client_for(cast.administrator)
    with enqueued() as sent:
        client.post(reverse("job_run", args=["seal_audit"]))
    today = timezone.localdate().isoformat()
    assert sent == [("college.run_job", {"name": "seal_audit", "on": today, "actor_id": cast.administrator.pk})]
    page = client.post(reverse("job_run", args=["no-such-job"]), follow=True).content.decode()
    assert "There is no job" in page


def test_the_jobs_page_shows_failures(cast: Cast, client_for: Any) -> None:
    JobRun.objects.create(name="seal_audit", on=date(2026, 1, 1), state="done")
    JobRun.objects.create(name="seal_audit", on=date(2026, 1, 2), state="failed", error="disk full")
    client = client_for(cast.auditor)
    page = client.get(reverse("job_list")).content.decode()
    assert "disk full" in page
    assert "No worker has given a sign of life" in page
    assert "<html" not in client.get(reverse("job_list"), headers={"HX-Request": "true"}).content.decode()


def test_a_failed_job_stands_on_the_administrators_home(cast: Cast, client_for: Any) -> None:
    JobRun.objects.create(name="seal_audit", on=date(2026, 1, 2), state="failed", error="disk full")
    assert "disk full" in client_for(cast.administrator).get("/").content.decode()
    assert "disk full" not in client_for(cast.coordinator).get("/").content.decode()
    JobRun.objects.create(name="seal_audit", on=date(2026, 1, 3), state="done")
    assert "disk full" not in client_for(cast.administrator).get("/").content.decode()


def test_error_pages_say_what_to_do(client: Client, cast: Cast, client_for: Any) -> None:
    assert "nothing at this address" in client.get("/no-such-page/").content.decode()
    refused = client_for(cast.student).get(reverse("user_list"))
    assert refused.status_code == 403
    assert "Only administrators and auditors may see this." in refused.content.decode()
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/accounts/login/", {"login": "x"})
    assert page.status_code == 403
    assert "what you typed is still there" in page.content.decode()


def test_the_500_page_needs_no_database(rf: Any, django_db_blocker: Any) -> None:
    from college.views.errors import server_error

    with django_db_blocker.block():
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_a_department_with_programmes_is_not_closed(cast: Cast, world: World, client_for: Any) -> None:
    department = world.own.department
    page = client_for(cast.administrator).post(
        reverse("department_edit", args=[department.pk]), {"code": department.code, "name": department.name}
    )
    assert "still offers programmes" in page.content.decode()
    assert Department.objects.get(pk=department.pk).is_active


def test_work_registry_names_the_five_verbs() -> None:
    assert work.VERBS == ("screen", "agree", "map", "place", "review")


def test_what_a_person_sees_stays_out_of_shared_caches(world: World, client_for: Any) -> None:
    assert "private" in client_for(world.cast.liaison).get("/")["Cache-Control"]


def test_a_refusal_that_no_view_caught_says_why(cast: Cast, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_user: Any) -> None:
        raise StaleState("Somebody was faster.")

    monkeypatch.setattr("college.views.notifications.notifications_of", refuse)
    answer = client_for(cast.student).get(reverse("notification_list"))
    assert answer.status_code == 409
    assert "Somebody was faster." in answer.content.decode()


@pytest.mark.parametrize(("chosen", "kept"), [("en", "en"), ("zh-hans", "zh-hans"), ("tlh", "")])
def test_a_language_is_kept_for_the_browser_and_the_person(chosen: str, kept: str, cast: Cast, client_for: Any) -> None:
    User.objects.filter(pk=cast.auditor.pk).update(language="")
    answer = client_for(cast.auditor).post(reverse("language"), {"language": chosen, "next": "/"})
    assert answer["Location"] == "/"
    assert User.objects.get(pk=cast.auditor.pk).language == kept
    assert ("django_language" in answer.cookies) is bool(kept)
    assert ("django_language" in Client().post(reverse("language"), {"language": chosen}).cookies) is bool(kept)


def test_a_coordinator_without_a_department_is_not_granted(cast: Cast, client_for: Any) -> None:
    answer = client_for(cast.administrator).post(reverse("user_grant", args=[cast.stranger.pk]), {"role": Role.COORDINATOR}, follow=True)
    assert "A coordinator needs a department." in answer.content.decode()
    assert not cast.stranger.grants.exists()


def test_an_invitation_without_an_address_is_refused_on_the_form(cast: Cast, client_for: Any) -> None:
    form = {"name": "Wu", "username": "wu", "role": Role.AUDITOR, "send": "on"}
    answer = client_for(cast.administrator).post(reverse("user_create"), form)
    assert "An invitation needs an e-mail address" in answer.content.decode()
    client_for(cast.administrator).post(reverse("user_create"), {**form, "send": ""})
    assert User.objects.get(username="wu").invitations.count() == 0


def test_the_history_of_what_is_gone_keeps_its_technical_names(cast: Cast, client_for: Any) -> None:
    department = make.DepartmentFactory()
    for changes, kind in (
        ({"motto": ("a", "b")}, "college.department"),
        ({"hue": ("c", "d")}, "college.colour"),
        ({"x": ("e", "f")}, "gone"),
    ):
        entry = record(actor=cast.administrator, verb="department.edited", target=department, changes=changes)
        AuditEntry.objects.filter(pk=entry.pk).update(target_type=kind)
    page = client_for(cast.administrator).get(reverse("audit_list")).content.decode()
    assert [word for word in ("motto", "hue") if word not in page] == []


def test_a_closed_account_and_a_run_under_way_are_shown_as_such(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.administrator)
    User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    export = b"".join(client.get(reverse("user_list"), {"export": "csv"}).streaming_content).decode()
    assert "Closed" in export
    JobRun.objects.create(name="seal_audit", on=date(2026, 1, 1))
    assert "–" in client.get(reverse("job_run_list")).content.decode()
