"""Files kept with agreements and screenings."""

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from college.models import User
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.rows import require_ready
from config.kit.verdicts import require
from partnerships.models import Agreement, Document, Screening
from partnerships.policies import can_add_document
from partnerships.selectors.readiness import documents_may_be_added

#: Extension → how such a file begins. What a browser would run as a page or script is not among them.
KINDS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
}


@transaction.atomic
def attach_document(*, owner: Agreement | Screening, file: "File[bytes]", actor: User, name: str = "") -> Document:
    """Keep a file with an agreement or a screening, with its SHA-256.

    Refuses a file that is empty, larger than ``UPLOAD_LIMIT_MB``, of a kind that is not listed, or whose content does
    not begin as its extension says. The stored name comes from the content, never from the uploader.
    """
    require(can_add_document(actor, owner))
    require_ready(documents_may_be_added(owner))
    given = PurePath((file.name or "").replace("\\", "/")).name
    extension = PurePath(given).suffix.lower()
    size = file.size or 0
    if not size:
        raise DomainError(_("This file is empty."))
    if size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        raise DomainError(_("This file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_MB})
    if extension not in KINDS:
        raise DomainError(_("Files of this kind cannot be kept. Use one of: %(kinds)s.") % {"kinds": " ".join(sorted(KINDS))})
    digest, head = hashlib.sha256(), b""
    for chunk in file.chunks():
        head = head or chunk[:16]
        digest.update(chunk)
    if not head.startswith(KINDS[extension]):
        raise DomainError(_("The content of this file is not what its name “%(name)s” says.") % {"name": given})
    # One line: the name comes back in a header of the download.
    said = " ".join((name.strip() or given).split())
    document = Document(name=said[:200], size=size, sha256=digest.hexdigest(), uploaded_by=actor)
    if isinstance(owner, Agreement):
        document.agreement = owner
    else:
        document.screening = owner
    file.seek(0)
    document.file.save(f"{document.sha256[:32]}{extension}", file, save=False)
    document.save()
    record(
        actor=actor,
        verb=f"{owner._meta.model_name}.document_added",
        target=owner,
        changes={"document": ("", document.name)},
        note=document.sha256,
    )
    return document
