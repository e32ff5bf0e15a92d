"""What detail pages of every app include: the history of the object, and the panels of higher apps."""

from typing import Any

from django import template
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from college.enums import JobState
from college.pages import Button
from college.panels import panels_for
from college.policies import reads_everything
from college.selectors import HISTORY, changes_of, entry_verb, history_of
from config.kit.choices import badge, badge_of
from config.kit.states import Machine
from config.kit.verdicts import ALLOW, Verdict

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


@register.inclusion_tag("includes/button.html", takes_context=True)
def post_button(
    context: dict[str, Any],
    label: str,
    url_name: str,
    *args: Any,
    verdict: Verdict = ALLOW,
    style: str = "",
    confirm: str = "",
    back: str = "",
) -> dict[str, Any]:
    """``{% post_button _("Remove") "programme_team_remove" programme.pk place.pk verdict=may_team %}``: one POST as a button.

    ``back`` is the page to return to, where it is not the object's own.
    """
    button = Button(label, reverse(url_name, args=args), verdict, style, post=True, confirm=confirm)
    return {"button": button, "next": back, "csrf_token": context["csrf_token"]}


@register.filter
def state(obj: models.Model) -> SafeString:
    """``{{ agreement|state }}``: the badge of the state that the object's machine keeps."""
    machine: Machine = obj.machine  # type: ignore[attr-defined]  # declared on each model that has states
    return badge_of(machine.states(getattr(obj, machine.field)))


register.filter("badge", badge_of)
register.simple_tag(badge, name="badge")


@register.filter
def job_state(state: str) -> SafeString:
    return badge_of(JobState(state))


register.filter("verb", entry_verb)
register.filter("changes", changes_of)
