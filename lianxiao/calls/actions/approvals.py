"""立项: a closed public notice is released; every item not suspended becomes a project with a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import authors_of, path_of, values_of
from lianxiao.calls.actions.letters import draft_approval
from lianxiao.calls.facts import ApplicationApproved
from lianxiao.calls.models import Application, Approval, Objection, PublicNotice
from lianxiao.calls.states import APPLICATION, PublicNoticeState, State
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.numbers import next_number
from lianxiao.core.reactions import announce
from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role


class NoticeNotOver(Refused):
    """Nothing is approved before its public notice has ended."""


class ObjectionOpen(Refused):
    """An objection to the item waits for its finding."""


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one item of the list: a project number, or why not."""

    application: Application
    approval: Approval | None
    refusal: str = ""


def release(*, notice: PublicNotice, by: Actor) -> list[Released]:
    """Approve every item of a closed notice that can be; the others say why. One result per item."""
    if not access.may_approve(by):
        raise PermissionDenied
    if notice.state != PublicNoticeState.CLOSED:
        raise NoticeNotOver(_("The public notice has not ended yet."))
    results = []
    for item in notice.items.select_related("application").order_by("order"):
        if item.application.state in APPLICATION.final:
            continue
        try:
            with transaction.atomic():
                results.append(Released(item.application, approve(application=item.application, by=by)))
        except Refused as refusal:
            results.append(Released(item.application, None, str(refusal)))
    return results


@transaction.atomic
def approve(*, application: Application, by: Actor) -> Approval:
    """One application becomes a project; the ledger opens its entry and its letter is drafted in this transaction."""
    if not access.may_approve(by):
        raise PermissionDenied
    now = database_now()
    moved = APPLICATION.move(application, "approve", by=by)
    _may_be_approved(moved)
    number = project_number(moved)
    approval = Approval.objects.create(
        application=moved,
        project_number=number,
        approved_by_id=by.person_id,
        approved_at=now,
    )
    announce(ApplicationApproved(moved))
    draft_approval(moved, number, by=by)
    notify(_told(moved), "approved", path=path_of(moved), values=values_of(moved, number=number))
    return approval


def _may_be_approved(application: Application) -> None:
    item = application.notice_item
    if item.public_notice.state != PublicNoticeState.CLOSED:
        raise NoticeNotOver(_("The public notice has not ended yet."))
    if Objection.objects.filter(item=item, outcome="").exists():
        raise ObjectionOpen(_("An objection to this item waits for its finding."))
    assert application.state == State.APPROVED


def project_number(application: Application) -> str:
    """LN, the category's letters, the year of the call, a running number of its own."""
    category, call = application.call_category.category, application.call_category.call
    series = f"LN-{category.letters}-{call.year}"
    return f"{series}-{next_number(series):03d}"


def _told(application: Application) -> Iterable[User]:
    everybody: dict[User, Any] = dict.fromkeys(authors_of(application))
    everybody |= dict.fromkeys(people_in([application.university_id], Role.LIAISON, Role.LEADER))
    return everybody
