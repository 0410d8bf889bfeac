"""转办: a waiting task is transferred to a colleague, passed on by him, or taken back."""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.access import transfers as access
from lianxiao.organisations.actions.people import must_explain
from lianxiao.organisations.models import Organisation, Transfer
from lianxiao.organisations.notices import notify, people_of
from lianxiao.organisations.queries.transfers import colleague


class NotAColleague(Refused):
    """A task goes to another person of the same organisation in the same role."""


class WithAnother(Refused):
    """It was transferred before; who has it passes it on, who gave it takes it back."""


@transaction.atomic
def transfer(*, kind: str, case: models.Model, path: str, username: str, reason: str, by: Actor) -> Transfer:
    """`case` is waiting and `by` may take the next step on it: whoever fetched it has seen to that.

    Raises NotAColleague, WithAnother, ReasonMissing.
    """
    if by.organisation_id is None or by.is_program:
        raise PermissionDenied
    there = colleague(by, username)
    if there is None:
        raise NotAColleague(_("There is no colleague in your role with this account at your organisation."))
    # Two transfers of one organisation wait for each other.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=by.organisation_id)
    standing = Transfer.objects.standing().filter(organisation=organisation, kind=kind, case_id=case.pk).first()
    if standing is not None:
        if by.is_none_of(standing.to_user_id, standing.from_user_id):
            raise WithAnother(_("This has been transferred by a colleague; only the two of them pass it on."))
        _end(standing, by)
    made = Transfer.objects.create(
        organisation=organisation,
        role=by.role,
        kind=kind,
        case_id=case.pk,
        from_user_id=by.person_id,
        to_user=there.user,
        reason=must_explain(reason),
        made_at=database_now(),
    )
    details = {"transfer": made.pk, "to": there.user_id}
    steps.record(case, "transfer_task", by=by, remark=f"{there.user.name} · {made.reason}", details=details)
    notify(
        people_of(there, none_of=by.persons),
        "task_transferred",
        path=path,
        values={"person": by.name, "university": organisation.name},
    )
    return made


@transaction.atomic
def take_back(*, transfer: Transfer, case: models.Model, by: Actor) -> Transfer:
    """By who gave it, or given back by who has it. Raises NotAllowedNow when it has ended."""
    locked = Transfer.objects.select_for_update(of=("self",)).select_related("to_user").get(pk=transfer.pk)
    if not access.may_take_back(by, locked):
        raise PermissionDenied
    if locked.ended_at is not None:
        raise NotAllowedNow(_("This transfer has ended before."))
    _end(locked, by)
    steps.record(case, "take_back_task", by=by, remark=locked.to_user.name, details={"transfer": locked.pk})
    return locked


def _end(row: Transfer, by: Actor) -> None:
    row.ended_at, row.ended_by_id = database_now(), by.user_id
    row.save(update_fields=["ended_at", "ended_by"])
