"""States of a project in the ledger, of a reporting period and of a progress report.

`docs/states.md` is generated from these tables.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lifecycle import Lifecycle


class ProjectState(TextChoices):
    RUNNING = "running", _("Running")
    FINISHED = "finished", pgettext_lazy("project", "Finished")
    WITHDRAWN = "withdrawn", pgettext_lazy("project", "Withdrawn")


PROJECT = Lifecycle(
    {
        ProjectState.RUNNING: {"finish": ProjectState.FINISHED, "withdraw": ProjectState.WITHDRAWN},
        ProjectState.FINISHED: {},
        ProjectState.WITHDRAWN: {},
    }
)


class PeriodState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("period", "Open")
    CLOSED = "closed", pgettext_lazy("period", "Closed")


PERIOD = Lifecycle(
    {
        PeriodState.DRAFT: {"open": PeriodState.OPEN},
        PeriodState.OPEN: {"close": PeriodState.CLOSED},
        PeriodState.CLOSED: {},
    }
)


class ReportState(TextChoices):
    NOT_BEGUN = "not_begun", _("Not begun")
    DRAFT = "draft", _("Being written")
    WITH_LIAISON = "with_liaison", _("With the liaison")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")
    RETURNED = "returned", _("Returned for correction")
    CONFIRMED = "confirmed", pgettext_lazy("report", "Confirmed")


REPORT = Lifecycle(
    {
        ReportState.NOT_BEGUN: {"begin": ReportState.DRAFT},
        ReportState.DRAFT: {"hand_in": ReportState.WITH_LIAISON},
        ReportState.WITH_LIAISON: {
            "release": ReportState.SUBMITTED,
            "send_back": ReportState.DRAFT,
            "send_back_correction": ReportState.RETURNED,
        },
        ReportState.SUBMITTED: {"return": ReportState.RETURNED, "confirm": ReportState.CONFIRMED},
        ReportState.RETURNED: {"hand_in": ReportState.WITH_LIAISON},
        ReportState.CONFIRMED: {},
    }
)
WRITABLE = (ReportState.NOT_BEGUN, ReportState.DRAFT, ReportState.RETURNED)
# With the university: the department knows that it is being written, and nothing of what is.
ON_CAMPUS = (*WRITABLE, ReportState.WITH_LIAISON)
# What the department reads.
IN = (ReportState.SUBMITTED, ReportState.CONFIRMED)


class Standing(TextChoices):
    """How far a milestone has come, as a report says."""

    NOT_BEGUN = "not_begun", pgettext_lazy("milestone", "Not begun")
    UNDER_WAY = "under_way", pgettext_lazy("milestone", "Under way")
    REACHED = "reached", pgettext_lazy("milestone", "Reached")


class Light(TextChoices):
    """The status light of a project; the worst first."""

    OVERDUE = "overdue", pgettext_lazy("light", "Overdue")
    AT_RISK = "at_risk", pgettext_lazy("light", "At risk")
    ON_TRACK = "on_track", pgettext_lazy("light", "On track")
    DONE = "done", pgettext_lazy("light", "Done")


class ChangeKind(TextChoices):
    """What a change request asks to change (变更申请); one at a time."""

    SCOPE = "scope", pgettext_lazy("change", "Scope: title, summary, milestones, indicators")
    PEOPLE = "people", pgettext_lazy("change", "People: project leader")
    PARTNERS = "partners", pgettext_lazy("change", "Partners")
    PERIOD = "period", pgettext_lazy("change", "Period: begins, ends, extension")


class ChangeState(TextChoices):
    DRAFT = "draft", _("Being written")
    WITH_LIAISON = "with_liaison", _("With the liaison")
    SUBMITTED = "submitted", pgettext_lazy("change", "Submitted")
    RETURNED = "returned", _("Returned for correction")
    APPROVED = "approved", pgettext_lazy("change", "Approved")
    REFUSED = "refused", pgettext_lazy("change", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "Withdrawn")


CHANGE = Lifecycle(
    {
        ChangeState.DRAFT: {"hand_in": ChangeState.WITH_LIAISON, "withdraw": ChangeState.WITHDRAWN},
        ChangeState.WITH_LIAISON: {"release": ChangeState.SUBMITTED, "send_back": ChangeState.DRAFT},
        ChangeState.SUBMITTED: {
            "approve": ChangeState.APPROVED,
            "refuse": ChangeState.REFUSED,
            "return": ChangeState.RETURNED,
        },
        ChangeState.RETURNED: {"hand_in": ChangeState.WITH_LIAISON, "withdraw": ChangeState.WITHDRAWN},
        ChangeState.APPROVED: {},
        ChangeState.REFUSED: {},
        ChangeState.WITHDRAWN: {},
    }
)
CHANGE_WRITABLE = (ChangeState.DRAFT, ChangeState.RETURNED)
# What the department reads.
CHANGE_IN = (ChangeState.SUBMITTED, ChangeState.APPROVED, ChangeState.REFUSED)


class FollowUpState(TextChoices):
    """What overdue work raises (督办)."""

    OPEN = "open", pgettext_lazy("follow-up", "Waits for the university")
    ANSWERED = "answered", pgettext_lazy("follow-up", "Answered")
    CLOSED = "closed", pgettext_lazy("follow-up", "Closed")


FOLLOW_UP = Lifecycle(
    {
        FollowUpState.OPEN: {"answer": FollowUpState.ANSWERED, "close": FollowUpState.CLOSED},
        FollowUpState.ANSWERED: {"ask_again": FollowUpState.OPEN, "close": FollowUpState.CLOSED},
        FollowUpState.CLOSED: {},
    }
)


class Level(IntegerChoices):
    """How high a follow-up has climbed without an answer."""

    PARTIES = 1, pgettext_lazy("follow-up", "With the parties")
    LEADERS = 2, pgettext_lazy("follow-up", "With the universities' leaders")
    OFFICE = 3, pgettext_lazy("follow-up", "With the lead office")


class AcceptanceState(TextChoices):
    """The final acceptance of a project (验收)."""

    SUBMITTED = "submitted", pgettext_lazy("acceptance", "Waits for the lead office")
    RETURNED = "returned", _("Returned for correction")
    CONFIRMED = "confirmed", pgettext_lazy("acceptance", "Confirmed")


ACCEPTANCE = Lifecycle(
    {
        AcceptanceState.SUBMITTED: {"return": AcceptanceState.RETURNED, "confirm": AcceptanceState.CONFIRMED},
        AcceptanceState.RETURNED: {"resubmit": AcceptanceState.SUBMITTED},
        AcceptanceState.CONFIRMED: {},
    }
)


class MidtermState(TextChoices):
    """A mid-term check (中期检查) of some of the projects that an office leads."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("midterm", "With the universities")
    DRAWN = "drawn", pgettext_lazy("midterm", "Sample drawn")
    CLOSED = "closed", pgettext_lazy("midterm", "Closed")


