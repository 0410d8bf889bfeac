"""The types of fields by their names in a definition."""

from typing import Any

from .attachments import Attachment
from .base import Field, Posted
from .choices import Choice, Option
from .dates import Day, Period
from .figures import Indicator, Money, Number, Sum, canonical, parse_figure
from .parties import Organisations, Person, part_label
from .tables import Table
from .text import LongText, ShortText

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
