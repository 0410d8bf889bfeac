"""Signing in with a local account, a second factor, or the university's own sign-on: what allauth asks the house."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions import account
from lianxiao.organisations.models import User
from lianxiao.organisations.queries.people import current_memberships


def account_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Under which name failed attempts are counted: one for all spellings that open the same account."""
    return ((credentials or {}).get("username") or request.POST.get("login", "")).strip().lower()


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Account or password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by liaisons and administrators, never by strangers."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The form let only people with a role pass; they sign in as the first of them."""
        membership = current_memberships(user.pk)[0]
        account.record_sign_in(user=user, by=actor_of(membership, address=request.META.get("REMOTE_ADDR", "")))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_stages(self) -> list[str]:
        """What a university vouched for is bound last, when everything else was right."""
        return [*super().get_login_stages(), "lianxiao.organisations.sign_on.stages.BindingStage"]

    def set_password(self, user: User, password: str) -> None:
        account.set_own_password(user=user, password=password, by=self.request.actor)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("site:workbench")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The passkey was not accepted. Try again, or use a code."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host name under which the platform is reached."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": str(settings.PLATFORM_NAME)}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name, "name": user.username}
