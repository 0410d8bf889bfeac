"""What somebody of an office has begun to write."""

from django.db.models import QuerySet

from lianxiao.core.holdings import Held
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NoticeState


def drafted(organisation_id: int | None) -> "QuerySet[Notice]":
    rows = Notice.objects.filter(state=NoticeState.DRAFT, written_by__isnull=False)
    return rows if organisation_id is None else rows.filter(office_id=organisation_id)


def told_notices(rows: "QuerySet[Notice]", inside: bool) -> list[Held]:
    return [
        Held(row, row.title if inside else row.document_number or str(row.pk), str(row.get_state_display()))
        for row in rows.order_by("id")
    ]
