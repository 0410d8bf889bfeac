"""What people type in about people and organisations."""

from lianxiao.organisations.forms.account import SignInForm

__all__ = ["SignInForm"]
