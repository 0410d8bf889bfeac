"""Forms of reporting periods and progress reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxiao.core.form_fields import moment_field
from lianxiao.ledger.actions.periods import EDITABLE
from lianxiao.ledger.actions.reports import Said, Words
from lianxiao.ledger.models import ProgressReport, ReportingPeriod
from lianxiao.ledger.queries.reports import ShownItem, months_to_fill
from lianxiao.ledger.states import Standing

LONGEST_TEXT = 3000
MONTH = "%Y-%m"
MOST_MONTHS = 12
WORDS = ("summary", "difficulties", "plan")


class MonthField(forms.DateField):
    """A month, given as 2026-07; its first day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-07"}, format=MONTH)
        errors = {"invalid": _("Enter a month, for example 2026-07."), "required": _("Enter a month.")}
        super().__init__(input_formats=[MONTH, "%Y-%m-%d"], widget=widget, error_messages=errors, **options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return day.replace(day=1) if day else None


class PeriodForm(forms.ModelForm):  # type: ignore[type-arg]
    first_month = MonthField(label=_("First month"))
    last_month = MonthField(label=_("Last month"), help_text=_("At most twelve months, and none of an earlier period."))
    due_at = moment_field(_("Reports are due"), _("What comes later is still taken, and stands as late."))

    class Meta:
        model = ReportingPeriod
        fields = EDITABLE
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "name": _("For instance “Second half of 2026”; it stands on every report."),
            "note": _("Shown above every report of this period."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if first and last and first > last:
            self.add_error("last_month", _("The last month cannot lie before the first."))
        elif first and last and (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
            self.add_error("last_month", _("A period has at most twelve months."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )


class BackForm(forms.Form):
    reason = reason_field()


class FactForm(forms.Form):
    """A confirmed figure said anew; nought takes it away."""

    amount = forms.DecimalField(label=_("The right amount"), min_value=0, max_digits=14, decimal_places=2)
    reason = reason_field()


class CorrectionForm(forms.Form):
    """Until when; the places are ticked and their reasons typed beside the report."""

    due_at = moment_field(_("The correction is due"))

    def clean_due_at(self) -> datetime:
        moment: datetime = self.cleaned_data["due_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_("The correction must be due in the future."))
        return moment


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its inputs; of an indicator one for each month that has begun."""

    shown: ShownItem
    text: BoundField
    standing: BoundField | None
    reached: BoundField | None
    amounts: list[tuple[date, BoundField]]

    @property
    def fields(self) -> list[BoundField]:
        found = (self.standing, self.reached, self.text, *(one for _month, one in self.amounts))
        return [one for one in found if one is not None]


class ReportForm(forms.Form):
    """Everything that a report says; what is missing is asked for when it is handed in."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("What was done"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    difficulties = forms.CharField(
        label=_("Difficulties, and what help is needed"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    plan = forms.CharField(
        label=_("What comes next"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        report: ProgressReport,
        milestones: list[ShownItem],
        indicators: list[ShownItem],
    ) -> None:
        initial = {name: getattr(report, name) for name in (*WORDS, "revision")}
        super().__init__(data, initial=initial)
        self.months = months_to_fill(report.period)
        self._milestones, self._indicators = milestones, indicators
        for one in milestones:
            self._add_milestone(one)
        for one in indicators:
            self._add_indicator(one)

    def _add_milestone(self, one: ShownItem) -> None:
        choices = [("", _("please choose")), *Standing.choices]
        standing = forms.ChoiceField(label=_("How far it has come"), choices=choices, required=False)
        standing.initial = one.item.standing
        reached = forms.DateField(
            label=_("Reached on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        reached.initial = one.item.reached_date
        self.fields[f"standing-{one.item.pk}"] = standing
        self.fields[f"reached-{one.item.pk}"] = reached
        self._add_text(one, _("In words"))

    def _add_indicator(self, one: ShownItem) -> None:
        kept = dict(one.figures)
        for month in self.months:
            field = forms.DecimalField(
                label=f"{month:{MONTH}}", required=False, min_value=0, max_digits=14, decimal_places=2
            )
            field.initial = kept.get(month)
            self.fields[f"amount-{one.item.pk}-{month:{MONTH}}"] = field
        self._add_text(one, _("What the figures count, and where they come from"))

    def _add_text(self, one: ShownItem, label: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        field = forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget)
        field.initial = one.item.text
        self.fields[f"text-{one.item.pk}"] = field

    def clean(self) -> dict[str, Any]:
        """A day belongs to what was reached."""
        cleaned: dict[str, Any] = super().clean() or {}
        for one in self._milestones:
            name = f"reached-{one.item.pk}"
            if cleaned.get(name) and cleaned.get(f"standing-{one.item.pk}") != Standing.REACHED:
                self.add_error(name, _("A day stands only where the milestone is reached."))
        return cleaned

    @property
    def milestones(self) -> Iterator[Row]:
        for one in self._milestones:
            pk = one.item.pk
            yield Row(one, self[f"text-{pk}"], self[f"standing-{pk}"], self[f"reached-{pk}"], [])

    @property
    def indicators(self) -> Iterator[Row]:
        for one in self._indicators:
            amounts = [(month, self[f"amount-{one.item.pk}-{month:{MONTH}}"]) for month in self.months]
            yield Row(one, self[f"text-{one.item.pk}"], None, None, amounts)

    # --- what was typed, as the action takes it ---

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name].strip() for name in WORDS})

    def said(self) -> dict[int, Said]:
        found = self.cleaned_data
        return {one.item.pk: self._said_of(one, found) for one in (*self._milestones, *self._indicators)}

    def _said_of(self, one: ShownItem, found: Mapping[str, Any]) -> Said:
        pk = one.item.pk
        if one.item.milestone_id:
            return Said(found[f"text-{pk}"].strip(), found[f"standing-{pk}"], found[f"reached-{pk}"])
        amounts = {month: found[f"amount-{pk}-{month:{MONTH}}"] or Decimal(0) for month in self.months}
        return Said(found[f"text-{pk}"].strip(), amounts=amounts)
