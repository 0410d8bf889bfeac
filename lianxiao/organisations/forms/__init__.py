"""What people type in about people and organisations."""

from lianxiao.organisations.forms.account import SignInForm
from lianxiao.organisations.forms.second_factor import CodeForm

__all__ = ["CodeForm", "SignInForm"]
