"""Who may see and do what with people, organisations and the record. Pure: no request, no query."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import (
    ADMINISTRATORS,
    GIVEN_BY_LIAISON,
    INSTITUTIONS,
    ROLES,
    Kind,
    Right,
    Role,
)

if TYPE_CHECKING:
    from lianxiao.organisations.models import ApiToken, FactorReset, Membership, Organisation, SignOn, User

NOBODY = Q(pk__in=())


# --- people ----------------------------------------------------------------------------------------


def visible_memberships(actor: Actor) -> Q:
    """System and security administrator see everybody, a liaison the own organisation."""
    if actor.may(Right.MANAGE_ALL_PEOPLE) or actor.may(Right.GRANT_ROLES):
        return Q()
    if actor.may(Right.MANAGE_PEOPLE):
        return Q(organisation_id=actor.organisation_id)
    return NOBODY


def manages(actor: Actor, organisation_id: int) -> bool:
    """Opens and closes accounts of this organisation."""
    if actor.may(Right.MANAGE_ALL_PEOPLE):
        return True
    return actor.may(Right.MANAGE_PEOPLE) and actor.organisation_id == organisation_id


def manages_some(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_ALL_PEOPLE) or actor.may(Right.MANAGE_PEOPLE)


def roles_at(kind: str) -> list[Role]:
    """The roles that can be held at an organisation of this kind, in the order of the table."""
    return [role for role, entry in ROLES.items() if kind in entry.held_at]


def may_grant(actor: Actor, role: str, organisation_id: int, kind: str, user_id: int | None) -> bool:
    """Nobody raises himself, and what a role needs is looked at where it is to be held.

    The system administrator names the administrators as well; the security administrator confirms them.
    """
    if user_id is not None and not actor.is_none_of(user_id):
        return False
    return manages(actor, organisation_id) and role in roles_at(kind) and not _above(actor, role)


def _above(actor: Actor, role: str) -> bool:
    """A liaison names people of the university, never administrators."""
    return role in ADMINISTRATORS and not actor.may(Right.MANAGE_ALL_PEOPLE)


def needs_second_person(role: str) -> bool:
    return role not in GIVEN_BY_LIAISON


def may_confirm(actor: Actor, membership: "Membership") -> bool:
    """The security administrator, unless he granted it or it is his own."""
    return (
        actor.may(Right.GRANT_ROLES)
        and membership.confirmed_at is None
        and membership.ended_at is None
        and actor.is_none_of(membership.granted_by_id, membership.user_id)
    )


def may_end(actor: Actor, membership: "Membership") -> bool:
    """A liaison does not end administrators' or his own role; leaving is somebody else's act."""
    return (
        manages(actor, membership.organisation_id)
        and membership.ended_at is None
        and actor.is_none_of(membership.user_id)
    )


def may_hand_over(actor: Actor, membership: "Membership") -> bool:
    """Who keeps the accounts there arranges who takes over what somebody held; a program never does."""
    return manages(actor, membership.organisation_id) and not actor.is_program


def may_reopen(actor: Actor, membership: "Membership") -> bool:
    return (
        manages(actor, membership.organisation_id)
        and membership.ended_at is not None
        and actor.is_none_of(membership.user_id)
    )


def may_keep_account(actor: Actor, user_id: int, held: "Sequence[Membership]") -> bool:
    """Name, mail, telephone, and a new password for who has forgotten it. `held` are the roles that have not ended.

    A liaison keeps the accounts of people whose every role the liaison could give: with the password of a
    leader, or of somebody who acts elsewhere too, one person could take two persons' steps.
    """
    if not actor.is_none_of(user_id):
        return False
    if actor.may(Right.MANAGE_ALL_PEOPLE):
        return True
    return (
        actor.may(Right.MANAGE_PEOPLE)
        and bool(held)
        and all(one.organisation_id == actor.organisation_id and not needs_second_person(one.role) for one in held)
    )


def may_close_account(actor: Actor, user_id: int) -> bool:
    """The whole account with all its roles."""
    return actor.may(Right.MANAGE_ALL_PEOPLE) and actor.user_id != user_id


def may_decide_factor_reset(actor: Actor, reset: "FactorReset") -> bool:
    """A second person, and not the one whose factor it is."""
    return (
        actor.may(Right.CONFIRM_SIGN_IN)
        and reset.decided_at is None
        and actor.is_none_of(reset.asked_by_id, reset.user_id)
    )


# --- import of people ------------------------------------------------------------------------------


def visible_imports(actor: Actor) -> Q:
    """The system administrator sees all, a liaison the own organisation's."""
    if actor.may(Right.MANAGE_ALL_PEOPLE):
        return Q()
    return Q(organisation_id=actor.organisation_id) if actor.may(Right.MANAGE_PEOPLE) else NOBODY


