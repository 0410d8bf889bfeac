"""Forms of the desk for filing rounds."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.core.form_fields import moment_field
from lianxiao.filing.actions.rounds import EDITABLE
from lianxiao.filing.models import Round
from lianxiao.filing.queries import rounds as queries
from lianxiao.organisations.roles import INSTITUTIONS, Kind

KINDS = [(kind.value, kind.label) for kind in Kind if kind in INSTITUTIONS]


def reason_field(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=help_text,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    opens_at = moment_field(pgettext_lazy("of a filing", "Opens"))
    closes_at = moment_field(pgettext_lazy("of a filing", "Closes"), _("From this minute on nothing is accepted."))
    kinds = forms.MultipleChoiceField(
        label=_("Who has to answer"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Round
        fields = (*EDITABLE, "named")
        widgets = {"purpose_text": forms.Textarea(attrs={"rows": 6}), "named": forms.SelectMultiple(attrs={"size": 8})}
        help_texts = {
            "form": _("Published tables of data filing; they are designed under “Forms”."),
            "previous": _("Figures with the same code are compared with what the institution filed then."),
            "named": _("In addition to the kinds ticked above."),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = queries.usable_forms()  # type: ignore[attr-defined]
        self.fields["previous"].queryset = queries.comparable(actor).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["named"].queryset = queries.nameable()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", _("The round must close after it opens."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}


class LaterForm(forms.Form):
    """A later deadline, of a round or of one institution."""

    until = moment_field(_("New deadline"))
    reason = reason_field(help_text=_("The universities concerned read it."))

    def __init__(self, *args: Any, than: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.than = than

    def clean_until(self) -> datetime:
        moment: datetime = self.cleaned_data["until"]
        if moment <= max(self.than, timezone.now()):
            raise forms.ValidationError(_("The new deadline must lie after the present one, and in the future."))
        return moment


class ReasonForm(forms.Form):
    reason = reason_field()


class CorrectionForm(forms.Form):
    """Until when; the fields are ticked and their reasons typed beside the copy."""

    due_at = moment_field(_("The correction is due"))

    def clean_due_at(self) -> datetime:
        moment: datetime = self.cleaned_data["due_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_("The correction must be due in the future."))
        return moment
