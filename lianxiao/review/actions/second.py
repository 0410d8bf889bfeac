"""A second round: chosen applications go to a panel of their own once the scores of the first are open.

What the first round said stays on record; a trigger keeps its experts out of the second.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.review import access
from lianxiao.review.actions.panels import NameTaken
from lianxiao.review.actions.plans import NotReady
from lianxiao.review.actions.rules import locked
from lianxiao.review.models import Entry, Panel, Plan
from lianxiao.review.models.secret import SECOND
from lianxiao.review.queries import plans as queries
from lianxiao.review.states import PLAN, SHEET


@transaction.atomic
def begin(*, plan: Plan, applications: Sequence[int], name: str, due_at: datetime, by: Actor) -> Panel:
    """Moves the chosen ones to a new panel, to which experts are then assigned. Raises NotReady, NameTaken."""
    row = locked(plan, access.may_begin_second, by)
    chosen = list(Entry.objects.select_for_update(of=("self",)).filter(panel__plan=row, application__in=applications))
    if not chosen:
        raise NotReady(_("Choose at least one application."))
    if due_at <= database_now():
        raise NotReady(_("The day until which scores are due lies in the past."))
    if Panel.objects.filter(plan=row, name=name).exists():
        raise NameTaken(_("There is a panel of this name already."))
    moved = PLAN.move(row, "begin_second", by=by, second_begun_at=database_now(), second_due_at=due_at)
    codes = sorted({code for entry in chosen for code in entry.panel.major_codes})
    panel = Panel.objects.create(plan=moved, name=name, round=SECOND, major_codes=codes)
    Entry.objects.filter(pk__in=[entry.pk for entry in chosen]).update(panel=panel)
    steps.record(moved, "panel", by=by, remark=name, details={"applications": len(chosen)})
    return panel


@transaction.atomic
def open_scores(*, plan: Plan, by: Actor) -> Plan:
    """Where as many scores came in as wanted they take the place of the first round's; what did not is taken back."""
    row = locked(plan, partial(access.may_step, verb="open_second"), by)
    for sheet in queries.pending(row):
        SHEET.move(sheet, "withdraw", by=by)
    return PLAN.move(row, "open_second", by=by, second_opened_at=database_now())
