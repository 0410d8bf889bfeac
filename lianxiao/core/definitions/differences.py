"""What changed between two versions of the answers: per field, row by row, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from django.utils.translation import override

from lianxiao.core.definitions.answers import Answers, Filled
from lianxiao.core.definitions.definition import Definition
from lianxiao.core.definitions.fields import Field
from lianxiao.core.definitions.personal_parts import differ
from lianxiao.core.definitions.shown import Shown, ShownColumn, ShownTable
from lianxiao.core.definitions.texts import tokens

Kind = Literal["same", "added", "removed"]
_MOST_TOKENS = 3000  # per changed passage; a longer one is shown as replaced as a whole
_ISLAND = 2  # tokens: what stayed between two changes and is no longer than this reads better as changed


@dataclass(frozen=True)
class Segment:
    kind: Kind
    text: str


Segments = tuple[Segment, ...]


@dataclass(frozen=True)
class RowDifference:
    """`kind` is that of the whole row, "changed" when only some cells differ; cells stand as the columns do."""

    kind: Literal["same", "added", "removed", "changed"]
    cells: tuple[Segments, ...]


@dataclass(frozen=True)
class Difference:
    """One changed field: a table has `columns` and `rows`, anything else `segments`."""

    section_key: str
    section_title: str
    field_key: str
    label: str
    old: str
    new: str
    segments: Segments = ()
    columns: tuple[ShownColumn, ...] = ()
    rows: tuple[RowDifference, ...] = ()

    @property
    def labelled_rows(self) -> list[tuple[str, list[tuple[ShownColumn, Segments]]]]:
        return [(row.kind, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


def differences(definition: Definition, old: Answers, new: Answers, language: str) -> list[Difference]:
    """The fields that differ between two versions, in the order of the form; what does not apply is empty."""
    before, after = Filled(definition, old), Filled(definition, new)
    with override(language):
        return [
            found
            for section in definition.sections
            for field in section.fields
            if (found := _difference(before, after, field, section.key, str(section.title)))
        ]


def field_difference(definition: Definition, key: str, old: Any, new: Any, language: str) -> Difference | None:
    """One answer as it was and as it became, whether it applied or not; None where the form shows no difference."""
    field = definition.fields.get(key)
    if field is None:
        return None
    section = definition.section_of[key]
    with override(language):
        return _between(field.clean(old), field.clean(new), field, section.key, str(section.title))


def _difference(before: Filled, after: Filled, field: Field[Any], key: str, title: str) -> Difference | None:
    return _between(_value(before, field), _value(after, field), field, key, title)


def _between(was: Any, now: Any, field: Field[Any], key: str, title: str) -> Difference | None:
    old: Shown = field.show(was)
    new: Shown = field.show(now)
    if old == new and not differ(field, was, now):
        return None
    place = (key, title, field.key, str(field.label), old.text, new.text)
    if isinstance(old, ShownTable) and isinstance(new, ShownTable):
        return Difference(*place, columns=new.columns, rows=tuple(_row_differences(old.rows, new.rows)))
    if old == new:  # under its mask another number looks the same
        return Difference(*place, segments=(Segment("removed", old.text), Segment("added", new.text)))
    return Difference(*place, segments=compare(old.text, new.text))


def _value(filled: Filled, field: Field[Any]) -> Any:
    return filled.value(field.key) if filled.applies(field) else field.clean(None)


def compare(old: str, new: str) -> Segments:
    """The new text with what was added and removed marked; first by sentence, then by word inside them."""
    marked: list[Segment] = []
    first, second = _sentences(old), _sentences(new)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            marked.append(Segment("same", "".join(first[from_old:to_old])))
        else:
            marked += _by_word("".join(first[from_old:to_old]), "".join(second[from_new:to_new]))
    return _joined(marked)


def _sentences(text: str) -> list[str]:
    """Cut after each mark that ends a sentence and after each line; joined again it is the same text."""
    cut: list[str] = [""]
    for character in text:
        cut[-1] += character
        if character in "。！？；\n.!?;":
            cut.append("")
    return [part for part in cut if part]


def _by_word(old: str, new: str) -> list[Segment]:
    first, second = tokens(old), tokens(new)
    if not first or not second or max(len(first), len(second)) > _MOST_TOKENS:
        return [Segment("removed", old), Segment("added", new)]
    marked: list[Segment] = []
    codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    for number, (kind, from_old, to_old, from_new, to_new) in enumerate(codes):
        inner = 0 < number < len(codes) - 1
        if kind == "equal" and not (inner and to_old - from_old <= _ISLAND):
            marked.append(Segment("same", "".join(first[from_old:to_old])))
        else:
            marked.append(Segment("removed", "".join(first[from_old:to_old])))
            marked.append(Segment("added", "".join(second[from_new:to_new])))
    return marked


def _joined(marked: list[Segment]) -> Segments:
    """Neighbours of one kind become one; between two unchanged stretches the removed comes first."""
    joined: list[Segment] = []
    for same, run in groupby(marked, key=lambda segment: segment.kind == "same"):
        stretch = list(run)
        for kind in ("same",) if same else ("removed", "added"):
            if text := "".join(segment.text for segment in stretch if segment.kind == kind):
                joined.append(Segment(kind, text))  # type: ignore[arg-type]  # one of the three just named
    return tuple(joined)


Cells = tuple[str, ...]


def _row_differences(old: tuple[Cells, ...], new: tuple[Cells, ...]) -> Iterator[RowDifference]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        gone, come = old[from_old:to_old], new[from_new:to_new]
        if kind == "equal":
            yield from (_whole_row("same", row) for row in come)
            continue
        pairs = min(len(gone), len(come))
        for before, after in zip(gone, come, strict=False):
            yield RowDifference("changed", tuple(map(compare, before, after)))
        yield from (_whole_row("removed", row) for row in gone[pairs:])
        yield from (_whole_row("added", row) for row in come[pairs:])


def _whole_row(kind: Kind, row: Cells) -> RowDifference:
    return RowDifference(kind, tuple((Segment(kind, text),) if text else () for text in row))
