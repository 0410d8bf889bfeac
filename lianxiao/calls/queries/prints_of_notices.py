"""The list of a public notice as an official attachment."""

from typing import Any

from django.utils.translation import override

from lianxiao.calls.models import PublicNotice
from lianxiao.core.documents import render_pdf
from lianxiao.core.templatetags.lianxiao import day, until

# Official papers of the province are in Chinese, whatever language the reader's pages are in.
LANGUAGE = "zh-hans"
COLUMNS = ("受理编号", "项目名称", "类别", "牵头高校", "合作单位", "项目负责人")


def list_pdf(notice: PublicNotice) -> bytes:
    """From a notice of `published_page`; the frozen words alone, so it prints the same at any time."""
    with override(LANGUAGE):
        dated, last = day(notice.published_at), until(notice.ends_at)
    issuer = notice.office.parent or notice.office
    data: dict[str, Any] = {
        "language": LANGUAGE,
        "attachment": "附件",
        "title": notice.title,
        "subtitle": f"公示期至{last}（{notice.working_days}个工作日）",
        "columns": [
            {"label": label} for label in ("受理编号", "项目名称", "类别", "牵头高校", "合作单位", "项目负责人")
        ],
        "rows": [_row(item.content) for item in notice.items.all()],
        "note": f"名单校验值（SHA-256）：{notice.digest}",
        "landscape": True,
        "signer": issuer.name,
        "date": dated,
        "demo": notice.is_demo,
    }
    return render_pdf("notice_list", data, at=notice.published_at)


def _row(line: dict[str, Any]) -> list[str]:
    return [
        line["number"],
        line["title"],
        line["category"],
        line["university"],
        "、".join(line["partners"]),
        line["leader"],
    ]
