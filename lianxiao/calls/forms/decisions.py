"""What is typed for a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Outcome

LONGEST = 2000  # characters


def text_box(label: object, *, required: bool, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy texts are right here
        required=required,
        help_text=help_text,  # type: ignore[arg-type]
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )


class ReviewForm(forms.Form):
    conclusion = text_box(
        _("The experts' conclusion"),
        required=True,
        help_text=_("Of a review held outside the platform: when, how many experts, what they concluded. No names."),
    )


class ProposalForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Proposal"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = text_box(_("Reasons"), required=True)


AGREES = [("yes", pgettext_lazy("countersign", "agrees")), ("no", pgettext_lazy("countersign", "does not agree"))]


class CountersignForm(forms.Form):
    """A disagreement is given with an opinion."""

    agrees = forms.TypedChoiceField(
        label=_("Your office"),
        choices=AGREES,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    opinion = text_box(_("Opinion"), required=False, help_text=_("Required when your office does not agree."))

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("agrees") is False and not self.cleaned_data.get("opinion"):
            self.add_error("opinion", _("Say why your office does not agree; the department reads it."))


class ConfirmationForm(forms.Form):
    remark = text_box(_("Remark"), required=False)


class SendBackForm(forms.Form):
    remark = text_box(_("What the office should look at again"), required=True)
