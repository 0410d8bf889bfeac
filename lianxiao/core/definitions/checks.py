"""Checks across fields: what a submission asks beyond each single answer, with the author's own words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from lianxiao.core.definitions.conditions import Condition, parse_condition
from lianxiao.core.definitions.fields import Day, Field, Period, Table
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import Text

AT_MOST, NOT_BEFORE, SUM_EQUALS, REQUIRED_IF = "at_most", "not_before", "sum_equals", "required_if"
KINDS: Final = (AT_MOST, NOT_BEFORE, SUM_EQUALS, REQUIRED_IF)
Fields = Mapping[str, Field[Any]]


@dataclass(frozen=True)
class Check:
    """`left` is where the fault is told. Figures are "field" or "table.column", days "field" or "period.end".

    at_most: left ≤ right. not_before: left is `right` or later. sum_equals: left is the total of `of`.
    required_if: left is filled when the condition is met. What is empty or does not apply is not compared.
    """

    key: str
    kind: str
    left: str
    message: Text
    right: str = ""
    of: tuple[str, ...] = ()
    condition: Condition | None = None

    @property
    def field(self) -> str:
        return self.left.partition(".")[0]

    @property
    def part(self) -> str:
        return self.left.partition(".")[2]

    def against(self, fields: Fields) -> Iterator[tuple[str, str]]:
        """What speaks against the check in a form with these fields: (property, problem)."""
        fits = {AT_MOST: is_figure, SUM_EQUALS: is_figure, NOT_BEFORE: is_day, REQUIRED_IF: is_answer}[self.kind]
        named = [("left", self.left), ("right", self.right), *(("of", part) for part in self.of)]
        for name, reference in named:
            if reference and not fits(fields, reference):
                yield name, _("“%(name)s” does not fit here") % {"name": reference}
        if self.left and self.left in (self.right, *self.of):
            yield "left", _("“%(name)s” is compared with itself") % {"name": self.left}


def parse_checks(source: Source) -> tuple[Check, ...]:
    if source.get("checks") is None:
        return ()
    return tuple(map(_check, source.each("checks")))


def _check(source: Source) -> Check:
    kind = source.get("kind")
    if kind not in KINDS:
        source.note("kind", _("must be one of %(names)s") % {"names": ", ".join(KINDS)})
        kind = REQUIRED_IF
    check = Check(
        key=source.slug("key"),
        kind=kind,
        left=source.word("left"),
        message=source.text("message"),
        right=source.word("right") if kind in (AT_MOST, NOT_BEFORE) else "",
        of=source.words("of", ()) if kind == SUM_EQUALS else (),
        condition=parse_condition(source, "if") if kind == REQUIRED_IF else None,
    )
    if kind == SUM_EQUALS and source.raw.get("of") is None:
        source.note("of", _("must be a list of texts that is not empty"))
    if kind == REQUIRED_IF and source.raw.get("if") is None:
        source.note("if", _("needs exactly one of equals, in, filled"))
    source.finish()
    return check


def is_figure(fields: Fields, reference: str) -> bool:
    key, _dot, column = reference.partition(".")
    field = fields.get(key)
    if column:
        return isinstance(field, Table) and column in field.by_key and field.by_key[column].numeric
    return field is not None and field.numeric


def is_day(fields: Fields, reference: str) -> bool:
    key, _dot, part = reference.partition(".")
    field = fields.get(key)
    if part:
        return isinstance(field, Period) and part in ("start", "end")
    return isinstance(field, Day)


def is_answer(fields: Fields, reference: str) -> bool:
    field = fields.get(reference)
    return field is not None and not field.computed
