"""The form of a notice, and the reasons that steps ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.personal_numbers import find_personal_numbers
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries.texts import EDITABLE, PLAIN_TEXTS


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]
    """`revision` is the one that was opened, so that a colleague's later save is not written over."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Notice
        fields = EDITABLE
        widgets = {
            "document_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "body": forms.Textarea(attrs={"rows": 18}),
            "body_en": forms.Textarea(attrs={"rows": 10, "lang": "en"}),
        }
        help_texts = {
            "issuer": gettext_lazy("The body named in the red head. Empty: the department."),
            "document_number": gettext_lazy("As it stands on the document; empty for a notice without a number."),
            "document_date": gettext_lazy("Empty: the day of publication."),
            "addressees": gettext_lazy("Whom the document addresses, without the colon."),
            "disclosure": gettext_lazy(
                "On request: only those who sign in can read it; the public search does not find it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision

    def clean(self) -> dict[str, Any]:
        """What could not be published is told while it is still easy to mend."""
        values = super().clean() or {}
        for name in PLAIN_TEXTS:
            found = find_personal_numbers(str(values.get(name) or ""))
            if found:
                listed = _("; ").join(
                    _("line %(line)d: %(kind)s %(shown)s")
                    % {"line": one.line, "kind": one.kind.label, "shown": one.shown}
                    for one in found
                )
                self.add_error(name, _("Personal numbers must be masked (%(places)s).") % {"places": listed})
        return values


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, JPEG or PNG, at most 20 MB. Anybody can download it."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class CheckForm(forms.Form):
    """The checker's word: a remark when it passes, a reason when it goes back."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Required when it is sent back."),
    )
