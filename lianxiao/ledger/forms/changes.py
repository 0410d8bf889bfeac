"""Forms of change requests: one input for every place of the project that can be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.ledger.models import ChangeRequest
from lianxiao.ledger.queries.places import AMOUNT, DAY, LINE, MARK, YES, Place, amount_text, field_label, problems
from lianxiao.ledger.states import ChangeKind

LONGEST_REASON = 3000


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is to be changed"),
        choices=ChangeKind.choices,
        widget=forms.RadioSelect,
        help_text=_("One request for each; a second one can follow when the first is decided."),
        error_messages={"required": _("Choose what is to be changed.")},
    )


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("of an office", "Decision"),
        choices=[
            ("approve", pgettext_lazy("change", "Approve; it takes effect at once")),
            ("return", _("Return for correction")),
            ("refuse", pgettext_lazy("change", "Refuse")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The university reads it. Needed to return or to refuse."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") in ("return", "refuse") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Give the reason; the university reads it."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    fields: list[BoundField]


def _input(place: Place) -> forms.Field:
    label: Any = field_label(place)
    if place.kind == MARK:
        return forms.BooleanField(label=label, required=False)
    if place.kind == DAY:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=widget)
    if place.kind == AMOUNT:
        return forms.DecimalField(label=label, required=False, min_value=0, max_digits=14, decimal_places=2)
    area = None if place.kind == LINE else forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=place.most, widget=area)


def _text(place: Place, value: Any) -> str:
    if place.kind == MARK:
        return YES if value else ""
    if value in (None, ""):
        return ""
    if place.kind == DAY:
        return f"{value:%Y-%m-%d}"
    return amount_text(value) if place.kind == AMOUNT else str(value).replace("\r\n", "\n").strip()


class ChangeForm(forms.Form):
    """What the project is to say; what is not touched stays as it is."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why the project is to be changed, and what it means for its results."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, change: ChangeRequest, places: list[Place]) -> None:
        super().__init__(data, initial={"revision": change.revision, "reason": change.reason})
        self.change, self.places = change, places
        for place in places:
            field = _input(place)
            value = change.wanted.get(place.key, place.value)
            field.initial = bool(value) if place.kind == MARK else value
            self.fields[place.key] = field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for key, message in problems(self.change.project, self.change.kind, self.wanted()):
                self.add_error(key if key in self.fields else None, message)
        return cleaned

    def wanted(self) -> dict[str, str]:
        """Only what differs from the ledger."""
        said = {place.key: _text(place, self.cleaned_data.get(place.key)) for place in self.places}
        return {place.key: said[place.key] for place in self.places if said[place.key] != place.value}

    @property
    def groups(self) -> list[Group]:
        """What belongs to one milestone stands together."""
        found: dict[str, Group] = {}
        for place in self.places:
            group = found.setdefault(place.group, Group(_heading(place), []))
            group.fields.append(self[place.key])
        return list(found.values())


def _heading(place: Place) -> str:
    if place.kind == AMOUNT:
        return str(_("Promised figures"))
    if place.key.startswith("milestone-"):
        return place.about
    if place.key.startswith("newmilestone-"):
        return str(_("New milestone %(number)s") % {"number": place.about})
    return ""
