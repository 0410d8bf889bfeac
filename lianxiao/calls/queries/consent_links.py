"""The signed link of one partner for one version, and the pass that a one-time code earns."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from lianxiao.calls.models import ConsentCode, PartnerConsent

LINK, PASS, CODE = "lianxiao.consent.link", "lianxiao.consent.pass", "lianxiao.consent.code"
LINK_LIVES = timedelta(days=60)  # the request itself ends earlier
PASS_LIVES = timedelta(minutes=30)
DIGITS = 6


def token_of(consent: PartnerConsent) -> str:
    return signing.dumps({"consent": consent.pk, "version": consent.version_id}, salt=LINK)


def link_of(consent: PartnerConsent) -> str:
    return settings.SITE_URL + reverse("calls:link", args=[token_of(consent)])


def linked(token: str) -> "QuerySet[PartnerConsent]":
    """The request that a link is about, if we signed it; whether it is still open its state says."""
    rows = PartnerConsent.objects.exclude(contact_email="").select_related(
        "version",
        "organisation",
        "application__university",
        "application__form",
        "application__call_category__call",
        "application__call_category__category",
    )
    try:
        signed = signing.loads(token, salt=LINK, max_age=LINK_LIVES)
    except signing.BadSignature:
        return rows.none()
    return rows.filter(pk=signed["consent"], version_id=signed["version"])


def pass_for(consent: PartnerConsent) -> str:
    return signing.dumps({"consent": consent.pk}, salt=PASS)


def has_passed(consent: PartnerConsent, given: str) -> bool:
    """Whether this browser has entered a code for this request within the last half hour."""
    try:
        signed = signing.loads(given, salt=PASS, max_age=PASS_LIVES)
    except signing.BadSignature:
        return False
    return bool(signed == {"consent": consent.pk})


def digits_of(code: ConsentCode) -> str:
    """Six digits from the nonce and the platform's key: a copy of the database does not hold them."""
    number = int.from_bytes(salted_hmac(CODE, code.nonce, algorithm="sha256").digest(), "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def is_right(code: ConsentCode, typed: str) -> bool:
    return constant_time_compare(digits_of(code), typed.strip())


def newest_code(consent: PartnerConsent) -> ConsentCode | None:
    return ConsentCode.objects.filter(consent=consent).order_by("-number").first()


def masked(email: str) -> str:
    """Enough for the one whose address it is."""
    name, _at, place = email.partition("@")
    return f"{name[:1]}***@{place}"
