"""Forms about late work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.form_fields import moment_field
from lianxiao.ledger.forms.progress import reason_field

LONGEST = 3000


class ExtensionForm(forms.Form):
    new_due_at = moment_field(_("New day"))
    reason = reason_field()


class ExtensionDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("of an office", "Decision"),
        choices=[
            ("grant", pgettext_lazy("extension", "Grant the later day")),
            ("refuse", pgettext_lazy("extension", "Refuse")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The university reads it. Needed to refuse."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") == "refuse" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Give the reason; the university reads it."))
        return cleaned


def _text(label: Any, message: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": message},
    )


class RaiseForm(forms.Form):
    text = _text(
        _("What the university is asked to do"),
        _("Say what the university is asked to do."),
        _("What is overdue by then stands in the follow-up by itself."),
    )


class StatementForm(forms.Form):
    statement = _text(
        _("Statement"),
        _("Say what happened, and what will be done by when."),
        _("What happened, what is being done, and by when it will be done."),
    )


class AgainForm(forms.Form):
    reason = _text(_("What is missing"), _("Say what is missing; the university reads it."))


class CloseForm(forms.Form):
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when nothing was answered."),
    )
