"""Several hands on one application: who takes part, what is assigned to whom, who is there just now."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.calls.models import Application, ApplicationMember, Presence, SectionAssignment
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.queries.waiting import STILL_TIME
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.models import Membership
from lianxiao.organisations.roles import Right, Role

PRESENT_FOR = timedelta(seconds=60)
FOUND_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """A section assigned to a member, as the page of members and the task list tell it."""

    pk: int
    key: str
    title: str
    person: str
    due_date: date | None
    done: bool


def assigned_lines(application: Application) -> list[AssignedLine]:
    """In the order of the form, from the prefetched members."""
    definition = definition_of(application.form)
    held = [
        AssignedLine(one.pk, one.key, str(section.title), member.user.name, one.due_date, one.done_at is not None)
        for member in application.members.all()
        for one in member.assignments.all()
        if (section := definition.by_key.get(one.key))
    ]
    order = list(definition.by_key)
    return sorted(held, key=lambda line: (order.index(line.key), line.pk))


def own_assignment(actor: Actor, application: Application, key: str) -> SectionAssignment | None:
    """What the reader was asked to write here."""
    for member in application.members.all():
        if member.user_id == actor.user_id:
            return next((one for one in member.assignments.all() if one.key == key), None)
    return None


def assigned_to_others(actor: Actor, application: Application, key: str) -> list[str]:
    """The names that the section's page shows to whoever writes there without being asked."""
    return [
        member.user.name
        for member in application.members.all()
        for one in member.assignments.all()
        if one.key == key and member.user_id != actor.user_id
    ]


# --- one's own work --------------------------------------------------------------------------------


def own_assignments(actor: Actor) -> "QuerySet[SectionAssignment]":
    """Everything assigned to the actor for the organisation that he acts for, in reach as it is now."""
    reach = Application.objects.reached_by(actor)
    return SectionAssignment.objects.filter(
        member__user_id=actor.user_id or 0,
        member__organisation_id=actor.organisation_id or 0,
        member__application__in=reach.values("pk"),
    )


def assignments(actor: Actor) -> "QuerySet[SectionAssignment]":
    """In applications that the actor sees as a whole."""
    return SectionAssignment.objects.filter(
        member__application__in=Application.objects.visible_to(actor).values("pk")
    ).select_related("member__application", "member__user")


def assignments_page(actor: Actor) -> "QuerySet[SectionAssignment]":
    """What is still to be done comes first, the nearest day on top."""
    return (
        own_assignments(actor)
        .select_related(
            "member__application__form",
            "member__application__university",
            "member__application__call_category__call",
            "assigned_by",
        )
        .order_by(F("done_at").asc(nulls_first=True), F("due_date").asc(nulls_last=True), "id")
    )


@dataclass(frozen=True, slots=True)
class OwnLine:
    """`waits` as the workbench counts it; `open` while the section can still be written."""

    assignment: SectionAssignment
    title: str
    url: str
    waits: bool
    open: bool


def own_lines(actor: Actor) -> list[OwnLine]:
    """The newest hundred."""
    waiting = set(_waiting(actor).order_by().values_list("pk", flat=True))
    return [
        OwnLine(
            one,
            str(section.title),
            reverse("calls:section", args=[one.member.application_id, one.key]),
            one.pk in waiting,
            one.member.application.state in (State.DRAFT, State.RETURNED),
        )
        for one in assignments_page(actor)[:100]
        if (section := definition_of(one.member.application.form).by_key.get(one.key))
    ]


def _waiting(actor: Actor) -> "QuerySet[SectionAssignment]":
    in_time = Application.objects.filter(STILL_TIME, state__in=[State.DRAFT, State.RETURNED])
    return own_assignments(actor).filter(done_at=None, member__application__in=in_time.values("pk"))


def waiting_assignments(actor: Actor) -> list[Waiting]:
    if not actor.may(Right.WRITE_APPLICATIONS):
        return []
    count = _waiting(actor).count()
    if not count:
        return []
    return [Waiting("assigned", _("Sections assigned to you"), count, reverse("calls:assigned"))]


# --- finding people --------------------------------------------------------------------------------


def people_found(application: Application, words: str) -> list[Membership]:
    """Teachers of the lead university whose name, its initials or account fit, without those who take part."""
    if not words.strip():
        return []
    taking_part = ApplicationMember.objects.filter(application=application)
    rows = Membership.objects.current().filter(organisation_id=application.university_id, role=Role.TEACHER)
    fits = Q(user__name__icontains=words.strip()) | Q(user__username__icontains=words.strip())
    fits |= Q(user__initials__istartswith=words.strip()) | Q(user__email__iexact=words.strip())
    return list(
        rows.filter(fits)
        .exclude(user__in=taking_part.values("user"))
        .select_related("user")
        .order_by("user__initials", "user_id")[:FOUND_AT_MOST]
    )


# --- who is there ----------------------------------------------------------------------------------


def present(actor: Actor, application: Application, key: str) -> list[str]:
    """The names of the others who have the section open, or had within the last minute."""
    rows = (
        Presence.objects.filter(application=application, key=key, seen_at__gt=database_now() - PRESENT_FOR)
        .exclude(user_id=actor.user_id or 0)
        .select_related("user")
        .order_by("user__initials", "user_id")
    )
    return [row.user.name for row in rows]
