"""The sign-on of universities and what people have bound: how both are read."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.sealing import keyed_digest, unseal
from lianxiao.core.steps import of_case
from lianxiao.organisations.models import Binding, BindingCode, Membership, Organisation, SignOn, User
from lianxiao.organisations.models.sign_on import SignOnQuerySet
from lianxiao.organisations.providers.outcome import Config
from lianxiao.organisations.queries.people import current_memberships
from lianxiao.organisations.queries.register import found_by
from lianxiao.organisations.roles import INSTITUTIONS

SECRET, CODES = "secret of a sign-on", "binding codes"
# What happened to a sign-on, as the record tells it.
VERBS: Mapping[str, tuple[str | Promise, str]] = {
    "connect": (_("Connected"), ""),
    "edit": (_("Facts changed; off until switched on"), "warning"),
    "switch_on": (_("Switched on"), "success"),
    "switch_off": (_("Switched off"), "danger"),
}


# --- the sign-on of a university -------------------------------------------------------------------


def sign_ons(actor: Actor) -> SignOnQuerySet:
    return SignOn.objects.visible_to(actor).select_related("organisation", "changed_by", "released_by")


def listed(actor: Actor) -> "QuerySet[SignOn]":
    return sign_ons(actor).order_by("organisation__official_order", "id")


def steps_of(sign_on: SignOn) -> "QuerySet[Step]":
    return of_case(sign_on)


def bound_count(sign_on: SignOn) -> int:
    return Binding.objects.filter(sign_on=sign_on, ended_at__isnull=True).count()


def universities() -> "QuerySet[Organisation]":
    """Which can have one."""
    return Organisation.objects.active().filter(kind__in=INSTITUTIONS).in_official_order()


def in_use() -> "QuerySet[SignOn]":
    return SignOn.objects.in_use().select_related("organisation")


def has_sign_on() -> bool:
    """Whether the sign-in page has something to offer beside passwords."""
    return SignOn.objects.in_use().exists()


def offered(text: str) -> "QuerySet[SignOn]":
    """To choose from before anybody is known: by name, code or first letters, in official order."""
    rows = in_use().order_by("organisation__official_order", "id")
    if text.strip():
        rows = rows.filter(organisation__in=found_by(Organisation.objects.order_by("id"), text))
    return rows


def saml() -> "QuerySet[SignOn]":
    """Our own description is asked for before the sign-on is in use."""
    return SignOn.objects.filter(kind=SignOn.Kind.SAML, is_demo=False)


def config_of(sign_on: SignOn) -> Config:
    return Config(
        address=sign_on.address,
        client_id=sign_on.client_id,
        secret=unseal(sign_on.sealed_secret, SECRET) if sign_on.sealed_secret else "",
        metadata=sign_on.metadata,
        id_attribute=sign_on.id_attribute,
        name_attribute=sign_on.name_attribute,
    )


# --- what people have bound ------------------------------------------------------------------------


def binding_of(sign_on: SignOn, opaque_id: str) -> Binding | None:
    rows = Binding.objects.filter(sign_on=sign_on, opaque_id=opaque_id, ended_at__isnull=True)
    return rows.select_related("user", "sign_on").first()


def bindings_of(user_id: int) -> "QuerySet[Binding]":
    rows = Binding.objects.filter(user_id=user_id, ended_at__isnull=True)
    return rows.select_related("sign_on__organisation").order_by("id")


def own_bindings(actor: Actor) -> "QuerySet[Binding]":
    return bindings_of(actor.user_id or 0)


def bindings_at(actor: Actor) -> "QuerySet[Binding]":
    """Of the sign-ons that the actor may see."""
    return (
        Binding.objects.filter(sign_on__in=sign_ons(actor), ended_at__isnull=True)
        .select_related("user", "sign_on")
        .order_by("id")
    )


def membership_at(user: User, sign_on: SignOn) -> Membership | None:
    """As whom a person comes by this sign-on; None for who has left, since it vouches for its own people only."""
    return next((one for one in current_memberships(user.pk) if one.organisation_id == sign_on.organisation_id), None)


def open_code(sign_on: SignOn, text: str) -> BindingCode | None:
    code = text.replace(" ", "").replace("-", "").lower()
    rows = BindingCode.objects.filter(sign_on=sign_on, used_at__isnull=True, expires_at__gt=timezone.now())
    return rows.select_related("user").filter(digest=keyed_digest(code, CODES)).first()


def may_bind_at(user: User, actor: Actor) -> "QuerySet[SignOn]":
    """What the actor may see of the sign-ons of the universities where the person acts now and has bound nothing."""
    places = Membership.objects.current().filter(user=user).values("organisation_id")
    rows = sign_ons(actor).in_use().filter(organisation_id__in=places)
    return rows.exclude(pk__in=bindings_of(user.pk).values("sign_on_id")).order_by("id")
