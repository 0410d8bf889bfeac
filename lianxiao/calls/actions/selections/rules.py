"""What the steps of a selection have in common."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lianxiao.calls.models import Selection
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import LostUpdate, Refused


class NotReady(Refused):
    """Something is missing before the selection can go on."""


class ReasonMissing(Refused):
    """A step back names its reason."""


Rule = Callable[[Actor, Selection], bool]


def locked(selection: Selection, rule: Rule, by: Actor) -> Selection:
    """The row under its lock, when the step is still possible."""
    row = Selection.objects.visible_to(by).filter(pk=selection.pk).values("pk")
    found = Selection.objects.select_for_update(of=("self",)).filter(pk__in=row).first()
    if found is None:
        raise PermissionDenied
    if not rule(by, found):
        if rule(by, selection):
            raise LostUpdate(_("The selection has gone on meanwhile; nothing was changed."))
        raise PermissionDenied
    return found


def path_of(selection: Selection) -> str:
    return f"/selections/{selection.pk}/"


def values_of(selection: Selection, **more: str) -> dict[str, str]:
    """What notification texts may name of a selection."""
    call_category = selection.call_category
    return {
        "call": call_category.call.title,
        "category": call_category.category.name,
        "university": selection.university.name,
        **more,
    }
