"""Who has read whose data; exports that are asked for, granted, taken."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.core.personal_fields import blind, unseal
from lianxiao.organisations.models import ALONE_UP_TO, Erasure, Organisation, PersonalExport, PersonalReading, User
from lianxiao.organisations.queries.people import Standing, people
from lianxiao.organisations.roles import Kind, Right

GOOD_FOR = timedelta(days=1)
FIELDS: Mapping[str, str | Promise] = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "contact": _("telephone or e-mail"),
    "name": pgettext_lazy("person", "Name"),
    "roles": _("Roles"),
    "steps": _("Record of steps"),
    "changes": _("History of changes"),
}


def readings_of(actor: Actor) -> "QuerySet[PersonalReading]":
    """Of the actor's own data, the newest first."""
    return PersonalReading.objects.filter(person_id=actor.user_id or 0).order_by("-id")


def field_labels(reading: PersonalReading) -> list[str | Promise]:
    return [FIELDS.get(name, name) for name in reading.fields]


def own_data(actor: Actor) -> dict[str, str]:
    """What is kept of the person who asks, in the open."""
    user = User.objects.get(pk=actor.person_id)
    return {"name": user.name, "username": user.username, "email": user.email, "phone": unseal(user.phone)}


def found_by_phone(actor: Actor, number: str) -> User | None:
    """Among the people whom the actor sees; exactly this number, however it is written."""
    index = blind(number)
    return people(actor).filter(phone_index=index).order_by("id").first() if index else None


def erasure_of(user: User) -> Erasure | None:
    return Erasure.objects.filter(user=user).select_related("asked_by", "done_by").first()


# --- exports ---------------------------------------------------------------------------------------


def exports(actor: Actor) -> "QuerySet[PersonalExport]":
    """One's own, and for who grants them everybody's."""
    rows = PersonalExport.objects.select_related("asked_by", "granted_by", "refused_by").order_by("-id")
    if actor.may(Right.GUARD_PERSONAL_DATA) or actor.may(Right.READ_RECORD):
        return rows
    return rows.filter(asked_by_id=actor.user_id or 0)


def waiting_exports(actor: Actor) -> "QuerySet[PersonalExport]":
    """That this actor, as second person, may let go."""
    if not actor.may(Right.GUARD_PERSONAL_DATA):
        return PersonalExport.objects.none()
    waits = Q(people__gt=ALONE_UP_TO, granted_at__isnull=True, refused_at__isnull=True, taken_at__isnull=True)
    return exports(actor).filter(waits).exclude(asked_by_id=actor.user_id)


def is_waiting(export: PersonalExport) -> bool:
    """For the second person."""
    return export.needs_second_person and not (export.granted_at or export.refused_at or export.taken_at)


def state_of(export: PersonalExport) -> Standing:
    if export.refused_at is not None:
        return Standing(_("Refused"), "danger")
    if export.taken_at is not None:
        return Standing(_("Downloaded"), "neutral")
    if is_waiting(export):
        return Standing(_("Waits for the second person"), "warning")
    if not may_be_taken(export, timezone.now()):
        return Standing(_("Its day has passed"), "neutral")
    return Standing(_("Ready to download"), "success")


def may_be_taken(export: PersonalExport, now: datetime) -> bool:
    if export.refused_at is not None or (export.needs_second_person and export.granted_at is None):
        return False
    return now < (export.granted_at or export.asked_at) + GOOD_FOR


def departments() -> "QuerySet[Organisation, int]":
    return Organisation.objects.filter(kind=Kind.DEPARTMENT).values_list("pk", flat=True)
