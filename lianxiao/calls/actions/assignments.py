"""Sections are assigned to members, who say when their part is done."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import hands
from lianxiao.calls.actions.applications import values_of
from lianxiao.calls.actions.reach import must
from lianxiao.calls.models import Application, ApplicationMember, SectionAssignment
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.states import Hand
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.core.taking_out import taken_out
from lianxiao.organisations.notices import notify


class NothingToAssign(Refused):
    """The form has no such section, or the member only reads."""


@transaction.atomic
def assign(*, member: ApplicationMember, key: str, by: Actor, due_date: date | None = None) -> SectionAssignment:
    """Assigned again, a section is to be done again, until the new day. Raises NothingToAssign."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=member.application_id)
    must(hands.may_assign, by, application)
    section = definition_of(application.form).by_key.get(key)
    if section is None:
        raise NothingToAssign(_("The form has no such section."))
    if member.hand == Hand.READER:
        raise NothingToAssign(_("Who only reads cannot be assigned a section. Let the person write first."))
    assignment, _new = SectionAssignment.objects.update_or_create(
        member=member,
        key=key,
        defaults={
            "due_date": due_date,
            "assigned_by_id": by.person_id,
            "assigned_at": database_now(),
            "done_at": None,
        },
    )
    details = {"section": key, "due": str(due_date or "")}
    steps.record(application, "assign", by=by, remark=f"{section.title}: {member.user.name}", details=details)
    if member.user_id != by.user_id:
        notify(
            [member.user],
            "section_assigned",
            path=f"/applications/{application.pk}/sections/{key}/",
            values=values_of(application, person=by.name, due=str(due_date or "—")),
        )
    return assignment


@transaction.atomic
def unassign(*, assignment: SectionAssignment, by: Actor) -> None:
    """On record once, also when two people do it at once."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=assignment.member.application_id)
    must(hands.may_assign, by, application)
    if not taken_out(assignment):
        return
    section = definition_of(application.form).by_key[assignment.key]
    steps.record(
        application,
        "unassign",
        by=by,
        remark=f"{section.title}: {assignment.member.user.name}",
        details={"section": assignment.key},
    )


@transaction.atomic
def report_done(*, assignment: SectionAssignment, by: Actor) -> None:
    """By the one who was asked; who asked is told."""
    held = SectionAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    application = held.member.application
    if held.member.user_id != by.user_id or held.member.organisation_id != by.organisation_id:
        raise PermissionDenied
    if held.done_at is not None:
        return
    held.done_at = database_now()
    held.save(update_fields=["done_at"])
    section = definition_of(application.form).by_key[held.key]
    steps.record(application, "report_done", by=by, remark=str(section.title), details={"section": held.key})
    if held.assigned_by_id != by.user_id:
        notify(
            [held.assigned_by],
            "section_done",
            path=f"/applications/{application.pk}/",
            values=values_of(application, person=by.name),
        )
