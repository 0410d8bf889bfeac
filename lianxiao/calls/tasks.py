"""What the worker does for calls: prints of frozen copies, and what happens by the clock."""

from django.core.mail import EmailMessage
from django.utils import timezone
from procrastinate.contrib.django import app

from lianxiao.calls.actions import consent_mail
from lianxiao.calls.actions.consents import expire_due
from lianxiao.calls.actions.deadlines import close_due, lapse_overdue
from lianxiao.calls.actions.presence import forget_presence
from lianxiao.calls.actions.prints import keep_print
from lianxiao.calls.actions.scans import read_scan as read_pages
from lianxiao.calls.actions.similar import compare
from lianxiao.calls.actions.version_prints import keep_version_print
from lianxiao.calls.models import Application, MemberInvitation
from lianxiao.calls.queries.invitations import is_open, letter_of


@app.task(name="calls.print_submission", retry=5)
def print_submission(submission_id: int) -> None:
    """Make the PDF of a frozen copy once and keep it."""
    keep_print(submission_id=submission_id)


@app.periodic(cron="* * * * *")
@app.task(name="calls.by_the_clock", queueing_lock="calls.by_the_clock")
def by_the_clock(timestamp: int) -> None:
    """Every minute: close the calls whose window has passed, end what is overdue, forget who was there."""
    close_due()
    lapse_overdue()
    expire_due()
    forget_presence()


@app.task(name="calls.compare", retry=5)
def compare_application(application_id: int) -> None:
    """Find what resembles an application that has just left its authors."""
    compare(application=Application.objects.get(pk=application_id))


@app.task(name="calls.mail_invitation", retry=5)
def mail_invitation(invitation_id: int) -> None:
    """To an address that may have no account: who invites and the link, in both languages, nothing of the case."""
    invitation = MemberInvitation.objects.select_related("application__university", "invited_by").get(pk=invitation_id)
    if invitation.mailed_at is None and is_open(invitation):
        subject, body = letter_of(invitation)
        EmailMessage(subject, body, to=[invitation.email]).send()
        invitation.mailed_at = timezone.now()
        invitation.save(update_fields=["mailed_at"])


@app.task(name="calls.mail_consent", retry=5)
def mail_consent(consent_id: int, kind: str, code_id: int | None = None) -> None:
    """Mail one message about a request for consent to its contact outside."""
    consent_mail.mail_consent(consent_id=consent_id, kind=kind, code_id=code_id)


@app.task(name="calls.print_version", retry=5)
def print_version(print_id: int) -> None:
    """Make the PDF of a version for signature and seal once and keep it."""
    keep_version_print(print_id=print_id)


@app.task(name="calls.read_scan", retry=3)
def read_scan(scan_id: int) -> None:
    """Compare the pages of an uploaded scan with the print."""
    read_pages(scan_id=scan_id)
