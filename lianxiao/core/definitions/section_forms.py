"""A section as a form on a page, for templates/definitions/section_form.html."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxiao.core.definitions.answers import Answers, Filled
from lianxiao.core.definitions.conditions import Condition
from lianxiao.core.definitions.controls import FieldForm, Place, SectionForm
from lianxiao.core.definitions.definition import Definition, Section
from lianxiao.core.definitions.fields import Choice, Field, Organisations
from lianxiao.core.definitions.organisations import Register
from lianxiao.core.definitions.problems import Problem


def section_form(
    definition: Definition,
    section: Section,
    answers: Answers,
    *,
    problems: Iterable[Problem] = (),
    register: Register | None = None,
    blank_rows: Mapping[str, int] | None = None,
) -> SectionForm:
    """What to draw, in the active language.

    A field whose condition hangs on this same section is always drawn, with a note that says when it
    applies (the script hides it); one that hangs on another section is left out while it does not apply.
    """
    filled = Filled(definition, answers)
    here = {field.key for field in section.fields}
    drawn = [
        field
        for field in section.fields
        if filled.applies(field) or (field.show_if is not None and field.show_if.field in here)
    ]
    by_field: dict[str, list[Problem]] = {}
    for problem in problems:
        by_field.setdefault(problem.field_key, []).append(problem)
    register = register or Register()
    kinds = sorted({field.of for field in drawn if isinstance(field, Organisations)})
    return SectionForm(
        key=section.key,
        title=str(section.title),
        help=str(section.help or ""),
        fields=tuple(
            _field_form(filled, field, here, by_field.get(field.key, ()), (blank_rows or {}).get(field.key))
            for field in drawn
        ),
        suggestions=tuple((kind, tuple(register.suggestions(kind))) for kind in kinds),
    )


def _field_form(
    filled: Filled, field: Field[Any], here: set[str], problems: Iterable[Problem], blank_rows: int | None
) -> FieldForm:
    inner: dict[tuple[int | None, str | None], tuple[str, ...]] = {}
    for problem in problems:
        place = (problem.row, problem.column)
        inner[place] = (*inner.get(place, ()), problem.message)
    at = Place(
        name=field.key,
        required=field.required,
        has_help=field.help is not None,
        errors=inner.pop((None, None), ()),
        inner_errors=inner,
        blank_rows=blank_rows,
    )
    condition = field.show_if if field.show_if and field.show_if.field in here else None
    return FieldForm(
        key=field.key,
        type=field.type,
        group=field.group,
        label=str(field.label),
        help=str(field.help or ""),
        required=field.required,
        applies=filled.applies(field),
        only_if=_only_if(filled.definition, condition) if condition else "",
        condition=json.dumps({"field": condition.field, "values": condition.values}) if condition else "",
        at=at,
        control=field.control(filled.value(field.key), at),
    )


def _only_if(definition: Definition, condition: Condition) -> str:
    target = definition.fields[condition.field]
    if not condition.values:
        return _("Only if “%(field)s” is filled in.") % {"field": target.label}
    labels = {one.value: str(one.label) for one in target.options} if isinstance(target, Choice) else {}
    between = pgettext("between alternatives", "” or “")
    values = between.join(labels.get(value, value) for value in condition.values)
    return _("Only if “%(field)s” is “%(values)s”.") % {"field": target.label, "values": values}
