"""The form engine: definitions as data; reading, checking, showing and comparing answers.

It knows no domain and no database. A caller keeps the definition's JSON and the answers
({section key: {field key: value}}), hands in the register of organisations and the attachments present,
and decides who may do what.
"""

from lianxiao.core.definitions.answers import (
    Answers,
    arrange,
    asked_for_rows,
    effective,
    indicators,
    read_section,
    substance,
    totals,
    with_attachments,
)
from lianxiao.core.definitions.changes import Change, PropertyChange, changes
from lianxiao.core.definitions.checking import Progress, State, check, check_section, progress
from lianxiao.core.definitions.definition import Definition, Section, parse
from lianxiao.core.definitions.differences import Difference, Segment, compare, differences
from lianxiao.core.definitions.examples import example_answers
from lianxiao.core.definitions.fields import Attachment
from lianxiao.core.definitions.freezing import frozen_fields, frozen_problem, frozen_since
from lianxiao.core.definitions.organisations import Organisation, Register
from lianxiao.core.definitions.personal import Contact, contacts, masked_answers
from lianxiao.core.definitions.problems import DefinitionError, Problem
from lianxiao.core.definitions.section_forms import section_form
from lianxiao.core.definitions.section_rows import Clash, FieldRow, clashes, field_rows, with_called_for
from lianxiao.core.definitions.showing import show
from lianxiao.core.definitions.shown import ShownField, ShownSection
from lianxiao.core.definitions.texts import Text, count_words

__all__ = [
    "Answers",
    "Attachment",
    "Change",
    "Clash",
    "Contact",
    "Definition",
    "DefinitionError",
    "Difference",
    "FieldRow",
    "Organisation",
    "Problem",
    "Progress",
    "PropertyChange",
    "Register",
    "Section",
    "Segment",
    "ShownField",
    "ShownSection",
    "State",
    "Text",
    "arrange",
    "asked_for_rows",
    "changes",
    "check",
    "check_section",
    "clashes",
    "compare",
    "contacts",
    "count_words",
    "differences",
    "effective",
    "example_answers",
    "field_rows",
    "frozen_fields",
    "frozen_problem",
    "frozen_since",
    "indicators",
    "masked_answers",
    "parse",
    "progress",
    "read_section",
    "section_form",
    "show",
    "substance",
    "totals",
    "with_attachments",
    "with_called_for",
]
