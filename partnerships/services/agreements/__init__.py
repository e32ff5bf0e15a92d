"""Agreements: drafting, the gated moves from draft to end, signatures, and what was delivered."""

from partnerships.services.agreements.delivering import report_delivery
from partnerships.services.agreements.drafting import (
    CommitmentTerms,
    ProgrammeSeats,
    Terms,
    draft_agreement,
    edit_agreement,
    suggest_number,
)
from partnerships.services.agreements.moving import (
    activate_agreement,
    approve_agreement,
    end_agreement,
    end_expired_agreements,
    send_back_agreement,
    submit_agreement,
    terminate_agreement,
)
from partnerships.services.agreements.signing import refuse_signature, sign_agreement

__all__ = [
    "CommitmentTerms",
    "ProgrammeSeats",
    "Terms",
    "activate_agreement",
    "approve_agreement",
    "draft_agreement",
    "edit_agreement",
    "end_agreement",
    "end_expired_agreements",
    "refuse_signature",
    "report_delivery",
    "send_back_agreement",
    "sign_agreement",
    "submit_agreement",
    "suggest_number",
    "terminate_agreement",
]
