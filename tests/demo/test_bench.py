"""The judge of the measures."""

from tests.bench.ceilings import broken
from tests.bench.measures import Measure, measure, p95


def page(**changes):
    return Measure(
        **{"name": "a", "kind": "list", "queries": 12, "ms_median": 200.0, "ms_p95": 500.0, "bytes": 300_000, "ratio": 2.0, **changes}
    )


def test_nothing_is_broken_at_the_ceilings():
    assert broken([page(), page(kind="detail", queries=40)]) == []


def test_each_ceiling_is_named():
    assert [sentence.split(",")[0] for sentence in broken([page(queries=13, ms_median=201, bytes=300_001)])] == [
        "a makes 13 queries",
        "a takes 201 ms",
        "a has 300001 bytes",
    ]


def test_a_job_may_take_its_time_but_not_more_queries_for_more_rows():
    assert broken([page(kind="job", queries=31, ms_median=4000), page(kind="job", queries=31, ms_median=40000)]) == []
    assert len(broken([page(kind="job", queries=31), page(kind="job", queries=40)])) == 1
    assert len(broken([page(kind="save", queries=31), page(kind="save", queries=40), page(kind="job", queries=50)])) == 1


def test_p95_is_a_time_that_was_measured():
    assert p95([3.0, 1.0, 2.0]) == 3.0
    assert p95([float(n) for n in range(1, 101)]) == 95.0


def test_ratio_is_to_the_trivial_page():
    assert measure(name="a", kind="list", queries=1, times=[10.0, 30.0, 20.0], size=1, trivial=10.0).ratio == 2.0
