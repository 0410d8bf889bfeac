"""Answers that a draft may not change any more: the day up to which they could has passed."""

from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxiao.core.definitions.definition import Definition
from lianxiao.core.definitions.problems import Problem


def frozen_fields(definition: Definition, today: date) -> dict[str, date]:
    """The fields that are frozen on this day, with the last day on which they could be changed."""
    return {
        key: field.freeze_date
        for key, field in definition.fields.items()
        if field.freeze_date is not None and field.freeze_date < today
    }


def frozen_since(last: date) -> str:
    chinese = (get_language() or "zh").startswith("zh")
    day = format_date(last, "Y年n月j日" if chinese else "j M Y")
    return _("Could be changed until %(day)s; it is frozen now.") % {"day": day}


def frozen_problem(definition: Definition, key: str, last: date) -> Problem:
    """What a refused change is told, at its field."""
    field, section = definition.fields[key], definition.section_of[key]
    return Problem(key, None, None, frozen_since(last), section.key, str(field.label))
