"""Messages to the people who have to act next: in the product with the step, by mail after the commit."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.organisations.models import Delegation, HookDelivery, Membership, Notification, User
from lianxiao.organisations.queries.mailing import NOT_MAILED, plans_for
from lianxiao.organisations.queries.notifications import texts_of, wording
from lianxiao.organisations.queries.web_hooks import hooks_told
from lianxiao.organisations.roles import Role

# When each kind of message is sent, for the list of their texts.
OCCASIONS: dict[str, str | Promise] = {
    "handed_in": _("An author hands an application in"),
    "sent_back": _("The university sends an application back to its authors"),
    "passed_to_leader": _("A liaison passes an application on to the leader"),
    "released": _("The leader approves an application"),
    "submitted": _("An application is submitted, to the university"),
    "received": _("An application is submitted, to the lead offices"),
    "withdrawn": _("A submitted application is withdrawn"),
    "returned": _("A lead office returns an application for correction"),
    "resubmitted": _("A correction is resubmitted"),
    "check_passed": _("All lead offices have passed an application"),
    "check_rejected": _("A lead office refuses an application"),
    "proposed": _("A decision is proposed"),
    "countersign_requested": _("A proposal waits for a countersign"),
    "confirm_requested": _("A proposal waits for confirmation"),
    "proposal_sent_back": _("A proposal is sent back"),
    "decided": _("A decision is confirmed"),
    "public_notice_opened": _("A public notice begins"),
    "notice_ended": _("A public notice has ended"),
    "objection_received": _("An objection is received"),
    "approved": _("A project is approved"),
    "not_approved": _("An application is not approved"),
    "call_published": _("A call is published"),
    "call_extended": _("A deadline is extended"),
    "deadline_near": _("A deadline comes near"),
    "letter_to_issue": _("A letter waits to be issued"),
    "letter_sent_back": _("A letter goes back for correction"),
    "letter_received": _("A letter is issued, to those who receive it"),
    "letter_void": _("A letter becomes void"),
    "template_to_check": _("A template of letters waits for a second person"),
    "account_created": _("An account is opened"),
    "notice_to_check": _("A notice waits for its check"),
    "notice_sent_back": _("A notice is sent back"),
    "notice_to_publish": _("A notice waits to be published"),
    "notice_published": _("A notice is published"),
    "notice_withdrawn": _("A notice is withdrawn"),
    "password_reset": _("A password is reset"),
    "role_to_confirm": _("A role waits for confirmation"),
    "role_confirmed": _("A role is confirmed"),
    "role_refused": _("A role is refused"),
    "invitation": _("Somebody is invited to write"),
    "invitation_accepted": _("An invitation is accepted"),
    "application_transferred": _("An application is handed to somebody else"),
    "taken_over": _("Somebody takes over what a colleague held"),
    "handed_over": _("What somebody held is handed over to a colleague"),
    "delegation_made": _("Somebody is named a deputy"),
    "delegation_to_confirm": _("A delegation waits for confirmation"),
    "delegation_ended": _("A delegation is ended before its time"),
    "task_transferred": _("A waiting task is transferred to a colleague"),
    "account_asked": _("Somebody asks a liaison for an account"),
    "comment_mention": _("Somebody is named in a comment"),
    "comment_answer": _("A comment is answered"),
    "section_assigned": _("A section is assigned"),
    "section_done": _("An assigned section is done"),
    "member_added": _("Somebody becomes a member of an application"),
    "application_chosen": _("An application is chosen on campus"),
    "application_not_chosen": _("An application is not chosen on campus"),
    "place_given_up": _("A held place is given up"),
    "places_granted": _("Places beyond the limit are granted"),
    "places_refused": _("Places beyond the limit are refused"),
    "places_revoked": _("Places beyond the limit are revoked"),
    "selection_approved": _("The leader approves a campus selection"),
    "selection_chosen": _("A campus selection waits for approval"),
    "selection_invited": _("Somebody is invited to judge"),
    "selection_judged": _("All have judged"),
    "selection_sent_back": _("A campus selection is sent back"),
    "sign_on_bound": _("A university id is bound to an account"),
    "consent_asked": _("A partner is asked to confirm"),
    "consent_code": _("A partner asks for a code"),
    "consent_expired": _("A partner has not answered in time"),
    "consent_given": _("A partner has confirmed"),
    "consent_link": _("A partner without an account is asked to confirm"),
    "consent_link_receipt": _("A partner without an account has answered"),
    "consent_link_reminder": _("A partner without an account is reminded"),
    "consent_link_taken_back": _("A request to a partner without an account is taken back"),
    "consent_link_voided": _("A confirmation by link is void"),
    "consent_refused": _("A partner has declined"),
    "consent_reminder": _("A partner is reminded"),
    "consent_taken_back": _("A request to confirm is taken back"),
    "consent_voided": _("A confirmation is void, to the partner"),
    "consents_voided": _("Confirmations are void, to the university"),
    "scan_faulty": _("A sealed scan does not agree with the print"),
    "factor_added": _("A second factor is set up"),
    "factor_removed": _("A second factor is removed"),
    "wrong_codes": _("A code is entered wrongly several times"),
    "export_to_grant": _("An export of personal data waits for the second person"),
    "export_granted": _("An export of personal data is granted"),
    "export_refused": _("An export of personal data is refused"),
    "erasure_to_grant": _("An erasure of personal data waits for the second person"),
    "factor_reset_to_confirm": _("A lost second factor waits for confirmation"),
    "factor_reset": _("A lost second factor is taken away"),
    "chased": _("Somebody waits and reminds"),
    "chased_leader": _("Somebody waits after three reminders, to the leader"),
    "hook_given_up": _("A message to a web hook is given up"),
    "hook_off": _("A web hook is switched off by itself"),
    "digest": _("The daily digest of a person is due"),
    "filing_opened": _("A data filing is opened"),
    "filing_extension_asked": _("A later deadline for a data filing is asked for"),
    "filing_extended": _("The deadline of a data filing is extended"),
    "filing_own_extension": _("One university gets a later deadline for a data filing"),
    "filing_passed_on": _("A data filing waits for the university leader"),
    "filing_sent_back": _("A data filing is sent back to the liaison"),
    "filing_submitted": _("A data filing is submitted"),
    "filing_resubmitted": _("A corrected data filing is submitted"),
    "filing_returned": _("A data filing is returned for correction"),
    "filing_accepted": _("A data filing is accepted"),
    "filing_due": _("A data filing is due soon"),
    "filing_overdue": _("A data filing is overdue"),
    "filing_chased": _("An office reminds of a data filing"),
    "progress_opened": _("A reporting period is opened"),
    "progress_handed_in": _("A progress report waits for its release"),
    "progress_sent_back": _("A progress report goes back to its writers"),
    "progress_submitted": _("A progress report waits for confirmation"),
    "progress_returned": _("A progress report is returned for correction"),
    "progress_confirmed": _("A progress report is confirmed"),
    "change_handed_in": _("A change request waits for its release"),
    "change_sent_back": _("A change request goes back to its writers"),
    "change_submitted": _("A change request waits for the lead office"),
    "change_returned": _("A change request is returned for correction"),
    "change_approved": _("A change of a project is approved"),
    "change_refused": _("A change of a project is refused"),
    "progress_chased": _("A lead office or the clock reminds of a late progress report"),
    "progress_chased_leader": _("A late progress report after three reminders, to the leader"),
    "progress_extension_asked": _("A later day of a progress report is asked for"),
    "progress_extended": _("A progress report has a later day"),
    "progress_not_extended": _("A later day of a progress report is refused"),
    "follow_up_raised": _("Overdue work is followed up, to the parties"),
    "follow_up_climbed": _("A follow-up was not answered, to the universities' leaders"),
    "follow_up_unanswered": _("A follow-up was not answered, to the lead office"),
    "follow_up_answered": _("A follow-up is answered"),
    "follow_up_again": _("A follow-up asks for another statement"),
    "follow_up_closed": _("A follow-up is closed"),
    "acceptance_applied": _("A final acceptance waits for the lead office"),
    "acceptance_returned": _("A final acceptance is returned for correction"),
    "project_finished": _("A project is accepted and finished"),
    "withdrawal_proposed": _("The withdrawal of a project waits for a second officer"),
    "project_withdrawn": _("A project is withdrawn, to the parties"),
    "projects_imported": _("Projects of earlier years are entered in the ledger, to their universities"),
    "midterm_opened": _("A mid-term check is opened, to universities and writers"),
    "midterm_returned": _("A conclusion of a mid-term check is returned for correction"),
    "midterm_checked": _("The office concludes on a project of a mid-term check"),
    "review_invited": _("An expert is invited to review"),
    "review_due": _("An expert's scores are due soon or overdue"),
    "review_overdue": _("Experts still owe an answer or scores after three reminders, to the office"),
    "review_declined": _("An expert declines or declares a conflict, to the office"),
    "review_scored": _("All scores of a review are in, to the office"),
}

_told: ContextVar[list[Notification] | None] = ContextVar("told", default=None)


@contextmanager
def told_before() -> Iterator[list[Notification]]:
    """What is written inside is told of the past: no mail is ordered, and the list has it for its stamps."""
    told: list[Notification] = []
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)


def people_in(organisation_ids: Iterable[int], *roles: Role, none_of: Iterable[int | None] = ()) -> "QuerySet[User]":
    """Everybody who holds one of these roles there now, and whoever stands in for one of them.

    Without `none_of`, who did the step before: neither they nor their deputies can do the next one (decision 0018).
    """
    others = [pk for pk in none_of if pk is not None]
    holders = (
        Membership.objects.current()
        .filter(organisation_id__in=list(organisation_ids), role__in=[str(role) for role in roles])
        .exclude(user__in=others)
    )
    deputies = Delegation.objects.in_force().filter(membership__in=holders)
    return (
        User.objects.filter(Q(pk__in=holders.values("user")) | Q(pk__in=deputies.values("deputy")), is_active=True)
        .exclude(pk__in=others)
        .order_by("id")
    )


def people_of(membership: Membership, *, none_of: Iterable[int] = ()) -> "QuerySet[User]":
    """Who is meant by name in this role: the person and whoever stands in for him, but for these."""
    deputies = Delegation.objects.in_force().filter(membership=membership)
    meant = Q(pk=membership.user_id) | Q(pk__in=deputies.values("deputy"))
    return User.objects.filter(meant, is_active=True).exclude(pk__in=list(none_of)).order_by("id")


def notify(to: "Iterable[User]", kind: str, *, path: str, values: Mapping[str, str]) -> None:
    """Write the notifications and order their mail, in the transaction of the step that caused them.

    `kind` names the text (NoticeText), `values` fill its placeholders, `path` is the page to open.
    """
    users = list(to)
    told = _told.get()
    plans = plans_for(users, kind) if told is None else {}
    written = Notification.objects.bulk_create(
        Notification(user=user, kind=kind, values=dict(values), path=path, **plans.get(user.pk, NOT_MAILED)._asdict())
        for user in users
    )
    if told is not None:
        told.extend(written)
        return
    if at_once := [row.pk for row in written if row.mail_due_at and row.mail_due_at <= database_now()]:
        enqueue("organisations.mail_notifications", notification_ids=at_once)
    _tell_outside(users, kind, Notification(kind=kind, values=dict(values), path=path))


def _tell_outside(users: "list[User]", kind: str, message: Notification) -> None:
    """To the web hooks of the organisations for which these people speak, once each: the subject and the link."""
    hooks = hooks_told(users, kind)
    text = texts_of([kind]).get(kind) if hooks else None
    if text is None:
        return
    now, title = database_now(), wording(text, message, language="zh-hans")[0]
    ordered = HookDelivery.objects.bulk_create(
        HookDelivery(hook=hook, kind=kind, title=title, path=message.path, happened_at=now, due_at=now)
        for hook in hooks
    )
    enqueue("organisations.deliver_hooks", delivery_ids=[row.pk for row in ordered])
