from django import forms
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.scopes import Scope

LIVES = ((30, _("30 days")), (90, _("90 days")), (180, _("half a year")), (365, _("one year")))


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("For example the system that will use it. The name stands in the record beside every step."),
        error_messages={"required": _("Name the system that will use it.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself in the role in which you make it."),
        error_messages={"required": _("Tick at least one.")},
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=LIVES, coerce=int, initial=90)
