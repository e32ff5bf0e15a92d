"""Reads about enterprises."""

from difflib import SequenceMatcher

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from partnerships.enums import AgreementState
from partnerships.models import Agreement, Contact, Enterprise, Partnership
from partnerships.names import name_key

#: How alike two folded names must be, and how many candidates are compared at most.
ALIKE, CANDIDATES = 0.6, 200


def similar_enterprises(name: str, *, limit: int = 5, except_pk: int | None = None) -> list[Enterprise]:
    """Enterprises whose folded name is like ``name``, most alike first; archived ones too. One query."""
    key = name_key(name)
    if len(key) < 2:
        return []
    near = Q(name_key__contains=key) | Q(name_key__startswith=key[:2]) | Q(name_key__contains=key[2:6] if len(key) >= 6 else key)
    scored = []
    for enterprise in Enterprise.objects.filter(near).exclude(pk=except_pk or 0).order_by("pk")[:CANDIDATES]:
        other = enterprise.name_key
        score = 1.0 if key in other or other in key else SequenceMatcher(None, key, other).ratio()
        if score >= ALIKE:
            scored.append((-score, enterprise.pk, enterprise))
    return [enterprise for _score, _pk, enterprise in sorted(scored)[:limit]]


def contacts_of(enterprise: Enterprise) -> QuerySet[Contact]:
    """Those who are there first, the main contact on top."""
    return enterprise.contacts.order_by(F("left_on").asc(nulls_first=True), "-is_main", "name")


def with_agreements_in_force(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Annotates ``agreements_in_force`` without a query per row."""
    in_force = (
        Agreement.objects.filter(partnership=OuterRef("pk"), state=AgreementState.ACTIVE)
        .order_by()
        .values("partnership")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return partnerships.annotate(agreements_in_force=Subquery(in_force))
