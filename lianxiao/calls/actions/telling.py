"""Whom notifications of an application go to, and what their texts may name of it."""

from lianxiao.calls.models import Application, ApplicationMember
from lianxiao.calls.states import Hand
from lianxiao.core.calendar import when as when
from lianxiao.organisations.models import User


def authors_of(application: Application) -> list[User]:
    """Who has to know how it goes: those of the lead university who write it."""
    writing = ApplicationMember.objects.filter(application=application, hand__in=[Hand.OWNER, Hand.EDITOR])
    return list(User.objects.filter(pk__in=writing.values("user")).order_by("id"))


def path_of(application: Application) -> str:
    return f"/applications/{application.pk}/"


def values_of(application: Application, **more: str) -> dict[str, str]:
    """What notification texts may name of an application.

    Before the first submission it has no number; its title, which is content, never stands for one.
    """
    return {
        "application": application.title,
        "code": application.number or f"#{application.pk}",
        "call": application.call_category.call.title,
        "category": application.call_category.category.name,
        "university": application.university.name,
        **more,
    }
