"""What SQLite can do that Django 5.2 does not ask it about."""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def use_all_parameters(sender: type[BaseDatabaseWrapper], connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let bulk statements use as many parameters as this SQLite takes (usually 250,000 or 32,766).

    Django 5.2 assumes 999, the limit of 2020, and so splits one INSERT of 2,000 rows into twenty; Django 6.0 asks
    the library, as we do here.
    """
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit


def install() -> None:
    """Apply to every connection from now on."""
    connection_created.connect(use_all_parameters, dispatch_uid="config.kit.sqlite")
