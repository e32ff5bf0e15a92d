"""Asks for the pages and runs the job."""

import gc
import sys
import time
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from health.models import Review
from partnerships.models import Partnership
from tests.bench.measures import Measure, measure
from tests.bench.pages import Page, pages
from tests.bench.world import large_draft, representatives
from tests.conftest import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TRIVIAL = ("profile", "mfa_index")


class Answered(Exception):
    """The page answered something else than a page."""


#: ``cpu`` leaves out the waiting for other programs: for comparing on a machine that is busy with something else.
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
clock = time.perf_counter


def measure_everything(*, runs: int, only: str = "", by: str = "wall") -> list[Measure]:
    """All measures, printed as they come. What preparing needed is rolled back."""
    global clock
    clock = CLOCKS[by]
    with transaction.atomic():
        world = representatives()
        # The cast has parts that this world does not fill.
        clients = {role: _client(world, role) for role, person in vars(world.cast).items() if person}
        trivial = _trivial(clients, runs)
        _line("page", "kind", "queries", "median", "p95", "bytes", "ratio")
        measures = [trivial]
        _show(trivial)
        for page in pages(world):
            if only not in page.name:
                continue
            try:
                measures.append(_page(page, clients[page.role], runs, trivial.ms_median))
                _show(measures[-1])
            except Answered as answer:
                sys.stdout.write(f"{page.name}: not measured, answered {answer}\n")
        if only in "cells saved":
            measures += _saves(world, clients["administrator"], trivial.ms_median)
        if only in "health run":
            measures += _jobs(trivial.ms_median)
        transaction.set_rollback(True)
    return measures


def _client(world: World, role: str) -> Client:
    client = Client()
    client.force_login(world.cast[role], backend=BACKEND)
    return client


def _trivial(clients: dict[str, Client], runs: int) -> Measure:
    for name in TRIVIAL:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        return _page(Page(f"{name} (trivial)", "detail", "auditor", url, {}), clients["auditor"], runs * 3, 0)
    raise LookupError(f"none of {TRIVIAL} exists")


def _page(page: Page, client: Client, runs: int, trivial: float) -> Measure:
    """One request to warm up and count, then ``runs`` to time."""

    def ask() -> Any:
        return client.get(page.url, page.data, headers={"accept-language": "en"})

    response = ask()
    if response.status_code != 200 or response.streaming:
        raise Answered(str(response.status_code))
    with CaptureQueriesContext(connection) as captured:
        ask()
    # Counted at once: the next request empties the log that ``captured`` is a window on.
    queries = len(captured)
    times = []
    gc.collect()
    for _ in range(runs):
        begin = clock()
        response = ask()
        times.append((clock() - begin) * 1000)
    return measure(name=page.name, kind=page.kind, queries=queries, times=times, size=len(response.content), trivial=trivial)


def _saves(world: World, client: Client, trivial: float) -> list[Measure]:
    """A save of one cell of a course map, and of a pasted block of 30 × 20."""
    draft, cells = large_draft(world, capabilities=30, courses=20)
    url = reverse("map_cells", args=[draft.pk])
    measures = []
    for block in (cells[:1], cells):
        begin = clock()
        with CaptureQueriesContext(connection) as captured:
            response = client.post(url, {"cells": block}, content_type="application/json")
        taken = (clock() - begin) * 1000
        assert len(response.json()["accepted"]) == len(block), response.content
        name = f"cells saved: {len(block)}"
        measures.append(measure(name=name, kind="save", queries=len(captured), times=[taken], size=len(response.content), trivial=trivial))
        _show(measures[-1])
    return measures


def _jobs(trivial: float) -> list[Measure]:
    """The monthly review of 200 and of 2,000 partnerships that have none for the month yet."""
    from health.services.reviews import review_partnerships

    month = timezone.localdate().replace(day=1)
    measures = []
    every = list(Partnership.objects.filter(state="active").order_by("pk").values_list("pk", flat=True)[:2_000])
    # Every tenth rather than the first: both runs meet partnerships of every kind.
    for ids in (every[::10], every):
        with transaction.atomic():
            Review.objects.filter(period=month).delete()
            measures.append(_job(f"health run of {len(ids)} partnerships", review_partnerships, month, ids, trivial))
            transaction.set_rollback(True)
        _show(measures[-1])
    return measures


def _job(name: str, review: Any, month: date, ids: list[int], trivial: float) -> Measure:
    begin = clock()
    with CaptureQueriesContext(connection) as captured:
        counts = review(period=month, ids=ids)
    taken = (clock() - begin) * 1000
    assert counts["reviewed"] == len(ids), counts
    return measure(name=name, kind="job", queries=len(captured), times=[taken], size=0, trivial=trivial)


def _show(one: Measure) -> None:
    _line(one.name, one.kind, one.queries, f"{one.ms_median:.1f}", f"{one.ms_p95:.1f}", one.bytes, f"{one.ratio:.1f}")


def _line(*cells: Any) -> None:
    name, kind, *numbers = cells
    sys.stdout.write(f"{name:<58} {kind:<7}" + "".join(f"{cell:>9}" for cell in numbers) + "\n")
    sys.stdout.flush()
