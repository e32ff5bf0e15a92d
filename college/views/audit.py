"""The audit trail as a list."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from college.filters import AuditFilter
from college.lists import Empty, ListPage
from college.models import AuditEntry
from college.policies import reads_everything
from college.services.seals import sealed_until
from college.tables import AuditTable
from config.kit.verdicts import require


class AuditList(ListPage):
    key = "audit"
    title = gettext_lazy("Audit trail")
    table_class = AuditTable
    filterset_class = AuditFilter
    template_name = "college/audit_list.html"
    empty = Empty(title=gettext_lazy("Nothing has been recorded yet"))

    def allowed(self) -> None:
        require(reads_everything(self.request.user))

    def visible(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.all()

    def context(self) -> dict[str, object]:
        return {"sealed_until": sealed_until()}
