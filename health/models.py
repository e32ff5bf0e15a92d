"""What a health review keeps."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit.states import Machine
from health.enums import ReviewTrigger, WarningLevel, WarningState
from health.rules import RULES
from partnerships.enums import Band


class HealthPolicy(models.Model):
    """Weights and thresholds, versioned. A review keeps the version that it was computed with."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    indicators = models.JSONField(help_text="{indicator key: {weight, red, green}}; red scores 0, green scores 1")
    thresholds = models.JSONField(help_text="see DEFAULT_THRESHOLDS of health.services.policies")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("health policy")
        verbose_name_plural = _("health policies")

    def __str__(self) -> str:
        return gettext("version %(version)s") % {"version": self.version}


class Review(models.Model):
    """One partnership's health at one date."""

    partnership = models.ForeignKey(
        "partnerships.Partnership", on_delete=models.CASCADE, related_name="reviews", verbose_name=_("partnership")
    )
    period = models.DateField(_("month"), help_text="first day of the month reviewed")
    on = models.DateField(_("as of"))
    trigger = models.CharField(_("kind"), max_length=8, choices=ReviewTrigger, default=ReviewTrigger.MONTHLY)
    policy = models.ForeignKey(HealthPolicy, on_delete=models.PROTECT, related_name="reviews")
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True)
    completeness = models.DecimalField(_("completeness"), max_digits=4, decimal_places=3)
    band = models.CharField(_("band"), max_length=8, choices=Band)
    change = models.DecimalField(
        _("change"), max_digits=5, decimal_places=1, null=True, help_text="points since the review it is compared with"
    )
    # The monthly review before this one. Kept, so that "what moved" shows the same for ever.
    previous = models.ForeignKey("self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [models.Index(fields=["partnership", "-on"]), models.Index(fields=["period", "band"])]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "period"], condition=Q(trigger=ReviewTrigger.MONTHLY), name="health_review_once_a_month"
            ),
            models.UniqueConstraint(
                fields=["partnership", "on"], condition=Q(trigger=ReviewTrigger.DEMAND), name="health_review_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} · {self.on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("review_detail", args=[self.pk])


class Reading(models.Model):
    """One indicator in one review. ``value`` is empty when it could not be known; missing is never neutral."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="readings")
    indicator = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    normalised = models.FloatField(null=True, help_text="0 at the red line, 1 at the green line")
    weight = models.FloatField()
    points = models.FloatField(null=True, help_text="what it added to the score")
    evidence = models.JSONField(default=dict, help_text="the counts behind the value, and the rows' ids where they are few")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "indicator"], name="health_reading_once")]


class HealthWarning(models.Model):
    """An early warning with an owner and a due date. At most one of a kind is open per partnership."""

    partnership = models.ForeignKey(
        "partnerships.Partnership", on_delete=models.CASCADE, related_name="warnings", verbose_name=_("partnership")
    )
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.SET_NULL, related_name="warnings")
    kind = models.CharField(_("kind"), max_length=40)
    level = models.CharField(_("level"), max_length=8, choices=WarningLevel)
    facts = models.JSONField(default=dict, help_text="parameters of the sentence that is shown")
    owner = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=WarningState, default=WarningState.OPEN)
    plan = models.TextField(_("what will be done"), blank=True)
    opened_on = models.DateField(_("opened"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(_("how it was settled"), max_length=500, blank=True)
    closed_by = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Empty until the owner has been told of the warning at its present level; the sweep finds such rows.
    told_at = models.DateTimeField(null=True, editable=False)

    machine = Machine("state", WarningState, {WarningState.OPEN: frozenset({WarningState.CLOSED})})

    class Meta:
        ordering = ["state", "due_on", "id"]
        indexes = [
            models.Index(fields=["owner", "state", "due_on"]),
            models.Index(fields=["id"], condition=Q(state=WarningState.OPEN, told_at__isnull=True), name="health_warning_untold"),
        ]
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind"], condition=Q(state=WarningState.OPEN), name="health_warning_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.partnership}"

    def get_absolute_url(self) -> str:
        return reverse("warning_detail", args=[self.pk])

    @property
    def title(self) -> str:
        rule = RULES.get(self.kind)
        return str(rule.title) if rule else self.kind

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language: from the facts of the day it was raised, and while it is open from the present
        score beside them. The partnership comes selected."""
        rule = RULES.get(self.kind)
        return rule.describe({"said_on": self.opened_on.isoformat(), **self.facts}, now=self._score_now()) if rule else ""

    def _score_now(self) -> float | None:
        score = self.partnership.health_score if self.state == WarningState.OPEN else None
        return None if score is None else float(score)

    @property
    def settled(self) -> str:
        """How it was settled; a warning that a review closed says so."""
        if self.state != WarningState.CLOSED:
            return ""
        return self.close_reason or gettext("The cause is gone; closed by a review.")
