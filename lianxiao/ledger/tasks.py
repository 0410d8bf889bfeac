"""What the worker does for the ledger: what happens by the clock."""

from procrastinate.contrib.django import app

from lianxiao.ledger.actions.chasing import chase_by_the_clock
from lianxiao.ledger.actions.follow_ups import climb_by_the_clock, raise_by_the_clock
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.yearly import make


@app.periodic(cron="5 * * * *")
@app.task(name="ledger.lights", queueing_lock="ledger.lights")
def lights(timestamp: int) -> None:
    """Every hour, so that a day that begins shows its lights soon after midnight whatever the server's time zone."""
    refresh()


@app.periodic(cron="20 * * * *")
@app.task(name="ledger.late", queueing_lock="ledger.late")
def late(timestamp: int) -> None:
    """Every hour: late reports are chased, what is overdue is followed up, what was not answered climbs."""
    chase_by_the_clock()
    raise_by_the_clock()
    climb_by_the_clock()


@app.task(name="ledger.make_yearly", retry=3)
def make_yearly(yearly_id: int) -> None:
    make(yearly_id=yearly_id)
