"""Scores off line: an expert's open sheets as a workbook, and a filled one read back cell by cell.

Each row carries a key: sheet, its revision, and the rubric that the columns were made from. By it a row of another
expert, of an older rubric, or of a sheet that was saved since is refused. Of formulas their last value is read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook

from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import Checker, Field, Row, Table, UnreadableTable, UploadedTable, sheet_name
from lianxiao.core.spreadsheets.reading import tidy
from lianxiao.core.spreadsheets.templates import FIRST, OPTIONS
from lianxiao.review.models import Criterion, Score, ScoreUpload, Seat, Sheet
from lianxiao.review.models.pool import MOST_LOAD
from lianxiao.review.queries.experts import on_seat
from lianxiao.review.queries.plans import rubric
from lianxiao.review.states import SheetState

LONGEST = 3000
POINTS = re.compile(r"\d{1,3}(\.\d)?")
KEY = re.compile(r"(\d{1,17})-(\d{1,9})-(\d{1,10})")


def _made(make: Callable[[], str]) -> str:
    """As the heading is read back."""
    return tidy(make(), is_code=False)


_said = lazy(_made, str)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a row says to its sheet; None where the cell is empty, which changes nothing."""

    sheet: Sheet
    points: dict[int, Decimal | None]
    comments: dict[int, str | None]
    overall: str | None


@dataclass(slots=True)
class Found:
    rows: list[Row] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


def uploads(actor: Actor) -> "QuerySet[ScoreUpload]":
    return ScoreUpload.objects.visible_to(actor).select_related("seat__panel__plan").order_by("-uploaded_at", "id")


def open_sheets(actor: Actor, seat: Seat) -> list[Sheet]:
    return list(on_seat(actor, seat).filter(state=SheetState.ASSIGNED).prefetch_related("scores"))


def version_of(criteria: Sequence[Criterion]) -> int:
    """Another number for another rubric."""
    lines = [(one.pk, one.name, one.weight, one.points, one.needs_comment) for one in criteria]
    return crc32(repr(lines).encode())


def table_of(seat: Seat) -> Table:
    criteria = rubric(seat.panel.plan)
    fields = [
        Field("key", gettext_lazy("Key (do not change)"), required=True, is_code=True, alone=True, longest=40),
        Field("number", gettext_lazy("Application number"), longest=100),
        Field("title", gettext_lazy("Title"), longest=600),
    ]
    for place, one in enumerate(criteria, 1):
        fields += [
            Field(f"points-{one.pk}", _said(_points_heading(one, place)), is_code=True, longest=8, read=_points(one)),
            Field(f"comment-{one.pk}", _said(_comment_heading(one, place)), has_lines=True, longest=LONGEST),
        ]
    fields.append(Field("overall", gettext_lazy("Overall opinion"), has_lines=True, longest=LONGEST))
    title = gettext_lazy("Sheets of scores")
    return Table("scores", version_of(criteria), title, tuple(fields), most_rows=MOST_LOAD)


def _points_heading(one: Criterion, place: int) -> Callable[[], str]:
    return lambda: (
        _("%(place)d. %(name)s: points 0 to %(most)d, weight %(weight)d %%")
        % {"place": place, "name": one, "most": one.points, "weight": one.weight}
    )


def _comment_heading(one: Criterion, place: int) -> Callable[[], str]:
    return lambda: (
        (_("%(place)d. %(name)s: comment (required)") if one.needs_comment else _("%(place)d. %(name)s: comment"))
        % {"place": place, "name": one}
    )


def _points(one: Criterion) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not POINTS.fullmatch(text) or Decimal(text) > one.points:
            raise ValidationError(
                _("A number from 0 to %(most)d, with one digit after the point at most.") % {"most": one.points}
            )
        return text

    return read


# --- written -----------------------------------------------------------------------------------------


