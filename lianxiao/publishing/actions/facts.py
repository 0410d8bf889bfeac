"""The shipped notices: the two documents that the platform implements, as they were published."""

from lianxiao.core import search, steps
from lianxiao.core.actors import SYSTEM
from lianxiao.core.clock import database_now
from lianxiao.core.official_text import joined
from lianxiao.core.shipped import insert_missing, json_fact
from lianxiao.organisations.models import Organisation
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NoticeState


def load_notices() -> list[Notice]:
    """Inserts missing notices as published and returns them."""
    offices = {str(row.code): row for row in Organisation.objects.exclude(code=None)}
    now = database_now()
    rows = (
        (
            fact,
            Notice(
                code=fact["code"],
                office=fact.one_of("office", offices),
                issuer=fact.text("issuer"),
                title=fact.text("title"),
                title_en=fact.text("title", "en"),
                document_number=fact["number"],
                document_date=fact["date"],
                addressees=fact.text("addressees").rstrip("：:"),
                addressees_en=fact.text("addressees", "en").rstrip(":"),
                body=joined(fact["body"], "zh"),
                body_en=joined(fact["body"], "en"),
                disclosure=fact["disclosure"],
                state=NoticeState.PUBLISHED,
                published_at=now,
            ),
        )
        for fact in json_fact("notices.json").each("notices")
    )
    fresh = [notice for _fact, notice in insert_missing(Notice, rows, key=["code"])]
    for notice in fresh:
        steps.record(notice, "load", by=SYSTEM, after=notice.state)
        search.put(
            notice,
            title=notice.title,
            title_en=notice.title_en,
            text=f"{notice.document_number} {notice.body} {notice.body_en}",
            path=f"/notices/{notice.pk}/",
            published_at=now,
        )
    return fresh
