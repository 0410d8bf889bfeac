"""Results leave as a file: to whom they are open, and on record."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import Column, Counted, write_xlsx
from lianxiao.review import access
from lianxiao.review.models import Plan


@transaction.atomic
def export(
    *,
    plan: Plan,
    rows: Iterable[Sequence[object]],
    columns: Sequence[Column],
    filters: list[tuple[str, str]],
    title: str,
    by: Actor,
) -> IO[bytes]:
    """Returns a temporary file at its start; the caller sends and closes it. The record has how many rows, no score."""
    if not access.may_read_scores(by, plan) or not Plan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise PermissionDenied
    counted = Counted(rows)
    note = [(_("Exported by"), f"{by.organisation_name} {by.name}".strip()), *filters]
    file = write_xlsx(columns, counted, title=title, note=note)
    steps.record(plan, "export", by=by, remark=title, details={"filters": filters, "rows": counted.count})
    return file
