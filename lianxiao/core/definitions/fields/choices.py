"""Fields whose answer is one or several of a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.controls import Choosable, Control, Place, SelectControl, TicksControl
from lianxiao.core.definitions.fields.base import Field, Posted
from lianxiao.core.definitions.organisations import Register
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownList, ShownText
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import Text, one_line


@dataclass(frozen=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class Choice(Field[str | list[str]]):
    type = "choice"
    in_columns = True
    options: tuple[Option, ...]
    multiple: bool = False

    @property
    def ticks(self) -> bool:
        return self.multiple or len(self.options) <= 5

    @property
    def group(self) -> bool:  # type: ignore[override]  # radio buttons need a legend, a drop-down a label
        return self.ticks

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        options, seen = [], set()
        for item in source.each("options"):
            option = Option(item.word("value"), item.text("label"))
            item.finish()
            if option.value in seen:
                item.note("value", _("“%(name)s” stands twice") % {"name": option.value})
            seen.add(option.value)
            options.append(option)
        return {"options": tuple(options), "multiple": source.flag("multiple")}

    def collect(self, data: Posted, name: str, register: Register) -> object:
        posted = [value for value in data.getlist(name) if value]
        return posted if self.multiple else (posted or [""])[-1]

    def clean(self, raw: object) -> str | list[str]:
        """Several are kept in the order of the list, then what is not on it."""
        if not self.multiple:
            return one_line(raw[0] if isinstance(raw, list) and raw else raw)
        chosen = raw if isinstance(raw, list) else [raw]
        values = set(map(one_line, chosen)) - {""}
        listed = [option.value for option in self.options if option.value in values]
        return listed + sorted(values.difference(listed))

    def _label(self, value: str) -> str:
        return next((str(option.label) for option in self.options if option.value == value), value)

    def missing(self) -> Fault:
        return Fault(_("Choose at least one.") if self.multiple else _("Choose one."))

    def faults(self, value: str | list[str], *, final: bool) -> Iterator[Fault]:
        known = {option.value for option in self.options}
        if not known.issuperset(value if isinstance(value, list) else [value]):
            yield Fault(_("Choose from the list."))

    def show(self, value: str | list[str]) -> Shown:
        if isinstance(value, list):
            return ShownList(tuple(map(self._label, value)))
        return ShownText(self._label(value))

    def control(self, value: str | list[str], at: Place) -> Control:
        chosen = value if isinstance(value, list) else [value] if value else []
        pairs = [(option.value, str(option.label)) for option in self.options]
        pairs += [(one, one) for one in chosen if one not in dict(pairs)]  # what was once on the list stays
        in_cell = bool(at.aria_label)
        if not self.multiple and not at.required and self.ticks and not in_cell:
            pairs.append(("", _("No answer")))
        options = tuple(
            Choosable(
                one,
                label,
                one in chosen or (not one and not chosen),
                f"{at.id}-{number}" if number else at.id,
            )
            for number, (one, label) in enumerate(pairs)
        )
        if in_cell or not self.ticks:
            return SelectControl(at=at, options=options)
        return TicksControl(at=at, input_type="checkbox" if self.multiple else "radio", options=options)
