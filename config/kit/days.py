"""Days and weeks."""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    """The Monday of the week that the day lies in."""
    return day - timedelta(days=day.weekday())
