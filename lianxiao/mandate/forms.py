"""Forms of the facts' desk, one per kind of fact."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianxiao.core.models import Step, WorkDay
from lianxiao.mandate.models import Category, MandateTask, StockPhrase, Target
from lianxiao.mandate.queries import lead_offices
from lianxiao.organisations.models import NoticeText, Organisation
from lianxiao.organisations.queries.notice_texts import (
    FIELDS,
    in_braces,
    indispensable_in,
    known_placeholders,
    problem_in,
)
from lianxiao.organisations.roles import Kind

MOST_LEADS = 5


def offices() -> "QuerySet[Organisation]":
    return Organisation.objects.active().filter(kind=Kind.OFFICE).in_official_order()


# Columns that the models leave without words for people.
LABELS = {
    "code": gettext_lazy("Code"),
    "order": gettext_lazy("Place in the list"),
    "is_active": gettext_lazy("In use"),
    "category": gettext_lazy("Category"),
    "leads": gettext_lazy("Lead offices in order"),
}


class FactForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]
        if "category" in self.fields:
            self.fields["category"].queryset = Category.objects.order_by("order", "id")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action gets: by field name, references to several rows as a list."""
        return {
            name: list(value) if isinstance(value, QuerySet) else value for name, value in self.cleaned_data.items()
        }

    def changes(self, step: Step) -> list[tuple[str, str, str]]:
        """What a step changed, in the words of this form: field, before (empty when it was added), after."""
        return [
            (str(self.fields[name].label if name in self.fields else LABELS.get(name, name)), _told(old), _told(new))
            for name, (old, new) in step.details.get("changed", {}).items()
        ]


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return pgettext("between items of a list", "; ").join(value) if isinstance(value, list) else str(value)


class CategoryForm(FactForm):
    class Meta:
        model = Category
        fields = ("name", "name_en", "letters", "description", "description_en", "order", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = lead_offices(self.instance) if self.instance.pk else []
        for number in range(1, MOST_LEADS + 1):
            self.fields[f"lead_{number}"] = forms.ModelChoiceField(
                label=gettext_lazy("Responsible office") if number == 1 else _("Lead office %(n)d") % {"n": number},
                queryset=offices(),
                required=number == 1,
                initial=present[number - 1] if number <= len(present) else None,
            )

    def clean_letters(self) -> str:
        letters: str = self.cleaned_data["letters"].upper()
        if not (letters.isascii() and letters.isalpha()):
            raise forms.ValidationError(_("Use two to four Latin letters."))
        return letters

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        leads: list[Organisation] = []
        for number in range(1, MOST_LEADS + 1):
            office = cleaned.get(f"lead_{number}")
            if office in leads:
                self.add_error(f"lead_{number}", _("This office is named twice."))
            elif office:
                leads.append(office)
        cleaned["leads"] = leads
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if not name.startswith("lead_")}


class NewCategoryForm(CategoryForm):
    class Meta(CategoryForm.Meta):
        fields = ("code", *CategoryForm.Meta.fields)  # type: ignore[assignment]


class TargetForm(FactForm):
    class Meta:
        model = Target
        fields = (
            "year",
            "category",
            "code",
            "name",
            "name_en",
            "value",
            "approximate",
            "unit",
            "unit_en",
            "source",
            "order",
        )
        help_texts = {
            "code": gettext_lazy("A short word; indicators of the forms refer to it."),
            "value": gettext_lazy("Leave it empty for a target that is described in words."),
        }


class TaskForm(FactForm):
    class Meta:
        model = MandateTask
        fields = (
            "year",
            "code",
            "name",
            "name_en",
            "description",
            "description_en",
            "due_date",
            "due_note",
            "due_note_en",
            "done_date",
            "lead",
            "supports",
            "source",
            "order",
        )
        widgets = {
            "due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "done_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "supports": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "done_date": gettext_lazy("Then its light says so. What is due every year is noted anew each year."),
            "lead": gettext_lazy("Empty: the lead offices of each category, each for its own."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "supports"):
            self.fields[name].queryset = offices()  # type: ignore[attr-defined]


class WorkDayForm(FactForm):
    class Meta:
        model = WorkDay
        fields = ("name", "working")
        labels = {"name": gettext_lazy("Name of the day"), "working": gettext_lazy("Is worked")}


class NewWorkDayForm(WorkDayForm):
    class Meta(WorkDayForm.Meta):
        fields = ("date", "name", "working")  # type: ignore[assignment]
        labels = {**WorkDayForm.Meta.labels, "date": gettext_lazy("Day")}
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class NoticeTextForm(FactForm):
    class Meta:
        model = NoticeText
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known_placeholders(self.instance.kind, self.instance)
        for name in ("body", "body_en"):
            self.fields[name].help_text = _("Filled in when it is sent: %(known)s") % {"known": in_braces(self.known)}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, text in list(cleaned.items()):
            indispensable = indispensable_in(self.instance.kind, name)
            if problem := problem_in(text, known=self.known, indispensable=indispensable):
                self.add_error(name, problem)
        return cleaned


class StockPhraseForm(FactForm):
    class Meta:
        model = StockPhrase
        fields = ("use", "text", "text_en", "order", "is_active")


class NewStockPhraseForm(StockPhraseForm):
    class Meta(StockPhraseForm.Meta):
        fields = ("code", *StockPhraseForm.Meta.fields)  # type: ignore[assignment]
