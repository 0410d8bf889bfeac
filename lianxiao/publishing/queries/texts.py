"""The words of a notice: what can be edited, what is looked through before it is published, how it is typeset."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lianxiao.core.definitions import Segment, compare
from lianxiao.core.documents import render_pdf
from lianxiao.core.official_text import Paragraph, paragraphs
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.publishing.models import Notice, NoticeVersion

# What the edit form may set; everything else is set by steps.
EDITABLE = (
    "issuer",
    "title",
    "title_en",
    "document_number",
    "document_date",
    "addressees",
    "addressees_en",
    "body",
    "body_en",
    "disclosure",
)
PLAIN_TEXTS = ("issuer", "title", "title_en", "document_number", "addressees", "addressees_en", "body", "body_en")
CHINESE = "zh-hans"
_KINDS = {"heading1": "heading", "heading2": "subheading", "paragraph": "text"}


def public_path(notice: Notice) -> str:
    return f"/notices/{notice.pk}/"


def label_of(name: str) -> str:
    return str(Notice._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def texts_of(notice: Notice) -> dict[str, str]:
    """Everything that people typed and the public reads, by label."""
    texts = {label_of(name): str(getattr(notice, name)) for name in PLAIN_TEXTS}
    names = notice.attachments.order_by("id").values_list("name", flat=True)
    return texts | {_("names of attachments"): "\n".join(names)}


# --- the document ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """A notice in one language as it is laid out; Chinese where there is no English text."""

    language: str
    head: str
    number: str
    title: str
    addressees: str
    body: list[Paragraph]
    signer: str
    date: str
    disclosure: str


def document(notice: Notice) -> Document:
    english = get_language() == "en" and bool(notice.body_en)
    with override("en" if english else CHINESE):
        department = notice.office.parent or notice.office
        issuer = notice.issuer or department.name
        english_issuer = department.name_en if issuer == department.name else ""
        return Document(
            language="en" if english else CHINESE,
            head=(english_issuer or issuer) if english else f"{issuer}文件",
            number=notice.document_number,
            title=(notice.title_en or notice.title) if english else notice.title,
            addressees=(notice.addressees_en or notice.addressees) if english else notice.addressees,
            body=paragraphs(notice.body_en if english else notice.body),
            signer=(english_issuer or issuer) if english else issuer,
            date=day(notice.document_date) if notice.document_date else "",
            disclosure=str(notice.get_disclosure_display()),
        )


def pdf(notice: Notice) -> bytes:
    """In the layout of official letters; the same bytes each time for a published one."""
    laid_out = document(notice)
    english = laid_out.language == "en"
    colon = ": " if english else "："
    note = f"Disclosure: {laid_out.disclosure}" if english else f"此件{laid_out.disclosure}"
    data: dict[str, Any] = {
        "language": laid_out.language,
        "head": laid_out.head,
        "number": laid_out.number,
        "title": laid_out.title,
        "addressee": f"{laid_out.addressees}{colon}".strip() if laid_out.addressees else "",
        "body": [{"kind": _KINDS[one.kind], "text": one.text} for one in laid_out.body],
        "attachments": [attachment.name for attachment in notice.attachments.all()],
        "signer": laid_out.signer,
        "date": laid_out.date,
        "note": note,
        "printed_by": laid_out.signer,
        "printed_date": laid_out.date,
        "demo": notice.is_demo or (settings.DEMO and notice.code is None),
    }
    return render_pdf("letter", data, at=notice.published_at)


# --- versions --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two versions."""

    label: str
    old: str
    new: str
    segments: tuple[Segment, ...]


def changes(old: NoticeVersion, new: NoticeVersion) -> list[Change]:
    """What is different in the later one, in the order of the form, attachments last."""
    found = [
        Change(label_of(name), before, after, compare(before, after))
        for name in EDITABLE
        if (before := _said(old, name)) != (after := _said(new, name))
    ]
    before, after = _attached(old), _attached(new)
    if old.content["attachments"] != new.content["attachments"]:
        found.append(Change(_("Attachments"), before, after, ()))
    return found


def _said(version: NoticeVersion, name: str) -> str:
    text = str(version.content[name])
    if name == "disclosure":
        return str(Notice.Disclosure(text).label)
    return text


def _attached(version: NoticeVersion) -> str:
    """Two contents of one name are told apart by the beginning of their digests."""
    return _(", ").join(f"{one['name']} ({one['file_id'][:8]})" for one in version.content["attachments"])
