"""How the verbs of the audit trail read. Apps add their own with ``verbs.update({"agreement.activated": _("Activated")})``."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Whole verbs first, then what stands after the dot.
verbs: dict[str, str | Promise] = {
    "person.role_granted": _("Role given"),
    "person.role_revoked": _("Role taken away"),
    "person.invited": _("Invited"),
    "person.invitation_accepted": _("Invitation accepted"),
    "person.invitation_withdrawn": _("Invitation withdrawn"),
    "person.deactivated": _("Account closed"),
    "person.reactivated": _("Account reopened"),
    "person.second_factor_removed": _("Second step at sign-in removed"),
    "programme.team_changed": _("Team changed"),
    "job.started": _("Job started by hand"),
    "import.checked": _("File checked"),
    "import.failed": _("Import stopped"),
    "import.finished": _("File imported"),
    "import.matched": _("Columns matched"),
    "import.undo_started": _("Undoing asked for"),
    "import_undone": _("Import undone"),
    "list.exported": _("List exported"),
    "created": _("Created"),
    "registered": _("Registered"),
    "added": _("Added"),
    "edited": _("Changed"),
    "changed": _("Changed"),
    "updated": _("Changed"),
    "deleted": _("Deleted"),
    "removed": _("Removed"),
    "archived": _("Archived"),
    "restored": _("Restored"),
    "submitted": _("Submitted"),
    "approved": _("Approved"),
    "refused": _("Refused"),
    "rejected": _("Refused"),
    "returned": _("Sent back"),
    "withdrawn": _("Withdrawn"),
    "signed": _("Signed"),
    "activated": _("Brought into force"),
    "published": _("Published"),
    "passed": _("Passed"),
    "planned": _("Planned"),
    "started": _("Started"),
    "completed": _("Completed"),
    "delivered": _("Delivered"),
    "ended": _("Ended"),
    "ended_early": _("Ended early"),
    "terminated": _("Terminated early"),
    "paused": _("Paused"),
    "resumed": _("Resumed"),
    "opened": _("Opened"),
    "closed": _("Closed"),
    "confirmed": _("Confirmed"),
    "reviewed": _("Reviewed"),
    "overridden": _("Overridden"),
    "assigned": _("Assigned"),
    "imported": _("Imported"),
    "undone": _("Undone"),
    "exported": _("Exported"),
    "renewed": _("Renewed"),
    "logged": _("Logged"),
}


def verb_label(verb: str) -> str:
    """The verb as the reader reads it; an unknown one as it is written, without its dot and lines."""
    past = verb.rpartition(".")[2]
    known = verbs.get(verb) or verbs.get(past)
    return str(known) if known else past.replace("_", " ").capitalize()
