"""What the department's side can choose from in its filters."""

from django.db.models import QuerySet

from lianxiao.calls.access import PUBLIC_CALLS
from lianxiao.calls.models import Call
from lianxiao.core.http import Request
from lianxiao.mandate.models import Category
from lianxiao.organisations.roles import Right


def calls_received(request: Request | None) -> "QuerySet[Call]":
    """Calls under which something can have arrived, newest first. No reader of these lists is kept from one."""
    return Call.objects.filter(state__in=PUBLIC_CALLS).order_by("-opens_at", "id")


def categories_led(request: Request | None) -> "QuerySet[Category]":
    """The categories that the reader's office leads; all of them for the department itself."""
    rows = Category.objects.order_by("order", "id")
    if request is None:
        return rows
    if request.actor.may(Right.CHECK_APPLICATIONS):
        return rows.filter(leads__office_id=request.actor.organisation_id)
    return rows
