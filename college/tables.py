"""Tables of the college's lists."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext

from college.enums import JobState
from college.jobs import jobs
from college.lists import BadgeColumn, FlagColumn, MomentColumn, Table
from college.models import AuditEntry, Department, JobRun, Programme, User
from college.selectors import changes_of, entry_verb
from config.kit.choices import badge


class PersonTable(Table):
    name = tables.Column(linkify=True)
    roles = tables.Column(verbose_name=gettext_lazy("Roles"), empty_values=(), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"), empty_values=(), order_by=("is_active",))
    last_visit_at = MomentColumn()

    class Meta(Table.Meta):
        model = User
        fields = ("name", "username", "number", "email", "phone", "roles", "state", "last_visit_at")

    def value_roles(self, record: User) -> str:
        return ", ".join(str(grant) for grant in record.grants.all())

    render_roles = value_roles

    def value_state(self, record: User) -> str:
        if not record.is_active:
            return pgettext("account", "Closed")
        return pgettext("account", "Invited") if getattr(record, "is_invited", False) else pgettext("account", "Open")

    def render_state(self, record: User) -> SafeString:
        return badge(self.value_state(record), "secondary" if not record.is_active else "blue" if record.is_invited else "green")  # type: ignore[attr-defined]  # annotated


class DepartmentTable(Table):
    name = tables.Column(accessor="display_name", order_by=("name",), verbose_name=gettext_lazy("name"))
    programme_count = tables.Column(verbose_name=gettext_lazy("Programmes"))

    class Meta(Table.Meta):
        model = Department
        fields = ("code", "name", "programme_count", "is_active")


class ProgrammeTable(Table):
    name = tables.Column(linkify=True, accessor="display_name", order_by=("name",), verbose_name=gettext_lazy("name"))
    team_size = tables.Column(verbose_name=gettext_lazy("Team"))
    category_name = tables.Column()

    class Meta(Table.Meta):
        model = Programme
        fields = ("code", "name", "level", "category_name", "class_name", "department", "team_size", "is_state_controlled", "is_active")


class AuditTable(Table):
    at = MomentColumn(format="Y-m-d H:i:s", order_by=("id",))
    actor_name = tables.Column(verbose_name=gettext_lazy("who"), default=gettext_lazy("Automatic"))
    verb = tables.Column()
    target_label = tables.Column()
    changes = tables.Column(orderable=False)
    sealed = FlagColumn(verbose_name=gettext_lazy("Sealed"), accessor="seal_id", orderable=False)

    class Meta(Table.Meta):
        model = AuditEntry
        fields = ("at", "actor_name", "verb", "target_label", "changes", "note", "sealed")
        row_attrs = {}

    def render_verb(self, record: AuditEntry) -> SafeString:
        return format_html('<span title="{}">{}</span>', record.verb, entry_verb(record))

    def value_verb(self, record: AuditEntry) -> str:
        return record.verb

    def render_changes(self, record: AuditEntry) -> SafeString:
        rows = ((change.label, change.old[:80], change.new[:80]) for change in changes_of(record))
        return format_html_join("", '<div class="small">{}: {} → {}</div>', rows)

    def value_changes(self, record: AuditEntry) -> str:
        return "; ".join(f"{change.label}: {change.old} → {change.new}" for change in changes_of(record))


class JobRunTable(Table):
    started_at = MomentColumn(format="Y-m-d H:i:s", order_by=("id",))
    name = tables.Column()
    state = BadgeColumn(JobState)
    took = tables.Column(verbose_name=gettext_lazy("Took"), empty_values=(), orderable=False)
    counts = tables.Column(orderable=False)
    error = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = JobRun
        fields = ("started_at", "name", "on", "state", "took", "counts", "error", "is_dry_run", "started_by")
        row_attrs = {}

    def render_name(self, record: JobRun) -> str:
        job = jobs.get(record.name)
        return str(job.title) if job else record.name

    def render_took(self, record: JobRun) -> str:
        if record.finished_at is None:
            return "–"
        return f"{(record.finished_at - record.started_at).total_seconds():.1f} s"

    def render_counts(self, record: JobRun) -> str:
        return ", ".join(f"{what} {how_many}" for what, how_many in record.counts.items()) or "–"
