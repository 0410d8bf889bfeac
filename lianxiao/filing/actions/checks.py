"""The office's check of a submitted return: accepted, or returned with reasons at the fields and its own deadline."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.filing import access
from lianxiao.filing.actions.deadlines import NotLater
from lianxiao.filing.actions.reach import held_return
from lianxiao.filing.actions.telling import liaisons_of, path_of, values_of, when
from lianxiao.filing.models import Correction, CorrectionReason, Return, Round
from lianxiao.filing.queries.returns import definition_of
from lianxiao.filing.states import RETURN, RUNNING
from lianxiao.organisations.notices import notify

LONGEST_REASON = 500  # characters, as the column has it


class ReasonsMissing(Refused):
    """A return names at least one field, and at each field what is to be corrected; `fields` are those without."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(_("Tick at least one field, and say at each what is to be corrected."))
        self.fields = fields


@transaction.atomic
def accept(*, filing: Return, by: Actor, remark: str = "") -> Return:
    locked = held_return(filing, by, access.may_check)
    _still_running(locked)
    now = database_now()
    moved = RETURN.move(filing, "accept", by=by, remark=remark, accepted_at=now, accepted_by_id=by.person_id)
    notify(liaisons_of([locked]), "filing_accepted", path=path_of(moved), values=values_of(locked))
    return moved


@transaction.atomic
def return_for_correction(*, filing: Return, reasons: Mapping[str, str], due_at: datetime, by: Actor) -> Correction:
    """`reasons` by field key. Raises ReasonsMissing, NotLater."""
    locked = held_return(filing, by, access.may_check)
    _still_running(locked)
    definition = definition_of(locked)
    given = {key: text.strip()[:LONGEST_REASON] for key, text in reasons.items() if key in definition.fields}
    if not given or not all(given.values()):
        raise ReasonsMissing([key for key, text in given.items() if not text])
    if due_at <= database_now():
        raise NotLater(_("The correction must be due in the future."))
    correction = Correction.objects.create(
        filing=locked,
        copy=locked.copies.order_by("-version")[0],
        due_at=due_at,
        asked_by_id=by.person_id,
        asked_at=database_now(),
    )
    CorrectionReason.objects.bulk_create(
        CorrectionReason(
            correction=correction, section_key=definition.section_of[key].key, field_key=key, reason=reason
        )
        for key, reason in given.items()
    )
    remark = "\n".join(f"{definition.fields[key].label}：{reason}" for key, reason in given.items())
    moved = RETURN.move(filing, "return", by=by, remark=remark, correction_due_at=due_at)
    notify(liaisons_of([locked]), "filing_returned", path=path_of(moved), values=values_of(locked, due=when(due_at)))
    return correction


def _still_running(locked: Return) -> None:
    """A concluded round stays as it is; held against being concluded meanwhile."""
    state = Round.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=locked.round_id)
    if state not in RUNNING:
        raise Refused(_("The round is concluded; nothing of it changes any more."))