def may_import_people(actor: Actor, organisation: "Organisation") -> bool:
    """Of institutions only: elsewhere nobody holds a role that needs no second person."""
    return organisation.kind in INSTITUTIONS and manages(actor, organisation.pk)


# --- sign-on of the universities -------------------------------------------------------------------


def visible_sign_ons(actor: Actor) -> Q:
    """System and security administrator see all, a liaison the own university's."""
    if actor.may(Right.MANAGE_SIGN_ON) or actor.may(Right.CONFIRM_SIGN_IN):
        return Q()
    if actor.may(Right.MANAGE_PEOPLE):
        return Q(organisation_id=actor.organisation_id)
    return NOBODY


def may_change_sign_on(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_SIGN_ON)


def may_switch_on(actor: Actor, sign_on: "SignOn") -> bool:
    """A second person, after the one who changed it last."""
    return (
        actor.may(Right.CONFIRM_SIGN_IN)
        and sign_on.released_at is None
        and not sign_on.is_demo
        and actor.is_none_of(sign_on.changed_by_id)
    )


def may_switch_off(actor: Actor, sign_on: "SignOn") -> bool:
    """Closing needs one person only."""
    return sign_on.released_at is not None and (actor.may(Right.MANAGE_SIGN_ON) or actor.may(Right.CONFIRM_SIGN_IN))


# --- web hooks -------------------------------------------------------------------------------------


def visible_web_hooks(actor: Actor) -> Q:
    if not actor.may(Right.KEEP_WEB_HOOKS):
        return NOBODY
    return Q() if may_allow_hosts(actor) else Q(organisation_id=actor.organisation_id)


def may_keep_web_hooks(actor: Actor, organisation_id: int) -> bool:
    return actor.may(Right.KEEP_WEB_HOOKS) and (may_allow_hosts(actor) or organisation_id == actor.organisation_id)


def may_allow_hosts(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_ORGANISATIONS)


# --- personal data ---------------------------------------------------------------------------------


def may_read_in_full(actor: Actor, user_id: int) -> bool:
    """What is masked on the page of a person whom the actor sees; each time with a purpose, on record."""
    return user_id != actor.user_id and (
        actor.may(Right.MANAGE_ALL_PEOPLE) or actor.may(Right.GRANT_ROLES) or actor.may(Right.MANAGE_PEOPLE)
    )


def may_grant_export(actor: Actor, asked_by_id: int) -> bool:
    """The second person."""
    return actor.may(Right.GUARD_PERSONAL_DATA) and actor.is_none_of(asked_by_id)


def may_ask_erasure(actor: Actor, user: "User") -> bool:
    """Of a person whose account is closed and whose data are still there."""
    return actor.may(Right.MANAGE_ALL_PEOPLE) and actor.user_id != user.pk and not user.is_active


def may_erase(actor: Actor, asked_by_id: int, user_id: int) -> bool:
    return actor.may(Right.GUARD_PERSONAL_DATA) and actor.is_none_of(asked_by_id, user_id)


# --- organisations ---------------------------------------------------------------------------------


def may_manage_organisations(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_ORGANISATIONS)


def may_edit_public_facts(actor: Actor, organisation: "Organisation") -> bool:
    """A partner keeps its own public facts; everything else is the system administrator's."""
    if may_manage_organisations(actor):
        return True
    return actor.may(Right.KEEP_OWN_FACTS) and organisation.pk == actor.organisation_id


def may_edit_leading_group(actor: Actor, organisation: "Organisation") -> bool:
    """A university's liaison keeps its own; the department's is the system administrator's."""
    if organisation.kind not in INSTITUTIONS | {Kind.DEPARTMENT}:
        return False
    if may_manage_organisations(actor):
        return True
    return actor.may(Right.MANAGE_PEOPLE) and organisation.pk == actor.organisation_id


# --- record, profile -------------------------------------------------------------------------------


def may_read_record(actor: Actor) -> bool:
    return actor.may(Right.READ_RECORD)


def may_keep_expert_profile(actor: Actor) -> bool:
    return actor.may(Right.KEEP_EXPERT_PROFILE)


# --- tokens of the API -----------------------------------------------------------------------------


def may_make_token(actor: Actor) -> bool:
    """Whoever may do anything at all lets a program do it; never a program itself, nor a deputy in another's stead."""
    return bool(actor.rights) and not actor.is_program and actor.behalf is None


def visible_tokens(actor: Actor) -> Q:
    """One's own; for who keeps the accounts of an organisation, all of its people's."""
    own = Q(membership__user_id=actor.user_id)
    if actor.may(Right.MANAGE_ALL_PEOPLE):
        return Q()
    return own | Q(membership__organisation_id=actor.organisation_id) if actor.may(Right.MANAGE_PEOPLE) else own


def may_revoke_token(actor: Actor, token: "ApiToken") -> bool:
    if actor.is_program:
        return False
    return token.membership.user_id == actor.user_id or manages(actor, token.membership.organisation_id)
