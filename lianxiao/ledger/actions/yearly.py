"""The yearly ledger: asked for by an official, made by the worker, kept as it was made."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.core.kept_files import keep_made
from lianxiao.ledger import access
from lianxiao.ledger.models import Project, YearlyLedger
from lianxiao.ledger.queries.yearly import pdf_of, register_of, workbook_of


@transaction.atomic
def ask(*, year: int, by: Actor) -> YearlyLedger:
    """One of a year is made at a time; who asks meanwhile waits for that one, and the worker is told again."""
    if not access.may_make_yearly(by):
        raise PermissionDenied
    asked, new = YearlyLedger.objects.get_or_create(
        year=year, made_at=None, defaults={"asked_by_id": by.person_id, "asked_at": database_now()}
    )
    if new:
        steps.record(asked, "ask_yearly", by=by, details={"year": year})
    enqueue("ledger.make_yearly", yearly_id=asked.pk)
    return asked


def make(*, yearly_id: int) -> YearlyLedger:
    """In the worker. Typesets outside a transaction, since it takes time; doing so again changes nothing."""
    yearly = YearlyLedger.objects.get(pk=yearly_id)
    if yearly.made_at is not None:
        return yearly
    now = database_now()
    register = register_of(yearly.year, timezone.localdate(now))
    pdf = pdf_of(register, now, demo=Project.objects.filter(is_demo=True).exists())
    workbook = workbook_of(register, now)
    with transaction.atomic():
        locked = YearlyLedger.objects.select_for_update(of=("self",)).get(pk=yearly_id)
        if locked.made_at is not None:
            return locked
        locked.made_at, locked.project_count, locked.funding = now, register.project_count, register.funding
        locked.pdf, locked.workbook = keep_made(pdf, "pdf"), keep_made(workbook, "xlsx")
        locked.save()
        steps.record(locked, "make_yearly", by=SYSTEM, details={"projects": register.project_count})
    return locked
