"""Invitations as their links and the members' page read them."""

from django.conf import settings
from django.core import signing
from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from lianxiao.calls.models import Application, MemberInvitation
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.organisations.models import NoticeText, Organisation
from lianxiao.organisations.roles import INSTITUTIONS

SALT = "calls.invitation"


def is_open(invitation: MemberInvitation) -> bool:
    return invitation.accepted_at is None and invitation.withdrawn_at is None and invitation.expires_at > database_now()


def link_to(invitation: MemberInvitation) -> str:
    """The address in the mail: nobody makes up one that opens."""
    return settings.SITE_URL + reverse("calls:invitation", args=[token_of(invitation)])


def token_of(invitation: MemberInvitation) -> str:
    return signing.Signer(salt=SALT).sign(str(invitation.pk)).replace(":", ".")


def invitation_behind(token: str) -> MemberInvitation | None:
    """None for a link that was not signed here; whether it is still open is another question."""
    number, _dot, _sign = token.partition(".")
    if not number.isdecimal() or len(number) > 18:
        return None
    found = (
        MemberInvitation.objects.select_related("application__university", "organisation", "invited_by")
        .filter(pk=int(number))
        .first()
    )
    try:
        signing.Signer(salt=SALT).unsign(token.replace(".", ":"))
    except signing.BadSignature:
        return None
    return found


def invitations(actor: Actor) -> "QuerySet[MemberInvitation]":
    """Those to applications that the actor sees."""
    return MemberInvitation.objects.filter(application__in=Application.objects.visible_to(actor)).select_related(
        "application", "organisation"
    )


def pending(application: Application) -> list[MemberInvitation]:
    """Neither accepted nor withdrawn, the newest first; expired ones say so."""
    rows = application.invitations.filter(accepted_at=None, withdrawn_at=None).select_related("organisation")
    return list(rows.order_by("-id"))


def invitable(application: Application) -> "QuerySet[Organisation]":
    """The lead university first, then the universities that the form names as partners."""
    named = application.parties.filter(organisation__kind__in=INSTITUTIONS).values("organisation_id")
    return (
        Organisation.objects.active()
        .filter(Q(pk=application.university_id) | Q(pk__in=named))
        .order_by(Case(When(pk=application.university_id, then=0), default=1), "official_order", "id")
    )


def letter_of(invitation: MemberInvitation) -> tuple[str, str]:
    """Subject and text of the mail: the Chinese text that officials keep, then the English one."""
    text = NoticeText.objects.get(kind="invitation")
    values = {
        "person": invitation.invited_by.name,
        "university": invitation.application.university.name,
        "due": f"{timezone.localtime(invitation.expires_at):%Y-%m-%d %H:%M}",
        "url": link_to(invitation),
    }
    body = f"{text.body.format_map(values)}\n\n{text.body_en.format_map(values)}"
    return text.subject.format_map(values), body
