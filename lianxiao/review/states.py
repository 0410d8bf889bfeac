"""States and steps of a review, of an expert's seat on a panel, of a sheet of scores, of a draw."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lifecycle import Lifecycle


class PlanState(TextChoices):
    DRAFT = "draft", _("Being prepared")
    RUNNING = "running", _("Under review")
    OPENED = "opened", _("Scores opened")
    SECOND = "second", _("Second round")
    CLOSED = "closed", _("Review closed")


PLAN = Lifecycle(
    {
        PlanState.DRAFT: {"open": PlanState.RUNNING},
        PlanState.RUNNING: {"open_scores": PlanState.OPENED},
        PlanState.OPENED: {"begin_second": PlanState.SECOND, "close": PlanState.CLOSED},
        PlanState.SECOND: {"open_second": PlanState.OPENED},
        PlanState.CLOSED: {},
    }
)


class SeatState(TextChoices):
    """An expert on a panel. Until he accepts he sees no application."""

    PREPARED = "prepared", _("Not invited yet")
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced")
    REMOVED = "removed", _("Taken off")


SEAT = Lifecycle(
    {
        SeatState.PREPARED: {"invite": SeatState.INVITED, "remove": SeatState.REMOVED},
        SeatState.INVITED: {"accept": SeatState.ACCEPTED, "decline": SeatState.DECLINED, "replace": SeatState.REPLACED},
        SeatState.ACCEPTED: {"replace": SeatState.REPLACED},
        SeatState.DECLINED: {},
        SeatState.REPLACED: {},
        SeatState.REMOVED: {},
    }
)
SEATED = (SeatState.PREPARED, SeatState.INVITED, SeatState.ACCEPTED)


class SheetState(TextChoices):
    """An application in the hands of one expert: his sheet of scores."""

    ASSIGNED = "assigned", pgettext_lazy("of a sheet of scores", "To score")
    SUBMITTED = "submitted", pgettext_lazy("of a sheet of scores", "Submitted")
    RECUSED = "recused", _("Conflict declared")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a sheet of scores", "Taken back")


SHEET = Lifecycle(
    {
        SheetState.ASSIGNED: {
            "submit": SheetState.SUBMITTED,
            "recuse": SheetState.RECUSED,
            "withdraw": SheetState.WITHDRAWN,
        },
        SheetState.SUBMITTED: {},
        SheetState.RECUSED: {},
        SheetState.WITHDRAWN: {},
    }
)
# Those that count: scored, or still to be.
STANDING = (SheetState.ASSIGNED, SheetState.SUBMITTED)


class DrawState(TextChoices):
    SEALED = "sealed", _("Seed sealed")
    DRAWN = "drawn", _("Drawn")


DRAW = Lifecycle({DrawState.SEALED: {"draw": DrawState.DRAWN}, DrawState.DRAWN: {}})


class PoolImportState(TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("of an import", "Uploaded")
    READY = "ready", _("No errors")
    FAULTY = "faulty", _("With errors")
    DONE = "done", pgettext_lazy("of an import", "Imported")
    DISCARDED = "discarded", pgettext_lazy("of an import", "Discarded")


POOL_IMPORT = Lifecycle(
    {
        PoolImportState.UPLOADED: {"find_ready": PoolImportState.READY, "find_faulty": PoolImportState.FAULTY},
        PoolImportState.READY: {"import": PoolImportState.DONE, "discard": PoolImportState.DISCARDED},
        PoolImportState.FAULTY: {"discard": PoolImportState.DISCARDED},
        PoolImportState.DONE: {},
        PoolImportState.DISCARDED: {},
    }
)
