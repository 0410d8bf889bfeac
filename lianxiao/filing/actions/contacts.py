"""Telephone numbers and mail addresses of a return, opened: the reading is on record, who filled it in sees it."""

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Contact
from lianxiao.filing import access
from lianxiao.filing.actions.reach import held_return
from lianxiao.filing.models import Return
from lianxiao.filing.queries.contacts import contacts_of
from lianxiao.organisations.actions.personal import keep_reading
from lianxiao.organisations.models import PersonalReading


@transaction.atomic
def read_contacts(*, filing: Return, by: Actor) -> list[Contact]:
    """By those who work on it. Nothing goes on record where there is nothing to read."""
    locked = held_return(filing, by, access.may_read_contacts)
    found = contacts_of(by, locked)
    if found:
        writers = locked.sections.exclude(saved_by=None).order_by("saved_by_id").values_list("saved_by_id", flat=True)
        keep_reading(
            {pk for pk in writers if pk},
            way=PersonalReading.Way.SHOWN,
            fields=["contact"],
            purpose=_("Contacts of the filing “%(title)s”") % {"title": locked.round},
            by=by,
        )
        steps.record(locked, "read_contacts", by=by)
    return found
