"""Reminding those who owe the next step of a case: once a day, three times in all, then their leader once."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.actions.each import RowResult, each
from lianxiao.calls.actions.telling import authors_of, values_of
from lianxiao.calls.models import Application, Chase
from lianxiao.calls.models.chase import APART, MOST, Owed
from lianxiao.calls.queries import chases as queries
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.models import Organisation, User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Kind, Role

# A university's own reminders are not for the offices, nor theirs about a decision for the university.
ON_CAMPUS = (Owed.REVIEW, Owed.ENDORSEMENT, Owed.SUBMISSION)


class ChasedToday(Refused):
    """Once in 24 hours, whoever it was that reminded."""


class ChasedOut(Refused):
    """Three times those who owe it, once their leader."""


def chase(*, application: Application, by: Actor) -> Chase:
    """Whatever the case waits for now. Raises NotAllowedNow, ChasedToday, ChasedOut."""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        owed = queries.owed_in(locked)
        if owed is None:
            raise NotAllowedNow(_("Nobody is waited for any more."))
        if not queries.may_chase(by, locked, owed):
            raise PermissionDenied
        number = _number(locked, owed)
        people = _told(locked, owed, to_leader=number > MOST)
        if not people:
            raise NotAllowedNow(_("There is nobody who could be reminded; the office of the platform helps."))
        now = database_now()
        row = Chase.objects.create(
            application=locked,
            owed=owed,
            occasion=queries.occasion_of(locked),
            number=number,
            by_id=by.person_id,
            by_organisation_id=by.organisation_id or 0,
            at=now,
            until=now + APART,
        )
        _record(row, people, by)
    return row


def chase_each(*, applications: Iterable[Application], by: Actor) -> list[RowResult]:
    """Whatever each waits for; the same limits hold as for one."""
    return each(applications, lambda one: chase(application=one, by=by))


def _number(application: Application, owed: Owed) -> int:
    last = queries.sent(application, owed).first()
    if last is None:
        return 1
    if last.number >= queries.most_of(owed):
        raise ChasedOut(_("They have been reminded three times, and their leader where there is one. Please call."))
    if last.until > database_now():
        raise ChasedToday(_("They were reminded within the last 24 hours. Wait until a day has passed."))
    return last.number + 1


def _told(application: Application, owed: Owed, *, to_leader: bool) -> list[User]:
    """Who owes it, or whose people do."""
    campus = [application.university_id]
    if owed in ON_CAMPUS or owed == Owed.CORRECTION:
        if to_leader or owed == Owed.ENDORSEMENT:
            return list(people_in(campus, Role.LEADER))
        authors = authors_of(application) if owed == Owed.CORRECTION else []
        return list({user.pk: user for user in [*authors, *people_in(campus, Role.LIAISON)]}.values())
    if to_leader or owed == Owed.CONFIRMATION:
        department = Organisation.objects.filter(kind=Kind.DEPARTMENT).order_by("id")
        return list(people_in(department.values_list("pk", flat=True), Role.DEPARTMENT_LEADER))
    return list(people_in(_offices(application, owed), Role.OFFICER))


def _offices(application: Application, owed: Owed) -> list[int]:
    rows = queries.open_checks(application) if owed == Owed.CHECK else queries.unsigned(application)
    return list(rows.values_list("office_id", flat=True))


def _record(row: Chase, people: Sequence[User], by: Actor) -> None:
    application, owed = row.application, Owed(row.owed)
    whom = "、".join(user.name for user in people)
    words = {"what": owed.label, "number": row.number}
    inside = owed in queries.DECIDING or (owed == Owed.CHECK and by.organisation_id != application.university_id)
    if inside or owed in ON_CAMPUS:
        remark = _("%(what)s, no. %(number)s, to %(whom)s") % {**words, "whom": whom}
    else:
        # Which of several offices has not done its part yet is nothing for the university.
        remark = _("%(what)s, no. %(number)s") % words
    verb = "chase_office" if inside else "chase_campus" if owed in ON_CAMPUS else "chase"
    details = {"owed": row.owed, "number": row.number, "people": [user.pk for user in people]}
    steps.record(application, verb, by=by, remark=remark, details=details)
    kind = "chased_leader" if row.went_to_leader else "chased"
    values = values_of(application, person=by.name, office=by.organisation_name, count=str(row.number))
    notify(people, kind, path=queries.path_for(application, owed), values=values)
