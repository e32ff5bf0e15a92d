"""Every page of placements: what it costs, what it shows to whom, what it says when it refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from college.models import User
from internships.enums import LogState, OpeningState, PlacementState
from internships.models import MentorProfile, Opening, Placement, Student, WorkLog
from internships.selectors.pages import MOST_STUDENTS
from internships.services.placements import sign_placement
from tests import factories as make
from tests.conftest import World
from tests.internships.conftest import ENDS, STARTS, sign_all

SignIn = Callable[[User], Client]


def grow(world: World, count: int) -> None:
    """More of everything on the own side."""
    own = world.own
    for _number in range(count):
        student = make.StudentFactory(programme=own.programme, user=make.UserFactory())
        mentor = make.MentorFactory(enterprise=own.enterprise, user=make.UserFactory())
        opening = make.OpeningFactory(enterprise=own.enterprise, programme=own.programme, mentor=mentor, state="open")
        placement = make.PlacementFactory(
            student=student, enterprise=own.enterprise, partnership=own.partnership, opening=opening, mentor=own.mentor, state="active"
        )
        WorkLog.objects.create(placement=placement, week=date(2026, 9, 7), hours=38, text="x")


@pytest.mark.parametrize("name", ["student_list", "mentor_list", "opening_list", "placement_list", "log_list"])
def test_a_list_costs_the_same_for_one_and_many(name: str, ready: World, client_for: SignIn, count_queries: Any) -> None:
    client = client_for(ready.cast.coordinator)
    grow(ready, 1)
    client.get(reverse(name))
    one = count_queries(lambda: client.get(reverse(name)))
    grow(ready, 12)
    assert count_queries(lambda: client.get(reverse(name))) == one
    assert one <= 12, one


@pytest.mark.parametrize(
    ("name", "role"),
    [("placement_desk", "liaison"), ("log_confirm_many", "mentor"), ("home", "coordinator"), ("home", "liaison"), ("home", "mentor")],
)
def test_a_working_page_costs_the_same_for_some_and_many(
    name: str, role: str, ready: World, client_for: SignIn, count_queries: Any
) -> None:
    client = client_for(ready.cast[role])
    grow(ready, 4)
    client.get(reverse(name))
    some = count_queries(lambda: client.get(reverse(name)))
    grow(ready, 8)
    assert count_queries(lambda: client.get(reverse(name))) == some


def test_the_planning_page_costs_the_same_for_one_and_many(ready: World, client_for: SignIn, count_queries: Any) -> None:
    client = client_for(ready.cast.coordinator)
    url = reverse("opening_plan", args=[ready.own.opening.pk])
    make.StudentFactory(programme=ready.own.programme)
    client.get(url)
    one = count_queries(lambda: client.get(url))
    for _number in range(20):
        make.StudentFactory(programme=ready.own.programme)
    assert count_queries(lambda: client.get(url)) == one


def test_the_planning_page_turns_and_is_searched_by_class(ready: World, client_for: SignIn) -> None:
    for number in range(MOST_STUDENTS + 1):
        make.StudentFactory(programme=ready.own.programme, class_name=f"机电{number // MOST_STUDENTS + 1}班")
    client, url = client_for(ready.cast.coordinator), reverse("opening_plan", args=[ready.own.opening.pk])
    first, second = (set(_offered(client.get(url, {"page": page}))) for page in (1, 2))
    assert len(first) == MOST_STUDENTS
    assert second
    assert not first & second
    assert len(_offered(client.get(url, {"q": "机电2班"}))) == 1


def _offered(page: Any) -> list[int]:
    return [candidate.student.pk for candidate in page.context["candidates"]]


def test_search_and_filters_of_placements(ready: World, client_for: SignIn) -> None:
    wanted = make.StudentFactory(programme=ready.own.programme, name="王芳", number="20240777")
    placement = make.PlacementFactory(student=wanted, enterprise=ready.own.enterprise, state="active", kind="cognition")
    history = make.PlacementFactory(student=wanted, enterprise=ready.own.enterprise, state="completed", source="file", source_key="1")
    client = client_for(ready.cast.coordinator)

    def found(**query: Any) -> set[int]:
        page = client.get(reverse("placement_list"), query)
        assert page.status_code == 200
        return {row.record.pk for row in page.context["table"].paginated_rows}

    assert found(q="20240777") == found(q="王芳") == {placement.pk, history.pk}
    assert found(q=ready.own.enterprise.name) >= {placement.pk, ready.own.placement.pk}
    assert found(state="active") == {placement.pk}
    assert found(imported="true") == {history.pk}
    assert found(kind="cognition") == {placement.pk}
    assert found(starts_from="2026-09-02") == set()
    assert found(runs_on="2026-10-01", q="王芳", imported="false") == {placement.pk}
    assert found(enterprise=ready.foreign.enterprise.pk) == set()
    assert found(programme=ready.foreign.programme.pk) == set()


def test_what_was_typed_stays_when_an_opening_is_refused(ready: World, client_for: SignIn) -> None:
    client = client_for(ready.cast.liaison)
    typed = {
        "title": "装配调试一线",
        "programme": ready.own.programme.pk,
        "seats": 4,
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-31",
        "hours_per_day": "9",
    }
    page = client.post(reverse("opening_create"), typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert "装配调试一线" in text
    assert "Art. 17 (3)" in text
    assert "Verified in model agreement" in text
    page = client.post(reverse("opening_create"), {**typed, "hours_per_day": "8", "starts_on": "2025-09-01"})
    assert "No agreement in force" in page.content.decode()
    assert Opening.objects.count() == 2
    page = client.post(reverse("opening_create"), {**typed, "hours_per_day": "8"})
    opening = Opening.objects.get(title="装配调试一线")
    assert page["Location"] == opening.get_absolute_url()
    assert opening.state == OpeningState.DRAFT


def test_a_coordinator_plans_several_on_one_page_and_sees_who_could_not_be(ready: World, client_for: SignIn) -> None:
    Opening.objects.filter(pk=ready.own.opening.pk).update(seats=1)
    students = [make.StudentFactory(programme=ready.own.programme) for _ in range(2)]
    young = make.StudentFactory(programme=ready.own.programme, birth_date=date(2012, 1, 1))
    client = client_for(ready.cast.coordinator)
    url = reverse("opening_plan", args=[ready.own.opening.pk])
    page = client.get(url).content.decode()
    assert "younger than 16" in page
    assert "CN-INT-08" in page
    assert f'value="{young.pk}" id="student-{young.pk}" disabled' in " ".join(page.split())
    answer = client.post(url, {"student": [student.pk for student in students], "teacher": ready.cast.instructor.pk})
    assert answer.status_code == 422
    assert "all 1 seats are taken" in answer.content.decode()
    assert Placement.objects.filter(student__in=students, teacher=ready.cast.instructor).count() == 1
    assert client.post(url, {"student": []}).status_code == 422


def test_a_host_that_lost_its_screening_is_named_with_the_way_there(ready: World, client_for: SignIn) -> None:
    make.StudentFactory(programme=ready.own.programme)
    ready.own.enterprise.screenings.all().delete()
    page = client_for(ready.cast.coordinator).get(reverse("opening_plan", args=[ready.own.opening.pk])).content.decode()
    assert "no passed screening that is valid on" in page
    assert f'<a href="{ready.own.enterprise.get_absolute_url()}">Go there</a>' in " ".join(page.split())


def test_a_student_of_another_department_cannot_be_smuggled_into_a_plan(ready: World, client_for: SignIn) -> None:
    foreign = make.StudentFactory(programme=ready.foreign.programme)
    client = client_for(ready.cast.coordinator)
    client.post(reverse("opening_plan", args=[ready.own.opening.pk]), {"student": [foreign.pk]})
    assert not Placement.objects.filter(student=foreign).exists()


def test_the_placement_page_says_what_is_missing_who_is_late_and_why(planned: Placement, client_for: SignIn, ready: World) -> None:
    page = client_for(ready.cast.coordinator).get(planned.get_absolute_url())
    text = page.content.decode()
    assert "3 of three signatures are missing" in text
    assert "CN-INT-02" in text
    assert "the number of the article is not verified" in text
    lines = page.context["page"]
    assert [line.is_late for line in lines.signatures] == [True, True, True]
    assert [line.is_done for line in lines.checklist] == sorted(line.is_done for line in lines.checklist)
    sign_placement(placement=planned, actor=ready.cast.coordinator, party="college")
    page = client_for(ready.cast.coordinator).get(planned.get_absolute_url())
    assert [line.is_late for line in page.context["page"].signatures] == [False, True, True]


def test_each_party_signs_with_its_own_button(planned: Placement, client_for: SignIn, ready: World) -> None:
    student = planned.student.user
    assert student
    for user, party in ((ready.cast.coordinator, "college"), (ready.cast.liaison, "host"), (student, "student")):
        client = client_for(user)
        url = reverse("placement_sign", args=[planned.pk, party])
        assert url in client.get(planned.get_absolute_url()).content.decode()
        for other in {"college", "host", "student"} - {party}:
            other_url = reverse("placement_sign", args=[planned.pk, other])
            assert other_url not in client.get(planned.get_absolute_url()).content.decode()
            assert client.post(other_url).status_code == 403
        assert client.post(url).status_code == 302
    assert Placement.objects.get(pk=planned.pk).state == PlacementState.SIGNED
    assert client_for(student).post(reverse("placement_sign", args=[planned.pk, "nobody"])).status_code == 404


def test_private_details_are_for_the_coordinator_and_the_student(ready: World, client_for: SignIn) -> None:
    Student.objects.filter(pk=ready.own.student.pk).update(phone="13800001111", birth_date=date(2006, 5, 4))
    url = ready.own.student.get_absolute_url()
    for role, sees in {"coordinator": True, "administrator": True, "student": True, "instructor": False, "auditor": False}.items():
        assert ("13800001111" in client_for(ready.cast[role]).get(url).content.decode()) is sees, role
    for role in ("liaison", "mentor"):
        page = client_for(ready.cast[role]).get(ready.own.placement.get_absolute_url()).content.decode()
        assert "13800001111" not in page
        assert str(ready.own.student) in page


def test_private_details_do_not_enter_the_audit_trail(ready: World, client_for: SignIn) -> None:
    from college.models import AuditEntry

    client = client_for(ready.cast.coordinator)
    url = reverse("student_edit", args=[ready.own.student.pk])
    kept = {"number": ready.own.student.number, "name": "新名", "programme": ready.own.programme.pk, "enrol_year": 2024}
    assert client.post(url, {**kept, "phone": "13800001111", "birth_date": "2006-05-04"}).status_code == 302
    entry = AuditEntry.objects.get(verb="student.edited")
    assert entry.changes["name"][1] == "新名"
    assert set(entry.changes) == {"name", "phone", "birth_date"}
    assert "1380000" not in str(entry.changes)
    assert "2006" not in str(entry.changes)


def test_a_taken_student_number_is_refused_with_everything_kept(ready: World, client_for: SignIn) -> None:
    client = client_for(ready.cast.coordinator)
    typed = {"number": ready.own.student.number, "name": "王小明", "programme": ready.own.programme.pk}
    page = client.post(reverse("student_create"), typed)
    assert page.status_code == 422
    assert "王小明" in page.content.decode()
    assert client.post(reverse("student_create"), {**typed, "number": "X1"}).status_code == 302
    assert Student.objects.get(number="X1").name == "王小明"


def test_inviting_a_student_and_a_mentor_ties_the_account(ready: World, client_for: SignIn) -> None:
    student = make.StudentFactory(programme=ready.own.programme, email="wang@example.org")
    client_for(ready.cast.coordinator).post(reverse("student_invite", args=[student.pk]))
    student.refresh_from_db()
    assert student.user
    assert student.user.email == "wang@example.org"
    assert student.user.grants.get().role == "student"
    mentor = make.MentorFactory(enterprise=ready.own.enterprise, email="zhou@example.org")
    client_for(ready.cast.liaison).post(reverse("mentor_invite", args=[mentor.pk]))
    assert MentorProfile.objects.get(pk=mentor.pk, user__email="zhou@example.org").user_id
    nobody = make.StudentFactory(programme=ready.own.programme)
    page = client_for(ready.cast.coordinator).post(reverse("student_invite", args=[nobody.pk]), follow=True)
    assert "e-mail address first" in page.content.decode()


@pytest.fixture
def running(planned: Placement) -> Placement:
    """A placement under way today, whatever today is."""
    today = timezone.localdate()
    Placement.objects.filter(pk=planned.pk).update(state="active", starts_on=today - timedelta(days=21), ends_on=today + timedelta(days=60))
    planned.refresh_from_db()
    return planned


def test_a_student_with_every_log_written_is_not_led_to_an_empty_form(running: Placement, client_for: SignIn) -> None:
    student = running.student.user
    assert student
    mine, url = client_for(student), reverse("log_write", args=[running.pk])
    for choice in mine.get(url).context["form"].fields["week"].choices:
        mine.post(url, {"week": choice[0], "hours": "38", "text": "轴承装配"})
    assert url not in mine.get(running.get_absolute_url()).content.decode()
    assert "Every week until now has its log." in mine.get(url, follow=True).content.decode()
    stale = mine.post(url, {"week": choice[0], "hours": "38", "text": "轴承装配"}).content.decode()
    assert "This week has its log already" in stale
    assert "轴承装配" in stale


def test_confirming_nothing_is_no_success(client_for: SignIn, ready: World) -> None:
    page = client_for(ready.cast.mentor).post(reverse("log_confirm_many"), {}, follow=True).content.decode()
    assert "Nothing was confirmed" in page
    assert "0 logs confirmed" not in page


def test_a_log_goes_to_the_mentor_and_back_and_is_confirmed(running: Placement, client_for: SignIn, ready: World) -> None:
    student = running.student.user
    assert student
    mine, mentor = client_for(student), client_for(ready.cast.mentor)
    url = reverse("log_write", args=[running.pk])
    week = (timezone.localdate() - timedelta(days=timezone.localdate().weekday())).isoformat()
    assert "Write your weekly log" in mine.get(reverse("home")).content.decode()
    assert mine.post(url, {"week": week, "hours": "99", "text": "轴承装配"}).status_code == 422
    assert mine.post(url, {"week": week, "hours": "38.5", "text": "轴承装配"}).status_code == 302
    log = WorkLog.objects.get(placement=running)
    assert "Confirm the weekly log" in mentor.get(reverse("home")).content.decode()
    assert mentor.post(reverse("log_return", args=[log.pk]), {"note": "哪种轴承？"}).status_code == 302
    page = mine.get(f"{url}?week={week}").content.decode()
    assert "轴承装配" in page
    assert "哪种轴承？" in mine.get(log.get_absolute_url()).content.decode()
    assert mine.post(url, {"week": week, "hours": "38.5", "text": "6204 轴承装配"}).status_code == 302
    assert mentor.post(reverse("log_confirm_many"), {"log": [log.pk]}).status_code == 302
    log.refresh_from_db()
    assert (log.state, log.text) == (LogState.CONFIRMED, "6204 轴承装配")
    assert log.pk in {week.log.pk for week in mine.get(running.get_absolute_url()).context["page"].weeks if week.log}


def test_the_desk_shows_own_interns_of_the_week_and_confirms_in_place(running: Placement, client_for: SignIn, ready: World) -> None:
    MentorProfile.objects.filter(pk=ready.own.mentor.pk).update(user=None)
    week = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    log = WorkLog.objects.create(placement=running, week=week, hours=38, text="x")
    make.PlacementFactory(student=ready.foreign.student, enterprise=ready.foreign.enterprise, state="active")
    client = client_for(ready.cast.liaison)
    page = client.get(reverse("placement_desk"))
    text = page.content.decode()
    assert str(running.student) in text
    assert str(ready.foreign.student) not in text
    assert client.post(reverse("log_confirm", args=[log.pk]), {"next": reverse("placement_desk")})["Location"] == reverse("placement_desk")
    log.refresh_from_db()
    assert log.state == LogState.CONFIRMED
    assert client.get(reverse("placement_desk"), {"week": "nonsense"}).status_code == 200
    assert client.get(reverse("placement_desk"), {"week": "2020-01-01"}).status_code == 200


def test_the_home_page_names_what_needs_each_person(planned: Placement, client_for: SignIn, ready: World) -> None:
    assert "Should have started" in client_for(ready.cast.coordinator).get(reverse("home")).content.decode()
    assert "Sign the placement" in client_for(ready.cast.liaison).get(reverse("home")).content.decode()
    student = planned.student.user
    assert student
    assert "Sign the placement" in client_for(student).get(reverse("home")).content.decode()
    Placement.objects.filter(pk=planned.pk).update(
        state="active", starts_on=date(2026, 3, 1), ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert "Should have ended" in client_for(ready.cast.coordinator).get(reverse("home")).content.decode()
    assert "No weekly log for two weeks" in client_for(ready.cast.instructor).get(reverse("home")).content.decode()


def test_search_finds_students_and_placements_only_for_those_who_may(ready: World, client_for: SignIn) -> None:
    number = ready.own.student.number
    for role, students in {"coordinator": True, "liaison": False, "student": False}.items():
        page = client_for(ready.cast[role]).get("/search/", {"q": number}).content.decode()
        assert (reverse("student_detail", args=[ready.own.student.pk]) in page) is students, role
        assert reverse("placement_detail", args=[ready.own.placement.pk]) in page, role
    page = client_for(ready.cast.liaison).get("/search/", {"q": ready.foreign.student.number}).content.decode()
    assert reverse("placement_detail", args=[ready.foreign.placement.pk]) not in page


def test_an_early_end_needs_its_reason(running: Placement, client_for: SignIn, ready: World) -> None:
    client = client_for(ready.cast.coordinator)
    url = reverse("placement_end", args=[running.pk])
    today = timezone.localdate().isoformat()
    assert client.post(url, {"on": today, "ended_by": "host", "reason": ""}).status_code == 422
    assert client.post(url, {"on": today, "ended_by": "host", "reason": "line closed"}).status_code == 302
    assert "line closed" in client.get(running.get_absolute_url()).content.decode()


def test_the_panels_show_counts_and_open_openings(planned: Placement, client_for: SignIn, ready: World) -> None:
    client = client_for(ready.cast.coordinator)
    for name, thing in (("enterprise", ready.own.enterprise), ("partnership", ready.own.partnership), ("programme", ready.own.programme)):
        text = client.get(reverse(f"{name}_placements_panel", args=[thing.pk])).content.decode()
        assert str(planned.student) in text
        assert ready.own.opening.title in text


def test_the_buttons_carry_an_opening_and_a_placement_through(
    planned: Placement, ready: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, opening = client_for(ready.cast.coordinator), ready.own.opening
    sign_all(planned, ready)
    for day, name, thing, state in (
        (STARTS, "opening_close", opening, OpeningState.CLOSED),
        (STARTS, "opening_open", opening, OpeningState.OPEN),
        (STARTS, "placement_start", planned, PlacementState.ACTIVE),
        (ENDS, "placement_complete", planned, PlacementState.COMPLETED),
    ):
        monkeypatch.setattr("college.transitions.timezone.localdate", lambda today=day: today)
        client.post(reverse(name, args=[thing.pk]))
        thing.refresh_from_db()
        assert thing.state == state, name
