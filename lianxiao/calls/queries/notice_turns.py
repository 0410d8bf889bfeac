"""Which public notices wait for whom: one table for the workbench's counts and for the list behind them."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.calls.models import Application, PublicNotice, PublicNoticeItem
from lianxiao.calls.queries.public_notices import public_notices
from lianxiao.calls.states import PublicNoticeState, State
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.roles import Right

Label = str | Promise
OBJECTIONS, TO_CLOSE, TO_PUBLISH, TO_RELEASE = "objections", "close", "publish", "release"
TURNS: list[tuple[str, Label]] = [
    (OBJECTIONS, gettext_lazy("Public notices with objections to settle")),
    (TO_PUBLISH, gettext_lazy("Lists to publish")),
    (TO_CLOSE, gettext_lazy("Public notices to close")),
    (TO_RELEASE, gettext_lazy("Lists to release")),
]


def narrowed(rows: "QuerySet[PublicNotice]", actor: Actor, turn: str) -> "QuerySet[PublicNotice]":
    """The notices in which this kind of work waits for the actor."""
    condition = _turns(actor).get(turn)
    return rows.none() if condition is None else rows.filter(condition)


def waiting_public_notices(actor: Actor) -> list[Waiting]:
    labels = dict(TURNS)
    path = reverse("calls:desk_public_notices")
    counts = {turn: public_notices(actor).filter(condition).count() for turn, condition in _turns(actor).items()}
    lines = [
        Waiting(f"notices_{turn}", str(labels[turn]), count, f"{path}?turn={turn}")
        for turn, count in counts.items()
        if count
    ]
    return [*_to_be_listed(actor), *lines]


def _turns(actor: Actor) -> dict[str, Q]:
    turns: dict[str, Q] = {}
    if actor.may(Right.RUN_PUBLIC_NOTICES):
        own = Q(office_id=actor.organisation_id)
        turns[OBJECTIONS] = own & Q(open_objections__gt=0)
        turns[TO_PUBLISH] = own & Q(state=PublicNoticeState.DRAFT)
        turns[TO_CLOSE] = own & Q(state=PublicNoticeState.PUBLISHED, ends_at__lte=Now())
    if actor.may(Right.CONFIRM_DECISIONS):
        waits = PublicNoticeItem.objects.filter(application__state=State.ON_NOTICE)
        turns[TO_RELEASE] = Q(state=PublicNoticeState.CLOSED, pk__in=waits.values("public_notice"))
    return turns


def _to_be_listed(actor: Actor) -> list[Waiting]:
    """Confirmed applications of the office's calls that stand on no list."""
    if not actor.may(Right.RUN_PUBLIC_NOTICES):
        return []
    count = Application.objects.filter(
        call_category__call__office_id=actor.organisation_id, state=State.CONFIRMED, notice_item=None
    ).count()
    path = reverse("calls:public_notice_new")
    return [Waiting("to_list", _("Confirmed applications to put on public notice"), count, path)] if count else []
