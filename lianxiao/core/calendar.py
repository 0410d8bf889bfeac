"""The work calendar that is kept as data, and how long there is still time, counted as officials count."""

from datetime import datetime, timedelta

from django.utils import timezone

from lianxiao.core.models import WorkDay
from lianxiao.core.working_days import Calendar, working_days_between


def calendar() -> Calendar:
    return dict(WorkDay.objects.values_list("date", "working").order_by("date"))


def working_days_left(until: datetime, days: Calendar) -> int:
    """Working days after today up to the day of the deadline; 0 on that day and when it has passed."""
    return working_days_between(timezone.localdate(), timezone.localdate(until), days)


def when(deadline: datetime) -> str:
    """A deadline in a notification, readable in both languages: midnight is 24:00 of the day that it ends."""
    local = timezone.localtime(deadline)
    if f"{local:%H:%M}" == "00:00":
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"
