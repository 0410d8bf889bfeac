"""Connecting the sign-on of a university: kept by one administrator, switched on by another."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.core.sealing import seal
from lianxiao.organisations import access
from lianxiao.organisations.models import Organisation, SignOn
from lianxiao.organisations.providers import PROTOCOLS
from lianxiao.organisations.queries.sign_on import SECRET, config_of, sign_ons

FACTS = ("label", "address", "client_id", "metadata", "id_attribute", "name_attribute")


@transaction.atomic
def connect(
    *, organisation: Organisation, kind: str, values: Mapping[str, str], by: Actor, is_demo: bool = False
) -> SignOn:
    """`values` are the FACTS, and `secret`. Nobody can sign on before a second person has switched it on."""
    if not access.may_change_sign_on(by):
        raise PermissionDenied
    sign_on = SignOn(organisation=organisation, kind=kind, changed_by_id=by.person_id, is_demo=is_demo)
    _put(sign_on, values)
    sign_on.save()
    steps.record(sign_on, "connect", by=by, details={"university": organisation.name})
    return sign_on


@transaction.atomic
def change(*, sign_on: SignOn, values: Mapping[str, str], by: Actor) -> SignOn:
    """Off until a second person has looked at it again. An empty secret leaves the one that is there."""
    if not access.may_change_sign_on(by):
        raise PermissionDenied
    locked = _locked(sign_on)
    _put(locked, values)
    locked.changed_by_id = by.person_id
    locked.released_by = locked.released_at = None
    locked.save()
    steps.record(locked, "edit", by=by)
    return locked


def _put(sign_on: SignOn, values: Mapping[str, str]) -> None:
    for name in FACTS:
        setattr(sign_on, name, values.get(name, ""))
    if values.get("secret"):
        sign_on.sealed_secret = seal(values["secret"], SECRET)


@transaction.atomic
def switch_on(*, sign_on: SignOn, by: Actor) -> SignOn:
    """Raises NotAllowedNow while the university has another one in use."""
    locked = _locked(sign_on)
    if not access.may_switch_on(by, locked):
        raise PermissionDenied
    Organisation.objects.select_for_update(of=("self",)).get(pk=locked.organisation_id)
    if SignOn.objects.filter(organisation_id=locked.organisation_id, released_at__isnull=False).exists():
        raise NotAllowedNow(_("This university has another sign-on in use. Switch that one off first."))
    locked.released_by_id = by.person_id
    locked.released_at = timezone.now()
    locked.save(update_fields=["released_by", "released_at"])
    steps.record(locked, "switch_on", by=by)
    return locked


@transaction.atomic
def switch_off(*, sign_on: SignOn, by: Actor) -> SignOn:
    """What people have bound stays and works again when it is switched on."""
    locked = _locked(sign_on)
    if not access.may_switch_off(by, locked):
        raise PermissionDenied
    locked.released_by = locked.released_at = None
    locked.save(update_fields=["released_by", "released_at"])
    steps.record(locked, "switch_off", by=by)
    return locked


def _locked(sign_on: SignOn) -> SignOn:
    return SignOn.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=sign_on.pk)


def try_out(*, sign_on: SignOn, by: Actor) -> str:
    """What answers at the provider. Raises NotAccepted; changes nothing."""
    if not sign_ons(by).filter(pk=sign_on.pk).exists():
        raise PermissionDenied
    return PROTOCOLS[sign_on.kind].tried(config_of(sign_on))
