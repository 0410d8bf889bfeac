"""Texts of messages as officials edit them: as they shipped, what they may name, how a reader gets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.definitions.differences import Segments, compare
from lianxiao.core.shipped import Fact, json_fact
from lianxiao.organisations.models import NoticeText, Notification
from lianxiao.organisations.queries.notifications import wording

FIELDS = ("subject", "subject_en", "body", "body_en")
# Without the address a reader does not find his case, without the code a partner cannot answer, and a digest is empty.
INDISPENSABLE = frozenset({"url", "pin", "lines"})
LANGUAGES = {"zh-hans": gettext_lazy("Chinese"), "en": gettext_lazy("English")}

SAMPLES = {
    "zh-hans": {
        "application": "智能制造产业学院共建",
        "code": "2026-LH-0007",
        "call": "2026年校际合作项目申报",
        "category": "联合培养",
        "university": "辽宁大学",
        "reason": "校历调整",
        "due": "2026-11-25 23:59",
        "number": "辽教函〔2026〕12号",
        "name": "张晓明",
        "party": "大连理工大学",
        "contact": "李华",
        "pin": "482913",
        "filing": "2026年联合培养进展填报",
        "project": "LN2026LH0007 智能制造产业学院共建",
        "period": "2026年下半年",
        "check": "2026年中期检查",
        "panel": "联合培养第1组",
        "notice": "关于公布2026年校际合作项目的通知",
        "office": "科技与信息化建设处",
        "person": "张晓明",
        "count": "2",
        "lines": "· 待审核：2026-LH-0007\n\n· 材料已退回修改：2026-LH-0003",
        "letter": "关于公布2026年校际合作项目的通知",
        "template": "立项批复",
    },
    "en": {
        "application": "A Joint College of Smart Manufacturing",
        "code": "2026-LH-0007",
        "call": "Call of 2026",
        "category": "Joint training",
        "university": "Liaoning University",
        "reason": "a change of the academic calendar",
        "due": "2026-11-25 23:59",
        "number": "No. 12 (2026)",
        "name": "Zhang Xiaoming",
        "party": "Dalian University of Technology",
        "contact": "Li Hua",
        "pin": "482913",
        "filing": "Progress of joint training 2026",
        "project": "LN2026LH0007 A Joint College of Smart Manufacturing",
        "period": "Second half of 2026",
        "check": "Mid-term check 2026",
        "panel": "Joint training, panel 1",
        "notice": "Notice of the projects of 2026",
        "office": "Office of Science and Information",
        "person": "Zhang Xiaoming",
        "count": "2",
        "lines": "· To review: 2026-LH-0007\n\n· Sent back for revision: 2026-LH-0003",
        "letter": "Notice of the projects of 2026",
        "template": "Notice of approval",
    },
}


def shipped_rows() -> Iterator[tuple[Fact, NoticeText]]:
    for fact in json_fact("notice_texts.json").each("texts"):
        yield (
            fact,
            NoticeText(
                kind=fact["kind"],
                subject=fact.text("subject"),
                subject_en=fact.text("subject", "en"),
                body=fact.text("body"),
                body_en=fact.text("body", "en"),
            ),
        )


def shipped() -> dict[str, dict[str, str]]:
    """By kind, the four texts as they came with the platform."""
    return {row.kind: words_of(row) for _fact, row in shipped_rows()}


def words_of(text: NoticeText) -> dict[str, str]:
    return {name: getattr(text, name) for name in FIELDS}


def edited_kinds() -> set[str]:
    """Those whose words are no longer the shipped ones."""
    original = shipped()
    texts = NoticeText.objects.order_by("id")
    return {text.kind for text in texts if text.kind in original and words_of(text) != original[text.kind]}


# --- placeholders ----------------------------------------------------------------------------------


class BadPlaceholder(ValueError):
    """The message is fit for the person who typed the text."""


def placeholders(text: str) -> set[str]:
    """Plain names only: a width or an attribute in the braces would be carried out when the message is sent."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise BadPlaceholder(_("A brace is open. Placeholders stand in braces, such as {code}.")) from error
    for _literal, name, width, conversion in parts:
        if name is not None and (width or conversion or not name.isidentifier()):
            raise BadPlaceholder(_("Only a name may stand in braces, such as {code}."))
    return {name for _literal, name, _width, _conversion in parts if name is not None}


def known_placeholders(kind: str, present: NoticeText) -> set[str]:
    """What the sender of this kind is sure to fill: what the shipped texts name, and the address."""
    texts = shipped().get(kind, words_of(present)).values()
    return {"url"}.union(*map(placeholders, texts))


def problem_in(text: str, *, known: set[str], indispensable: frozenset[str] = frozenset()) -> str:
    """What speaks against the placeholders of a text; empty when nothing does."""
    try:
        named = placeholders(text)
    except BadPlaceholder as error:
        return str(error)
    if unknown := sorted(named - known):
        return _("This message knows no placeholder {%(name)s}. It knows: %(known)s.") % {
            "name": unknown[0],
            "known": in_braces(known),
        }
    if missing := sorted(indispensable - named):
        return _("{%(name)s} must stand in the text: the reader cannot do without it.") % {"name": missing[0]}
    return ""


def in_braces(names: set[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names))


def indispensable_in(kind: str, field: str) -> frozenset[str]:
    """What the shipped text of this field names and no edited one may leave out."""
    original = shipped().get(kind)
    return INDISPENSABLE & placeholders(original[field]) if original else frozenset()


# --- previews --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """One language of a message, filled with sample values, as a mail and in the product."""

    language: str
    code: str
    subject: str
    mail: str
    body: str


def previews(text: NoticeText) -> list[Preview]:
    return [_preview(text, code) for code in LANGUAGES]


def _preview(text: NoticeText, code: str) -> Preview:
    row = Notification(kind=text.kind, values=SAMPLES[code], path="/applications/7/")
    subject, mail = wording(text, row, language=code)
    _subject, body = wording(text, row, language=code, in_product=True)
    return Preview(str(LANGUAGES[code]), code, subject, mail, body)


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    segments: Segments


def differences(text: NoticeText) -> list[Change] | None:
    """Against the shipped text, field by field; None when nothing was shipped."""
    original = shipped().get(text.kind)
    if original is None:
        return None
    labels = {field.name: str(field.verbose_name) for field in NoticeText._meta.fields}
    return [
        Change(labels[name], compare(original[name], now))
        for name, now in words_of(text).items()
        if now != original[name]
    ]
