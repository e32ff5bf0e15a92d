"""The first administrator, from the shell."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from college.enums import Role
from college.models import AuditEntry, RoleGrant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(*arguments: str, password: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        out = io.StringIO()
        call_command("create_administrator", *arguments, stdout=out)
        return out.getvalue()

    return run


def test_a_new_administrator(say: Any) -> None:
    assert "may sign in" in say("boss", "--name", "王五", "--email", "boss@example.edu", password="seven-grey-herons")
    person = User.objects.get(username="boss")
    assert person.check_password("seven-grey-herons")
    assert RoleGrant.objects.filter(user=person, role=Role.ADMINISTRATOR).exists()
    assert AuditEntry.objects.filter(target_id=str(person.pk), verb="person.created").exists()


def test_a_weak_password_and_a_taken_name_are_refused(say: Any) -> None:
    with pytest.raises(CommandError, match="too short"):
        say("boss", "--name", "王五", password="short")
    say("boss", "--name", "王五", password="seven-grey-herons")
    with pytest.raises(CommandError, match="taken"):
        say("Boss", "--name", "赵六", password="seven-grey-herons")
    assert User.objects.count() == 1
