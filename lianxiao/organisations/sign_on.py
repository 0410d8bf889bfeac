"""Signing in: local accounts now, the universities' own sign-on beside them later."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by liaisons and administrators, never by strangers."""
        return False
