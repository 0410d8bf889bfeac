"""异议: received from anybody while a notice runs, on record, settled by the office that runs it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import authors_of, path_of, values_of
from lianxiao.calls.actions.public_notices import desk_path
from lianxiao.calls.models import Application, Objection, PublicNotice, PublicNoticeItem
from lianxiao.calls.states import APPLICATION, PublicNoticeState, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.numbers import next_number
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role


class NoticeOver(Refused):
    """Objections are taken while the notice runs."""


class WordsMissing(Refused):
    """A suspension and a finding are given with words."""


@transaction.atomic
def object_to(*, item: PublicNoticeItem, name: str, contact: str, text: str, sealed: bool, by: Actor) -> Objection:
    """Anybody may object, without an account. Returns the objection; its number is the receipt."""
    # The lock keeps a closing that is under way and an objection that is just in time apart.
    notice = PublicNotice.objects.select_for_update(of=("self",)).get(pk=item.public_notice_id)
    now = database_now()
    if notice.state != PublicNoticeState.PUBLISHED or notice.ends_at is None or now >= notice.ends_at:
        raise NoticeOver(_("The public notice is over; objections can no longer be made here."))
    series = f"YY-{now.year}"
    objection = Objection.objects.create(
        item=item,
        number=f"{series}-{next_number(series):04d}",
        sealed=sealed,
        name=name,
        contact=contact,
        text=text,
        received_at=now,
    )
    steps.record(notice, "object", by=by, details={"objection": objection.number, "line": item.order})
    notify(
        people_in([notice.office_id], Role.OFFICER),
        "objection_received",
        path=desk_path(notice),
        values={"code": objection.number, "application": item.content["title"]},
    )
    return objection


def suspend(*, item: PublicNoticeItem, reason: str, by: Actor) -> Application:
    """Stop one item; the rest of the list goes on."""
    if not access.may_handle_objections(by, item.public_notice):
        raise PermissionDenied
    if not reason.strip():
        raise WordsMissing(_("Say why the item is suspended; it stands on record."))
    return APPLICATION.move(item.application, "suspend", by=by, remark=reason.strip())


@transaction.atomic
def settle(*, objection: Objection, outcome: str, reply: str, by: Actor) -> Objection:
    """The finding. Upheld: the application is not approved. Not upheld: it goes on when nothing else is open."""
    item = objection.item
    if not access.may_handle_objections(by, item.public_notice):
        raise PermissionDenied
    if not reply.strip():
        raise WordsMissing(_("Give the finding in words; the objector is told."))
    application = Application.objects.select_for_update(of=("self",)).get(pk=item.application_id)
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if locked.outcome:
        raise NotAllowedNow(_("This objection has been settled already."))
    now = database_now()
    locked.outcome, locked.reply = Objection.Outcome(outcome), reply.strip()
    locked.handled_at, locked.handled_by_id = now, by.user_id
    locked.save(update_fields=["outcome", "reply", "handled_at", "handled_by"])
    if locked.outcome == Objection.Outcome.UPHELD:
        _uphold(application, locked, by)
    elif application.state == State.SUSPENDED and not item.objections.filter(outcome="").exists():
        APPLICATION.move(application, "resume", by=by, remark=locked.reply)
    steps.record(item.public_notice, "settle", by=by, details={"objection": locked.number, "outcome": outcome})
    return locked


def _uphold(application: Application, objection: Objection, by: Actor) -> None:
    if application.state == State.ON_NOTICE:
        APPLICATION.move(application, "suspend", by=by, remark=objection.number)
    moved = APPLICATION.move(application, "reject", by=by, remark=objection.reply, decided_at=objection.handled_at)
    people = [*authors_of(moved), *people_in([moved.university_id], Role.LIAISON)]
    notify(dict.fromkeys(people), "not_approved", path=path_of(moved), values=values_of(moved))
