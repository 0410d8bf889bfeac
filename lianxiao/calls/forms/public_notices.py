"""What is typed for public notices, objections and their findings."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Application, Objection, PublicNotice

LONGEST = 5000  # characters of an objection or a finding


class ApplicationsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, application: Application) -> str:
        return f"{application.number} {application.title}（{application.university}）"


class PublicNoticeForm(forms.ModelForm):  # type: ignore[type-arg]
    applications = ApplicationsField(
        queryset=None, widget=forms.CheckboxSelectMultiple, label=_("Applications on the list")
    )

    class Meta:
        model = PublicNotice
        fields = ("title", "title_en", "body", "body_en", "contact", "working_days")
        widgets = {"body": forms.Textarea({"rows": 6}), "body_en": forms.Textarea({"rows": 5})}

    def __init__(self, *args: Any, choices: "QuerySet[Application]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = choices  # type: ignore[attr-defined]
        self.fields["working_days"].min_value = 1  # type: ignore[attr-defined]


class ObjectionForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=100)
    contact = forms.CharField(
        label=_("Telephone or e-mail"),
        max_length=200,
        help_text=_("Only the office reads it, to ask and to answer you."),
    )
    text = forms.CharField(
        label=_("Objection and grounds"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Say what is wrong and where it can be seen. Leave out identity numbers and contacts."),
    )
    sealed = forms.BooleanField(label=_("Keep my name from the parties of the project"), required=False, initial=True)


class SuspensionForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class FindingForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("of an objection", "Finding"), choices=Objection.Outcome.choices, widget=forms.RadioSelect
    )
    reply = forms.CharField(label=_("Grounds of the finding"), max_length=LONGEST, widget=forms.Textarea({"rows": 5}))
