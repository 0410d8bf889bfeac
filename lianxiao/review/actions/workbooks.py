"""Scores off line: what a workbook says is kept as if it were typed on the pages; submission stays a step there."""

from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.spreadsheets import UnreadableTable
from lianxiao.review import access
from lianxiao.review.actions import sheets
from lianxiao.review.actions.sheets import Given
from lianxiao.review.models import ScoreUpload, Seat
from lianxiao.review.queries import workbooks as queries

FORMATS = ("xlsx", "xls", "et")
MOST_BYTES = 5 * 1024 * 1024


@transaction.atomic
def upload(*, seat: Seat, name: str, stream: BinaryIO, by: Actor) -> ScoreUpload:
    """All sheets of the workbook or none. What is wrong is kept with it, cell by cell. Raises files.RefusedFile,
    LostUpdate."""
    row = Seat.objects.select_for_update(of=("self",)).select_related("panel__plan").get(pk=seat.pk)
    if not access.may_fill(by, row):
        raise PermissionDenied
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MOST_BYTES)
    stream.seek(0)
    made = ScoreUpload(seat=row, name=checked.name, uploaded_at=database_now())
    try:
        found = queries.read(by, row, BytesIO(stream.read()))
    except UnreadableTable as refusal:
        made.refusal = str(refusal)[:500]
    else:
        if found.bad:
            made.rows = [[one.number, one.texts, one.problems] for one in found.rows]
        else:
            for one in found.filled:
                _fill(one, by)
            made.filled = len(found.filled)
    made.save()
    return made


def _fill(one: queries.Filled, by: Actor) -> None:
    there = queries.kept(one.sheet)
    given = {}
    for number, points in one.points.items():
        score, comment = there.get(number), one.comments[number]
        given[number] = Given(
            points if points is not None else (score.points if score else None),
            comment if comment is not None else (score.comment if score else ""),
        )
    overall = one.overall if one.overall is not None else one.sheet.overall
    sheets.save(sheet=one.sheet, given=given, overall=overall, revision=one.sheet.revision, by=by)
