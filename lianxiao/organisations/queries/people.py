"""How people and their roles are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.steps import kind_of
from lianxiao.organisations.models import Delegation, Membership, Organisation, User, account_typed
from lianxiao.organisations.models.person import MembershipQuerySet
from lianxiao.organisations.queries.register import found_by
from lianxiao.organisations.queries.second_factor import factors
from lianxiao.organisations.roles import Right

# What happened to a person or a role, as the record tells it: label and tone.
VERBS: Mapping[str, tuple[str | Promise, str]] = {
    "open_account": (_("Account opened"), "success"),
    "grant": (_("Role granted"), ""),
    "confirm": (_("Role confirmed"), "success"),
    "refuse": (_("Role refused"), "danger"),
    "delegate": (_("Deputy named"), ""),
    "confirm_delegation": (_("Delegation confirmed"), "success"),
    "end_delegation": (_("Delegation ended"), "warning"),
    "hand_over": (_("What the person held was handed over"), ""),
    "end": (_("Role ended"), "warning"),
    "edit": (_("Facts changed"), ""),
    "reset_password": (_("New password given"), "warning"),
    "change_password": (_("Password changed by the person"), ""),
    "close_account": (_("Account closed"), "danger"),
    "reopen_account": (_("Account opened again"), "success"),
    "end_session": (_("Other browsers signed out"), ""),
    "sign_in": (_("Signed in"), ""),
    "add_factor": (_("Second factor set up"), "success"),
    "remove_factor": (_("Second factor removed"), "warning"),
    "make_codes": (_("Recovery codes made"), ""),
    "refuse_codes": (_("Wrong codes; refused for a while"), "danger"),
    "make_binding_code": (_("Binding code given"), ""),
    "bind": (_("University id bound"), "success"),
    "unbind": (_("University id unbound"), "warning"),
    "ask_factor_reset": (_("Second factor reported lost"), "warning"),
    "grant_factor_reset": (_("Lost second factor taken away"), "warning"),
    "refuse_factor_reset": (_("Lost second factor kept"), "danger"),
    "read_in_full": (_("Personal data read in full"), "warning"),
    "ask_erasure": (_("Erasure asked for"), "warning"),
    "erase": (_("Personal data erased"), "danger"),
}


# --- who is asking ---------------------------------------------------------------------------------


def has_role(user: User) -> bool:
    """Whether the account opens anything at present."""
    return Membership.objects.current().filter(user=user).exists()


def current_memberships(user_id: int) -> list[Membership]:
    """What a person can act as now: his own roles, the oldest first, then those in which he stands in for somebody.

    Each knows whether its holder `has_factor`. Who has no role of his own stands in for nobody.
    """
    # Asked on each request: the dear question of what is in force is put only for the few who are somebody's deputy.
    named = Delegation.objects.filter(deputy_id=user_id, ended_at__isnull=True)
    own = list(_to_act_as().filter(user_id=user_id).annotate(is_deputy=Exists(named)))
    return [*own, *_stood_in_for(own[0].user)] if own and own[0].is_deputy else own  # type: ignore[attr-defined]


def _stood_in_for(deputy: User) -> list[Membership]:
    in_force = Delegation.objects.in_force().filter(deputy=deputy)
    rows = list(
        _to_act_as()
        .filter(pk__in=in_force.order_by().values("membership"))
        .annotate(by_delegation=Subquery(in_force.filter(membership=OuterRef("pk")).order_by("id").values("pk")[:1]))
    )
    for row in rows:
        row.delegation_id, row.deputy = row.by_delegation, deputy  # type: ignore[attr-defined]
    return rows


def _to_act_as() -> MembershipQuerySet:
    return (
        Membership.objects.current()
        .select_related("user", "organisation")
        .annotate(has_factor=Exists(factors().filter(user_id=OuterRef("user_id"))))
        .order_by("id")
    )


def demo_accounts() -> list[Membership]:
    """Whom one can sign in as, in the order of the story; shown only where demo mode is on.

    Those who only stand behind cases have no password.
    """
    return list(
        Membership.objects.current()
        .filter(user__is_demo=True)
        .exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .select_related("user", "organisation")
        .order_by("user_id", "id")
    )


# --- whom somebody manages -------------------------------------------------------------------------


def memberships(actor: Actor) -> MembershipQuerySet:
    """The roles that the actor may see, ended ones included."""
    return Membership.objects.visible_to(actor).select_related("user", "organisation")


def listed(actor: Actor) -> "QuerySet[Membership]":
    return memberships(actor).order_by("-id")


def people(actor: Actor) -> "QuerySet[User]":
    """The persons behind these roles; of their roles only those that the actor may see."""
    shown = memberships(actor).select_related("granted_by", "confirmed_by", "ended_by").order_by("id")
    return User.objects.filter(pk__in=memberships(actor).values("user_id")).prefetch_related(
        Prefetch("memberships", shown, to_attr="shown")
    )


def held_by(user: User) -> list[Membership]:
    """All roles of a person that have not ended, whoever asks."""
    return list(Membership.objects.filter(user=user, ended_at__isnull=True).order_by("id"))


def is_known_to(actor: Actor, user: User) -> bool:
    """Whether the actor may name this person for a role: a liaison only people of the own university, or new ones."""
    if actor.may(Right.MANAGE_ALL_PEOPLE):
        return True
    others = user.memberships.order_by("id")
    return not others.exists() or others.filter(organisation_id=actor.organisation_id or 0).exists()


def successor_at(organisation_id: int, username: str) -> Membership | None:
    """Somebody with this account who holds a role there now."""
    there = Membership.objects.current().filter(organisation_id=organisation_id, user__username=account_typed(username))
    return there.select_related("user").order_by("id").first()


def holds_role(user_id: int, organisation_id: int, roles: Iterable[str]) -> bool:
    there = Membership.objects.current().filter(organisation_id=organisation_id, user_id=user_id)
    return there.filter(role__in=sorted(roles)).exists()


def is_taken(username: str) -> bool:
    return User.objects.filter(username=username).exists()


def at_organisation(rows: "QuerySet[Membership]", text: str) -> "QuerySet[Membership]":
    return rows.filter(organisation__in=found_by(Organisation.objects.order_by("id"), text))


def waiting_for(actor: Actor) -> "QuerySet[Membership]":
    """Roles that this actor, as second person, may confirm."""
    if not actor.may(Right.GRANT_ROLES):
        return Membership.objects.none()
    return memberships(actor).pending().exclude(Q(granted_by_id=actor.user_id) | Q(user_id=actor.user_id))


def steps_of(user: User, actor: Actor) -> "QuerySet[Step]":
    """What happened to the account and to those of its roles that the actor may see; sign-ins are the auditor's."""
    shown = memberships(actor).filter(user=user).values("pk")
    return (
        Step.objects.filter(
            Q(case_kind=kind_of(User), case_id=user.pk) | Q(case_kind=kind_of(Membership), case_id__in=shown)
        )
        .exclude(verb__in=("sign_in", "end_session"))
        .order_by("id")
    )


# --- where a role stands ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    label: str | Promise
    tone: str


def in_standing(rows: "QuerySet[Membership]", standing: str) -> "QuerySet[Membership]":
    """`standing` is current, pending or ended."""
    match standing:
        case "current":
            return rows.filter(ended_at__isnull=True, confirmed_at__isnull=False, user__is_active=True)
        case "pending":
            return rows.filter(ended_at__isnull=True, confirmed_at__isnull=True)
        case _:
            return rows.filter(Q(ended_at__isnull=False) | Q(user__is_active=False))


def standing_of(membership: Membership) -> Standing:
    if membership.ended_at is not None:
        refused = membership.confirmed_at is None
        return Standing(_("Refused") if refused else _("Ended"), "neutral")
    if not membership.user.is_active:
        return Standing(_("Account closed"), "neutral")
    if membership.confirmed_at is None:
        return Standing(_("Waits for confirmation"), "warning")
    return Standing(_("In force"), "success")
