"""Builds the whole world in one transaction."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from college.models import Department, User
from demo.accounts import build_cast
from demo.agreements import build_agreements, build_partnerships
from demo.maps import build_maps
from demo.placements import Scene, build_placements
from demo.register import build_register
from demo.reviews import build_reviews
from demo.scale import WorldSize
from demo.students import build_students
from demo.today import build_today
from demo.trail import build_trail
from demo.writing import keeping_dates


def is_empty() -> bool:
    """Nothing that anybody could have entered is there."""
    return not User.objects.exists() and not Department.objects.exists()


def build(*, scale: WorldSize, today: date | None = None, say: Callable[[str], None] = lambda line: None) -> None:
    """Write the demonstration college. The database must be empty; an interruption leaves it empty."""
    today = today or timezone.localdate()
    with transaction.atomic():
        with keeping_dates():
            cast = build_cast(today=today)
            say("people")
            register = build_register(scale=scale, cast=cast, today=today)
            say(f"{len(register.enterprises)} enterprises")
            joints = build_partnerships(scale=scale, cast=cast, register=register, today=today)
            build_agreements(cast=cast, joints=joints, today=today)
            say(f"{len(joints)} partnerships with agreements")
            posts = build_maps(cast=cast, today=today)
            classes = build_students(scale=scale, cast=cast, today=today)
            say(f"{len(classes.names)} students")
            scene = Scene(scale, cast, register, joints, posts, classes, today)
            say(f"{build_placements(scene)} placements")
        say(f"{build_reviews(months=scale.months_of_reviews, today=today)} reviews")
        say(f"{build_trail(cast=cast)} audit entries")
        build_today(scene)
