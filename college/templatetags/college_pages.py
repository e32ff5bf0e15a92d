"""What detail pages of every app include: the history of the object, and the panels of higher apps."""

from typing import Any

from django import template
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode

from college.panels import panels_for
from college.policies import reads_everything
from college.selectors import HISTORY, changes_of, entry_verb, history_of

register = template.Library()


@register.inclusion_tag("includes/history.html", takes_context=True)
def history(context: dict[str, Any], obj: models.Model) -> dict[str, Any]:
    """``{% history obj %}``: who changed what and when, the newest 20 (one query). The page has checked that ``obj`` may be seen."""
    entries = list(history_of(obj)[: HISTORY + 1])
    every = ""
    if reads_everything(context["request"].user):
        every = f"{reverse('audit_list')}?{urlencode({'target_type': obj._meta.label_lower, 'target_id': obj.pk})}"
    return {"entries": entries[:HISTORY], "has_more": len(entries) > HISTORY, "all_url": every}


@register.inclusion_tag("includes/panels.html", takes_context=True)
def panels(context: dict[str, Any], page: str, obj: models.Model) -> dict[str, Any]:
    """``{% panels "programme" programme %}``: the panels that higher apps registered for this page."""
    found = panels_for(page, context["request"].user, obj)
    return {"panels": [{"key": panel.key, "title": panel.title, "url": panel.url(obj)} for panel in found]}


register.filter("verb", entry_verb)
register.filter("changes", changes_of)
