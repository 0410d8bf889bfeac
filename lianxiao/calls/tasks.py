"""What the worker does for calls: prints of frozen copies, and what happens by the clock."""

from procrastinate.contrib.django import app

from lianxiao.calls.actions.deadlines import close_due, lapse_overdue
from lianxiao.calls.actions.prints import keep_letter, keep_print
from lianxiao.calls.actions.similar import compare
from lianxiao.calls.models import Application


@app.task(name="calls.print_submission", retry=5)
def print_submission(submission_id: int) -> None:
    """Make the PDF of a frozen copy once and keep it."""
    keep_print(submission_id=submission_id)


@app.periodic(cron="* * * * *")
@app.task(name="calls.by_the_clock", queueing_lock="calls.by_the_clock")
def by_the_clock(timestamp: int) -> None:
    """Every minute: close the calls whose window has passed, end corrections that are overdue."""
    close_due()
    lapse_overdue()


@app.task(name="calls.print_letter", retry=5)
def print_letter(approval_id: int) -> None:
    """Make the PDF of an official letter once and keep it."""
    keep_letter(approval_id=approval_id)


@app.task(name="calls.compare", retry=5)
def compare_application(application_id: int) -> None:
    """Find what resembles an application that has just left its authors."""
    compare(application=Application.objects.get(pk=application_id))
