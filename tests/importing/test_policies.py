"""The policies of imports, as a table."""

from typing import Any

import pytest

from importing import policies as p
from importing.models import ImportRun
from tests.conftest import World
from tests.predicates import ADMIN, RUNS_ANY, RUNS_FOREIGN, RUNS_OWN, Case, untold


def _run(name: str | None, kind: str = "enterprises", **values: Any) -> Any:
    """A run that the person has started; None is the command line."""
    return lambda w: ImportRun.objects.create(kind=kind, started_by=w.cast[name] if name else None, **values)


CASES = [
    Case(p.can_import_anything, RUNS_ANY),
    *(Case(p.can_import, RUNS_ANY, kind, lambda _, kind=kind: kind) for kind in ("enterprises", "students", "placements")),
    *(Case(p.can_import, ADMIN, kind, lambda _, kind=kind: kind) for kind in ("majors", "profiles")),
    Case(p.visible_imports, RUNS_OWN, "by the own coordinator", _run("coordinator")),
    Case(p.visible_imports, RUNS_FOREIGN, "by the other coordinator", _run("coordinator_auditor")),
    Case(p.visible_imports, ADMIN, "by somebody who coordinates no longer", _run("auditor")),
    Case(p.visible_imports, ADMIN, "by the command line", _run(None)),
    Case(p.can_work_on, RUNS_OWN, "by the own coordinator", _run("coordinator")),
    Case(p.can_work_on, RUNS_FOREIGN, "by the other coordinator", _run("coordinator_auditor")),
    Case(p.can_work_on, ADMIN, "by somebody who coordinates no longer", _run("auditor")),
    Case(p.can_work_on, ADMIN, "of a kind that is the administrator's", _run("coordinator", "majors")),
    Case(p.can_work_on, ADMIN, "by the command line", _run(None)),
]


def test_every_predicate_is_in_the_table() -> None:
    assert not untold(p, CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_policy(case: Case, crowd: World) -> None:
    assert not case.wrong(crowd)
