from procrastinate.contrib.django import app

from lianxiao.organisations.actions import imports, mailing, web_hooks
from lianxiao.organisations.models import ImportRun


@app.task(name="organisations.mail_notifications", retry=5)
def mail_notifications(notification_ids: list[int]) -> None:
    """What may leave at once, without waiting for the next minute."""
    mailing.mail_due(ids=notification_ids)


@app.periodic(cron="* * * * *")
@app.task(name="organisations.mail_due", queueing_lock="organisations.mail_due")
def mail_due(timestamp: int) -> None:
    """Every minute: what waited for the end of quiet hours, for a digest, or for a server that was away."""
    mailing.mail_due()


@app.task(name="organisations.deliver_hooks", retry=3)
def deliver_hooks(delivery_ids: list[int]) -> None:
    """What was just told to web hooks."""
    web_hooks.deliver_due(ids=delivery_ids)


@app.periodic(cron="* * * * *")
@app.task(name="organisations.deliver_hooks_due", queueing_lock="organisations.deliver_hooks_due")
def deliver_hooks_due(timestamp: int) -> None:
    """Every minute: what is to be tried again."""
    web_hooks.deliver_due()


@app.task(name="organisations.check_import", retry=3)
def check_import(run_id: int) -> None:
    """Read and check an uploaded table; nothing of it is written."""
    imports.check(run=ImportRun.objects.select_related("organisation", "uploaded_by").get(pk=run_id))


@app.task(name="organisations.carry_out_import", retry=3)
def carry_out_import(run_id: int) -> None:
    """Write a confirmed table, whole or not at all."""
    imports.carry_out(run=ImportRun.objects.select_related("organisation", "uploaded_by").get(pk=run_id))
