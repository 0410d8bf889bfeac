"""What the official letters about applications and public notices say, and which of them somebody finds."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from lianxiao.calls.models import Application, Call, PublicNotice
from lianxiao.core.actors import Actor
from lianxiao.core.templatetags.lianxiao import day, until
from lianxiao.letters.facts import Words
from lianxiao.letters.models import Letter
from lianxiao.letters.queries.letters import of_case
from lianxiao.letters.queries.papers import LANGUAGE, NO_NUMBER, Stamp, make
from lianxiao.letters.queries.templates import current
from lianxiao.letters.states import Kind, LetterState

# --- words -----------------------------------------------------------------------------------------


def approval_words(application: Application, number: str) -> Words:
    return _words(application, {"项目编号": number}, copies=_partners(application))


def rejection_words(application: Application, reason: str) -> Words:
    return _words(application, {"理由": reason.strip()})


def return_words(application: Application, reasons: list[str], due_at: datetime) -> Words:
    with override(LANGUAGE):
        due = day(due_at)
    return _words(application, {"补正事项": reasons, "补正期限": due})


def list_words(notice: PublicNotice) -> Words:
    """Of a published list: its frozen lines."""
    assert notice.ends_at is not None
    with override(LANGUAGE):
        last = until(notice.ends_at)
    items = notice.items.order_by("order").values_list("content", flat=True)
    facts = {
        **_of_call(notice.call),
        "公示标题": notice.title,
        "公示内容": [line.strip() for line in notice.body.splitlines() if line.strip()],
        "公示截止": last,
        "公示天数": str(notice.working_days),
        "联系方式": notice.contact,
        "名单校验值": notice.digest,
        "名单": [_row(number, line) for number, line in enumerate(items, 1)],
    }
    return Words(subject=notice.title, facts=facts, addressee="")


def _words(application: Application, more: dict[str, Any], copies: str = "") -> Words:
    university = application.university.name
    facts = {
        **_of_call(application.call_category.call),
        "项目名称": application.title,
        "受理编号": application.number or "",
        "项目类别": application.call_category.category.name,
        "牵头高校": university,
        "合作单位": _partners(application),
        "项目负责人": application.leader_name,
        **more,
    }
    return Words(subject=application.title, facts=facts, addressee=university, copies=copies)


def _of_call(call: Call) -> dict[str, str]:
    return {"年度": str(call.year), "申报通知": call.title, "申报通知文号": call.document_number}


def _partners(application: Application) -> str:
    return "、".join(party.name for party in application.parties.order_by("order"))


def _row(number: int, line: dict[str, Any]) -> dict[str, str]:
    return {
        "序号": str(number),
        "受理编号": line["number"],
        "项目名称": line["title"],
        "项目类别": line["category"],
        "牵头高校": line["university"],
        "合作单位": "、".join(line["partners"]),
        "项目负责人": line["leader"],
    }


# --- letters ---------------------------------------------------------------------------------------


def letters_of(actor: Actor, application: Application) -> "QuerySet[Letter]":
    """What has left about an application, for everybody who sees the application."""
    visible = Application.objects.visible_to(actor).filter(pk=application.pk).exists()
    return of_case(application) if visible else of_case(application).none()


def list_letter(notice: PublicNotice) -> Letter | None:
    """The official list of a public notice, once it is issued."""
    return of_case(notice).filter(kind=Kind.LIST, state=LetterState.ISSUED).last()


def approval_letter(application: Application) -> Letter | None:
    return of_case(application).filter(kind=Kind.APPROVAL, state=LetterState.ISSUED).last()


def preview_pdf(application: Application, on: date | None = None) -> bytes:
    """How the letter of approval will read; number and date come with its issue."""
    words = approval_words(application, NO_NUMBER)
    template = current(Kind.APPROVAL)
    assert template is not None, "templates ship with the product"
    letter = Letter(
        kind=Kind.APPROVAL,
        template=template,
        office=application.call_category.call.office,
        subject=words.subject,
        facts=dict(words.facts),
        addressee=words.addressee,
        copies=words.copies,
        is_demo=application.is_demo,
    )
    now = timezone.now()
    return make(letter, Stamp(NO_NUMBER, on or timezone.localdate(now)), at=now).pdf