def workbook(actor: Actor, seat: Seat) -> bytes:
    """The open sheets with what is kept of them; only the cells to be filled in can be changed."""
    table, content = table_of(seat), BytesIO()
    with Workbook(content, {**OPTIONS, "in_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(str(table.title)))
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "text_wrap": True, "valign": "vcenter"})
        fixed = book.add_format({"num_format": "@", "font_color": "#4B5563", "text_wrap": True, "valign": "top"})
        given = book.add_format({"locked": False, "text_wrap": True, "valign": "top"})
        said = _("%(panel)s · %(mark)s · an empty cell leaves what is kept on the platform")
        sheet.write_string(0, 0, said % {"panel": seat.panel, "mark": table.mark}, book.add_format({"italic": True}))
        for column, one in enumerate(table.fields):
            sheet.set_column(column, column, _width(one.key))
            sheet.write_string(1, column, str(one.label), head)
        sheets = open_sheets(actor, seat)
        for at, texts in enumerate((_texts(one, table) for one in sheets), start=FIRST):
            for column, (one, text) in enumerate(zip(table.fields, texts, strict=True)):
                if one.key.startswith("points-"):
                    sheet.write(at, column, float(text) if text else None, given)
                else:
                    sheet.write_string(at, column, text, given if column > 2 else fixed)
        for column, criterion in enumerate(rubric(seat.panel.plan)):
            limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": criterion.points}
            sheet.data_validation(FIRST, 3 + 2 * column, FIRST + len(sheets), 3 + 2 * column, limits)
        sheet.freeze_panes(FIRST, 3)
        sheet.protect("", {"format_columns": True, "format_rows": True})
    return content.getvalue()


def _width(key: str) -> int:
    return 14 if key.startswith("points-") else {"key": 16, "number": 18, "title": 30}.get(key, 36)


def _texts(sheet: Sheet, table: Table) -> list[str]:
    there = {score.criterion_id: score for score in sheet.scores.all()}
    texts = [f"{sheet.pk}-{sheet.revision}-{table.version}", str(sheet.application.number), sheet.title]
    for one in table.fields[3:-1]:
        kind, _dash, number = one.key.partition("-")
        score = there.get(int(number))
        points = "" if score is None or score.points is None else str(score.points)
        texts.append(points if kind == "points" else score.comment if score else "")
    return [*texts, sheet.overall]


# --- read --------------------------------------------------------------------------------------------


def read(actor: Actor, seat: Seat, stream: BinaryIO) -> Found:
    """Raises UnreadableTable: no such workbook, one of another expert or panel, or of another rubric."""
    table, found = table_of(seat), Found()
    own = {one.pk: one for one in on_seat(actor, seat)}
    checker = Checker(table)
    found.rows = [checker.check(number, texts) for number, texts in UploadedTable(stream, table)]
    if not found.rows:
        raise UnreadableTable(_("No row is filled in. Download the workbook and fill in that."))
    keys = [KEY.fullmatch(row.texts[0]) for row in found.rows]
    if not any(key and int(key[1]) in own for key in keys):
        raise UnreadableTable(_("This workbook was made for another expert or another panel. Download your own."))
    for row, key in zip(found.rows, keys, strict=True):
        sheet = own.get(int(key[1])) if key else None
        if problem := _problem_of(sheet, key, table):
            row.problems["key"] = problem
        elif sheet is not None and not row.problems:
            found.filled.append(_filled(sheet, row, table))
    return found


def _problem_of(sheet: Sheet | None, key: re.Match[str] | None, table: Table) -> str:
    if sheet is None or key is None:
        return _("This row is none of your sheets on this panel.")
    if int(key[3]) != table.version:
        return _("The row was made from another rubric. Download the workbook again.")
    if sheet.state != SheetState.ASSIGNED:
        return _("This sheet is submitted already and stays as it is. Take the row out.")
    if int(key[2]) != sheet.revision:
        return _("This sheet was saved on its page since the workbook was made. Download it again.")
    return ""


def _filled(sheet: Sheet, row: Row, table: Table) -> Filled:
    points: dict[int, Decimal | None] = {}
    comments: dict[int, str | None] = {}
    for one in table.fields[3:-1]:
        kind, _dash, number = one.key.partition("-")
        text = row.values[one.key]
        if kind == "points":
            points[int(number)] = Decimal(text) if text else None
        else:
            comments[int(number)] = text or None
    return Filled(sheet, points, comments, row.values["overall"] or None)


def kept(sheet: Sheet) -> dict[int, Score]:
    return {score.criterion_id: score for score in sheet.scores.order_by("id")}


def problem_lines(upload: ScoreUpload) -> list[tuple[int, str, str, str]]:
    """Row, column, what stands there, and what is wrong with it."""
    fields = table_of(upload.seat).fields
    return [
        (number, str(one.label), text[:200], problems[one.key])
        for number, texts, problems in upload.rows
        for one, text in zip(fields, texts, strict=False)
        if one.key in problems
    ]
