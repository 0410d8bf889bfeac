from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    error_messages = {"username_password_mismatch": _("Account or password is not right.")}
