"""What internships adds to the registries of the apps below it."""

from internships import indicators  # noqa: F401  # registers the health indicators
