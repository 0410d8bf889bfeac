"""States and steps of calls, applications, public notices. `docs/states.md` is generated from these tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lianxiao.core.lifecycle import Lifecycle


class CallState(TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")
    CONCLUDED = "concluded", _("Concluded")


CALL = Lifecycle(
    {
        CallState.DRAFT: {"hand_in": CallState.CHECKING},
        CallState.CHECKING: {"pass_check": CallState.CHECKED, "send_back": CallState.DRAFT},
        CallState.CHECKED: {"publish": CallState.PUBLISHED, "send_back": CallState.DRAFT},
        CallState.PUBLISHED: {"close": CallState.CLOSED},
        CallState.CLOSED: {"conclude": CallState.CONCLUDED, "reopen": CallState.PUBLISHED},
        CallState.CONCLUDED: {},
    }
)


class State(TextChoices):
    """States of an application."""

    DRAFT = "draft", _("Draft")
    WITH_LIAISON = "with_liaison", _("With the liaison")
    WITH_LEADER = "with_leader", _("With the university leader")
    RELEASED = "released", _("Ready to submit")
    SUBMITTED = "submitted", _("Formal check")
    RETURNED = "returned", _("Returned for correction")
    CHECKED = "checked", _("Formal check passed")
    UNDER_REVIEW = "under_review", _("Expert review")
    REVIEWED = "reviewed", _("Review closed")
    PROPOSED = "proposed", _("Decision proposed")
    CONFIRMED = "confirmed", _("Decision confirmed")
    ON_NOTICE = "on_notice", _("On public notice")
    SUSPENDED = "suspended", _("Suspended by an objection")
    APPROVED = "approved", _("Approved as a project")
    REJECTED = "rejected", _("Not approved")
    DISCARDED = "discarded", _("Discarded")


APPLICATION = Lifecycle(
    {
        State.DRAFT: {"hand_in": State.WITH_LIAISON, "discard": State.DISCARDED},
        State.WITH_LIAISON: {"pass_on": State.WITH_LEADER, "choose": State.RELEASED, "send_back": State.DRAFT},
        State.WITH_LEADER: {"endorse": State.RELEASED, "send_back": State.DRAFT},
        State.RELEASED: {"submit": State.SUBMITTED, "give_up_place": State.WITH_LIAISON, "send_back": State.DRAFT},
        State.SUBMITTED: {
            "withdraw": State.DRAFT,
            "return": State.RETURNED,
            "pass_check": State.CHECKED,
            "reject_check": State.REJECTED,
        },
        State.RETURNED: {"resubmit": State.SUBMITTED, "withdraw": State.DRAFT, "lapse": State.REJECTED},
        State.CHECKED: {"open_review": State.UNDER_REVIEW, "propose": State.PROPOSED},
        State.UNDER_REVIEW: {"close_review": State.REVIEWED},
        State.REVIEWED: {"propose": State.PROPOSED},
        State.PROPOSED: {
            "confirm": State.CONFIRMED,
            "confirm_rejection": State.REJECTED,
            "reopen": State.CHECKED,
        },
        State.CONFIRMED: {"put_on_notice": State.ON_NOTICE},
        State.ON_NOTICE: {"suspend": State.SUSPENDED, "approve": State.APPROVED},
        State.SUSPENDED: {"resume": State.ON_NOTICE, "reject": State.REJECTED},
        State.APPROVED: {},
        State.REJECTED: {},
        State.DISCARDED: {},
    }
)

# Before the university has let it out; nobody outside the university sees it.
ON_CAMPUS = (State.DRAFT, State.WITH_LIAISON, State.WITH_LEADER, State.RELEASED, State.DISCARDED)
OUTSIDE = tuple(state for state in State if state not in ON_CAMPUS)


class Hand(TextChoices):
    """What somebody is in an application. The last is for people of a partner university, all others for its own."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Writes")
    READER = "reader", _("Reads and comments")
    PARTNER = "partner", _("Writes for a partner")


class SelectionState(TextChoices):
    """States of a campus selection (校内遴选)."""

    DRAFT = "draft", _("Being prepared")
    REVIEWING = "reviewing", _("Internal review")
    RANKED = "ranked", _("Ranked")
    ON_NOTICE = "on_notice", _("On campus notice")
    CHOSEN = "chosen", _("Choice with the leader")
    APPROVED = "approved", _("Choice approved")


SELECTION = Lifecycle(
    {
        SelectionState.DRAFT: {"open": SelectionState.REVIEWING},
        SelectionState.REVIEWING: {"rank": SelectionState.RANKED},
        SelectionState.RANKED: {"put_on_notice": SelectionState.ON_NOTICE, "reopen": SelectionState.REVIEWING},
        SelectionState.ON_NOTICE: {"choose": SelectionState.CHOSEN, "reopen": SelectionState.REVIEWING},
        SelectionState.CHOSEN: {"approve": SelectionState.APPROVED, "send_back": SelectionState.ON_NOTICE},
        SelectionState.APPROVED: {"reopen": SelectionState.REVIEWING},
    }
)
# While it runs, its category has no other way out of the university than the choice.
RUNNING = (SelectionState.REVIEWING, SelectionState.RANKED, SelectionState.ON_NOTICE, SelectionState.CHOSEN)


class PublicNoticeState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("On public notice")
    CLOSED = "closed", _("Ended")


PUBLIC_NOTICE = Lifecycle(
    {
        PublicNoticeState.DRAFT: {"publish": PublicNoticeState.PUBLISHED},
        PublicNoticeState.PUBLISHED: {"close": PublicNoticeState.CLOSED},
        PublicNoticeState.CLOSED: {},
    }
)


class ConsentState(TextChoices):
    """States of a partner's consent to one version."""

    ASKED = "asked", _("Waiting for an answer")
    GIVEN = "given", _("Confirmed by the partner")
    REFUSED = "refused", _("Declined by the partner")
    VOIDED = "voided", _("Void: the application changed")
    EXPIRED = "expired", _("Not answered in time")
    TAKEN_BACK = "taken_back", _("Request taken back")


CONSENT = Lifecycle(
    {
        ConsentState.ASKED: {
            "give": ConsentState.GIVEN,
            "refuse": ConsentState.REFUSED,
            "void": ConsentState.VOIDED,
            "expire": ConsentState.EXPIRED,
            "take_back": ConsentState.TAKEN_BACK,
        },
        ConsentState.GIVEN: {"void": ConsentState.VOIDED},
        ConsentState.REFUSED: {},
        ConsentState.VOIDED: {},
        ConsentState.EXPIRED: {},
        ConsentState.TAKEN_BACK: {},
    }
)
# Those that a change of the application ends.
STANDING_CONSENTS = (ConsentState.ASKED, ConsentState.GIVEN)


class ScanState(TextChoices):
    """States of the scan of a sealed print."""

    READING = "reading", _("Being read")
    COMPLETE = "complete", _("All pages agree")
    FAULTY = "faulty", _("Does not agree with the print")
    ACCEPTED = "accepted", _("Confirmed by hand")
    REPLACED = "replaced", _("Replaced by another scan")


SCAN = Lifecycle(
    {
        ScanState.READING: {
            "find_complete": ScanState.COMPLETE,
            "find_faulty": ScanState.FAULTY,
            "replace": ScanState.REPLACED,
        },
        ScanState.COMPLETE: {"replace": ScanState.REPLACED},
        ScanState.FAULTY: {"accept": ScanState.ACCEPTED, "replace": ScanState.REPLACED},
        ScanState.ACCEPTED: {"replace": ScanState.REPLACED},
        ScanState.REPLACED: {},
    }
)
