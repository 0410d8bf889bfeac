"""Who gets which application: by hand, by rule, by draw. The database refuses every pair with a conflict."""

import json
from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.models import Application
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.lots import sealed_seed
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.sealing import unseal
from lianxiao.review import access
from lianxiao.review.actions.rules import at_desk, locked
from lianxiao.review.drawing import Pair, draw
from lianxiao.review.models import Draw, Panel, PoolExpert, Seat, Sheet
from lianxiao.review.queries import desk, pool
from lianxiao.review.queries.veils import blind_titles
from lianxiao.review.states import DRAW, SEAT, SEATED, SHEET, STANDING, DrawState, SeatState, SheetState

PURPOSE = "seed of a draw"


class Conflict(Refused):
    """Nobody judges where he has a conflict of interest."""


class NoPlace(Refused):
    """An expert has as many applications as he takes on."""


@transaction.atomic
def by_hand(*, panel: Panel, application: Application, expert: PoolExpert, by: Actor) -> Sheet:
    """One application to one expert of the pool. Raises Conflict, NoPlace."""
    row = at_desk(panel, by)
    sheet = give(panel, application, expert, Sheet.How.HAND)
    steps.record(row, "assign", by=by, details={"how": "hand", "sheets": 1})
    return sheet


@transaction.atomic
def extra_by_hand(*, panel: Panel, application: Application, expert: PoolExpert, by: Actor) -> Sheet:
    """One more expert where marks lie far apart. Raises Conflict, NoPlace, NotAllowedNow."""
    row = locked(panel.plan, access.may_staff, by)
    if not desk.extra_wanted(panel).filter(application=application).exists():
        raise NotAllowedNow(
            _("An extra expert is for an application whose marks are all in and lie far apart; one each.")
        )
    sheet = give(panel, application, expert, Sheet.How.HAND, is_extra=True)
    steps.record(row, "assign_extra", by=by, details={"how": "hand", "sheets": 1})
    return sheet


def give(panel: Panel, application: Application, expert: PoolExpert, how: str, *, is_extra: bool = False) -> Sheet:
    entry = panel.entries.get(application=application)
    if (expert.user_id, application.pk) in desk.barred_pairs({expert.user_id: expert}, [entry]):
        raise Conflict(_("This expert has a conflict of interest with a party of the application."))
    # Locked, so that two desks do not fill the same last place.
    PoolExpert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    free = pool.available().filter(pk=expert.pk).first()
    if free is None or free.load >= free.most:  # type: ignore[attr-defined]
        raise NoPlace(_("This expert is not free, or has as many applications as he takes on."))
    seat = seat_of(panel, expert)
    if seat.sheets.filter(application=application, state__in=STANDING).exists():
        raise NotAllowedNow(_("The expert has this application already."))
    return Sheet.objects.create(
        seat=seat,
        application=application,
        round=panel.round,
        how=how,
        is_extra=is_extra,
        blind_title=blind_titles(panel, [application]).get(application.pk, ""),
    )


def seat_of(panel: Panel, expert: PoolExpert) -> Seat:
    found = Seat.objects.filter(panel=panel, expert=expert.user_id, state__in=SEATED).first()
    return found or Seat.objects.create(panel=panel, expert_id=expert.user_id, due_at=panel.due_at)


@transaction.atomic
def by_rule(*, panel: Panel, by: Actor) -> int:
    """Fills what is missing: near disciplines first, then small loads. Returns how many were given."""
    row = at_desk(panel, by)
    pairs = draw(desk.list_to_draw_from(panel), None)
    _give_all(panel, pairs, Sheet.How.RULE)
    if pairs:
        steps.record(row, "assign", by=by, details={"how": "rule", "sheets": len(pairs)})
    return len(pairs)


def _give_all(panel: Panel, pairs: Sequence[Pair], how: str, *, is_extra: bool = False) -> None:
    experts = {one.code: one for one in PoolExpert.objects.filter(code__in={code for _number, code in pairs})}
    list(PoolExpert.objects.select_for_update(of=("self",)).filter(code__in=experts).order_by("id"))
    applications = desk.applications_of(panel)
    seats = {code: seat_of(panel, experts[code]) for code in sorted(experts)}
    titles = blind_titles(panel, list(applications.values()))
    Sheet.objects.bulk_create(
        Sheet(
            seat=seats[code],
            application=(one := applications[number]),
            round=panel.round,
            how=how,
            is_extra=is_extra,
            blind_title=titles.get(one.pk, ""),
        )
        for number, code in pairs
    )


@transaction.atomic
def seal_seed(*, panel: Panel, by: Actor) -> Draw:
    """A seed that nobody knows; its digest goes on record before anything is drawn. Once no application is short of
    experts, extra ones are drawn with it."""
    row = at_desk(panel, by)
    if panel.draws.filter(state=DrawState.SEALED).exists():
        raise NotAllowedNow(_("A seed is sealed already; draw with it."))
    is_extra = not desk.is_short(panel) and desk.extra_wanted(panel).exists()
    seed = sealed_seed(PURPOSE)
    made = Draw.objects.create(
        panel=panel,
        is_extra=is_extra,
        sealed_seed=seed.sealed,
        seed_digest=seed.digest,
        sealed_by_id=by.person_id,
        sealed_at=database_now(),
    )
    steps.record(row, "seal_draw", by=by, remark=panel.name, details={"sha256_of_seed": made.seed_digest})
    return made


@transaction.atomic
def carry_out(*, draw_: Draw, by: Actor) -> Draw:
    """Freezes the list, draws with the sealed seed and discloses it."""
    panel = draw_.panel
    row = at_desk(panel, by)
    seed, listed = unseal(draw_.sealed_seed, PURPOSE), desk.list_to_draw_from(panel, extra=draw_.is_extra)
    pairs = draw(listed, seed)
    moved = DRAW.move(
        draw_, "draw", by=by, seed=seed, listed=listed, result=[list(pair) for pair in pairs], drawn_at=database_now()
    )
    _give_all(panel, pairs, Sheet.How.DRAW, is_extra=draw_.is_extra)
    digest = sha256(json.dumps(listed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    details = {"seed": seed, "sha256_of_list": digest, "sheets": len(pairs)}
    steps.record(row, "draw", by=by, remark=panel.name, details=details)
    return moved


@transaction.atomic
def take_back(*, sheet: Sheet, by: Actor) -> Sheet:
    """An application from an expert who has not scored it; a seat that was not invited yet goes with its last."""
    at_desk(sheet.seat.panel, by)
    moved = SHEET.move(sheet, "withdraw", by=by)
    seat = moved.seat
    if seat.state == SeatState.PREPARED and not seat.sheets.filter(state=SheetState.ASSIGNED).exists():
        SEAT.move(seat, "remove", by=by)
    return moved
