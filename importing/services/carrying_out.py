"""What a worker does with an import that waits: claim it, import or undo, or say why not."""

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from config.kit.errors import DomainError
from importing.enums import ImportState
from importing.models import ImportRun
from importing.services.claims import LostClaim, claim, fail
from importing.services.undoing import undo
from importing.services.working import Progress, import_rows

logger = logging.getLogger(__name__)


def carry_out(run_id: int, *, progress: Progress | None = None) -> ImportRun | None:
    """Do what the run waits for: import, check or undo. None when there is nothing to do or somebody else does it.

    Safe to call twice and after a killed worker. A temporary fault of the database leaves the run to be taken again.
    """
    run = claim(run_id)
    if run is None:
        return None
    language = (
        run.started_by.language if run.started_by and run.started_by.language else translation.get_language() or settings.LANGUAGE_CODE
    )
    with translation.override(language):
        try:
            if run.state == ImportState.UNDOING:
                undo(run, progress=progress)
            else:
                import_rows(run, progress=progress)
        except LostClaim:
            logger.info("import.lost run=%s", run.pk)
            return None
        except (OperationalError, InterfaceError):
            logger.warning("import.interrupted run=%s", run.pk, exc_info=True)
            return None
        except DomainError as refusal:
            fail(run, str(refusal))
        except Exception:
            logger.exception("import.failed run=%s", run.pk)
            fail(run, _("The import stopped because of a fault in the program. What was imported until then can be undone."))
    run.refresh_from_db()
    return run
