"""Fields of figures: numbers, money in 万元, indicators that count toward a target, computed sums."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from lianxiao.core.definitions.controls import Control, LineControl, Place, SumControl
from lianxiao.core.definitions.fields.base import Field
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownText
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import Text, narrow

WAN_YUAN = Text("万元", "10,000 yuan")
_FIGURE = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")


def parse_figure(text: str) -> Decimal | None:
    """The number that a person typed, thousands marked or not; None when it is not clearly one."""
    text = narrow(text)
    if len(text) > 24 or not _FIGURE.fullmatch(text) or not re.search("[0-9]", text):
        return None
    return Decimal(re.sub("[, ]", "", text))


def canonical(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"


def grouped(number: Decimal, decimals: int | None = None) -> str:
    """With thousands marked; `decimals` pads, it never cuts."""
    text = canonical(number)
    places = len(text.partition(".")[2])
    return f"{Decimal(text):,.{max(places, decimals or 0)}f}"


@dataclass(frozen=True, kw_only=True)
class Number(Field[str]):
    type = "number"
    numeric = True
    in_columns = True
    shown_decimals: ClassVar[int] = 0

    unit: Text | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    decimals: int = 0

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        own = {"unit": source.optional_text("unit"), "decimals": source.count("decimals", 0)}
        return own | cls._range(source)

    @classmethod
    def _range(cls, source: Source, least: Decimal | None = None) -> dict[str, Any]:
        low, high = source.figure("min", least), source.figure("max")
        if low is not None and high is not None and low > high:
            source.note("min", _("is greater than max"))
        return {"min": low, "max": high}

    def clean(self, raw: object) -> str:
        if isinstance(raw, Decimal):
            raw = format(raw, "f")
        number = parse_figure(text := narrow(raw))
        return text if number is None else canonical(number)

    def faults(self, value: str, *, final: bool) -> Iterator[Fault]:
        number = parse_figure(value)
        if number is None:
            yield Fault(_("Enter a number, for example 1200."))
            return
        if len(canonical(number).partition(".")[2]) > self.decimals:
            if self.decimals:
                yield Fault(_("Use at most %(count)d decimal places.") % {"count": self.decimals})
            else:
                yield Fault(_("Enter a whole number."))
        if final and self.min is not None and number < self.min:
            yield Fault(_("Enter %(limit)s or more.") % {"limit": self._told(self.min, 0)})
        if final and self.max is not None and number > self.max:
            yield Fault(_("Enter %(limit)s or less.") % {"limit": self._told(self.max, 0)})

    def show(self, value: str) -> Shown:
        number = parse_figure(value)
        if number is None:
            return ShownText(value)
        return ShownText(" ".join(filter(None, [self._told(number, self.shown_decimals), self._unit()])))

    def show_bare(self, value: str) -> str:
        """Without the unit, as a table cell whose column already says it."""
        number = parse_figure(value)
        return value if number is None else self._told(number, self.shown_decimals)

    def control(self, value: str, at: Place) -> Control:
        inputmode = "decimal" if self.decimals else "numeric"
        if self.min is None or self.min < 0:
            inputmode = "text"  # the number pads of phones have no minus sign
        return LineControl(at=at, value=value, inputmode=inputmode, unit=self._unit(), decimals=self.decimals)

    def _unit(self) -> str:
        return str(self.unit) if self.unit else ""

    def _told(self, number: Decimal, decimals: int) -> str:
        return canonical(number) if self.is_year else grouped(number, decimals)

    @property
    def is_year(self) -> bool:
        """Bounded by two years and counted in nothing: 2018, never 2,018."""
        if self.min is None or self.max is None or self.unit or self.decimals:
            return False
        return self.min >= 1000 and self.max <= 9999


@dataclass(frozen=True, kw_only=True)
class Money(Number):
    """An amount in 万元 with at most two decimals, never negative unless `min` says so."""

    type = "money"
    shown_decimals = 2

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {"unit": WAN_YUAN, "decimals": 2} | cls._range(source, Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Indicator(Number):
    """A figure that counts toward the target with the code `target`."""

    type = "indicator"
    in_columns = False
    target: str

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        own = {"target": source.word("target"), "unit": source.optional_text("unit")}
        return own | {"decimals": source.count("decimals", 0)} | cls._range(source, Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Sum(Field[str]):
    """A total of other figures ("field" or "table.column"), computed and never typed."""

    type = "sum"
    computed = True
    numeric = True
    of: tuple[str, ...]
    unit: Text | None = None
    equals: str = ""

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        equals = source.slug("equals") if source.get("equals") is not None else ""
        return {"of": source.words("of", ()), "unit": source.optional_text("unit"), "equals": equals}

    def clean(self, raw: object) -> str:
        number = parse_figure(narrow(raw))
        return "" if number is None else canonical(number)

    def show(self, value: str) -> Shown:
        number = parse_figure(value)
        unit = str(self.unit) if self.unit else ""
        return ShownText("" if number is None else " ".join(filter(None, [grouped(number), unit])))

    def control(self, value: str, at: Place) -> Control:
        number = parse_figure(value)
        unit = str(self.unit) if self.unit else ""
        shown = grouped(number) if number is not None else "0"
        return SumControl(at=at, value=shown, unit=unit, of=" ".join(self.of))
