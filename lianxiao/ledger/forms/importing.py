"""What is typed about an import of earlier years' projects: the file, and which of its columns is which field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lianxiao.core.spreadsheets import Seen, Table

COLUMN, TEXT = "column-", "text-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook"),
        help_text=_(".xlsx, .xls or .et, of any form: in the next step you say which column is which."),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et"}),
    )


class ColumnsForm(forms.Form):
    """For each field a column of the file; some may be said once for every row."""

    def __init__(
        self,
        *args: Any,
        table: Table,
        seen: Seen,
        columns: Mapping[str, int],
        texts: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        choices = [("", _now("— none —")), *((str(one.place), one.in_words) for one in seen.headings)]
        for one in table.fields:
            self.fields[f"{COLUMN}{one.key}"] = forms.ChoiceField(
                label=str(one.label),
                help_text=str(one.help),
                choices=choices,
                required=one.required and not one.may_hold_for_all,
                error_messages={"required": _now("Choose its column.")},
                initial=str(columns[one.key]) if one.key in columns else "",
            )
            if one.may_hold_for_all:
                self.fields[f"{TEXT}{one.key}"] = forms.CharField(
                    label=_now("%(field)s of every row") % {"field": one.label},
                    max_length=one.longest,
                    required=False,
                    initial=texts.get(one.key, ""),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for one in self.table.fields:
            said = cleaned.get(f"{COLUMN}{one.key}") or cleaned.get(f"{TEXT}{one.key}")
            if one.required and one.may_hold_for_all and not said:
                self.add_error(f"{COLUMN}{one.key}", _now("Choose its column, or say what holds for every row."))
        return cleaned

    @property
    def said_columns(self) -> dict[str, int]:
        return {
            one.key: int(place) for one in self.table.fields if (place := self.cleaned_data.get(f"{COLUMN}{one.key}"))
        }

    @property
    def said_texts(self) -> dict[str, str]:
        return {
            one.key: text.strip()
            for one in self.table.fields
            if (text := self.cleaned_data.get(f"{TEXT}{one.key}", "")).strip()
        }

    def rows(self) -> list[list[forms.BoundField]]:
        """As the page shows them, two beside each other; what may hold for every row beside its column."""
        found: list[list[forms.BoundField]] = []
        for one in self.table.fields:
            column = self[f"{COLUMN}{one.key}"]
            if one.may_hold_for_all:
                found += [[column, self[f"{TEXT}{one.key}"]], []]
            elif found and len(found[-1]) == 1 and found[-1][0].name.startswith(COLUMN):
                found[-1].append(column)
            else:
                found.append([column])
        return [row for row in found if row]
