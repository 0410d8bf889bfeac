"""Tables that people fill in and upload again. The columns are described once: template, checks and errors follow.

`label`, `help` and the names of choices may be lazy texts; a file is understood in every language of the platform.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

Label = str | Promise
REASON = _("Reason of the error")
LONGEST_SHEET_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Field:
    """A column. `read` turns the tidied text into what is kept, or raises ValidationError.

    is_code: holds no spaces, and full-width signs are narrow ones. alone: no two rows say the same.
    has_lines: line breaks inside a cell are kept. known_as: other headings under which foreign tables have it.
    may_hold_for_all: where no column has it, a person may say it once for every row.
    """

    key: str
    label: Label
    help: Label = ""
    sample: Label = ""
    required: bool = False
    is_code: bool = False
    alone: bool = False
    has_lines: bool = False
    longest: int = 100
    choices: Mapping[str, Label] = field(default_factory=dict)
    read: Callable[[str], str] | None = None
    known_as: tuple[str, ...] = ()
    may_hold_for_all: bool = False


@dataclass(frozen=True)
class Table:
    """`name` and `version` stand on the template: a file made from an older one is refused, not guessed at."""

    name: str
    version: int
    title: Label
    fields: tuple[Field, ...]
    most_rows: int

    @property
    def mark(self) -> str:
        return f"{self.name}-{self.version}"


def samples(table: Table) -> list[list[str]]:
    """The sample row in each language of the platform."""
    rows = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            rows.append([str(one.sample) for one in table.fields])
    return rows


def sheet_name(title: str) -> str:
    """As Excel allows it."""
    return FORBIDDEN.sub(" ", title).strip("' ")[:LONGEST_SHEET_NAME].strip("' ")


def in_all_languages(label: Label) -> set[str]:
    said = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.add(str(label))
    return said
