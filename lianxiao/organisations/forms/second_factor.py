"""Codes, passkeys and passwords with which a person proves who is at the keyboard."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.refusals import Refused
from lianxiao.organisations.actions import second_factor

ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class CodeForm(AuthenticateForm):
    """A code of the app, or a recovery code; used up when it is right."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=20,
        widget=forms.TextInput(attrs=ONE_TIME),
        help_text=_("The six digits that your authenticator app shows now, or one of your recovery codes."),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        try:
            self.authenticator = second_factor.use_code(user=self.user, code=code)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return code


class NewAppForm(forms.Form):
    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=10,
        widget=forms.TextInput(attrs={**ONE_TIME, "inputmode": "numeric"}),
        help_text=_("Six digits. They change every half minute."),
    )


class NewPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        initial=_("My passkey"),
        help_text=_("By which you know it again, such as the device that keeps it."),
    )

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"])


class PasswordForm(forms.Form):
    """The own password once more. Wrong ones count as at the sign-in."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        user = self.request.user
        if authenticate(self.request, username=user.username, password=password) != user:
            raise forms.ValidationError(_("The password is not right."))
        return password
