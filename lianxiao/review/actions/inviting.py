"""Invitations to experts, and what they answer. Messages to them name the panel, never an application."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role
from lianxiao.review import access
from lianxiao.review.actions.rules import EXPERTS_PATH, at_desk, locked, path_of, values_of
from lianxiao.review.models import Plan, Seat
from lianxiao.review.queries.plans import office_of
from lianxiao.review.states import SEAT, SHEET, SeatState, SheetState


class NotDeclared(Refused):
    """Nobody reviews before he has declared that he judges without prejudice."""


class ReasonMissing(Refused):
    """A decline is told with its reason."""


@transaction.atomic
def invite(*, plan: Plan, by: Actor) -> int:
    """Everybody who has something to review and was not asked yet; how many."""
    row = locked(plan, access.may_seat, by)
    seats = list(
        Seat.objects.filter(panel__plan=row, state=SeatState.PREPARED, sheets__state=SheetState.ASSIGNED)
        .select_related("panel", "expert")
        .distinct()
        .order_by("id")
    )
    for seat in seats:
        SEAT.move(seat, "invite", by=by, invited_at=database_now())
        notify([seat.expert], "review_invited", path=EXPERTS_PATH, values=values_of(seat.panel, seat.due_at))
    if seats:
        steps.record(row, "invite", by=by, details={"experts": len(seats)})
    return len(seats)


@transaction.atomic
def accept(*, seat: Seat, declared: bool, by: Actor) -> Seat:
    """With the declaration of impartiality, which is signed once for the panel."""
    row = _locked(seat)
    if not access.may_answer(by, row):
        raise PermissionDenied
    if not declared:
        raise NotDeclared(_("Read the declaration and tick it; without it no application is shown."))
    return SEAT.move(row, "accept", by=by, declared_at=database_now(), reminders=0, office_told_at=None)


@transaction.atomic
def decline(*, seat: Seat, reason: str, by: Actor) -> Seat:
    """What he was to review is free again, and the office is told."""
    row = _locked(seat)
    if not access.may_answer(by, row):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say in a few words why; the office finds somebody else."))
    moved = SEAT.move(row, "decline", by=by, declined_because=reason.strip())
    withdraw_all(moved, by)
    tell_office(moved)
    return moved


@transaction.atomic
def replace(*, seat: Seat, by: Actor) -> Seat:
    """Takes an expert off who does not come to it; what he submitted stays, the rest is free for somebody else."""
    row = at_desk(seat.panel, by)
    moved = SEAT.move(seat, "replace", by=by)
    withdraw_all(moved, by)
    steps.record(row, "replace", by=by, remark=seat.panel.name)
    return moved


def _locked(seat: Seat) -> Seat:
    return Seat.objects.select_for_update(of=("self",)).select_related("panel__plan").get(pk=seat.pk)


def withdraw_all(seat: Seat, by: Actor) -> None:
    for sheet in seat.sheets.filter(state=SheetState.ASSIGNED).order_by("id"):
        SHEET.move(sheet, "withdraw", by=by)


def tell_office(seat: Seat) -> None:
    """That somebody is missing; not who."""
    plan = seat.panel.plan
    office = office_of(plan)
    assert office is not None
    values = values_of(seat.panel, seat.due_at)
    notify(people_in([office], Role.OFFICER), "review_declined", path=path_of(plan), values=values)
