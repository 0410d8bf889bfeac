"""What the worker does for every app: seals of the record."""

from procrastinate.contrib.django import app

from lianxiao.core.seals import seal_all


@app.periodic(cron="*/10 * * * *")
@app.task(name="core.seal_record", queueing_lock="core.seal_record")
def seal_record(timestamp: int) -> None:
    """Every ten minutes, what has been written since."""
    seal_all()
