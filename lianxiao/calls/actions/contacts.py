"""Telephone numbers and mail addresses of an application, opened: the reading is on record, its writers see it."""

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import hands
from lianxiao.calls.actions.reach import must
from lianxiao.calls.models import Application
from lianxiao.calls.queries.applications import is_on_campus
from lianxiao.calls.queries.contacts import contacts_of
from lianxiao.calls.states import Hand
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Contact
from lianxiao.organisations.actions.personal import keep_reading
from lianxiao.organisations.models import PersonalReading


@transaction.atomic
def read_contacts(*, application: Application, by: Actor) -> list[Contact]:
    """By those who work on the case. Nothing goes on record where there is nothing to read."""
    must(hands.may_read_contacts, by, application)
    found = contacts_of(by, application)
    if found:
        owners = {one.user_id for one in application.members.all() if one.hand == Hand.OWNER}
        keep_reading(
            {application.created_by_id, *owners},
            way=PersonalReading.Way.SHOWN,
            fields=["contact"],
            purpose=_("Contacts of the application “%(title)s”") % {"title": application},
            by=by,
        )
        steps.record(application, "read_contacts_campus" if is_on_campus(by, application) else "read_contacts", by=by)
    return found
