"""What partnerships adds to the registries of the apps below it."""

from partnerships.health import registrations as health  # noqa: F401  # the review job, indicators, work items, navigation
