"""Models of the partnerships app."""

from partnerships.health.models import HealthPolicy, Reading, Review, Warning
from partnerships.models.agreements import Agreement, AgreementForm, AgreementProgramme, Commitment, Document, Signature
from partnerships.models.enterprises import Contact, Enterprise, Liaison
from partnerships.models.partnerships import Partnership
from partnerships.models.screenings import Screening, ScreeningItem

__all__ = [
    "Agreement",
    "AgreementForm",
    "AgreementProgramme",
    "Commitment",
    "Contact",
    "Document",
    "Enterprise",
    "HealthPolicy",
    "Liaison",
    "Partnership",
    "Reading",
    "Review",
    "Screening",
    "ScreeningItem",
    "Signature",
    "Warning",
]
