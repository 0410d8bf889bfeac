"""Official letters that steps of a case cause: each stands in the outbox until somebody reads and issues it."""

from collections.abc import Iterable
from datetime import datetime

from lianxiao.calls.actions.applications import path_of
from lianxiao.calls.models import Application, PublicNotice
from lianxiao.calls.queries import letters as words
from lianxiao.core.actors import Actor
from lianxiao.letters.actions.letters import draft
from lianxiao.letters.facts import Words
from lianxiao.letters.models import Letter
from lianxiao.letters.states import Kind


def draft_approval(application: Application, number: str, *, by: Actor) -> Letter:
    """To the lead university and to every partner that is on the platform."""
    partners = (
        application.parties.exclude(organisation=None).order_by("order").values_list("organisation_id", flat=True)
    )
    to = [application.university_id, *(one for one in partners if one)]
    return _draft(Kind.APPROVAL, application, words.approval_words(application, number), to, by)


def draft_rejection(application: Application, reason: str, *, by: Actor) -> Letter:
    to = [application.university_id]
    return _draft(Kind.REJECTION, application, words.rejection_words(application, reason), to, by)


def draft_return(application: Application, reasons: list[str], due_at: datetime, *, by: Actor) -> Letter:
    to = [application.university_id]
    return _draft(Kind.RETURN, application, words.return_words(application, reasons, due_at), to, by)


def draft_list(notice: PublicNotice, *, by: Actor) -> Letter:
    """To every lead university on the list."""
    to = notice.items.order_by("order").values_list("application__university_id", flat=True)
    return draft(
        kind=Kind.LIST,
        case=notice,
        path=f"/public-notices/{notice.pk}/",
        office=notice.office,
        words=words.list_words(notice),
        to=to,
        by=by,
        is_demo=notice.is_demo,
    )


def _draft(kind: Kind, application: Application, said: Words, to: Iterable[int], by: Actor) -> Letter:
    return draft(
        kind=kind,
        case=application,
        path=path_of(application),
        office=application.call_category.call.office,
        words=said,
        to=to,
        by=by,
        is_demo=application.is_demo,
    )
