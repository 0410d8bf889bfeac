"""The properties of one thing of a form, as inputs: which kind of thing has which, how each is read and kept."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.definitions.editing import Raw, Spot, SpotProblem, at
from lianxiao.core.definitions.fields.attachments import FORMATS
from lianxiao.core.definitions.fields.parties import PARTS, part_label
from lianxiao.core.definitions.names import PROPERTY_NAMES
from lianxiao.forms.forms import choices
from lianxiao.mandate.models import Target

# kind of a property → how it is asked; see `_inputs` and `_kept`.
TEXT, LONG, FLAG, COUNT, FIGURE, DAY, PICK, PICKS, CONDITION = (
    "text",
    "long",
    "flag",
    "count",
    "figure",
    "day",
    "pick",
    "picks",
    "condition",
)
Spec = tuple[tuple[str, str], ...]
NUMBER: Spec = (("unit", TEXT), ("decimals", COUNT), ("min", FIGURE), ("max", FIGURE))
OF_TYPE: dict[str, Spec] = {
    "short_text": (("max_length", COUNT),),
    "long_text": (("max_words", COUNT),),
    "number": NUMBER,
    "money": (("min", FIGURE), ("max", FIGURE)),
    "indicator": (("target", PICK), *NUMBER),
    "date": (("within", PICK),),
    "sum": (("of", PICKS), ("equals", PICK), ("unit", TEXT)),
    "choice": (("multiple", FLAG),),
    "person": (("parts", PICKS),),
    "organisation": (("multiple", FLAG), ("of", PICK)),
    "attachment": (("formats", PICKS), ("max_mb", COUNT), ("multiple", FLAG)),
    "table": (("min_rows", COUNT), ("max_rows", COUNT), ("sums", PICKS)),
}
OF_CHECK: dict[str, Spec] = {
    "at_most": (("left", PICK), ("right", PICK)),
    "not_before": (("left", PICK), ("right", PICK)),
    "sum_equals": (("left", PICK), ("of", PICKS)),
    "required_if": (("left", PICK), ("if", CONDITION)),
}
WORDS: Spec = (("label", TEXT), ("help", LONG))
CONDITIONS = 3  # selects for one condition: "this answer, or that one, or that one"
# A property with another name on the page than in the definition.
INPUT_NAMES = {"if": "only_if"}
CHINESE = pgettext_lazy("language of a text", "%(name)s, Chinese")
ENGLISH = pgettext_lazy("language of a text", "%(name)s, English")


def spec_of(spot: Spot, item: Raw) -> Spec:
    if spot.kind == "form":
        return (("title", TEXT),)
    if spot.kind == "section":
        return (("title", TEXT), ("help", LONG), ("show_if", CONDITION))
    if spot.kind == "check":
        return (*OF_CHECK.get(str(item.get("kind")), ()), ("message", TEXT))
    kind = str(item.get("type"))
    own = OF_TYPE.get(kind, ())
    required: Spec = () if kind == "sum" else (("required", FLAG),)
    if spot.kind == "column":
        return (*WORDS, *required, *(one for one in own if one[0] != "multiple"))
    typed: Spec = () if kind == "sum" else (("freeze_date", DAY), ("editorial", FLAG))
    return (*WORDS, *required, *own, ("show_if", CONDITION), *typed)


class PropertiesForm(forms.Form):
    """One thing of a definition. `values()` are its properties for `actions.change`."""

    def __init__(self, data: Any = None, *, raw: Raw, spot: Spot, targets: Sequence[Target] = ()) -> None:
        self.raw, self.spot, self.item = raw, spot, at(raw, spot)
        self.spec, self.targets = self._offered_at_all(spec_of(spot, self.item)), targets
        super().__init__(data)
        for name, kind in self.spec:
            self.fields |= self._inputs(name, kind)
        if spot.kind == "field":
            self.fields["section"] = forms.ChoiceField(
                label=pgettext_lazy("form", "Section"),
                choices=choices.section_choices(raw),
                required=False,
                initial=self._own_section(),
            )

    def _offered_at_all(self, spec: Spec) -> Spec:
        """Totals are asked about only in a table that has a column of figures."""
        if choices.totals(self.raw, self.item) or self.item.get("sums"):
            return spec
        return tuple(one for one in spec if one[0] != "sums")

    def with_problems(self, problems: Iterable[SpotProblem]) -> "PropertiesForm":
        """The stored properties, each with what is wrong with it."""
        wrong = [one for one in problems if one.spot == self.spot]
        if not wrong:
            return self
        bound = PropertiesForm(_as_posted(self), raw=self.raw, spot=self.spot, targets=self.targets)
        bound.full_clean()
        bound.errors.clear()
        for one in wrong:
            bound.add_error(bound.input_of(one.name), one.message)
        return bound

    def input_of(self, name: str) -> str | None:
        """The first input of a property; None for what has none here, such as options and columns."""
        kind = dict(self.spec).get(name)
        own = INPUT_NAMES.get(name, name)
        found = {TEXT: f"{own}_zh", LONG: f"{own}_zh", CONDITION: f"{own}_1"}.get(kind or "", own)
        return found if found in self.fields else None

    def values(self) -> Raw:
        return {name: self._kept(name, kind) for name, kind in self.spec}

    def _own_section(self) -> str:
        for section in self.raw.get("sections") or []:
            if any(field is self.item for field in section.get("fields") or []):
                return str(section.get("key"))
        return ""

    # --- asking --------------------------------------------------------------------------------------

    def _inputs(self, name: str, kind: str) -> dict[str, forms.Field]:
        value, own = self.item.get(name), INPUT_NAMES.get(name, name)
        which = name == "of" and self.item.get("type") == "organisation"
        label = _("Which organisations") if which else PROPERTY_NAMES[name]
        if kind in (TEXT, LONG):
            return self._text(own, label, value, kind == LONG)
        if kind == CONDITION:
            return self._condition(own, label, value)
        return {own: self._single(name, kind, label, value)}

    def _text(self, name: str, label: Any, value: Any, long: bool) -> dict[str, forms.Field]:
        given = value if isinstance(value, dict) else {}
        needed = name in ("title", "label", "message")
        made: dict[str, forms.Field] = {}
        for language, text in (("zh", CHINESE), ("en", ENGLISH)):
            widget = forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput()
            made[f"{name}_{language}"] = forms.CharField(
                label=text % {"name": label},
                required=needed and language == "zh",
                max_length=1000,
                initial=given.get(language, ""),
                widget=widget,
            )
        return made

    def _condition(self, name: str, label: Any, value: Any) -> dict[str, forms.Field]:
        offered: list[Any] = [("", _("no condition")), *choices.conditions(self.raw, without=self.spot.key)]
        chosen = choices.condition_values(value)
        known = {one for _label, pairs in offered[1:] for one, _told in pairs}
        offered += [(one, one) for one in chosen if one not in known]
        more = [("", _("nothing more")), *offered[1:]]
        return {
            f"{name}_{number + 1}": forms.ChoiceField(
                label=pgettext_lazy("condition", "or") if number else label,
                required=False,
                choices=more if number else offered,
                initial=chosen[number] if number < len(chosen) else "",
            )
            for number in range(max(CONDITIONS, len(chosen)))
        }

    def _single(self, name: str, kind: str, label: Any, value: Any) -> forms.Field:
        if kind == FLAG:
            return forms.BooleanField(label=label, required=False, initial=value is True)
        if kind == COUNT:
            return forms.IntegerField(label=label, required=False, min_value=0, max_value=100_000, initial=value)
        if kind == FIGURE:
            return forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=6, initial=value)
        if kind == DAY:
            return forms.DateField(
                label=label,
                required=False,
                initial=value,
                help_text=_("From the day after, nobody can change the answer in a draft; empty: always."),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        offered = self._offered(name)
        if kind == PICKS:
            known = {one for one, _told in offered}
            offered = [*offered, *((one, one) for one in value or [] if one not in known)]
            return forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=offered,
                initial=self._ticked(name, value, known),
                widget=forms.CheckboxSelectMultiple,
            )
        if value and value not in _flat(offered):
            offered = [*offered, (value, value)]
        return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *offered], initial=value)

    def _ticked(self, name: str, value: Any, known: set[str]) -> list[str]:
        if value is None and name == "formats":
            return sorted(known)
        return list(value if value is not None else ["name", "title", "organisation"] if name == "parts" else [])

    def _offered(self, name: str) -> list[Any]:
        raw, kind = self.raw, self.item.get("kind")
        if name == "of" and self.item.get("type") == "organisation":
            return [("any", _("any organisation")), ("university", _("universities and colleges only"))]
        if name in ("left", "right"):
            return self._compared(kind)
        found: dict[str, Callable[[], list[Any]]] = {
            "parts": lambda: [(part, part_label(part)) for part in PARTS],
            "formats": lambda: [(one, one.upper()) for one in FORMATS],
            "target": lambda: choices.targets(self.targets),
            "within": lambda: choices.periods(raw),
            "sums": lambda: choices.totals(raw, self.item),
            "equals": lambda: choices.figures(raw, without=self.spot.key, columns=False),
            "of": lambda: choices.figures(raw, without=self.spot.key),
        }
        return found[name]()

    def _compared(self, kind: Any) -> list[Any]:
        if kind == "not_before":
            return choices.days(self.raw)
        return choices.answers(self.raw) if kind == "required_if" else choices.figures(self.raw)

    # --- keeping -------------------------------------------------------------------------------------

    def clean(self) -> Raw:
        cleaned: Raw = super().clean() or {}
        for name, kind in self.spec:
            if kind == CONDITION:
                own = INPUT_NAMES.get(name, name)
                try:
                    cleaned[own] = choices.condition_from(
                        value for key, value in cleaned.items() if key.startswith(f"{own}_")
                    )
                except ValueError as error:
                    self.add_error(f"{own}_1", str(error))
        return cleaned

    def _kept(self, name: str, kind: str) -> Any:
        own, data = INPUT_NAMES.get(name, name), self.cleaned_data
        if kind in (TEXT, LONG):
            texts = {code: text for code in ("zh", "en") if (text := data.get(f"{own}_{code}", ""))}
            return texts or None
        value = data.get(own)
        if kind == FLAG:
            return True if value else None
        if kind == PICKS:
            return self._picked(name, value or [])
        if kind == FIGURE:
            return _number(value)
        if kind == DAY:
            return value.isoformat() if value else None
        return value if value not in ("", None) else None

    def _picked(self, name: str, value: list[str]) -> list[str] | None:
        """In the order in which they are offered; what is the default need not be said."""
        if name == "formats" and set(value) == set(FORMATS):
            return None
        return value or ([] if name == "of" else None)


def _flat(offered: list[Any]) -> set[str]:
    """The values of choices, grouped or not."""
    return {pair[0] for value, told in offered for pair in (told if isinstance(told, list) else [(value, told)])}


def _number(value: Decimal | None) -> int | str | None:
    """As JSON keeps it exactly."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")


def _as_posted(form: PropertiesForm) -> Any:
    """What a browser would send back from the form as it stands."""
    return {name: field.initial for name, field in form.fields.items() if field.initial not in (None, False)}
