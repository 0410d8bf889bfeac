"""States and steps of an import. `docs/states.md` is generated from this table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lianxiao.core.lifecycle import Lifecycle


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Ready to import")
    FAULTY = "faulty", _("With errors")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    DISCARDED = "discarded", _("Discarded")


IMPORT = Lifecycle(
    {
        ImportState.UPLOADED: {"check": ImportState.CHECKING},
        ImportState.CHECKING: {"find_ready": ImportState.READY, "find_faulty": ImportState.FAULTY},
        ImportState.READY: {"confirm": ImportState.IMPORTING, "discard": ImportState.DISCARDED},
        ImportState.IMPORTING: {"import": ImportState.DONE, "find_faulty": ImportState.FAULTY},
        ImportState.FAULTY: {},
        ImportState.DONE: {},
        ImportState.DISCARDED: {},
    }
)
