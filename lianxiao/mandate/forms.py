"""Forms of the facts' desk, one per kind of fact."""

from string import Formatter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.models import WorkDay
from lianxiao.mandate.models import Category, MandateTask, StockPhrase, Target
from lianxiao.mandate.queries import lead_offices
from lianxiao.organisations.models import NoticeText, Organisation
from lianxiao.organisations.roles import Kind

MOST_LEADS = 5
# What the senders of notifications know (`values_of` in the actions, `url` by the mail task).
PLACEHOLDERS = frozenset(
    [
        "application",
        "code",
        "call",
        "category",
        "university",
        "reason",
        "due",
        "url",
        "number",
        "name",
        "party",
        "contact",
        "pin",
        "filing",
        "notice",
        "office",
        "person",
        "count",
        "lines",
        "letter",
        "template",
    ]
)


def offices() -> "QuerySet[Organisation]":
    return Organisation.objects.active().filter(kind=Kind.OFFICE).in_official_order()


# Columns that the models leave without words for people.
LABELS = {
    "code": gettext_lazy("Code"),
    "order": gettext_lazy("Place in the list"),
    "is_active": gettext_lazy("In use"),
    "category": gettext_lazy("Category"),
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
            "lead",
            "supports",
            "source",
            "order",
        )
        widgets = {
            "due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "supports": forms.CheckboxSelectMultiple,
        }
        help_texts = {"lead": gettext_lazy("Empty: the lead offices of each category, each for its own.")}

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
        fields = ("subject", "subject_en", "body", "body_en")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, text in list(cleaned.items()):
            if problem := problem_in(text):
                self.add_error(name, problem)
        return cleaned


def problem_in(text: str) -> str:
    """What speaks against the placeholders of a text; empty when nothing does."""
    try:
        named = {name for _literal, name, _format, _conversion in Formatter().parse(text) if name is not None}
    except ValueError:
        return _("A brace is open. Placeholders stand in braces, such as {code}.")
    if unknown := sorted(named - PLACEHOLDERS):
        return _("There is no placeholder {%(name)s}.") % {"name": unknown[0]}
    return ""


class StockPhraseForm(FactForm):
    class Meta:
        model = StockPhrase
        fields = ("use", "text", "text_en", "order", "is_active")


class NewStockPhraseForm(StockPhraseForm):
    class Meta(StockPhraseForm.Meta):
        fields = ("code", *StockPhraseForm.Meta.fields)  # type: ignore[assignment]
