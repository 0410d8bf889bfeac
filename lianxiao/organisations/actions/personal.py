"""Personal data: sealed when they come, read in full with a purpose, exported by two people, erased by two."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.personal_fields import blind, destroy, new_key, seal, unseal
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations import access
from lianxiao.organisations.actions.account import end_all
from lianxiao.organisations.models import Erasure, Membership, PersonalExport, PersonalReading, User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.queries.personal import departments, may_be_taken
from lianxiao.organisations.roles import Role

ERASED_NAME = "已注销用户"


class PurposeMissing(Refused):
    """Personal data are read for something."""


# --- at rest ---------------------------------------------------------------------------------------


def set_phone(user: User, plain: str) -> None:
    """Seal the number under the person's key, which comes with the first one; the caller saves the person."""
    if plain and user.personal_key is None:
        user.personal_key = new_key()
    user.phone = seal(plain, user.personal_key) if user.personal_key else ""
    user.phone_index = blind(plain)


# --- reading ---------------------------------------------------------------------------------------


@transaction.atomic
def read_in_full(*, user: User, purpose: str, by: Actor) -> dict[str, str]:
    """Mail and telephone of a person, unmasked; the person sees who read them and why."""
    if not access.may_read_in_full(by, user.pk):
        raise PermissionDenied
    shown = {"email": user.email, "phone": unseal(user.phone)}
    there = [name for name, text in shown.items() if text]
    if there:
        keep_reading([user.pk], way=PersonalReading.Way.SHOWN, fields=there, purpose=purpose, by=by)
        steps.record(user, "read_in_full", by=by, remark=purpose.strip(), details={"fields": there})
    return shown


def keep_reading(people: Iterable[int], *, way: str, fields: list[str], purpose: str, by: Actor) -> None:
    """For each of these people, what "who has read my data" tells. Raises PurposeMissing."""
    if not purpose.strip():
        raise PurposeMissing(_("Say what for; the person can read it."))
    now = database_now()
    # The history names people for ever, also those whose account is in no table any more.
    there = User.objects.filter(pk__in={*people} - {by.user_id}).order_by("id").values_list("pk", flat=True)
    PersonalReading.objects.bulk_create(
        [
            PersonalReading(
                person_id=person,
                reader_id=by.person_id,
                reader_name=by.name,
                role=by.role,
                organisation_name=by.organisation_name,
                way=way,
                fields=fields,
                purpose=purpose.strip()[:200],
                at=now,
            )
            for person in there
        ],
        batch_size=1_000,
    )


# --- exports ---------------------------------------------------------------------------------------


@transaction.atomic
def ask_export(
    *,
    kind: str,
    query: str,
    filters: list[tuple[str, str]],
    people: int,
    rows: int,
    up_to: int,
    reason: str,
    by: Actor,
) -> PersonalExport:
    """Whether the actor may export this kind of list at all is for the caller, who knows the list."""
    if not reason.strip():
        raise PurposeMissing(_("Say what for; the person can read it."))
    export = PersonalExport.objects.create(
        kind=kind,
        query=query,
        filters=filters,
        people=people,
        rows=rows,
        up_to=up_to,
        reason=reason.strip()[:300],
        asked_by_id=by.person_id,
        asked_as=by.role,
        asked_at=database_now(),
    )
    steps.record(export, "ask_export", by=by, remark=export.reason, details={"kind": kind, "people": people})
    if export.needs_second_person:
        notify(
            people_in(departments(), Role.SECURITY_ADMIN).exclude(pk=by.person_id),
            "export_to_grant",
            path=f"/exports/{export.pk}/",
            values={"person": by.name},
        )
    return export


@transaction.atomic
def grant_export(*, export: PersonalExport, by: Actor) -> PersonalExport:
    locked = _undecided(export, by)
    locked.granted_by_id, locked.granted_at = by.user_id, database_now()
    locked.save(update_fields=["granted_by", "granted_at"])
    steps.record(locked, "grant_export", by=by)
    notify([locked.asked_by], "export_granted", path=f"/exports/{locked.pk}/", values={"person": by.name})
    return locked


