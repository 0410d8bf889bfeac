"""Which year's register is to be made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxiao.ledger.queries.yearly import years_with_projects


class YearForm(forms.Form):
    year = forms.ChoiceField(label=_("Year"), choices=lambda: [(str(one), str(one)) for one in years_with_projects()])
