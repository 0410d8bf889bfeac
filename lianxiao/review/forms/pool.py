"""What is typed about the pool of experts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models import User
from lianxiao.review.models import PoolExpert
from lianxiao.review.models.pool import MOST_LOAD
from lianxiao.review.queries.pool import not_in_pool


class AddForm(forms.Form):
    user = forms.ModelChoiceField(
        label=_("Expert"),
        queryset=User.objects.none(),
        help_text=_("Accounts that hold the role of an expert and are not in the pool yet."),
    )
    most = forms.IntegerField(label=_("Most applications at a time"), min_value=1, max_value=MOST_LOAD, initial=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = not_in_pool()  # type: ignore[attr-defined]


class EditForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PoolExpert
        fields = ("most", "is_active")


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Table"), help_text=_("The filled-in template, as .xlsx, .xls or .et."))
