"""What a person does with the own account, and what signing in and out leaves on record."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import User
from lianxiao.organisations.queries.sessions import own_sessions


@transaction.atomic
def record_sign_in(*, user: User, by: Actor) -> None:
    steps.record(user, "sign_in", by=by)


@transaction.atomic
def set_own_password(*, user: User, password: str, by: Actor) -> None:
    """The person chose it, so it need not be changed at the next sign-in."""
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    steps.record(user, "change_password", by=by)


@transaction.atomic
def end_session(*, session: UserSession, by: Actor) -> None:
    """Signs another browser of the same person out, from its next request on."""
    held = own_sessions(by).select_for_update(of=("self",)).filter(pk=session.pk).first()
    if held is not None:
        held.end()
        steps.record(_person(by), "end_session", by=by)


@transaction.atomic
def end_other_sessions(*, here: str, by: Actor) -> int:
    """All but this browser; how many there were."""
    others = own_sessions(by).exclude(session_key=here)
    ended = end_all(others)
    if ended:
        steps.record(_person(by), "end_session", by=by, details={"number": ended})
    return ended


def end_all(sessions: "QuerySet[UserSession]") -> int:
    rows = list(sessions)
    for row in rows:
        row.end()
    return len(rows)


def read_in(*, language: str, by: Actor) -> None:
    """Mail comes in the language that the pages are read in."""
    person = _person(by)
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])


def _person(actor: Actor) -> User:
    """The account behind a signed-in actor."""
    assert actor.user_id is not None
    return User.objects.get(pk=actor.user_id)
