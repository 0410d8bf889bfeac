"""How long there is still time, counted as officials count: in working days."""

from datetime import datetime

from lianxiao.calls.models import Application
from lianxiao.calls.states import ON_CAMPUS, State
from lianxiao.core.calendar import calendar as calendar
from lianxiao.core.calendar import working_days_left as working_days_left


def deadline_of(application: Application) -> datetime | None:
    """Until when somebody at the university has to act; None once that is over."""
    if application.state == State.RETURNED:
        return application.correction_due_at
    if application.state in ON_CAMPUS and application.state != State.DISCARDED:
        return application.call_category.call.closes_at
    return None
