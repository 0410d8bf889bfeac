"""The last stage of signing in: what a university vouched for is bound when password and second factor were right."""

from typing import Any

from allauth.account.models import Login
from allauth.account.stages import LoginStage

from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions import bindings
from lianxiao.organisations.models import User
from lianxiao.organisations.queries.people import current_memberships

UNBOUND = "unbound"


class BindingStage(LoginStage):
    key = "bind_sign_on"

    def handle(self) -> tuple[None, bool]:
        unbound: Any = self.login.state.get(UNBOUND)
        user = self.login.user
        if unbound is not None and isinstance(user, User):
            address = self.request.META.get("REMOTE_ADDR", "")
            by = actor_of(current_memberships(user.pk)[0], address=address)
            bindings.bind(user=user, unbound=unbound, by=by)
        return None, True


def login_of(user: User, *, to: str, unbound: bindings.Unbound | None = None) -> Login:
    return Login(user=user, redirect_url=to, state={} if unbound is None else {UNBOUND: dict(unbound)})
