from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.calls.queries.verification import plain_code

MOST_BYTES = 50 * 1024 * 1024


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("on a document", "Verification code"),
        max_length=200,
        help_text=gettext_lazy("Printed beside the QR code on every page, such as 7KQX-2MHD-PZ4T-9WRC."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the code that is printed on the document.")},
    )

    def clean_code(self) -> str:
        code = plain_code(str(self.cleaned_data["code"]))
        if not code:
            raise forms.ValidationError(_("Enter the code that is printed on the document."))
        return code


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("PDF file of the document"),
        help_text=gettext_lazy("It is compared with the one on record and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": gettext_lazy("Choose the file that you received.")},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2})
        return upload
