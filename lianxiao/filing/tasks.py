"""What the worker does for filings: what happens by the clock."""

from procrastinate.contrib.django import app

from lianxiao.filing.actions.chasing import remind_due
from lianxiao.filing.actions.deadlines import close_due


@app.periodic(cron="* * * * *")
@app.task(name="filing.close_due", queueing_lock="filing.close_due")
def close_rounds(timestamp: int) -> None:
    """Every minute: close the rounds whose window has passed."""
    close_due()


@app.periodic(cron="10 * * * *")
@app.task(name="filing.remind", queueing_lock="filing.remind")
def remind(timestamp: int) -> None:
    """Every hour: remind those whose deadline comes near or has passed."""
    remind_due()
