"""The free text of a letter, the upload of a template, the reasons that steps ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.personal_numbers import find_personal_numbers
from lianxiao.letters.actions.letters import EDITABLE
from lianxiao.letters.models import Letter


class LetterForm(forms.ModelForm):  # type: ignore[type-arg]
    """`revision` is the one that was opened, so that a colleague's later save is not written over."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Letter
        fields = EDITABLE
        widgets = {"text": forms.Textarea(attrs={"rows": 8}), "copies": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision
        # A list for public notice addresses nobody.
        self.fields["addressee"].required = bool(self.instance.addressee)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in EDITABLE:
            if found := find_personal_numbers(str(values.get(name) or "")):
                self.add_error(name, _("Personal numbers must be masked (%(places)s).") % {"places": found[0].shown})
        return values


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Word file"),
        help_text=gettext_lazy("The template as you edited it, .docx, at most 2 MB."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    change = forms.CharField(
        label=gettext_lazy("What is new"),
        max_length=300,
        help_text=gettext_lazy("For the colleague who looks at it, and for whoever compares versions later."),
        error_messages={"required": gettext_lazy("Say what changed.")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class CheckForm(forms.Form):
    """Which text was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class CodeForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=20, required=False)