MIDTERM = Lifecycle(
    {
        MidtermState.DRAFT: {"open": MidtermState.OPEN},
        MidtermState.OPEN: {"draw": MidtermState.DRAWN},
        MidtermState.DRAWN: {"close": MidtermState.CLOSED},
        MidtermState.CLOSED: {},
    }
)


class CheckedState(TextChoices):
    """One project in a mid-term check."""

    ASKED = "asked", pgettext_lazy("midterm", "Waits for the university")
    CONCLUDED = "concluded", pgettext_lazy("midterm", "Concluded by the university")
    CHECKED = "checked", pgettext_lazy("midterm", "Checked by the office")


CHECKED = Lifecycle(
    {
        # What no university concluded in time is checked by the office itself, like what was drawn.
        CheckedState.ASKED: {"conclude": CheckedState.CONCLUDED, "check": CheckedState.CHECKED},
        CheckedState.CONCLUDED: {"return": CheckedState.ASKED, "check": CheckedState.CHECKED},
        CheckedState.CHECKED: {},
    }
)


class ProjectImportState(TextChoices):
    """A table of earlier years' projects, on its way into the ledger."""

    UPLOADED = "uploaded", pgettext_lazy("import", "Columns to be said")
    FAULTY = "faulty", pgettext_lazy("import", "With errors")
    READY = "ready", pgettext_lazy("import", "Ready to be confirmed")
    DONE = "done", pgettext_lazy("import", "Imported")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")


PROJECT_IMPORT = Lifecycle(
    {
        ProjectImportState.UPLOADED: {
            "find_ready": ProjectImportState.READY,
            "find_faulty": ProjectImportState.FAULTY,
            "discard": ProjectImportState.DISCARDED,
        },
        # Columns are said again as often as it takes.
        ProjectImportState.FAULTY: {
            "find_ready": ProjectImportState.READY,
            "find_faulty": ProjectImportState.FAULTY,
            "discard": ProjectImportState.DISCARDED,
        },
        ProjectImportState.READY: {
            "find_ready": ProjectImportState.READY,
            "find_faulty": ProjectImportState.FAULTY,
            "import": ProjectImportState.DONE,
            "discard": ProjectImportState.DISCARDED,
        },
        ProjectImportState.DONE: {},
        ProjectImportState.DISCARDED: {},
    }
)
