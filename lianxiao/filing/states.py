"""States and steps of a filing round (填报任务), of a return (填报表), of an upload.

`docs/states.md` is generated from these tables.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lifecycle import Lifecycle


class RoundState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("filing", "Open")
    CLOSED = "closed", _("Closed")
    CONCLUDED = "concluded", _("Concluded")


ROUND = Lifecycle(
    {
        RoundState.DRAFT: {"open": RoundState.OPEN},
        RoundState.OPEN: {"close": RoundState.CLOSED},
        RoundState.CLOSED: {"conclude": RoundState.CONCLUDED, "reopen": RoundState.OPEN},
        RoundState.CONCLUDED: {},
    }
)
# While corrections and single extensions may still come in.
RUNNING = (RoundState.OPEN, RoundState.CLOSED)


class ReturnState(TextChoices):
    NOT_BEGUN = "not_begun", _("Not begun")
    DRAFT = "draft", _("Being filled in")
    WITH_LEADER = "with_leader", _("With the university leader")
    SUBMITTED = "submitted", pgettext_lazy("filing", "Submitted")
    RETURNED = "returned", _("Returned for correction")
    ACCEPTED = "accepted", pgettext_lazy("filing", "Accepted")


RETURN = Lifecycle(
    {
        ReturnState.NOT_BEGUN: {"begin": ReturnState.DRAFT},
        ReturnState.DRAFT: {"submit": ReturnState.SUBMITTED, "pass_on": ReturnState.WITH_LEADER},
        ReturnState.WITH_LEADER: {
            "release": ReturnState.SUBMITTED,
            "send_back": ReturnState.DRAFT,
            "send_back_correction": ReturnState.RETURNED,
        },
        ReturnState.SUBMITTED: {"return": ReturnState.RETURNED, "accept": ReturnState.ACCEPTED},
        ReturnState.RETURNED: {"resubmit": ReturnState.SUBMITTED, "pass_on": ReturnState.WITH_LEADER},
        ReturnState.ACCEPTED: {},
    }
)
# With the university: what an office sees of it is the frozen copies.
ON_CAMPUS = (ReturnState.NOT_BEGUN, ReturnState.DRAFT, ReturnState.WITH_LEADER, ReturnState.RETURNED)
WRITABLE = (ReturnState.NOT_BEGUN, ReturnState.DRAFT, ReturnState.RETURNED)
# What counts in the totals.
IN = (ReturnState.SUBMITTED, ReturnState.ACCEPTED)


class UploadState(TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    READY = "ready", _("Without errors, waits for confirmation")
    FAULTY = "faulty", _("With errors; nothing was written")
    DONE = "done", _("Written into the return")
    DISCARDED = "discarded", pgettext_lazy("upload", "Discarded")


UPLOAD = Lifecycle(
    {
        UploadState.UPLOADED: {"find_ready": UploadState.READY, "find_faulty": UploadState.FAULTY},
        UploadState.READY: {"confirm": UploadState.DONE, "discard": UploadState.DISCARDED},
        UploadState.FAULTY: {},
        UploadState.DONE: {},
        UploadState.DISCARDED: {},
    }
)
