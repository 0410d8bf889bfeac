"""What the worker does for reviews: what happens by the clock."""

from procrastinate.contrib.django import app

from lianxiao.review.actions.reminding import remind_by_the_clock


@app.periodic(cron="40 * * * *")
@app.task(name="review.remind", queueing_lock="review.remind")
def remind(timestamp: int) -> None:
    """Every hour: experts who owe an answer or scores."""
    remind_by_the_clock()
