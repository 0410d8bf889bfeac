"""The sheets of a round's workbook, and which columns a field of the form has."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from lianxiao.core import spreadsheets
from lianxiao.core.definitions import Attachment, Definition
from lianxiao.core.definitions.fields import (
    Choice,
    Day,
    Field,
    LongText,
    Number,
    Organisations,
    Period,
    Person,
    ShortText,
    Table,
    part_label,
)
from lianxiao.core.definitions.texts import Text
from lianxiao.filing.models import Round

SINGLE = "single_fields"
LONGEST, LONGEST_LONG, LONGEST_FIGURE = 500, 10_000, 24  # characters of a cell
BETWEEN = re.compile(r"[;；、\n]")
PERIOD = ("start", "end")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`table` is a table of the form; None for the sheet of the single fields."""

    table: Table | None
    described: spreadsheets.Table


# --- which sheets there are ------------------------------------------------------------------------


def sheets(round_: Round, definition: Definition) -> list[Sheet]:
    """The single fields first, then every table, under names that Excel can tell apart."""
    made = []
    if single := [one for one in definition.fields.values() if _is_single(one)]:
        columns = [column for one in single for column in _columns_of(one, _asked_always(definition, one))]
        made.append(Sheet(None, _described(round_, SINGLE, _both(gettext_noop("Single fields")), columns, 1)))
    for one in definition.fields.values():
        if isinstance(one, Table):
            columns = [_column(column, column.key, column.required) for column in one.columns]
            made.append(Sheet(one, _described(round_, one.key, one.label, columns, one.max_rows)))
    return _told_apart(made)


def _is_single(one: Field[Any]) -> bool:
    return not one.computed and not isinstance(one, Table | Attachment)


def _asked_always(definition: Definition, one: Field[Any]) -> bool:
    """Required whatever else is answered; what hangs on a condition is checked with the whole return."""
    return one.required and one.show_if is None and definition.section_of[one.key].show_if is None


def _described(
    round_: Round, key: str, title: Any, columns: list[spreadsheets.Field], most_rows: int
) -> spreadsheets.Table:
    seen: dict[str, int] = {}
    unique = []
    for one in columns:
        name = str(one.label)
        seen[name] = seen.get(name, 0) + 1
        unique.append(one if seen[name] == 1 else _renamed(one, seen[name]))
    # A sample that reads like data could not be told from it.
    if not any(str(one.sample) in (WORDS.zh, WORDS.en) for one in unique):
        unique = [_without_sample(one) for one in unique]
    return spreadsheets.Table(f"R{round_.pk}_{key}", round_.form.version, title, tuple(unique), most_rows)


def _renamed(one: spreadsheets.Field, number: int) -> spreadsheets.Field:
    label: Any = one.label
    return _with(one, label=Text(f"{label.zh} ({number})", f"{label.within('en')} ({number})"))


def _without_sample(one: spreadsheets.Field) -> spreadsheets.Field:
    return _with(one, sample="")


def _with(one: spreadsheets.Field, **changes: Any) -> spreadsheets.Field:
    return spreadsheets.Field(**{**{name: getattr(one, name) for name in one.__dataclass_fields__}, **changes})


def _told_apart(made: list[Sheet]) -> list[Sheet]:
    taken: set[str] = set()
    apart = []
    for number, sheet in enumerate(made, 1):
        title: Any = sheet.described.title
        name = spreadsheets.sheet_name(str(title)).lower()
        if not name or name in taken:
            title = Text(f"{number} {title.zh}", f"{number} {title.within('en')}")
        taken.add(spreadsheets.sheet_name(str(title)).lower())
        old = sheet.described
        described = spreadsheets.Table(old.name, old.version, title, old.fields, old.most_rows)
        apart.append(Sheet(sheet.table, described))
    return apart


# --- which columns a field has ---------------------------------------------------------------------

WORDS = Text("示例", "Example")


def _columns_of(one: Field[Any], required: bool) -> Iterator[spreadsheets.Field]:
    parts = one.parts if isinstance(one, Person) else PERIOD if isinstance(one, Period) else ()
    if not parts:
        yield _column(one, one.key, required)
    for part in parts:
        named = _both_of(part_label, part)
        label = Text(f"{one.label.zh}·{named.zh}", f"{one.label.within('en')} · {named.en}")
        yield spreadsheets.Field(
            f"{one.key}.{part}",
            label,  # type: ignore[arg-type]  # a text that follows the language, as lazy ones do
            help=one.help or "",  # type: ignore[arg-type]
            sample=WORDS if part == "name" else "",  # type: ignore[arg-type]
            required=required and part in ("name", "start", "end"),
            is_code=part in ("start", "end", "email"),
            longest=200,
        )


def _column(one: Field[Any], key: str, required: bool) -> spreadsheets.Field:
    unit = getattr(one, "unit", None)
    label = one.label
    if unit is not None:
        label = Text(f"{label.zh}（{unit.zh}）", f"{label.within('en')} ({unit.within('en')})")
    return spreadsheets.Field(
        key,
        label,  # type: ignore[arg-type]
        help=_help(one),  # type: ignore[arg-type]
        sample=_sample(one),  # type: ignore[arg-type]
        required=required,
        is_code=isinstance(one, Number | Day),
        has_lines=isinstance(one, LongText),
        longest=_longest(one),
        choices={option.value: option.label for option in one.options}  # type: ignore[misc]
        if isinstance(one, Choice) and not one.multiple
        else {},
        read=_reader(one),
    )


def _longest(one: Field[Any]) -> int:
    if isinstance(one, LongText):
        return LONGEST_LONG
    return LONGEST_FIGURE if isinstance(one, Number | Day) else LONGEST


def _help(one: Field[Any]) -> Text | str:
    said = one.help or Text("", "")
    if isinstance(one, Choice) and one.multiple:
        several = _both(gettext_noop("Several of these, divided by semicolons:"))
        chinese, english = ("；".join(option.label.within(code) for option in one.options) for code in ("zh", "en"))
        return Text(f"{said.zh} {several.zh} {chinese}".strip(), f"{said.within('en')} {several.en} {english}".strip())
    if isinstance(one, Organisations) and one.multiple:
        several = _both(gettext_noop("Several are divided by semicolons."))
        return Text(f"{said.zh} {several.zh}".strip(), f"{said.within('en')} {several.en}".strip())
    return said if said.zh else ""


def _sample(one: Field[Any]) -> Text | str:
    if isinstance(one, Choice):
        return one.options[0].label
    if isinstance(one, Number):
        return str(one.min or 10)
    if isinstance(one, Day):
        return "2026-09-01"
    return WORDS if isinstance(one, ShortText | LongText | Organisations) else ""


def _reader(one: Field[Any]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if isinstance(one, Choice) and one.multiple:
            return "\n".join(_chosen(one, text))
        if isinstance(one, Organisations):
            return text
        value: str = one.clean(text)
        if said := [fault.message for fault in one.faults(value, final=True)]:
            raise ValidationError(said)
        return value

    return read


def _chosen(one: Choice, text: str) -> list[str]:
    known = {said: option.value for option in one.options for said in (option.label.zh, option.label.within("en"))}
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    if strange := [part for part in parts if part not in known]:
        raise ValidationError(_("Not in the list: %(names)s.") % {"names": "、".join(strange)})
    return [known[part] for part in parts]


def _both(message: str) -> Text:
    return _both_of(_, message)


def _both_of(said: Callable[[str], str], of: str) -> Text:
    with override("zh-hans"):
        chinese = str(said(of))
    with override("en"):
        return Text(chinese, str(said(of)))
