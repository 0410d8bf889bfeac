"""Small forms around an application; its own fields are read by the form engine."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RemarkForm(forms.Form):
    """A word along the way; it may stay empty."""

    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """A step back names its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give a reason; the other side has to act on it.")},
    )


class SimilarityForm(forms.Form):
    reason = forms.CharField(
        label=_("Why they are two projects"),
        max_length=2000,
        help_text=_("The lead offices read this at the formal check."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why they are two projects; the lead office reads the reason.")},
    )
