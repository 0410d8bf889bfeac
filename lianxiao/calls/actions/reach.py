"""Before every step on an application: whether the rule allows it, and whether the row is in reach."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from lianxiao.calls.access import hands
from lianxiao.calls.models import Application
from lianxiao.calls.models.application import ApplicationQuerySet
from lianxiao.core.actors import Actor


def must(check: Callable[[Actor, Application], bool], by: Actor, application: Application) -> None:
    """The rule for this step, and the reach to this row: a colleague who is no member is a stranger."""
    _find_hand(Application.objects.visible_to(by), by, application)
    if not check(by, application):
        raise PermissionDenied


def must_write(by: Actor, application: Application, key: str) -> None:
    """The same for one section, which somebody of a partner may write when it is assigned to him."""
    _find_hand(Application.objects.reached_by(by), by, application)
    if not hands.may_write_section(by, application, key):
        raise PermissionDenied


def _find_hand(reach: ApplicationQuerySet, by: Actor, application: Application) -> None:
    """What the actor is in the application at this moment, whatever the page was drawn for."""
    found = reach.with_hand(by).only("pk").filter(pk=application.pk).first()
    if found is None:
        raise PermissionDenied
    application.hand, application.assigned = found.hand, found.assigned
