"""What is typed for places beyond the limit."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import CallCategory, SlotGrant
from lianxiao.organisations.models import Organisation


class GrantForm(forms.Form):
    call_category: "forms.ModelChoiceField[CallCategory]" = forms.ModelChoiceField(
        label=_("Call and category"), queryset=None
    )
    university: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(label=_("University"), queryset=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=SlotGrant.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Purpose of the pool"),
        required=False,
        max_length=60,
        help_text=_("Its name in the ledger. Left empty for a higher limit."),
    )
    size = forms.IntegerField(label=_("Places beyond the limit"), min_value=1, max_value=20)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The university reads it in its ledger of places."),
    )

    def __init__(
        self,
        *args: Any,
        categories: "QuerySet[CallCategory]",
        universities: "QuerySet[Organisation]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call_category"].queryset = categories  # type: ignore[attr-defined]
        self.fields["university"].queryset = universities  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("kind") == SlotGrant.Kind.POOL and not self.cleaned_data.get("name"):
            self.add_error("name", _("A pool has a purpose: it is its name in the ledger."))
