"""Who can be reached about an application, in the open: for the action that puts the reading on record."""

from lianxiao.calls.models import Application
from lianxiao.calls.queries import frozen
from lianxiao.calls.queries.applications import answers_of, definition_of, is_on_campus
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Contact, contacts
from lianxiao.core.sealed_answers import opened


def contacts_of(actor: Actor, application: Application) -> list[Contact]:
    """On campus from the draft, for everybody else from the newest frozen copy."""
    if is_on_campus(actor, application):
        return contacts(definition_of(application.form), opened(application, answers_of(application)))
    copies = list(application.submissions.all())
    if not copies:
        return []
    return contacts(frozen.definition_in(copies[-1]), opened(application, copies[-1].content["answers"]))
