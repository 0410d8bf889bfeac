"""Right answers to any form, worked out from its definition."""

from functools import cache
from typing import Any

from lianxiao.core.definitions import Definition, arrange, check, parse
from lianxiao.core.definitions.fields import (
    Attachment,
    Choice,
    Day,
    Field,
    Indicator,
    LongText,
    Money,
    Number,
    Organisations,
    Period,
    Person,
    Sum,
    Table,
)
from lianxiao.forms.queries.versions import newest_by_category
from lianxiao.mandate.models import Category


@cache
def answers_to(category: str) -> dict[str, Any]:
    """A right answer to every required field of the category's form, worked out from its definition."""
    return right_answers(parse(newest_by_category()[Category.objects.get(code=category).pk].definition))


def right_answers(definition: Definition) -> dict[str, Any]:
    """By field key; choices are made so that no attachment becomes required. Sums that must agree do."""
    avoid = {
        (field.show_if.field, value)
        for field in definition.fields.values()
        if isinstance(field, Attachment) and field.required and field.show_if
        for value in field.show_if.values
    }
    values = {
        key: answer_to(field, avoid)
        for key, field in definition.fields.items()
        if not isinstance(field, Sum | Attachment) and (field.required or isinstance(field, Indicator))
    }
    problems = check(definition, arrange(definition, values), final=True)
    assert not problems, problems
    return values


def answer_to(field: Field[Any], avoid: set[tuple[str, str]]) -> Any:
    if isinstance(field, Choice):
        fit = [option.value for option in field.options if (field.key, option.value) not in avoid]
        return [fit[0]] if field.multiple else fit[0]
    if isinstance(field, Table):
        rows = max(1, field.min_rows)
        return [{column.key: cell_of(column, rows, avoid) for column in field.columns} for _row in range(rows)]
    if isinstance(field, Number):
        return str(field.min or 10)
    return PLAIN.get(type(field), str(field.label)[:8])


PLAIN: dict[type, Any] = {
    Day: "2027-09-01",
    Period: {"start": "2027-01-01", "end": "2028-12-31"},
    Person: {
        "name": "王牵头",
        "title": "教授",
        "organisation": "辽宁大学",
        "phone": "024-62200000",
        "email": "wang@example.org",
    },
    Organisations: [{"id": None, "name": "东北大学"}],
    LongText: "双方在已有基础上共同建设，任务、时间与责任人均已商定。",
}


def cell_of(column: Field[Any], rows: int, avoid: set[tuple[str, str]]) -> Any:
    """Amounts add up to 60 in every table, so that sums which must agree do."""
    return str(60 // rows) if isinstance(column, Money) else answer_to(column, avoid)
