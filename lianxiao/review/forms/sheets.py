"""What an expert types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from lianxiao.review.actions.sheets import Given
from lianxiao.review.models import Criterion, Sheet
from lianxiao.review.queries.experts import scores_of

LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Line:
    criterion: Criterion
    points: BoundField
    comment: BoundField


class SheetForm(forms.Form):
    """Points and a comment for each criterion. What is missing is asked for at submission, not before."""

    def __init__(self, data: Any = None, *, sheet: Sheet, criteria: Sequence[Criterion]) -> None:
        there = scores_of(sheet)
        initial: dict[str, Any] = {"overall": sheet.overall}
        for one in criteria:
            if score := there.get(one.pk):
                initial |= {f"points-{one.pk}": score.points, f"comment-{one.pk}": score.comment}
        super().__init__(data, initial=initial)
        self.sheet, self.criteria = sheet, criteria
        for one in criteria:
            self.fields[f"points-{one.pk}"] = _points(one)
            self.fields[f"comment-{one.pk}"] = _comment(one)
        self.fields["overall"] = forms.CharField(
            label=_("Overall opinion"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 4}),
            help_text=_("Strengths, weaknesses, and whether you would support it. Do not name yourself."),
        )

    def with_problems(self, missing: Mapping[str, str]) -> "SheetForm":
        """The same as it was kept, each input with what it lacks."""
        data = {name: "" if value is None else str(value) for name, value in self.initial.items()}
        checked = SheetForm(data, sheet=self.sheet, criteria=self.criteria)
        checked.full_clean()
        for name, said in missing.items():
            checked.add_error(name, said)
        return checked

    @property
    def lines(self) -> list[Line]:
        return [Line(one, self[f"points-{one.pk}"], self[f"comment-{one.pk}"]) for one in self.criteria]

    def given(self) -> dict[int, Given]:
        values = self.cleaned_data
        return {one.pk: Given(values[f"points-{one.pk}"], values[f"comment-{one.pk}"].strip()) for one in self.criteria}


def _points(criterion: Criterion) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Points, 0 to %(most)s") % {"most": criterion.points},
        required=False,
        min_value=0,
        max_value=criterion.points,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput({"step": "0.5", "inputmode": "decimal", "aria-describedby": f"said-{criterion.pk}"}),
    )


def _comment(criterion: Criterion) -> forms.CharField:
    return forms.CharField(
        label=_("Comment (required)") if criterion.needs_comment else _("Comment"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )
