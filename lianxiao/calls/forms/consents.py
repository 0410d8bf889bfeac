"""What is typed to ask a partner, to answer for one, and to bring a sealed scan back."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.actions.consents import Contact
from lianxiao.calls.models import PartnerConsent

LONGEST = 2000  # characters of a reason


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody outside who is asked by link."""

    class Meta:
        model = PartnerConsent
        fields = ("contact_name", "contact_email", "language")
        labels = {
            "contact_name": _("Who answers for the partner"),
            "contact_email": _("E-mail address"),
            "language": _("Language of mail and page"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("contact_name", "contact_email"):
            self.fields[name].required = True
        self.fields["contact_email"].help_text = _("The link and the one-time code go to this address alone.")

    @property
    def contact(self) -> Contact:
        cleaned = self.cleaned_data
        return Contact(cleaned["contact_name"], cleaned["contact_email"], cleaned["language"])


class PositionForm(forms.Form):
    """Consent by account: the name is the account's."""

    position = forms.CharField(label=_("Your position"), max_length=100)
    entitled = forms.BooleanField(
        label=_("I am entitled to answer for this partner and have read the version shown here."),
        error_messages={"required": _("Confirm this before you answer.")},
    )


class RefusalForm(forms.Form):
    position = forms.CharField(label=_("Your position"), max_length=100)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why, so that the lead university can act on it.")},
    )


class NameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a person", "Your name"), max_length=100)


class OutsideConsentForm(NameForm, PositionForm):
    field_order = ("name", "position", "entitled")


class OutsideRefusalForm(NameForm, RefusalForm):
    field_order = ("name", "position", "reason")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of six digits"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Enter the code from the message.")},
    )


class ScansInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScansField(forms.FileField):
    """One PDF, or one picture a page."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        several = data if isinstance(data, list | tuple) else [data]
        return [super(ScansField, self).clean(one, initial) for one in several or [None]]


class ScanForm(forms.Form):
    scans = ScansField(
        label=_("Scan of the sealed print"),
        widget=ScansInput({"accept": ".pdf,.jpg,.jpeg,.png", "multiple": True}),
        help_text=_("One PDF with all pages, or one picture a page in their order. 60 MB a file at most."),
        error_messages={"required": _("Choose the scan.")},
    )


class AcceptanceForm(forms.Form):
    reason = forms.CharField(
        label=_("What you have looked at"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what you have looked at; it stays on record.")},
    )
