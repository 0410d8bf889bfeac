"""Each row of an uploaded table against its description; what only the database knows is asked afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lianxiao.core.spreadsheets.tables import Field, Label, Table, in_all_languages


@dataclass(slots=True)
class Row:
    """`texts` as they stood in the file, `values` as they are kept, `problems` by the key of the column."""

    number: int
    texts: list[str]
    values: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


class Checker:
    """Knows the rows that it has seen before."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.choices = {
            one.key: {said: value for value, label in one.choices.items() for said in in_all_languages(label)}
            for one in table.fields
            if one.choices
        }
        self.seen: dict[str, dict[str, int]] = {one.key: {} for one in table.fields if one.alone}

    def check(self, number: int, texts: list[str]) -> Row:
        row = Row(number, texts, {})
        for one, text in zip(self.table.fields, texts, strict=True):
            try:
                row.values[one.key] = self._value(one, text, number)
            except ValidationError as problem:
                row.problems[one.key] = " ".join(problem.messages)
        return row

    def _value(self, one: Field, text: str, number: int) -> str:
        if not text:
            if one.required:
                raise ValidationError(_("Must be filled in."))
            return ""
        if len(text) > one.longest:
            raise ValidationError(_("Longer than %(most)s characters.") % {"most": one.longest})
        if one.choices:
            return self._chosen(one, text)
        value = one.read(text) if one.read else text
        if one.alone:
            first = self.seen[one.key].setdefault(value, number)
            if first != number:
                raise ValidationError(_("The same as in row %(row)s.") % {"row": first})
        return value

    def _chosen(self, one: Field, text: str) -> str:
        try:
            return self.choices[one.key][text]
        except KeyError:
            names = _(", ").join(str(label) for label in one.choices.values())
            raise ValidationError(_("One of these: %(names)s.") % {"names": names}) from None


class Problem(NamedTuple):
    """A wrong cell as a page shows it."""

    number: int
    column: Label
    text: str
    said: str


def problems_in(table: Table, rows: Iterable[tuple[int, Sequence[str], Mapping[str, str]]], most: int) -> list[Problem]:
    """The first wrong cells, from each row its number, texts and problems."""
    places = {one.key: (at, one.label) for at, one in enumerate(table.fields)}
    found = []
    for number, texts, wrong in rows:
        for key, said in wrong.items():
            at, label = places[key]
            found.append(Problem(number, label, texts[at], said))
        if len(found) >= most:
            break
    return found[:most]
