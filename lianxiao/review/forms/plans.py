"""What is typed at the desk of a review."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.form_fields import moment_field
from lianxiao.organisations.models import Organisation
from lianxiao.review.actions.plans import CRITERION, EDITABLE
from lianxiao.review.cutting import Lines
from lianxiao.review.models import Criterion, Panel, Plan
from lianxiao.review.queries.comparison import Row, leading
from lianxiao.review.queries.pool import known_codes, split
from lianxiao.review.queries.results import Line

MOST_CRITERIA = 20
BLANK_LINES = 2
ALL = pgettext_lazy("filter", "All")
SIDES = [
    ("", ALL),
    ("above", pgettext_lazy("rows", "Above the lines")),
    ("below", pgettext_lazy("rows", "Below the lines")),
]


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    due_at = moment_field(_("Scores due"), _("Experts are told; who is late is reminded."))

    class Meta:
        model = Plan
        fields = EDITABLE

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}


class LinesForm(forms.Form):
    """Where lines would fall, and which rows are looked at; all of it stands in the address."""

    places = forms.IntegerField(label=_("Most projects"), min_value=0, max_value=1000, required=False)
    budget = forms.DecimalField(
        label=_("Budget (10,000 yuan)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    score = forms.FloatField(label=_("Least score"), min_value=0, max_value=100, required=False)
    each = forms.IntegerField(label=_("Most of one university"), min_value=0, max_value=100, required=False)
    university = forms.ModelChoiceField(
        label=_("Lead university"), queryset=Organisation.objects.none(), required=False, empty_label=ALL
    )
    side = forms.ChoiceField(label=_("Show"), choices=SIDES, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"].queryset = leading(plan)  # type: ignore[attr-defined]

    def lines(self) -> Lines:
        """Those that make sense; what does not draws no line and is said at its field."""
        self.is_valid()
        return Lines(**{name: self.cleaned_data.get(name) for name in ("places", "budget", "score", "each")})

    def in_words(self) -> list[tuple[str, str]]:
        """What is set, as a file says it."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        if "side" in said:
            said["side"] = dict(SIDES)[said["side"]]
        return [(str(self.fields[name].label), str(value)) for name, value in said.items()]

    def shows(self, row: Row) -> bool:
        """Narrowing the rows moves no line."""
        house, side = self.cleaned_data.get("university"), self.cleaned_data.get("side")
        return (house is None or row.line.entry.application.university_id == house.pk) and (
            not side or row.verdict.is_above == (side == "above")
        )


class SecondForm(forms.Form):
    """Which applications go to a second round, on which panel, until when. `chosen` are keys of applications."""

    name = forms.CharField(label=_("Name of the panel"), max_length=60)
    due_at = moment_field(_("Scores due"), _("Experts are told; who is late is reminded."))
    chosen = forms.TypedMultipleChoiceField(
        label=_("Applications"), coerce=int, error_messages={"required": _("Choose at least one application.")}
    )

    def __init__(self, data: Any = None, *, lines: Sequence[Line]) -> None:
        super().__init__(data)
        self.fields["chosen"].choices = [(line.entry.application_id, str(line.entry.application)) for line in lines]  # type: ignore[attr-defined]
        self.ticked = set(data.getlist("chosen")) if data else set()


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Criterion
        fields = CRITERION
        widgets = {"guidance": forms.Textarea({"rows": 2}), "guidance_en": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        self.use_required_attribute = False

    def has_changed(self) -> bool:
        """A line without a name is none, whatever stands in its other boxes."""
        return bool(self.data.get(self.add_prefix("name"), "").strip())


CriterionFormSet = forms.formset_factory(
    CriterionForm, extra=BLANK_LINES, max_num=MOST_CRITERIA, absolute_max=MOST_CRITERIA
)


def rubric_of(plan: Plan) -> list[dict[str, Any]]:
    return [{name: getattr(line, name) for name in CRITERION} for line in plan.criteria.order_by("order")]


def lines_of(formset: Any) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in formset.forms if form.has_changed()]


class PanelForm(forms.ModelForm):  # type: ignore[type-arg]
    major_codes = forms.CharField(
        label=_("Disciplines"),
        required=False,
        max_length=200,
        help_text=_(
            "Codes of disciplines (2 digits), classes (4) or majors (6) of the catalogue, with spaces between. "
            "Applications and experts near to them come to this panel first."
        ),
    )

    class Meta:
        model = Panel
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["major_codes"] = " ".join(self.instance.major_codes)

    def clean_major_codes(self) -> list[str]:
        codes = split(self.cleaned_data["major_codes"])
        if wrong := sorted(set(codes) - known_codes()):
            raise forms.ValidationError(_("Not in the catalogue: %(codes)s.") % {"codes": " ".join(wrong)})
        return codes
