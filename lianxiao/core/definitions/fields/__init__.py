"""The types of fields by their names in a definition."""

from typing import Any

from lianxiao.core.definitions.fields.attachments import Attachment
from lianxiao.core.definitions.fields.base import Field, Posted
from lianxiao.core.definitions.fields.choices import Choice, Option
from lianxiao.core.definitions.fields.dates import Day, Period
from lianxiao.core.definitions.fields.figures import Indicator, Money, Number, Sum, canonical, parse_figure
from lianxiao.core.definitions.fields.parties import Organisations, Person, part_label
from lianxiao.core.definitions.fields.tables import Table
from lianxiao.core.definitions.fields.text import LongText, ShortText

TYPES: dict[str, type[Field[Any]]] = {
    one.type: one
    for one in (
        ShortText,
        LongText,
        Number,
        Money,
        Day,
        Period,
        Choice,
        Person,
        Organisations,
        Attachment,
        Table,
        Indicator,
        Sum,
    )
}

__all__ = [
    "TYPES",
    "Attachment",
    "Choice",
    "Day",
    "Field",
    "Indicator",
    "LongText",
    "Money",
    "Number",
    "Option",
    "Organisations",
    "Period",
    "Person",
    "Posted",
    "ShortText",
    "Sum",
    "Table",
    "canonical",
    "parse_figure",
    "part_label",
]
