"""What is still wrong with a form, and how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.definitions import checks
from lianxiao.core.definitions.answers import Answers, Filled
from lianxiao.core.definitions.checks import Check
from lianxiao.core.definitions.definition import Definition, Section
from lianxiao.core.definitions.fields import Day, Field, Period, Sum, Table, part_label
from lianxiao.core.definitions.fields.figures import grouped
from lianxiao.core.definitions.problems import Fault, Problem


def check_section(definition: Definition, section: Section, answers: Answers, *, final: bool) -> list[Problem]:
    """Problems of one section; `answers` are those of the whole form, since conditions reach across.

    A draft (`final=False`) hears only of values that cannot be read; what does not apply is never checked.
    """
    return list(_section_problems(Filled(definition, answers), section, final=final))


def check(definition: Definition, answers: Answers, *, final: bool) -> list[Problem]:
    """Problems of the whole form, in its order."""
    filled = Filled(definition, answers)
    return [problem for section in filled.sections for problem in _section_problems(filled, section, final=final)]


def _section_problems(filled: Filled, section: Section, *, final: bool) -> Iterator[Problem]:
    for field in filled.fields_of(section):
        for fault in _field_faults(filled, field, final=final):
            label = _place(field, fault)
            yield Problem(field.key, fault.row, fault.column, fault.message, section.key, label)
    if final:
        yield from _across(filled, section)


def _across(filled: Filled, section: Section) -> Iterator[Problem]:
    """The form's own checks, each told at the field that it names first."""
    for one in filled.definition.checks:
        field = filled.definition.fields[one.field]
        if filled.definition.section_of[one.field] is section and filled.applies(field) and _broken(filled, one):
            column = one.part if isinstance(field, Period) else None
            yield Problem(field.key, None, column or None, str(one.message), section.key, str(field.label))


def _broken(filled: Filled, one: Check) -> bool:
    if one.kind == checks.REQUIRED_IF:
        return filled.is_empty(filled.definition.fields[one.left]) and filled.met(one.condition)
    if not all(map(filled.says_something, (one.left, one.right or one.left))):
        return False
    if one.kind == checks.NOT_BEFORE:
        left, right = filled.day(one.left), filled.day(one.right)
        return left is not None and right is not None and left < right
    left_figure = filled.figures(one.left)
    if one.kind == checks.AT_MOST:
        return left_figure > filled.figures(one.right)
    return left_figure != sum(map(filled.figures, one.of), Decimal(0))


def _field_faults(filled: Filled, field: Field[Any], *, final: bool) -> Iterator[Fault]:
    if isinstance(field, Sum):
        if final:
            yield from _unequal(filled, field)
    elif not filled.is_empty(field):
        yield from field.faults(filled.value(field.key), final=final)
        if final:
            yield from _outside(filled, field)
    elif final and field.required:
        yield field.missing()


def _unequal(filled: Filled, field: Sum) -> Iterator[Fault]:
    if not field.equals:
        return
    other = filled.definition.fields[field.equals]
    if not filled.applies(other) or filled.is_empty(other):
        return
    total, wanted = filled.total(field), filled.figure(field.equals)
    if total != wanted:
        yield Fault(
            _("This comes to %(total)s, but “%(other)s” says %(wanted)s.")
            % {"total": grouped(total), "other": other.label, "wanted": grouped(wanted)}
        )


def _outside(filled: Filled, field: Field[Any]) -> Iterator[Fault]:
    """Days that have to lie within a period of the form, and do not."""
    for day, value, row in _days(filled, field):
        period = filled.definition.fields[day.within] if day.within else None
        if not isinstance(period, Period) or not filled.applies(period):
            continue
        span = filled.value(period.key)
        if not period.holds(span, value):
            message = _("This day lies outside “%(period)s”, %(span)s.")
            shown = period.show(span).text
            yield Fault(message % {"period": period.label, "span": shown}, row, day.key if row is not None else None)


def _days(filled: Filled, field: Field[Any]) -> Iterator[tuple[Day, str, int | None]]:
    """The day of a field, or those of a table with the numbers of their rows."""
    value = filled.value(field.key)
    if isinstance(field, Day):
        yield field, value, None
    elif isinstance(field, Table):
        for row, cells in enumerate(value):
            for column in field.columns:
                if isinstance(column, Day):
                    yield column, cells[column.key], row


def _place(field: Field[Any], fault: Fault) -> str:
    if isinstance(field, Table) and fault.row is not None and fault.column is not None:
        column = field.by_key[fault.column].label
        return _("%(table)s, row %(row)d, %(column)s") % {
            "table": field.label,
            "row": fault.row + 1,
            "column": column,
        }
    if fault.column is not None:
        return _("%(field)s, %(part)s") % {"field": field.label, "part": part_label(fault.column)}
    return str(field.label)


class State(StrEnum):
    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"


STATE_LABELS: dict[State, str | Promise] = {
    State.NOT_STARTED: pgettext_lazy("section", "Not started"),
    State.UNDER_WAY: pgettext_lazy("section", "In progress"),
    State.DONE: pgettext_lazy("section", "Completed"),
}


@dataclass(frozen=True)
class Progress:
    """How far a section has come; `problems` counts what a submission would still complain about."""

    section: Section
    state: State
    problems: int

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])


def progress(definition: Definition, answers: Answers) -> list[Progress]:
    """One entry per section that applies. A section with nothing but optional fields is done once begun."""
    filled = Filled(definition, answers)
    return [_progress(filled, section) for section in filled.sections]


def _progress(filled: Filled, section: Section) -> Progress:
    typed = [field for field in filled.fields_of(section) if not field.computed]
    begun = any(not filled.is_empty(field) for field in typed)
    problems = sum(1 for _problem in _section_problems(filled, section, final=True))
    if typed and not begun:
        return Progress(section, State.NOT_STARTED, problems)
    return Progress(section, State.UNDER_WAY if problems else State.DONE, problems)
