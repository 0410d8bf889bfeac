"""Kinds of messages in groups that a person understands: what he can have by mail at once, once a day, or not.

A kind that no group names is urgent: codes, passwords and the second factor do not wait for anybody's breakfast.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    DUTIES = "duties", _("Work that waits for me")
    DEADLINES = "deadlines", _("Deadlines and reminders")
    PROGRESS = "progress", _("What becomes of our applications")
    PARTNERS = "partners", _("Answers of partners")
    WRITING = "writing", _("Writing together")
    NEWS = "news", _("New calls and notices")
    ACCOUNT = "account", _("Roles and exports")


class Mail(TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the daily digest")
    NONE = "none", _("No e-mail")


# What has a deadline may wait for the digest, but somebody is always told.
ALWAYS_TOLD = (Group.DUTIES, Group.DEADLINES)
# What an organisation can have told to its messenger by a web hook, and what of that concerns a person alone.
HOOKED = (Group.DUTIES, Group.DEADLINES, Group.PROGRESS, Group.PARTNERS, Group.NEWS)
INSIDE_ONLY = frozenset(
    {
        "section_assigned",
        "selection_invited",
        "selection_judged",
        "role_to_confirm",
        "account_asked",
        "export_to_grant",
        "erasure_to_grant",
        "taken_over",
        "task_transferred",
        "delegation_made",
        "delegation_to_confirm",
        "hook_given_up",
        "hook_off",
        # Who reviews is nobody's business, of the expert's own organisation least of all.
        "review_invited",
        "review_due",
    }
)

KINDS: dict[Group, tuple[str, ...]] = {
    Group.DUTIES: (
        "handed_in",
        "sent_back",
        "passed_to_leader",
        "released",
        "received",
        "returned",
        "resubmitted",
        "check_passed",
        "countersign_requested",
        "confirm_requested",
        "proposal_sent_back",
        "notice_ended",
        "objection_received",
        "notice_to_check",
        "notice_sent_back",
        "letter_to_issue",
        "letter_sent_back",
        "template_to_check",
        "notice_to_publish",
        "role_to_confirm",
        "account_asked",
        "section_assigned",
        "selection_invited",
        "selection_judged",
        "selection_chosen",
        "selection_sent_back",
        "consent_asked",
        "scan_faulty",
        "export_to_grant",
        "erasure_to_grant",
        "hook_given_up",
        "hook_off",
        "taken_over",
        "task_transferred",
        "delegation_made",
        "delegation_to_confirm",
        "filing_opened",
        "filing_extension_asked",
        "filing_passed_on",
        "filing_sent_back",
        "filing_submitted",
        "filing_resubmitted",
        "filing_returned",
        "progress_opened",
        "progress_handed_in",
        "progress_sent_back",
        "progress_submitted",
        "progress_returned",
        "change_handed_in",
        "change_sent_back",
        "change_submitted",
        "change_returned",
        "progress_extension_asked",
        "follow_up_raised",
        "follow_up_climbed",
        "follow_up_unanswered",
        "follow_up_answered",
        "follow_up_again",
        "acceptance_applied",
        "acceptance_returned",
        "withdrawal_proposed",
        "midterm_opened",
        "midterm_returned",
        "review_invited",
        "review_declined",
        "review_scored",
    ),
    Group.DEADLINES: (
        "deadline_near",
        "call_extended",
        "consent_reminder",
        "chased",
        "chased_leader",
        "filing_extended",
        "filing_own_extension",
        "filing_due",
        "filing_overdue",
        "filing_chased",
        "progress_chased",
        "progress_chased_leader",
        "progress_extended",
        "progress_not_extended",
        "review_due",
        "review_overdue",
    ),
    Group.PROGRESS: (
        "filing_accepted",
        "progress_confirmed",
        "change_approved",
        "change_refused",
        "follow_up_closed",
        "project_finished",
        "project_withdrawn",
        "projects_imported",
        "midterm_checked",
        "submitted",
        "withdrawn",
        "check_rejected",
        "proposed",
        "decided",
        "approved",
        "not_approved",
        "letter_received",
        "letter_void",
        "application_chosen",
        "application_not_chosen",
        "place_given_up",
        "places_granted",
        "places_refused",
        "places_revoked",
        "selection_approved",
    ),
    Group.PARTNERS: (
        "consent_given",
        "consent_refused",
        "consent_expired",
        "consent_taken_back",
        "consent_voided",
        "consents_voided",
    ),
    Group.WRITING: (
        "comment_mention",
        "comment_answer",
        "section_done",
        "member_added",
        "invitation_accepted",
        "application_transferred",
    ),
    Group.NEWS: ("call_published", "public_notice_opened", "notice_published", "notice_withdrawn"),
    Group.ACCOUNT: (
        "role_confirmed",
        "role_refused",
        "handed_over",
        "delegation_ended",
        "export_granted",
        "export_refused",
    ),
}

URGENT = frozenset(
    {
        "account_created",
        "password_reset",
        "sign_on_bound",
        "factor_added",
        "factor_removed",
        "wrong_codes",
        "factor_reset_to_confirm",
        "factor_reset",
        "invitation",
        "consent_code",
        "consent_link",
        "consent_link_receipt",
        "consent_link_reminder",
        "consent_link_taken_back",
        "consent_link_voided",
        # The mail that the others travel in.
        "digest",
    }
)

_GROUPS = {kind: group for group, kinds in KINDS.items() for kind in kinds}


def group_of(kind: str) -> Group | None:
    """None for what is urgent."""
    return _GROUPS.get(kind)
