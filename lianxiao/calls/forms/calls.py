"""Forms of the desk for calls: the draft with its categories, a copy, an extension, an attachment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.actions.calls import EDITABLE, CategoryChoice
from lianxiao.calls.models import Call
from lianxiao.core.form_fields import moment_field
from lianxiao.forms.models import Form
from lianxiao.forms.queries.versions import published_versions
from lianxiao.mandate.models import Category
from lianxiao.organisations.roles import INSTITUTIONS, Kind

MAX_LIMIT = 100
ELIGIBLE = [(kind.value, kind.label) for kind in Kind if kind in INSTITUTIONS]


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A line of the table of categories: the three inputs of one category."""

    category: Category
    included: BoundField
    limit: BoundField
    form: BoundField


class CallForm(forms.ModelForm):  # type: ignore[type-arg]
    opens_at = moment_field(pgettext_lazy("of applications", "Opens"))
    closes_at = moment_field(pgettext_lazy("of applications", "Closes"), _("From this minute on nothing is accepted."))
    eligible_kinds = forms.MultipleChoiceField(
        label=_("Who may apply"), choices=ELIGIBLE, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Call
        fields = EDITABLE
        widgets = {"body": forms.Textarea(attrs={"rows": 14}), "body_en": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = list(Category.objects.filter(is_active=True).order_by("order", "id"))
        present = (
            {row.category_id: row for row in self.instance.call_categories.order_by("id")} if self.instance.pk else {}
        )
        forms_of = _published_forms()
        for category in self.categories:
            row = present.get(category.pk)
            choices = forms_of.get(category.pk, [])
            self.fields[f"included_{category.pk}"] = forms.BooleanField(
                label=_("Open in this call"), required=False, initial=row is not None or not self.instance.pk
            )
            self.fields[f"limit_{category.pk}"] = forms.IntegerField(
                label=_("Limit per university"),
                required=False,
                min_value=1,
                max_value=MAX_LIMIT,
                initial=row.limit if row else 5,
            )
            self.fields[f"form_{category.pk}"] = forms.TypedChoiceField(
                label=pgettext_lazy("application", "Form"),
                required=False,
                coerce=int,
                choices=choices,
                initial=row.form_id if row else (choices[0][0] if choices else None),
            )

    def category_rows(self) -> list[CategoryRow]:
        return [
            CategoryRow(category, *(self[f"{part}_{category.pk}"] for part in ("included", "limit", "form")))
            for category in self.categories
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", _("The call must close after it opens."))
        for category in self.categories:
            if not cleaned.get(f"included_{category.pk}"):
                continue
            for part in ("limit", "form"):
                name = f"{part}_{category.pk}"
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or take the category out."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}

    def choices(self) -> list[CategoryChoice]:
        return [
            CategoryChoice(
                category.pk,
                self.cleaned_data[f"limit_{category.pk}"],
                self.cleaned_data[f"form_{category.pk}"],
            )
            for category in self.categories
            if self.cleaned_data[f"included_{category.pk}"]
        ]


def _published_forms() -> dict[int | None, list[tuple[int, str]]]:
    """Newest first, by category."""
    versions: dict[int | None, list[tuple[int, str]]] = {}
    for version in published_versions(Form.Purpose.APPLICATION):
        label = _("%(year)d, version %(n)d") % {"year": version.form.year, "n": version.version}
        versions.setdefault(version.form.category_id, []).append((version.pk, label))
    return versions


class CopyForm(forms.Form):
    """When the new call takes place; text, categories and limits come from the earlier one."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)
    opens_at = moment_field(pgettext_lazy("of applications", "Opens"))
    closes_at = moment_field(pgettext_lazy("of applications", "Closes"), _("From this minute on nothing is accepted."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", _("The call must close after it opens."))
        return cleaned


class ExtensionForm(forms.Form):
    new_closes_at = moment_field(_("New deadline"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Published together with the new deadline once it is granted."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason; it is published with the new deadline.")},
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    def clean_new_closes_at(self) -> datetime:
        moment: datetime = self.cleaned_data["new_closes_at"]
        if moment <= max(self.call.closes_at, timezone.now()):
            raise forms.ValidationError(_("The new deadline must lie after the present one, and in the future."))
        return moment


class CallAttachmentForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel or picture, at most 20 MB. Everybody may download it."),
        error_messages={"required": _("Choose a file.")},
    )
