"""Files given as answers: added and taken away while the application is in its writers' hands."""

from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.actions.applications import content_changed, locked_in_same_state, only_what_was_asked
from lianxiao.calls.actions.freezing import no_frozen_file
from lianxiao.calls.actions.reach import must_write
from lianxiao.calls.models import Application, Attachment
from lianxiao.calls.queries.applications import definition_of
from lianxiao.core import definitions, files, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_upload

BYTES_PER_MB = 1024 * 1024


@transaction.atomic
def attach(
    *, application: Application, field_key: str, name: str, stream: BinaryIO, by: Actor, voids: bool = False
) -> Attachment:
    """Check and keep an uploaded file as an answer. Raises files.RefusedFile with the reason, ConsentsAtStake."""
    must_write(by, application, section_of(application, field_key))
    assert by.user_id is not None
    locked = locked_in_same_state(application)
    only_what_was_asked(locked, {field_key})
    no_frozen_file(locked, field_key)
    field = definition_of(application.form).fields.get(field_key)
    if not isinstance(field, definitions.Attachment):
        raise files.RefusedFile(_("The form has no place for a file there."))
    checked = files.check_upload(name, stream, formats=field.formats, max_bytes=field.max_mb * BYTES_PER_MB)
    stored = keep_upload(checked, stream)
    attachment = Attachment.objects.create(
        application=locked, field_key=field_key, file=stored, name=checked.name, uploaded_by_id=by.user_id
    )
    content_changed(locked, by=by, voids=voids)
    steps.record(locked, "attach", by=by, remark=checked.name, details={"field": field_key, "digest": stored.digest})
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: Actor, voids: bool = False) -> None:
    """Off the form; the row and the content stay for the frozen copies that show them."""
    application = attachment.application
    must_write(by, application, section_of(application, attachment.field_key))
    locked = locked_in_same_state(application)
    only_what_was_asked(locked, {attachment.field_key})
    no_frozen_file(locked, attachment.field_key)
    if attachment.removed_at is not None:
        return
    attachment.removed_at = database_now()
    attachment.save(update_fields=["removed_at"])
    content_changed(locked, by=by, voids=voids)
    steps.record(
        locked,
        "remove_attachment",
        by=by,
        remark=attachment.name,
        details={"field": attachment.field_key, "digest": attachment.file_id},
    )


def section_of(application: Application, field_key: str) -> str:
    """The key of the section that the field stands in; empty for a field that the form does not have."""
    section = definition_of(application.form).section_of.get(field_key)
    return section.key if section else ""
