"""Reads a definition's JSON property by property and notes every problem with its path."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from lianxiao.core.definitions.problems import DefinitionError
from lianxiao.core.definitions.texts import Text

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
# Names that the page around a section needs for itself.
RESERVED: Final = frozenset(
    {"csrfmiddlewaretoken", "request_id", "revision", "add_row", "remove_row", "remove_attachment", "next", "voids"}
)


class Source:
    """One JSON object of a definition at a path; reads never fail, they note and return a stand-in."""

    def __init__(self, raw: object, path: str, problems: list[str]) -> None:
        self.path, self.problems = path, problems
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        self._read: set[str] = set()
        if not isinstance(raw, dict):
            problems.append(f"{path or 'definition'}: " + _("must be an object"))

    def note(self, name: str, what: str) -> None:
        path = f"{self.path}.{name}" if self.path and name else self.path or name
        self.problems.append(f"{path}: {what}")

    def get(self, name: str) -> Any:
        self._read.add(name)
        return self.raw.get(name)

    def slug(self, name: str) -> str:
        value = self.get(name)
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            self.note(name, _("must be lower-case letters, digits and _, beginning with a letter"))
            return ""
        if value in RESERVED:
            self.note(name, _("“%(name)s” is reserved") % {"name": value})
        return value

    def word(self, name: str) -> str:
        value = self.get(name)
        if not isinstance(value, str) or not value or value != value.strip():
            self.note(name, _("must be a text that is not empty"))
            return ""
        return value

    def text(self, name: str) -> Text:
        value = self.get(name)
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            self.note(name, _('must be {"zh": …, "en": …}'))
            return Text("")
        if set(value) - {"zh", "en"} or not value.get("zh", "").strip():
            self.note(name, _("needs zh, may have en, and nothing else"))
        return Text(value.get("zh", ""), value.get("en", ""))

    def optional_text(self, name: str) -> Text | None:
        return None if self.get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        value = self.get(name)
        if value not in (None, True, False):
            self.note(name, _("must be true or false"))
        return value is True

    def count(self, name: str, default: int, *, least: int = 0) -> int:
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.note(name, _("must be a whole number of at least %(least)d") % {"least": least})
            return default
        return value

    def figure(self, name: str, default: Decimal | None = None) -> Decimal | None:
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", str(value)):
            self.note(name, _("must be a number"))
            return default
        return Decimal(str(value))

    def day(self, name: str) -> date | None:
        value = self.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.note(name, _("must be a day such as 2027-03-01"))
            return None

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.get(name)
        if value is None:
            return default
        if value not in allowed:
            self.note(name, _("must be one of %(names)s") % {"names": ", ".join(allowed)})
            return default
        return str(value)

    def words(self, name: str, default: tuple[str, ...], allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
            self.note(name, _("must be a list of texts that is not empty"))
            return default
        if unknown := [part for part in value if allowed and part not in allowed]:
            self.note(name, _("“%(name)s” is not one of %(names)s") % {"name": unknown[0], "names": ", ".join(allowed)})
        if len(set(value)) < len(value):
            self.note(name, _("names something twice"))
        return tuple(value)

    def each(self, name: str) -> "Iterator[Source]":
        value = self.get(name)
        if not isinstance(value, list) or not value:
            self.note(name, _("must be a list that is not empty"))
            return
        for number, item in enumerate(value):
            yield Source(item, f"{self.path}.{name}[{number}]".lstrip("."), self.problems)

    def finish(self) -> None:
        for name in sorted(set(map(str, self.raw)) - self._read):
            self.note(name, _("is not a property that is known here"))


def refuse(problems: list[str]) -> None:
    if problems:
        raise DefinitionError(problems)
