"""Forms of the end of a project."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.ledger.actions.endings import Opinion
from lianxiao.ledger.models.ending import Conclusion

LONGEST = 5000


class AcceptanceForm(forms.Form):
    meeting_date = forms.DateField(
        label=_("Day of the committee's meeting"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day.")},
    )
    members = forms.CharField(
        label=_("Members of the committee"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: name, organisation, title; the chair first."),
        error_messages={"required": _("Name the members of the committee.")},
    )
    opinion = forms.CharField(
        label=_("Opinion of the committee"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Enter what the committee says.")},
    )
    conclusion = forms.ChoiceField(
        label=pgettext_lazy("acceptance", "Conclusion"),
        choices=Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the conclusion.")},
    )

    def clean_meeting_date(self) -> date:
        day: date = self.cleaned_data["meeting_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def said(self) -> Opinion:
        return Opinion(**self.cleaned_data)
