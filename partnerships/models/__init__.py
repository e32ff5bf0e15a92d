"""Models of the partnerships app."""

from partnerships.models.agreements import Agreement, AgreementProgramme, Commitment, CoveredForm, Document, Signature
from partnerships.models.enterprises import Contact, Enterprise, Liaison
from partnerships.models.partnerships import Partnership
from partnerships.models.screenings import Screening, ScreeningItem

__all__ = [
    "Agreement",
    "AgreementProgramme",
    "Commitment",
    "Contact",
    "CoveredForm",
    "Document",
    "Enterprise",
    "Liaison",
    "Partnership",
    "Screening",
    "ScreeningItem",
    "Signature",
]
