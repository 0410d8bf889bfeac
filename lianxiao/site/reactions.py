"""What happens in one app when something happened in another: one table, read in one transaction."""

from collections.abc import Callable
from typing import Any

from lianxiao.calls.facts import ApplicationApproved, approved_project
from lianxiao.ledger.actions import open_project


def open_ledger_entry(fact: ApplicationApproved) -> None:
    open_project(application=fact.application, approved=approved_project(fact.application))


REACTIONS: dict[type, list[Callable[[Any], None]]] = {
    ApplicationApproved: [open_ledger_entry],
}
