"""Mail to contacts outside, who have no account: in both languages, theirs first."""

from collections.abc import Mapping

from django.core.mail import EmailMessage

from lianxiao.calls.actions.applications import when
from lianxiao.calls.models import ConsentCode, PartnerConsent
from lianxiao.calls.queries.consent_links import digits_of, link_of
from lianxiao.organisations.models import NoticeText

BETWEEN = "\n\n— — —\n\n"


def mail_consent(*, consent_id: int, kind: str, code_id: int | None = None) -> None:
    """`kind` names the text. Until a code was entered nothing tells what the application is about."""
    consent = PartnerConsent.objects.select_related("application__university").get(pk=consent_id)
    text = NoticeText.objects.get(kind=kind)
    values = _values(consent, code_id)
    parts = [(text.subject_en, text.body_en), (text.subject, text.body)]
    if consent.language != PartnerConsent.Language.ENGLISH:
        parts.reverse()
    subject = " / ".join(subject.format_map(values) for subject, _body in parts)
    body = BETWEEN.join(body.format_map(values) for _subject, body in parts)
    EmailMessage(subject, body, to=[consent.contact_email]).send()


def _values(consent: PartnerConsent, code_id: int | None) -> Mapping[str, str]:
    university = consent.application.university
    return {
        "university": f"{university.name_en} {university.name}".strip(),
        "party": consent.party,
        "contact": consent.contact_name,
        "due": when(consent.expires_at),
        "url": link_of(consent),
        "pin": digits_of(ConsentCode.objects.get(pk=code_id)) if code_id else "",
    }
