"""The outbox as an Excel file, and on record who took it."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import Column, Counted, write_xlsx
from lianxiao.letters import access
from lianxiao.organisations.models import User


@transaction.atomic
def export(
    *, rows: Iterable[Sequence[object]], columns: Sequence[Column], filters: list[tuple[str, str]], by: Actor
) -> IO[bytes]:
    """Returns a temporary file at its start; the caller sends and closes it."""
    if not access.may_use_desk(by):
        raise PermissionDenied
    counted = Counted(rows)
    note = [(_("Exported by"), f"{by.organisation_name} {by.name}".strip()), *filters]
    file = write_xlsx(columns, counted, title=_("Official letters"), note=note)
    person = User.objects.get(pk=by.person_id)
    steps.record(person, "export_letters", by=by, details={"filters": filters, "rows": counted.count})
    return file
