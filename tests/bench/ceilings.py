"""What no page may cost."""

from collections.abc import Iterable

from tests.bench.measures import Measure

LIST_QUERIES = 12
PAGE_MS = 200.0
PAGE_BYTES = 300_000


def broken(measures: Iterable[Measure]) -> list[str]:
    """A sentence per ceiling broken."""
    measures = list(measures)
    sentences = []
    for one in measures:
        if one.kind == "job":
            continue
        if one.kind == "list" and one.queries > LIST_QUERIES:
            sentences.append(f"{one.name} makes {one.queries} queries, at most {LIST_QUERIES}")
        if one.ms_median > PAGE_MS:
            sentences.append(f"{one.name} takes {one.ms_median:.0f} ms, at most {PAGE_MS:.0f}")
        if one.bytes > PAGE_BYTES:
            sentences.append(f"{one.name} has {one.bytes} bytes, at most {PAGE_BYTES}")
    jobs = {one.queries for one in measures if one.kind == "job"}
    if len(jobs) > 1:
        sentences.append(f"the health run makes {' and '.join(map(str, sorted(jobs)))} queries; the number must not grow")
    return sentences
