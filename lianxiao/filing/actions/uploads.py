"""A workbook for a return: uploaded and checked cell by cell, shown, confirmed, written whole or not at all."""

from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxiao.core import files, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import differences
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.refusals import LostUpdate
from lianxiao.core.sealed_answers import opened
from lianxiao.core.spreadsheets import UnreadableTable, write_error_book
from lianxiao.filing.actions.returns import NotToBeChanged, store, writable
from lianxiao.filing.models import Return, ReturnSection, Upload
from lianxiao.filing.queries import workbook
from lianxiao.filing.queries.returns import answers_of, definition_of, open_fields, revisions_of
from lianxiao.filing.states import UPLOAD
from lianxiao.forms.queries.pages import organisations

FORMATS = ("xlsx", "xls", "et")
MOST_BYTES = 10 * 1024 * 1024
SHOWN = 200  # problems, and changes of the preview
LONGEST_SHOWN = 300  # characters of an answer in the preview


@transaction.atomic
def upload(*, filing: Return, name: str, stream: BinaryIO, by: Actor) -> Upload:
    """Keep the file and say what is in it; nothing is written. Raises files.RefusedFile, TooLate."""
    locked = writable(filing, by)
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MOST_BYTES)
    made = Upload.objects.create(
        filing=locked,
        name=checked.name,
        file=keep_upload(checked, stream),
        revisions=revisions_of(locked),
        uploaded_by_id=by.person_id,
        uploaded_at=database_now(),
    )
    steps.record(made, "upload", by=by, after=made.state, remark=checked.name)
    try:
        found = workbook.read(locked, stream, organisations())
    except UnreadableTable as refusal:
        return UPLOAD.move(made, "find_faulty", by=by, refusal=str(refusal)[:500])
    if found.bad:
        return _find_faulty(made, found, by)
    return _find_ready(made, locked, found, by)


def _find_faulty(made: Upload, found: workbook.Found, by: Actor) -> Upload:
    """With the whole workbook and its reasons as a file, so that it can be mended and uploaded again."""
    content = BytesIO(write_error_book((sheet.described, rows) for sheet, rows in found.rows))
    checked = files.check_upload("errors.xlsx", content, formats=("xlsx",), max_bytes=4 * MOST_BYTES)
    lines, count = workbook.problem_lines(found, SHOWN)
    return UPLOAD.move(
        made, "find_faulty", by=by, problems=lines, problem_count=count, errors_file=keep_upload(checked, content)
    )


def _find_ready(made: Upload, locked: Return, found: workbook.Found, by: Actor) -> Upload:
    definition = definition_of(locked)
    old, new = opened(locked, answers_of(locked)), opened(locked, workbook.merged(locked, found.values))
    changed = differences(definition, old, new, get_language() or "zh-hans")
    outside = [one.label for one in changed if one.field_key not in open_fields(locked)]
    if outside:
        refusal = _("Only the fields that the office asked to correct can be changed; not: %(names)s.")
        return UPLOAD.move(made, "find_faulty", by=by, refusal=(refusal % {"names": "、".join(outside)})[:500])
    preview = [
        [one.section_title, one.label, one.old[:LONGEST_SHOWN], one.new[:LONGEST_SHOWN]] for one in changed[:SHOWN]
    ]
    return UPLOAD.move(made, "find_ready", by=by, preview=preview)


@transaction.atomic
def confirm(*, made: Upload, by: Actor) -> Return:
    """Write everything that was shown, in one transaction. Raises LostUpdate when somebody saved meanwhile, TooLate."""
    locked = writable(made.filing, by)
    moved = UPLOAD.move(made, "confirm", by=by, confirmed_at=database_now())
    sections = {
        one.key: one
        for one in ReturnSection.objects.select_for_update(of=("self",)).filter(filing=locked).order_by("id")
    }
    if {key: one.revision for key, one in sections.items()} != moved.revisions:
        raise LostUpdate(_("Somebody saved this return after the check of the workbook; upload it again."))
    with files.open_stored(moved.file_id) as content:
        found = workbook.read(locked, BytesIO(content.read()), organisations())
    if found.bad:
        raise NotToBeChanged(_("The workbook has errors."))
    for key, answers in workbook.merged(locked, found.values).items():
        if answers != sections[key].answers:
            store(locked, sections[key], answers, by=by)
    steps.record(locked, "upload", by=by, remark=moved.name)
    return locked


def discard(*, made: Upload, by: Actor) -> Upload:
    if not Upload.objects.visible_to(by).filter(pk=made.pk, uploaded_by_id=by.user_id).exists():
        raise PermissionDenied
    return UPLOAD.move(made, "discard", by=by)
