from django import forms
from django.utils.translation import gettext_lazy as _


class WorkbookForm(forms.Form):
    file = forms.FileField(label=_("Filled workbook"), help_text=_("As .xlsx, .xls or .et."))
