"""公示: a frozen list before the public for a number of working days, with objections item by item.

The list is frozen by publication: a trigger refuses any later change (migration 0003). Objections are taken
while it runs by the database's clock, under a shared lock on the notice that closing takes exclusively.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import authors_of
from lianxiao.calls.actions.applications import values_of as values_of_application
from lianxiao.calls.actions.letters import draft_list
from lianxiao.calls.models import Application, Call, PublicNotice, PublicNoticeItem
from lianxiao.calls.queries.deadlines import calendar
from lianxiao.calls.queries.public_notices import digest_of, frozen_line
from lianxiao.calls.states import APPLICATION, PUBLIC_NOTICE, PublicNoticeState, State
from lianxiao.core import search, steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.personal_numbers import refuse_personal_numbers
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.working_days import add_working_days
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

EDITABLE = ("title", "title_en", "body", "body_en", "contact", "working_days")


class NothingToShow(Refused):
    """A list without a line is not published."""


class NotReadyForNotice(Refused):
    """An application of the list is not (or no longer) waiting for public notice."""


class StillRunning(Refused):
    """The last day of the notice has not passed by the database's clock."""


@transaction.atomic
def draft(*, call: Call, values: Mapping[str, Any], applications: Sequence[Application], by: Actor) -> PublicNotice:
    """A new list of a call's confirmed applications, in the order given."""
    if not access.may_draft_public_notice(by, call):
        raise PermissionDenied
    notice = PublicNotice(call=call, office_id=call.office_id, created_by_id=by.person_id, is_demo=call.is_demo)
    for name in EDITABLE:
        setattr(notice, name, values[name])
    notice.save()
    _set_items(notice, applications)
    steps.record(notice, "draft", by=by, after=notice.state)
    return notice


@transaction.atomic
def edit(
    *, notice: PublicNotice, values: Mapping[str, Any], applications: Sequence[Application], by: Actor
) -> PublicNotice:
    if not access.may_edit_public_notice(by, notice):
        raise PermissionDenied
    locked = PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.state != PublicNoticeState.DRAFT:
        raise NotAllowedNow(_("The list is published and cannot be changed any more."))
    for name in EDITABLE:
        setattr(locked, name, values[name])
    locked.save(update_fields=list(EDITABLE))
    locked.items.all().delete()
    _set_items(locked, applications)
    steps.record(locked, "edit", by=by, before=locked.state, after=locked.state)
    return locked


def _set_items(notice: PublicNotice, applications: Sequence[Application]) -> None:
    for application in applications:
        if application.state != State.CONFIRMED or application.call_category.call_id != notice.call_id:
            raise NotReadyForNotice(_("“%(title)s” is not waiting for public notice.") % {"title": application.title})
        if PublicNoticeItem.objects.filter(application=application).exists():
            raise NotReadyForNotice(_("“%(title)s” stands on another list.") % {"title": application.title})
    PublicNoticeItem.objects.bulk_create(
        PublicNoticeItem(public_notice=notice, application=application, order=order)
        for order, application in enumerate(applications, 1)
    )


@transaction.atomic
def publish(*, notice: PublicNotice, by: Actor) -> PublicNotice:
    """Freeze the list, fix its last day, put every application on notice.

    Raises NothingToShow, UnmaskedNumbers, or NotAllowedNow when an application has moved meanwhile.
    """
    if not access.may_publish_public_notice(by, notice):
        raise PermissionDenied
    locked = PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    PUBLIC_NOTICE.must_allow(locked, "publish")
    items = list(
        locked.items.select_related("application__university", "application__call_category__category")
        .prefetch_related("application__parties")
        .order_by("order")
    )
    if not items:
        raise NothingToShow(_("Choose at least one application for the list."))
    for item in items:
        item.content = frozen_line(item.application)
    _must_be_masked(locked, items)
    PublicNoticeItem.objects.bulk_update(items, ["content"])
    now = database_now()
    moved = PUBLIC_NOTICE.move(
        locked,
        "publish",
        by=by,
        published_at=now,
        ends_at=end_of_notice(now, locked.working_days),
        digest=digest_of([item.content for item in items]),
    )
    for item in items:
        APPLICATION.move(item.application, "put_on_notice", by=by)
        notify(
            authors_of(item.application),
            "public_notice_opened",
            path=public_path(moved),
            values=values_of_application(item.application),
        )
    draft_list(moved, by=by)
    _index(moved, items)
    return moved


def _index(notice: PublicNotice, items: Sequence[PublicNoticeItem]) -> None:
    assert notice.published_at is not None
    search.put(
        notice,
        title=notice.title,
        title_en=notice.title_en,
        text="\n".join([notice.body, notice.body_en, *(line for item in items for line in _words(item))]),
        path=public_path(notice),
        published_at=notice.published_at,
    )


def _words(item: PublicNoticeItem) -> list[str]:
    return [item.content["title"], item.content["university"], item.content["number"]]


def _must_be_masked(notice: PublicNotice, items: Sequence[PublicNoticeItem]) -> None:
    """Trust rule 8, before anything becomes public."""
    texts = {
        _("Title"): f"{notice.title}\n{notice.title_en}",
        _("Text"): notice.body,
        _("Text in English"): notice.body_en,
    }
    for item in items:
        content = item.content
        texts[_("Line %(order)d") % {"order": item.order}] = "\n".join(
            [content["title"], content["leader"], *content["partners"]]
        )
    refuse_personal_numbers(texts)


def end_of_notice(published_at: datetime, working_days: int) -> datetime:
    """Midnight after the last of `working_days` full working days; the day of publication does not count."""
    last = add_working_days(timezone.localdate(published_at), working_days, calendar())
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def close(*, notice: PublicNotice, by: Actor) -> PublicNotice:
    """After the last day, by the office or by the clock. Items with an open objection stay suspended."""
    if by != SYSTEM and not access.may_close_public_notice(by, notice):
        raise PermissionDenied
    with transaction.atomic():
        moved = PUBLIC_NOTICE.move(notice, "close", by=by, closed_at=database_now())
        if moved.ends_at is None or database_now() < moved.ends_at:
            raise StillRunning(_("The public notice still runs."))
        leaders = people_in([moved.office.parent_id or moved.office_id], Role.DEPARTMENT_LEADER)
        notify(leaders, "notice_ended", path=desk_path(moved), values={"application": moved.title})
    return moved


def close_ended() -> int:
    """By the clock: every notice whose last day has passed. Returns how many were closed."""
    closed = 0
    ended = PublicNotice.objects.filter(state=PublicNoticeState.PUBLISHED, ends_at__lte=database_now())
    for notice in ended.order_by("id"):
        try:
            close(notice=notice, by=SYSTEM)
        except NotAllowedNow:
            continue  # closed by somebody since the list was read
        closed += 1
    return closed


def public_path(notice: PublicNotice) -> str:
    return f"/public-notices/{notice.pk}/"


def desk_path(notice: PublicNotice) -> str:
    return f"/desk/public-notices/{notice.pk}/"
