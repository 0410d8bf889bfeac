"""How the register of organisations is read: its facts and leading groups are open to everybody signed in."""

from collections.abc import Mapping
from copy import copy

from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.steps import of_case
from lianxiao.organisations import access
from lianxiao.organisations.models import City, LeadingGroupMember, Membership, Organisation
from lianxiao.organisations.models.organisation import OrganisationQuerySet
from lianxiao.organisations.roles import DEPARTMENT_SIDE, INSTITUTIONS, Kind, Right, Role

PARTNER_KINDS = (Kind.ENTERPRISE, Kind.INSTITUTE, Kind.GOVERNMENT, Kind.OVERSEAS)
# What happened to an organisation, as the record tells it.
VERBS: Mapping[str, tuple[str | Promise, str]] = {
    "add": (gettext_lazy("Added to the register"), "success"),
    "edit": (gettext_lazy("Facts changed"), ""),
    "add_to_leading_group": (gettext_lazy("Named to the leading group"), ""),
    "remove_from_leading_group": (gettext_lazy("Taken out of the leading group"), ""),
}


def organisations(actor: Actor) -> OrganisationQuerySet:
    """Closed ones only for who keeps the register."""
    if not actor.is_signed_in:
        return Organisation.objects.none()
    rows = Organisation.objects.select_related("city", "parent")
    return rows if actor.may(Right.MANAGE_ORGANISATIONS) else rows.filter(is_active=True)


def institutions() -> "QuerySet[Organisation]":
    """Universities and colleges of the province, whose facts are open to everybody."""
    return Organisation.objects.active().filter(kind__in=INSTITUTIONS).select_related("city", "parent")


def listed(actor: Actor) -> "QuerySet[Organisation]":
    """The department and its offices, institutions in official order, partners."""
    side = Case(When(kind__in=DEPARTMENT_SIDE, then=0), When(kind__in=INSTITUTIONS, then=1), default=2)
    return organisations(actor).order_by(side, "official_order", "id")


def organisation_page(actor: Actor) -> "QuerySet[Organisation]":
    """With leading group, liaisons and offices, in a fixed number of queries."""
    liaisons = (
        Membership.objects.current().filter(role=Role.LIAISON).select_related("user").order_by("started_at", "id")
    )
    return organisations(actor).prefetch_related(
        Prefetch("leading_group", leading_group_rows()),
        Prefetch("memberships", liaisons, to_attr="liaisons"),
        Prefetch("children", Organisation.objects.active().in_official_order()),
    )


def leading_group_rows() -> "QuerySet[LeadingGroupMember]":
    return LeadingGroupMember.objects.order_by("order", "id")


def leading_group(actor: Actor) -> "QuerySet[LeadingGroupMember]":
    return leading_group_rows().filter(organisation__in=organisations(actor)).select_related("organisation")


def own_organisation(actor: Actor) -> "QuerySet[Organisation]":
    return organisations(actor).filter(pk=actor.organisation_id or 0)


def open_organisations() -> "QuerySet[Organisation]":
    """That can be chosen, in official order."""
    return Organisation.objects.active().in_official_order()


def found_by(rows: "QuerySet[Organisation]", text: str) -> "QuerySet[Organisation]":
    """By a part of any name, the code, or the first letters in pinyin."""
    word = text.strip()
    return rows.filter(
        Q(name__icontains=word)
        | Q(name_en__icontains=word)
        | Q(short_name__icontains=word)
        | Q(code__iexact=word)
        | Q(uscc__iexact=word)
        | Q(initials__contains=word.lower().replace(" ", ""))
    )


def cities(request: object = None) -> "QuerySet[City]":
    """In official order; a filter hands its request over."""
    return City.objects.order_by("order", "code")


def where_accounts_open(actor: Actor) -> "QuerySet[Organisation]":
    """The organisations for which the actor opens accounts."""
    rows = Organisation.objects.active().in_official_order()
    if actor.may(Right.MANAGE_ALL_PEOPLE):
        return rows
    return rows.filter(pk=actor.organisation_id or 0) if actor.may(Right.MANAGE_PEOPLE) else rows.none()


def steps_of(organisation: Organisation) -> "QuerySet[Step]":
    return of_case(organisation)


def editable(actor: Actor) -> "QuerySet[Organisation]":
    """Whose facts the actor keeps."""
    rows = organisations(actor)
    if access.may_manage_organisations(actor):
        return rows
    return rows.filter(pk=actor.organisation_id or 0) if actor.may(Right.KEEP_OWN_FACTS) else rows.none()


def with_own_leading_group(actor: Actor) -> "QuerySet[Organisation]":
    """Whose leading group the actor keeps; offices have none of their own."""
    rows = organisations(actor).filter(kind__in=[*INSTITUTIONS, Kind.DEPARTMENT])
    if access.may_manage_organisations(actor):
        return rows
    return rows.filter(pk=actor.organisation_id or 0) if actor.may(Right.MANAGE_PEOPLE) else rows.none()


def copy_of(organisation: Organisation) -> Organisation:
    """For a form to write on, so that the row still says what it was."""
    return copy(organisation)


def facts_of(organisation: Organisation) -> list[tuple[str, object]]:
    """What stands on the page of an organisation; empty facts are left out, but for the first ones."""
    optional = [
        (_("Short name"), organisation.short_name),
        (_("English name"), organisation.name_en),
        (_("Code"), organisation.code),
        (_("Unified social credit code"), organisation.uscc),
        (_("Part of"), organisation.parent),
        (_("Authority"), organisation.authority),
        (_("Level"), organisation.level),
        (_("Website"), organisation.website),
        (_("Note"), organisation.note),
    ]
    return [
        (_("Kind"), organisation.get_kind_display()),
        (_("City"), organisation.city),
        *((label, value) for label, value in optional if value),
    ]
