"""What ``make mutate`` tries changes with; this file stands there beside the changed packages as their ``conftest.py``.

mutmut forks a process per change, two or more at a time, and each begins a run of pytest. To make the tables anew for
each would take longer than the tests: they are made once and copied. An example that fails needs not be made small.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import Phase, settings

settings.register_profile(
    "mutants", settings.get_profile("ronghe"), max_examples=30, phases=[Phase.explicit, Phase.generate], database=None, derandomize=True
)
settings.load_profile("mutants")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    folder = Path(os.environ["VAR_DIR"])
    made, own = folder / "made.sqlite3", folder / f"{os.getpid()}.sqlite3"
    with django_db_blocker.unblock():
        if not made.exists():
            connection.creation.create_test_db(verbosity=0)
            connection.close()
            shutil.move(connection.settings_dict["NAME"], made)
        connection.close()
        connection.settings_dict["NAME"] = str(own)
        shutil.copy(made, own)
    yield
    with django_db_blocker.unblock():
        connection.close()
    own.unlink()
