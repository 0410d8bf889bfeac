from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.forms.people import WhereForm
from lianxiao.organisations.queries.imports import where_people_are_imported


class ImportWhereForm(WhereForm):
    """Of which institution the people are."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = where_people_are_imported(actor)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Filled-in table"),
        help_text=_(".xlsx, .xls or .et, at most 30 MB."),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et"}),
    )
