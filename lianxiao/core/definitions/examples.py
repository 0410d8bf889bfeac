"""An example answer to each field that asks for one, to try a form out with."""

from typing import Any

from lianxiao.core.definitions.definition import Definition
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

_TOTAL = 60  # what the amounts of every table add up to, so that sums which must agree do
_PLAIN: dict[type, Any] = {
    Day: "2027-09-01",
    Period: {"start": "2027-01-01", "end": "2028-12-31"},
    Person: {
        "name": "王牵头",
        "title": "教授",
        "organisation": "辽宁大学",
        "phone": "024-62200000",
        "email": "wang@example.org",
        "identity": "E12345678",
        "account": "6200 0000 0000 0000",
    },
    Organisations: [{"id": None, "name": "东北大学"}],
    LongText: "双方在已有基础上共同建设，任务、时间与责任人均已商定。",
}


def example_answers(definition: Definition) -> dict[str, Any]:
    """By field key, to what is required and to every indicator; no choice that calls for an attachment."""
    avoid = {
        (field.show_if.field, value)
        for field in definition.fields.values()
        if isinstance(field, Attachment) and field.required and field.show_if
        for value in field.show_if.values
    }
    return {
        key: _answer_to(field, avoid)
        for key, field in definition.fields.items()
        if not isinstance(field, Sum | Attachment) and (field.required or isinstance(field, Indicator))
    }


def _answer_to(field: Field[Any], avoid: set[tuple[str, str]]) -> Any:
    if isinstance(field, Choice):
        fit = [option.value for option in field.options if (field.key, option.value) not in avoid]
        first = (fit or [field.options[0].value])[0]
        return [first] if field.multiple else first
    if isinstance(field, Table):
        rows = max(1, field.min_rows)
        return [{column.key: _cell_of(column, rows, avoid) for column in field.columns} for _row in range(rows)]
    if isinstance(field, Number):
        return str(field.min or 10)
    return _PLAIN.get(type(field), str(field.label)[:8])


def _cell_of(column: Field[Any], rows: int, avoid: set[tuple[str, str]]) -> Any:
    return str(_TOTAL // rows) if isinstance(column, Money) else _answer_to(column, avoid)
