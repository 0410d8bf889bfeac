"""One step for each of several applications, ticked in a list: what became of each, none stopping the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.models import Application
from lianxiao.core.refusals import Refused


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one of several rows; `refusal` is empty when it was done."""

    application: Application
    refusal: str = ""


def each(applications: Iterable[Application], act: Callable[[Application], object]) -> list[RowResult]:
    """In the order of their numbers, so that two people who ticked the same rows never lock them crosswise."""
    return [_one(application, act) for application in sorted(applications, key=lambda one: one.pk)]


def _one(application: Application, act: Callable[[Application], object]) -> RowResult:
    try:
        with transaction.atomic():
            act(application)
    except Refused as refusal:
        return RowResult(application, str(refusal))
    except PermissionDenied:
        return RowResult(application, _("This is not your turn."))
    return RowResult(application)
