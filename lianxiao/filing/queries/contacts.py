"""Who can be reached about a return, in the open: for the action that puts the reading on record."""

from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Contact, contacts, parse
from lianxiao.core.sealed_answers import opened
from lianxiao.filing import access
from lianxiao.filing.models import Return
from lianxiao.filing.queries.returns import answers_of, definition_of, newest_copy


def contacts_of(actor: Actor, filing: Return) -> list[Contact]:
    """At the university from what stands now, for the office from the newest frozen copy."""
    if access.own(actor, filing):
        return contacts(definition_of(filing), opened(filing, answers_of(filing)))
    copy = newest_copy(filing)
    return contacts(parse(copy.content["form"]), opened(filing, copy.content["answers"])) if copy else []
