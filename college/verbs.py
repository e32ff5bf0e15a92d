"""How the history reads: the verbs of the audit trail, and the names in its changes that are no fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kit.registry import Registry


@dataclass(frozen=True)
class Verb:
    """``key`` is a whole verb such as ``agreement.activated``, or what stands after the dot of any."""

    key: str
    past: str | Promise


@dataclass(frozen=True)
class ChangeName:
    """A name in an entry's changes that is no field of the object; ``words`` are the words of its values."""

    key: str
    label: str | Promise
    words: Mapping[Any, Any] = field(default_factory=dict)


verbs: Registry[Verb] = Registry()
change_names: Registry[ChangeName] = Registry()

verbs.register_all(
    (
        Verb("person.role_granted", _("Role given")),
        Verb("person.role_revoked", _("Role taken away")),
        Verb("person.invited", _("Invited")),
        Verb("person.invitation_accepted", _("Invitation accepted")),
        Verb("person.invitation_withdrawn", _("Invitation withdrawn")),
        Verb("person.deactivated", _("Account closed")),
        Verb("person.reactivated", _("Account reopened")),
        Verb("person.second_factor_removed", _("Second step at sign-in removed")),
        Verb("programme.team_changed", _("Team changed")),
        Verb("job.started", _("Job started by hand")),
        Verb("import.checked", _("File checked")),
        Verb("import.failed", _("Import stopped")),
        Verb("import.finished", _("File imported")),
        Verb("import.matched", _("Columns matched")),
        Verb("import.undo_started", _("Undoing asked for")),
        Verb("import_undone", _("Import undone")),
        Verb("list.exported", _("List exported")),
        Verb("created", _("Created")),
        Verb("registered", _("Registered")),
        Verb("added", _("Added")),
        Verb("edited", _("Changed")),
        Verb("changed", _("Changed")),
        Verb("updated", _("Changed")),
        Verb("deleted", _("Deleted")),
        Verb("removed", _("Removed")),
        Verb("archived", _("Archived")),
        Verb("restored", _("Restored")),
        Verb("submitted", _("Submitted")),
        Verb("approved", _("Approved")),
        Verb("refused", _("Refused")),
        Verb("rejected", _("Refused")),
        Verb("returned", _("Sent back")),
        Verb("withdrawn", _("Withdrawn")),
        Verb("signed", _("Signed")),
        Verb("activated", _("Brought into force")),
        Verb("published", _("Published")),
        Verb("passed", _("Passed")),
        Verb("planned", _("Planned")),
        Verb("started", _("Started")),
        Verb("completed", _("Completed")),
        Verb("delivered", _("Delivered")),
        Verb("ended", _("Ended")),
        Verb("ended_early", _("Ended early")),
        Verb("terminated", _("Terminated early")),
        Verb("paused", _("Paused")),
        Verb("resumed", _("Resumed")),
        Verb("opened", _("Opened")),
        Verb("closed", _("Closed")),
        Verb("confirmed", _("Confirmed")),
        Verb("reviewed", _("Reviewed")),
        Verb("overridden", _("Overridden")),
        Verb("assigned", _("Assigned")),
        Verb("imported", _("Imported")),
        Verb("undone", _("Undone")),
        Verb("exported", _("Exported")),
        Verb("renewed", _("Renewed")),
        Verb("logged", _("Logged")),
    )
)
change_names.register_all((ChangeName("role", _("Role")), ChangeName("team", _("Team"))))


def verb_label(verb: str) -> str:
    """The verb as the reader reads it; an unknown one as it is written, without its dot and lines."""
    past = verb.rpartition(".")[2]
    known = verbs.get(verb) or verbs.get(past)
    return str(known.past) if known else past.replace("_", " ").capitalize()
