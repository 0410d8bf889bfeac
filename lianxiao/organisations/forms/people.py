"""People: opening an account, a further role, facts, reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.personal_fields import unseal
from lianxiao.core.templatetags.lianxiao import masked_email
from lianxiao.organisations import access
from lianxiao.organisations.actions.people import Details
from lianxiao.organisations.models import Organisation, User
from lianxiao.organisations.models.person import ACCOUNT, PHONE
from lianxiao.organisations.queries.people import is_taken
from lianxiao.organisations.queries.register import where_accounts_open


def role_choices(actor: Actor, organisation: Organisation, user_id: int | None = None) -> list[tuple[str, Any]]:
    """What the actor may grant there; what needs a second person says so."""
    return [
        (
            role.value,
            _("%(role)s (a security administrator confirms it)") % {"role": role.label}
            if access.needs_second_person(role)
            else role.label,
        )
        for role in access.roles_at(organisation.kind)
        if access.may_grant(actor, role, organisation.pk, organisation.kind, user_id)
    ]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    position = forms.CharField(label=_("Position"), max_length=100, required=False)

    def __init__(self, *args: Any, actor: Actor, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        # Nothing is chosen beforehand: a role is given on purpose.
        field.choices = [("", "—"), *role_choices(actor, organisation)]


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, validators=[PHONE])


class NewPersonForm(RoleForm, PersonForm):
    username = forms.CharField(
        label=_("Account"),
        max_length=60,
        help_text=_("What the person signs in with, such as a staff number. It stays."),
    )

    field_order = ("name", "username", "email", "phone", "role", "position")

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).lower()
        ACCOUNT(username)
        if is_taken(username):
            raise forms.ValidationError(
                _("There is an account of this name already. If it is the same person, add the role to that account.")
            )
        return username

    def details(self) -> Details:
        clean = self.cleaned_data
        return Details(clean["username"], clean["name"], clean["email"], clean["phone"])


class EditPersonForm(PersonForm):
    """Mail and telephone stand masked beside their fields: to change them nobody has to read them."""

    no_phone = forms.BooleanField(label=_("Take the phone number out"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": user.name}
        super().__init__(*args, **kwargs)
        self.user = user
        for name, shown in (("email", masked_email(user.email)), ("phone", str(user.phone))):
            self.fields[name].required = False
            if shown:
                self.fields[name].help_text = _("Now %(shown)s. Leave it empty to keep it.") % {"shown": shown}
        if not user.phone:
            del self.fields["no_phone"]

    def values(self) -> dict[str, str]:
        """As they shall be from now on."""
        clean = self.cleaned_data
        phone = "" if clean.get("no_phone") else clean["phone"] or unseal(self.user.phone)
        return {"name": clean["name"], "email": clean["email"] or self.user.email, "phone": phone}


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=_("What for"), max_length=200, help_text=_("The person reads it under “Who has read my data”.")
    )


class PhoneForm(forms.Form):
    number = forms.CharField(label=_("Phone"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))


class WhereForm(forms.Form):
    """Of which organisation the new person is."""

    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, widget=forms.Select(attrs={"data-search": ""})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = where_accounts_open(actor)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Stays on record.")
    )