@transaction.atomic
def refuse_export(*, export: PersonalExport, by: Actor) -> PersonalExport:
    locked = _undecided(export, by)
    locked.refused_by_id, locked.refused_at = by.user_id, database_now()
    locked.save(update_fields=["refused_by", "refused_at"])
    steps.record(locked, "refuse_export", by=by)
    notify([locked.asked_by], "export_refused", path=f"/exports/{locked.pk}/", values={"person": by.name})
    return locked


def _undecided(export: PersonalExport, by: Actor) -> PersonalExport:
    locked = PersonalExport.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=export.pk)
    if not access.may_grant_export(by, locked.asked_by_id):
        raise PermissionDenied
    if not locked.needs_second_person or locked.granted_at or locked.refused_at or locked.taken_at:
        raise NotAllowedNow(_("Nothing has to be decided about this export any more."))
    return locked


@transaction.atomic
def take_export(*, export: PersonalExport, people: list[int], fields: list[str], by: Actor) -> PersonalExport:
    """Before the file is made: by who asked, within a day, no more people than were asked for."""
    locked = PersonalExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if locked.asked_by_id != by.user_id or locked.asked_as != by.role:
        raise PermissionDenied
    now = database_now()
    if not may_be_taken(locked, now):
        raise NotAllowedNow(_("This export is not granted, or its day has passed. Ask for it again."))
    if len(people) > locked.people:
        raise NotAllowedNow(_("The list holds more people than when the export was asked for. Ask for it again."))
    if locked.taken_at is None:
        locked.taken_at = now
        locked.save(update_fields=["taken_at"])
        keep_reading(people, way=PersonalReading.Way.EXPORTED, fields=fields, purpose=locked.reason, by=by)
    steps.record(locked, "take_export", by=by, details={"kind": locked.kind, "people": len(people)})
    return locked


# --- erasure ---------------------------------------------------------------------------------------


@transaction.atomic
def ask_erasure(*, user: User, reason: str, by: Actor) -> Erasure:
    if not access.may_ask_erasure(by, user):
        raise PermissionDenied
    if Erasure.objects.filter(user=user).exists():
        raise NotAllowedNow(_("The erasure of this person has been asked for already."))
    if not reason.strip():
        raise PurposeMissing(_("Say why; the reason stays on record."))
    erasure = Erasure.objects.create(
        user=user, reason=reason.strip()[:300], asked_by_id=by.person_id, asked_at=database_now()
    )
    steps.record(user, "ask_erasure", by=by, remark=erasure.reason)
    notify(
        people_in(departments(), Role.SECURITY_ADMIN).exclude(pk=by.person_id),
        "erasure_to_grant",
        path=f"/people/{user.pk}/",
        values={"person": by.name},
    )
    return erasure


@transaction.atomic
def erase(*, user: User, by: Actor) -> User:
    """By the second person: the key is destroyed, what stands in the open is emptied, every role ends."""
    erasure = Erasure.objects.select_for_update(of=("self",)).filter(user=user).first()
    if erasure is None or erasure.done_at is not None:
        raise NotAllowedNow(_("No erasure of this person is waiting."))
    if not access.may_erase(by, erasure.asked_by_id, user.pk):
        raise PermissionDenied
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.personal_key:
        destroy(locked.personal_key)
    locked.username, locked.name, locked.initials = f"erased-{locked.pk}", ERASED_NAME, ""
    locked.email, locked.phone, locked.phone_index, locked.is_active = "", "", "", False
    locked.set_unusable_password()
    locked.save()
    end_all(UserSession.objects.filter(user=locked))
    now = database_now()
    for membership in Membership.objects.filter(user=locked, ended_at__isnull=True):
        membership.ended_at, membership.ended_by_id, membership.ended_reason = now, by.user_id, erasure.reason
        membership.save(update_fields=["ended_at", "ended_by", "ended_reason"])
        steps.record(membership, "end", by=by, before=membership.role, remark=erasure.reason)
    erasure.done_by_id, erasure.done_at = by.user_id, now
    erasure.save(update_fields=["done_by", "done_at"])
    steps.record(locked, "erase", by=by)
    return locked
