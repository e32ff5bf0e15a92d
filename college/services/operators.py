"""What whoever runs the machine may do from its shell, where nobody has signed in."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from college.enums import Role
from college.models import User
from college.services.audit import record
from college.services.people import add_grant, check_unique, trust_email
from config.kit.errors import DomainError


@transaction.atomic
def appoint_administrator(*, username: str, name: str, email: str, password: str) -> User:
    """Make an account that holds the administrator role: the first of a new installation, or one when all are lost.

    Refuses (DomainError) a user name or e-mail that somebody has, and a password that the rules for everybody refuse.
    """
    person = User(username=username, name=name, email=email)
    try:
        person.clean_fields(exclude=["password"])
        validate_password(password, person)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    check_unique(person)
    person.set_password(password)
    person.save()
    trust_email(user=person)
    record(actor=None, verb="person.created", target=person, note="manage.py create_administrator")
    add_grant(person=person, role=Role.ADMINISTRATOR, actor=None)
    return person
