"""What happens in one app when something happened in another: one table, read in one transaction."""

from collections.abc import Callable
from typing import Any

from lianxiao.calls.actions.applications import authors_of, path_of
from lianxiao.calls.facts import ApplicationApproved, approved_project
from lianxiao.calls.models import Application
from lianxiao.core.steps import kind_of
from lianxiao.ledger.actions.projects import open_project
from lianxiao.letters.facts import LetterIssued
from lianxiao.organisations.notices import notify


def open_ledger_entry(fact: ApplicationApproved) -> None:
    open_project(application=fact.application, approved=approved_project(fact.application))


def tell_authors(fact: LetterIssued) -> None:
    """A letter about an application is told to its authors too; it stands on the application's page."""
    letter = fact.letter
    if letter.case_kind != kind_of(Application):
        return
    application = Application.objects.get(pk=letter.case_id)
    values = {"letter": f"{letter.get_kind_display()}：{letter.subject}", "number": letter.number}
    notify(authors_of(application), "letter_received", path=path_of(application), values=values)


REACTIONS: dict[type, list[Callable[[Any], None]]] = {
    ApplicationApproved: [open_ledger_entry],
    LetterIssued: [tell_authors],
}
