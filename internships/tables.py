"""The columns of the internships lists."""

from typing import Any

import django_tables2 as tables
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from college.lists import BadgeColumn, DateColumn, Table
from internships.enums import LogState, OpeningState, PlacementState
from internships.models import MentorProfile, Opening, Placement, Student, WorkLog


def _address(record: Model) -> str:
    return str(record.get_absolute_url())  # type: ignore[attr-defined]  # every listed model has one


class StudentTable(Table):
    number = tables.Column(linkify=_address)
    name = tables.Column()
    programme = tables.Column(order_by=("programme__code",))
    class_name = tables.Column()
    enrol_year = tables.Column(localize=False)
    user = tables.Column(accessor="user_id", verbose_name=_("Account"), orderable=False, empty_values=())
    is_active = tables.Column()

    class Meta(Table.Meta):
        model = Student
        fields = ("number", "name", "programme", "class_name", "enrol_year", "user", "is_active")

    def render_user(self, record: Student) -> Any:
        return _("yes") if record.user_id else _("no")

    def render_is_active(self, value: bool) -> Any:
        return _("yes") if value else _("has left")


class MentorTable(Table):
    name = tables.Column(linkify=_address)
    enterprise = tables.Column(order_by=("enterprise__name",))
    position = tables.Column()
    phone = tables.Column(orderable=False)
    user = tables.Column(accessor="user_id", verbose_name=_("Account"), orderable=False, empty_values=())
    is_active = tables.Column()

    class Meta(Table.Meta):
        model = MentorProfile
        fields = ("name", "enterprise", "position", "phone", "user", "is_active")

    def render_user(self, record: MentorProfile) -> Any:
        return _("yes") if record.user_id else _("no")

    def render_is_active(self, value: bool) -> Any:
        return _("yes") if value else _("no")


class OpeningTable(Table):
    title = tables.Column(linkify=_address)
    enterprise = tables.Column(order_by=("enterprise__name",))
    programme = tables.Column(order_by=("programme__code",))
    starts_on = DateColumn()
    ends_on = DateColumn()
    taken = tables.Column(verbose_name=_("Seats taken"))
    state = BadgeColumn(OpeningState)

    class Meta(Table.Meta):
        model = Opening
        fields = ("title", "enterprise", "programme", "starts_on", "ends_on", "taken", "state")

    def render_taken(self, record: Opening) -> Any:
        return _("%(taken)s of %(seats)s") % {"taken": record.taken, "seats": record.seats}


class PlacementTable(Table):
    student = tables.Column(linkify=_address, order_by=("student__number",))
    enterprise = tables.Column(order_by=("enterprise__name",))
    post_name = tables.Column(orderable=False)
    programme = tables.Column(order_by=("programme__code",))
    starts_on = DateColumn(order_by=("starts_on", "id"))
    ends_on = DateColumn()
    kind = tables.Column(orderable=False)
    state = BadgeColumn(PlacementState)

    class Meta(Table.Meta):
        model = Placement
        fields = ("student", "enterprise", "post_name", "programme", "starts_on", "ends_on", "kind", "state")


class LogTable(Table):
    week = DateColumn(linkify=_address)
    student = tables.Column(accessor="placement__student", orderable=False)
    host = tables.Column(accessor="placement__enterprise", verbose_name=_("Host"), orderable=False)
    mentor = tables.Column(accessor="placement__mentor", verbose_name=_("Mentor"), orderable=False)
    hours = tables.Column()
    state = BadgeColumn(LogState)
    mentor_note = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = WorkLog
        fields = ("week", "student", "host", "mentor", "hours", "state", "mentor_note")
