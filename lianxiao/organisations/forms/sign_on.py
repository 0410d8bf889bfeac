"""The sign-on of a university: what its administrators type in, and what a person types in to bind."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import Organisation, SignOn, User
from lianxiao.organisations.providers import saml
from lianxiao.organisations.providers.outcome import Config
from lianxiao.organisations.providers.outside import is_allowed
from lianxiao.organisations.queries import sign_on as queries

FIELDS = {
    "oidc": ("label", "address", "client_id", "secret", "id_attribute", "name_attribute"),
    "cas": ("label", "address", "id_attribute", "name_attribute"),
    "saml": ("label", "metadata", "id_attribute", "name_attribute"),
}
ADDRESS_HELP = {
    "oidc": _("The issuer, such as https://sso.example.edu.cn. Its configuration is read from /.well-known/."),
    "cas": _("The server's address up to and without /login, such as https://cas.example.edu.cn/cas."),
}
ID_HELP = {
    "oidc": _("Empty: sub. It must stay the same for a person and must not be given to another."),
    "cas": _("Empty: the user of the CAS answer. It must stay the same for a person and not be given to another."),
    "saml": _("Empty: a persistent NameID. In CARSI usually eduPersonTargetedID or pairwise-id."),
}


class SignOnForm(forms.Form):
    """The fields of one kind."""

    label = forms.CharField(
        label=_("Name of the sign-on"), max_length=100, help_text=_("As people know it; shown where they choose.")
    )
    address = forms.CharField(label=_("Address"), max_length=300)
    client_id = forms.CharField(label=_("Client id"), max_length=200)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed and never shown again. Left empty, the one that is there stays."),
    )
    metadata = forms.CharField(
        label=_("Metadata of the identity provider"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("The XML text of one provider (EntityDescriptor), as the university or CARSI publishes it."),
    )
    id_attribute = forms.CharField(label=_("Attribute with the lasting id"), max_length=200, required=False)
    name_attribute = forms.CharField(
        label=_("Attribute with the name"),
        max_length=200,
        required=False,
        help_text=_("Only shown to the person to recognise the own account; never used to find it."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields = {name: self.fields[name] for name in FIELDS[kind]}
        self.fields["id_attribute"].help_text = ID_HELP[kind]
        if "address" in self.fields:
            self.fields["address"].help_text = ADDRESS_HELP[kind]

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if not is_allowed(address):
            raise forms.ValidationError(_("An https address is needed."))
        return address

    def clean_metadata(self) -> str:
        metadata = str(self.cleaned_data["metadata"])
        try:
            saml.tried(Config(metadata=metadata))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return metadata


class NewSignOnForm(SignOnForm):
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("University"), queryset=None, widget=forms.Select(attrs={"data-search": ""})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ModelChoiceField(
            label=_("University"),
            queryset=queries.universities(),
            widget=forms.Select(attrs={"data-search": ""}),
        )
        self.fields = {"organisation": field, **self.fields}


class BindByPasswordForm(forms.Form):
    """Wrong passwords count as at the sign-in."""

    login = forms.CharField(
        label=_("Account"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    how, code = "password", None
    user: User

    def __init__(self, *args: Any, request: Any, sign_on: SignOn, **kwargs: Any) -> None:
        self.request, self.sign_on = request, sign_on
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if "login" in clean and "password" in clean:
            name = clean["login"].strip().lower()
            user = authenticate(self.request, username=name, password=clean["password"])
            if user is None:
                raise forms.ValidationError(_("Account or password is not right."))
            _must_belong(user, self.sign_on)
            self.user = user
        return clean


class BindByCodeForm(forms.Form):
    binding_code = forms.CharField(
        label=_("Binding code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        help_text=_("Twelve signs, from the liaison of your university. It is good once, for seven days."),
    )
    how = "code"
    user: User
    code: int

    def __init__(self, *args: Any, request: Any, sign_on: SignOn, **kwargs: Any) -> None:
        self.sign_on = sign_on
        super().__init__(*args, **kwargs)

    def clean_binding_code(self) -> str:
        text = str(self.cleaned_data["binding_code"])
        found = queries.open_code(self.sign_on, text)
        if found is None:
            raise forms.ValidationError(_("This code is not right, has been used or has run out."))
        _must_belong(found.user, self.sign_on)
        self.user, self.code = found.user, found.pk
        return text


def _must_belong(user: User, sign_on: SignOn) -> None:
    if queries.membership_at(user, sign_on) is None:
        raise forms.ValidationError(_("This account has no role at this university at present. Ask its liaison."))
