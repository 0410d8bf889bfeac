"""Forms of the people who write one application together."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application, ApplicationMember
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.states import Hand
from lianxiao.organisations.models import Organisation

OF_OWN_PEOPLE = [(one.value, one.label) for one in (Hand.EDITOR, Hand.READER)]


class HandForm(forms.Form):
    hand = forms.ChoiceField(label=_("Takes part as"), choices=OF_OWN_PEOPLE)


class AddForm(HandForm):
    username = forms.CharField(max_length=60)


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Enter the address."), "invalid": _("This is not an e-mail address.")},
    )
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("University"),
        empty_label=None,
        help_text=_("Partners are those that the form names. Their people write the sections that you assign to them."),
    )
    hand = forms.ChoiceField(
        label=_("Takes part as"), choices=OF_OWN_PEOPLE, help_text=_("For people of your own university.")
    )

    def __init__(self, *args: Any, organisations: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    member = forms.ModelChoiceField(
        queryset=ApplicationMember.objects.none(),
        label=_("Person"),
        error_messages={"required": _("Choose who is to write it.")},
    )
    key = forms.ChoiceField(label=_("Section of the form"), error_messages={"required": _("Choose a section.")})
    due_date = forms.DateField(
        label=_("Due on (may stay empty)"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = application.members.exclude(hand=Hand.READER).select_related("user").order_by("id")
        self.fields["member"].queryset = writers  # type: ignore[attr-defined]
        sections = definition_of(application.form).sections
        self.fields["key"].choices = [(one.key, str(one.title)) for one in sections]  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=100, error_messages={"required": _("Enter your name.")})


class VersionForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the version"),
        max_length=80,
        help_text=_("For example: before the meeting with the partners"),
        error_messages={"required": _("Give the version a name by which it can be found again.")},
    )
