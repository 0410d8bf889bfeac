"""The register: institutions, offices and partners, and their leading groups."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.taking_out import taken_out
from lianxiao.organisations import access
from lianxiao.organisations.actions.facts import index, search_initials
from lianxiao.organisations.models import LeadingGroupMember, Organisation
from lianxiao.organisations.roles import PARTNERS

# What everybody may read and a partner keeps itself.
PUBLIC_FACTS = ("name_en", "short_name", "website", "city", "note")
ALL_FACTS = ("kind", "name", "code", "uscc", "authority", "level", "is_active", *PUBLIC_FACTS)


@transaction.atomic
def add_partner(*, values: Mapping[str, Any], by: Actor) -> Organisation:
    """An enterprise, institute, local government or university abroad."""
    if not access.may_manage_organisations(by) or values["kind"] not in PARTNERS:
        raise PermissionDenied
    organisation = Organisation(**{name: values[name] for name in ALL_FACTS if name in values})
    organisation.initials = search_initials(organisation.name, organisation.short_name)
    organisation.save()
    steps.record(organisation, "add", by=by)
    return organisation


@transaction.atomic
def edit_organisation(*, organisation: Organisation, values: Mapping[str, Any], by: Actor) -> Organisation:
    """Each changed fact is recorded with what it was and what it is: these are public facts."""
    allowed = ALL_FACTS if access.may_manage_organisations(by) else PUBLIC_FACTS
    if not access.may_edit_public_facts(by, organisation) or not set(values) <= set(allowed):
        raise PermissionDenied
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    changed = {name: [_plain(getattr(locked, name)), _plain(values[name])] for name in values}
    changed = {name: [before, after] for name, (before, after) in changed.items() if before != after}
    if changed:
        for name in changed:
            setattr(locked, name, values[name])
        locked.initials = search_initials(locked.name, locked.short_name)
        locked.save(update_fields=[*changed, "initials"])
        index(locked)
        steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


def _plain(value: Any) -> Any:
    """As JSON keeps it: another row by its key."""
    return getattr(value, "pk", value)


@transaction.atomic
def add_to_leading_group(*, organisation: Organisation, values: Mapping[str, Any], by: Actor) -> LeadingGroupMember:
    if not access.may_edit_leading_group(by, organisation):
        raise PermissionDenied
    member = LeadingGroupMember.objects.create(organisation=organisation, **values)
    steps.record(organisation, "add_to_leading_group", by=by, details={"name": member.name, "duty": member.duty})
    return member


@transaction.atomic
def remove_from_leading_group(*, member: LeadingGroupMember, by: Actor) -> None:
    if not access.may_edit_leading_group(by, member.organisation):
        raise PermissionDenied
    details = {"name": member.name, "duty": member.duty}
    if taken_out(member):
        steps.record(member.organisation, "remove_from_leading_group", by=by, details=details)
