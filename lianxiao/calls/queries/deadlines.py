"""How long there is still time, counted as officials count: in working days."""

from datetime import datetime

from django.utils import timezone

from lianxiao.calls.models import Application
from lianxiao.calls.states import ON_CAMPUS, State
from lianxiao.core.models import WorkDay
from lianxiao.core.working_days import Calendar, working_days_between


def calendar() -> Calendar:
    return dict(WorkDay.objects.values_list("date", "working").order_by("date"))


def working_days_left(until: datetime, days: Calendar) -> int:
    """Working days after today up to the day of the deadline; 0 on that day and when it has passed."""
    return working_days_between(timezone.localdate(), timezone.localdate(until), days)


def deadline_of(application: Application) -> datetime | None:
    """Until when somebody at the university has to act; None once that is over."""
    if application.state == State.RETURNED:
        return application.correction_due_at
    if application.state in ON_CAMPUS and application.state != State.DISCARDED:
        return application.call_category.call.closes_at
    return None
