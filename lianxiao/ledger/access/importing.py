"""Who brings projects of earlier years into the ledger (历年项目导入). Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import NOBODY
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.ledger.models import ProjectImport


def visible_imports(actor: Actor) -> Q:
    """Those of the own office."""
    return Q(office_id=actor.organisation_id) if may_import(actor) else NOBODY


def may_import(actor: Actor) -> bool:
    """An officer of an office, of the categories that it leads."""
    return actor.may(Right.RUN_LEDGER) and actor.organisation_id is not None


def may_work_on(actor: Actor, run: "ProjectImport") -> bool:
    return may_import(actor) and run.office_id == actor.organisation_id
