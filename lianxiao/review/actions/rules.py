"""What steps of a review have in common."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied

from lianxiao.core.actors import Actor
from lianxiao.core.templatetags.lianxiao import until
from lianxiao.review import access
from lianxiao.review.models import Panel, Plan
from lianxiao.review.queries.plans import office_of

EXPERTS_PATH = "/reviews/"


def locked(plan: Plan, may: Callable[[Actor, Plan, int | None], bool], by: Actor) -> Plan:
    """The plan as it stands, kept until the end of the transaction. Raises PermissionDenied."""
    row = Plan.objects.select_for_update(of=("self",)).select_related("call_category__category").get(pk=plan.pk)
    if not may(by, row, office_of(row)):
        raise PermissionDenied
    return row


def at_desk(panel: Panel, by: Actor) -> Plan:
    """The plan, locked, while experts are given to panels of this round. Raises PermissionDenied."""
    row = locked(panel.plan, access.may_seat, by)
    if panel.round != row.round:
        raise PermissionDenied
    return row


def path_of(plan: Plan) -> str:
    return f"/reviews/plans/{plan.pk}/"


def values_of(panel: Panel, due_at: datetime) -> dict[str, str]:
    """What a message to an expert may say: the panel, never an application."""
    return {"panel": panel.name, "due": until(due_at)}
