"""The official letter (立项通知书) of an approved application, in the layout of GB/T 9704."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from lianxiao.calls.models import Application, Approval
from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.documents import qr_svg, render_pdf
from lianxiao.core.templatetags.lianxiao import day

# Official papers of the province are in Chinese, whatever language the reader's pages are in.
LANGUAGE = "zh-hans"


def approvals(actor: Actor) -> "QuerySet[Approval]":
    return Approval.objects.filter(application__in=Application.objects.visible_to(actor)).select_related(
        "application__university", "application__call_category__category", "application__call_category__call", "file"
    )


def letter_of(application: Application, number: str, on: date) -> dict[str, Any]:
    """The words of the letter, frozen with the approval. `number` is the project number."""
    call, category = application.call_category.call, application.call_category.category
    parties = "、".join(party.name for party in application.parties.order_by("order"))
    issuer = call.office.parent.name if call.office.parent else call.office.name
    with override(LANGUAGE):
        dated = day(on)
    based_on = f"《{call.title}》" + (f"（{call.document_number}）" if call.document_number else "")
    return {
        "head": issuer,
        "number": number,
        "title": "校际合作项目立项通知书",
        "addressee": f"{application.university.name}：",
        "body": [
            {
                "kind": "text",
                "text": f"根据{based_on}，经形式审查、审议和公示，同意你校牵头申报的“{application.title}”"
                f"立为{call.year}年度辽宁省普通高等学校校际合作项目（{category.name}类），项目编号{number}，"
                f"项目负责人{application.leader_name}" + (f"，合作单位{parties}。" if parties else "。"),
            },
            {
                "kind": "text",
                "text": "请你校会同合作单位按照申报书确定的目标、任务和进度组织实施，落实各项保障条件，"
                "按要求报送进展情况，项目实施情况纳入校际合作项目台账管理。",
            },
        ],
        "signer": issuer,
        "date": dated,
        "printed_by": call.office.name,
        "printed_date": f"{dated}印发",
    }


def letter_pdf(approval: Approval) -> bytes:
    """The letter that was kept, or the same made now when the worker has not come to it yet."""
    if approval.file_id is None:
        return render_letter(approval)
    with files.open_stored(approval.file_id) as content:
        return bytes(content.read())


def preview_pdf(application: Application) -> bytes:
    """How the letter will read; it has neither number nor code before the release."""
    words = letter_of(application, "（编号待定）", timezone.localdate())
    data = {**words, "number": "预览", "language": LANGUAGE, "demo": application.is_demo}
    return render_pdf("letter", data, at=timezone.now())


def render_letter(approval: Approval) -> bytes:
    """The same bytes each time: all in it is what was frozen with the approval."""
    verify_at = f"{settings.SITE_URL}/verify/{approval.code}/"
    extra = {
        "language": LANGUAGE,
        "code": approval.code,
        "verify_at": verify_at,
        "qr": qr_svg(verify_at),
        "demo": approval.application.is_demo,
    }
    return render_pdf("letter", {**approval.letter, **extra}, at=approval.approved_at)
