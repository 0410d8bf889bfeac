"""What the worker does for calls: prints of frozen copies."""

from procrastinate.contrib.django import app

from lianxiao.calls.actions.prints import keep_print


@app.task(name="calls.print_submission", retry=5)
def print_submission(submission_id: int) -> None:
    """Make the PDF of a frozen copy once and keep it."""
    keep_print(submission_id=submission_id)
