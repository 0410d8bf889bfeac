"""What others do with a person's account: keep its facts, give a new password, close and open it."""

from collections.abc import Mapping

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.personal_fields import unseal
from lianxiao.organisations import access
from lianxiao.organisations.actions.account import end_all
from lianxiao.organisations.actions.people import must_explain, search_initials
from lianxiao.organisations.actions.personal import set_phone
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify
from lianxiao.organisations.passwords import one_time_password
from lianxiao.organisations.queries.people import held_by

FACTS = ("name", "email", "phone")


@transaction.atomic
def edit_person(*, user: User, values: Mapping[str, str], by: Actor) -> User:
    """Name, mail, telephone; what changed is recorded by the fields' names, not their contents."""
    if not access.may_keep_account(by, user.pk, held_by(user)):
        raise PermissionDenied
    changed = [name for name in FACTS if values[name] != before_of(user, name)]
    for name in changed:
        if name == "phone":
            set_phone(user, values["phone"])
        else:
            setattr(user, name, values[name])
    if changed:
        user.initials = search_initials(user.name)
        user.save(update_fields=[*changed, "initials", "phone_index", "personal_key"])
        steps.record(user, "edit", by=by, details={"fields": changed})
    return user


def before_of(user: User, name: str) -> str:
    """To compare with; nobody is shown it."""
    return unseal(user.phone) if name == "phone" else str(getattr(user, name))


@transaction.atomic
def reset_password(*, user: User, by: Actor) -> str:
    """A one-time password, shown to who reset it and told to nobody else; the person learns that it happened."""
    if not access.may_keep_account(by, user.pk, held_by(user)):
        raise PermissionDenied
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_all(UserSession.objects.filter(user=user))
    steps.record(user, "reset_password", by=by)
    notify([user], "password_reset", path="/account/password/", values={"person": by.name})
    return password


@transaction.atomic
def close_account(*, user: User, reason: str, by: Actor) -> User:
    """From the next request on nothing is open to it, in whatever role."""
    if not access.may_close_account(by, user.pk):
        raise PermissionDenied
    reason = must_explain(reason)
    if _set_active(user, to=False):
        end_all(UserSession.objects.filter(user=user))
        steps.record(user, "close_account", by=by, remark=reason)
    return user


@transaction.atomic
def open_again(*, user: User, by: Actor) -> User:
    """With the roles that had not ended."""
    if not access.may_close_account(by, user.pk):
        raise PermissionDenied
    if _set_active(user, to=True):
        steps.record(user, "reopen_account", by=by)
    return user


def _set_active(user: User, *, to: bool) -> bool:
    """Whether it was not so already: of two who do it at once one is on record."""
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    changes = held.is_active != to
    held.is_active = user.is_active = to
    held.save(update_fields=["is_active"])
    return changes
