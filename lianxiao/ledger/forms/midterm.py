"""Forms of mid-term checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.form_fields import moment_field
from lianxiao.ledger.actions.midterm import EDITABLE
from lianxiao.ledger.models import MidtermCheck
from lianxiao.ledger.models.midterm import Verdict

LONGEST = 3000


class MidtermForm(forms.ModelForm):  # type: ignore[type-arg]
    due_at = moment_field(_("Conclusions are due"), _("What comes later still counts until the sample is drawn."))
    sample_size = forms.IntegerField(
        label=_("Projects in the sample"),
        min_value=1,
        max_value=1000,
        help_text=_("So many your office looks at itself, drawn by lot. As many as there are projects means all."),
    )

    class Meta:
        model = MidtermCheck
        fields = EDITABLE
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "name": _("For instance “Mid-term check 2026”; it stands on every page of it."),
            "note": _("Shown to every university that concludes."),
        }

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=pgettext_lazy("midterm", "Conclusion"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the conclusion.")},
    )
    words = forms.CharField(
        label=_("Reasons of the conclusion"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was looked at, and what is to be mended by when."),
        error_messages={"required": _("Give the reasons of the conclusion.")},
    )
