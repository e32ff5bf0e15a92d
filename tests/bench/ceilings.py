"""What no page may cost."""

from collections.abc import Iterable

from tests.bench.measures import Measure

LIST_QUERIES = 12
PAGE_MS = 200.0
PAGE_BYTES = 300_000
#: What is measured small and large: its time may grow with what it does, the number of its queries may not.
GROWING = {"job": "the health run", "save": "a save of cells"}


def broken(measures: Iterable[Measure]) -> list[str]:
    """A sentence per ceiling broken."""
    measures = list(measures)
    sentences = []
    for one in measures:
        if one.kind in GROWING:
            continue
        if one.kind == "list" and one.queries > LIST_QUERIES:
            sentences.append(f"{one.name} makes {one.queries} queries, at most {LIST_QUERIES}")
        if one.ms_median > PAGE_MS:
            sentences.append(f"{one.name} takes {one.ms_median:.0f} ms, at most {PAGE_MS:.0f}")
        if one.bytes > PAGE_BYTES:
            sentences.append(f"{one.name} has {one.bytes} bytes, at most {PAGE_BYTES}")
    for kind, what in GROWING.items():
        counts = {one.queries for one in measures if one.kind == kind}
        if len(counts) > 1:
            sentences.append(f"{what} makes {' and '.join(map(str, sorted(counts)))} queries; the number must not grow")
    return sentences
