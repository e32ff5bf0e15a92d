"""Code lists of imports."""

from django.utils.translation import gettext_lazy as _

from config.kit.choices import TonedChoices


class ImportState(TonedChoices):
    DRAFT = "draft", "yellow", _("Columns to be matched")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", "blue", _("Running")
    CHECKED = "checked", "azure", _("Checked, nothing written")
    DONE = "done", "green", _("Imported")
    FAILED = "failed", "red", _("Failed")
    UNDOING = "undoing", "blue", _("Being undone")
    UNDONE = "undone", _("Undone")


#: In a worker's hands.
IN_HAND = frozenset({ImportState.RUNNING, ImportState.UNDOING})
#: Waiting for a worker, or in its hands.
BUSY = IN_HAND | {ImportState.WAITING}
#: Has written, and can be asked to take that back.
UNDOABLE = frozenset({ImportState.DONE, ImportState.FAILED, ImportState.UNDONE})
