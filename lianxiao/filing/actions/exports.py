"""The list of a round's returns as a file, and on record who took it."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import Column, Counted, write_csv, write_xlsx
from lianxiao.filing import access
from lianxiao.filing.models import Round

Rows = Iterable[Sequence[object]]


def export(
    *, round_: Round, rows: Rows, columns: Sequence[Column], filters: list[tuple[str, str]], form: str, by: Actor
) -> IO[bytes] | bytes:
    """`form` is "xlsx" or "csv". An Excel file comes as a temporary one, which the caller sends and closes."""
    if not any(by.may(right) for right in access.DESK):
        raise PermissionDenied
    counted = Counted(rows)
    if form == "csv":
        file: IO[bytes] | bytes = write_csv(columns, counted)
    else:
        note = [(_("Exported by"), f"{by.organisation_name} {by.name}".strip()), *filters]
        file = write_xlsx(columns, counted, title=str(round_), note=note)
    steps.record(round_, "export", by=by, details={"filters": filters, "rows": counted.count, "form": form})
    return file
