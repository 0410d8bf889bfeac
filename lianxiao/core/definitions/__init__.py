"""The form engine: definitions as data; reading, checking, showing and comparing answers.

It knows no domain and no database. A caller keeps the definition's JSON and the answers
({section key: {field key: value}}), hands in the register of organisations and the attachments present,
and decides who may do what.
"""

from .answers import (
    Answers,
    arrange,
    asked_for_rows,
    effective,
    indicators,
    read_section,
    totals,
    with_attachments,
)
from .checking import Progress, State, check, check_section, progress
from .definition import Definition, Section, parse
from .differences import Difference, Segment, compare, differences
from .fields import Attachment
from .organisations import Organisation, Register
from .problems import DefinitionError, Problem
from .section_forms import section_form
from .showing import show
from .shown import ShownField, ShownSection
from .texts import Text, count_words

__all__ = [
    "Answers",
    "Attachment",
    "Definition",
    "DefinitionError",
    "Difference",
    "Organisation",
    "Problem",
    "Progress",
    "Register",
    "Section",
    "Segment",
    "ShownField",
    "ShownSection",
    "State",
    "Text",
    "arrange",
    "asked_for_rows",
    "check",
    "check_section",
    "compare",
    "count_words",
    "differences",
    "effective",
    "indicators",
    "parse",
    "progress",
    "read_section",
    "section_form",
    "show",
    "totals",
    "with_attachments",
]
