"""Publishing a policy: the next version counts, past reviews keep theirs."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from college.models import AuditEntry
from config.kit.errors import DomainError, Forbidden, StaleState
from health.indicators import INDICATORS
from health.models import HealthPolicy, Review
from health.services.policies import current_policy, default_scale, drift, publish_policy
from health.services.reviews import review_partnership
from tests.conftest import World
from tests.health.conftest import ON

ALL = {one.key: default_scale(one) for one in INDICATORS}


def test_the_next_version_counts_and_past_reviews_keep_theirs(world: World) -> None:
    before = review_partnership(partnership=world.own.partnership, on=ON)
    only = {"agreement_validity": {"weight": 1.0, "red": 0, "green": 12}}
    policy = publish_policy(indicators=only, reason="Only agreements count.", actor=world.cast.administrator)
    assert (policy.version, current_policy()) == (2, policy)
    after = review_partnership(partnership=world.foreign.partnership, on=ON)
    assert (before.policy.version, after.policy.version) == (1, 2)
    assert {reading.indicator for reading in after.readings.all()} == {"agreement_validity"}
    assert Review.objects.get(pk=before.pk).readings.count() == len(INDICATORS)
    entry = AuditEntry.objects.get(verb="policy.published")
    assert entry.note == "Only agreements count."
    assert entry.changes["map_coverage"] == ["0.15 · 60 → 95", None]


def test_thresholds_stay_unless_given(world: World) -> None:
    first = current_policy()
    kept = publish_policy(indicators=ALL, reason="The same.", actor=None)
    assert kept.thresholds == first.thresholds
    changed = publish_policy(indicators=ALL, reason="Stricter.", actor=None, thresholds={**first.thresholds, "drop": 5})
    assert changed.thresholds["drop"] == 5


@pytest.mark.parametrize(
    ("indicators", "reason", "sentence"),
    [
        (ALL, "  ", "Say why"),
        ({}, "x", "at least one"),
        ({"weather": {"weight": 1, "red": 0, "green": 1}}, "x", "weather"),
        ({"map_coverage": {"weight": 0, "red": 0, "green": 1}}, "x", "above zero"),
        ({"map_coverage": {"weight": 1, "red": 1, "green": 1}}, "x", "must differ"),
        ({"map_coverage": {"weight": 1}}, "x", "cannot be"),
    ],
)
def test_refusals_keep_the_version(world: World, indicators: Any, reason: str, sentence: str) -> None:
    current_policy()
    with pytest.raises(DomainError, match=sentence):
        publish_policy(indicators=indicators, reason=reason, actor=world.cast.administrator)
    assert HealthPolicy.objects.count() == 1


def test_limits_that_do_not_rise_are_refused(world: World) -> None:
    limits = {**current_policy().thresholds, "enter_red": 90}
    with pytest.raises(DomainError, match="must rise"):
        publish_policy(indicators=ALL, reason="x", actor=None, thresholds=limits)


@pytest.mark.parametrize("role", ["coordinator", "auditor", "instructor", "liaison"])
def test_only_an_administrator_publishes(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        publish_policy(indicators=ALL, reason="x", actor=world.cast[role])


def command(*arguments: str) -> str:
    told = StringIO()
    call_command("publish_health_policy", *arguments, stdout=told)
    return told.getvalue()


def test_the_command_brings_a_new_indicator_and_drops_one_that_is_gone(db: None) -> None:
    policy = current_policy()
    own = {key: numbers for key, numbers in policy.indicators.items() if key != "logs_confirmed"}
    own["agreement_validity"] = {"weight": 0.5, "red": 0, "green": 3}
    HealthPolicy.objects.filter(pk=policy.pk).update(indicators={**own, "gone": {"weight": 1, "red": 0, "green": 1}})
    assert drift(HealthPolicy.objects.get()) == drift(current_policy())
    told = command()
    assert "not read yet: logs_confirmed" in told
    assert "no longer there: gone" in told
    assert HealthPolicy.objects.count() == 1
    assert "Version 2 is in force" in command("--reason", "Upgrade")
    assert set(current_policy().indicators) == set(ALL)
    assert current_policy().indicators["agreement_validity"]["green"] == 3
    assert "nothing to publish" in command("--reason", "Again")
    assert HealthPolicy.objects.count() == 2


def test_of_two_who_publish_the_slower_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = current_policy()
    publish_policy(indicators=ALL, reason="Faster.", actor=None)
    monkeypatch.setattr("health.services.policies.current_policy", lambda: first)
    with pytest.raises(StaleState):
        publish_policy(indicators=ALL, reason="Slower.", actor=None)
    assert HealthPolicy.objects.latest("version").reason == "Faster."


def test_of_two_workers_that_make_the_first_policy_both_read_one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = current_policy()
    monkeypatch.setattr(HealthPolicy.objects, "first", lambda: None)
    assert current_policy() == made
    assert HealthPolicy.objects.count() == 1


def test_the_command_says_why_it_cannot_publish(db: None) -> None:
    policy = current_policy()
    HealthPolicy.objects.filter(pk=policy.pk).update(indicators={key: value for key, value in ALL.items() if key != "map_coverage"})
    with pytest.raises(CommandError, match="Say why the policy changes"):
        call_command("publish_health_policy", reason="  ")
    assert HealthPolicy.objects.count() == 1
