"""What the worker does for the ledger: what happens by the clock."""

from procrastinate.contrib.django import app

from lianxiao.ledger.actions.lights import refresh


@app.periodic(cron="5 * * * *")
@app.task(name="ledger.lights", queueing_lock="ledger.lights")
def lights(timestamp: int) -> None:
    """Every hour, so that a day that begins shows its lights soon after midnight whatever the server's time zone."""
    refresh()
