"""Comments at the fields of a draft: said, answered, resolved, opened again. They never leave the campus."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import hands
from lianxiao.calls.actions.applications import values_of
from lianxiao.calls.models import Application, Comment, CommentThread
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.states import Hand
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify


class NothingSaid(Refused):
    """An empty comment."""


class NoSuchPlace(Refused):
    """The form has no such section or field."""


def _may_comment(by: Actor, application: Application, key: str) -> None:
    """Who takes part in this section, as it is now."""
    found = Application.objects.reached_by(by).with_hand(by).filter(pk=application.pk).first()
    if found is None or not hands.may_comment(by, found) or not hands.may_read_section(by, found, key):
        raise PermissionDenied


@transaction.atomic
def open_thread(*, application: Application, section_key: str, field_key: str, text: str, by: Actor) -> CommentThread:
    """Raises NothingSaid, NoSuchPlace."""
    _may_comment(by, application, section_key)
    section = definition_of(application.form).by_key.get(section_key)
    if section is None or (field_key and field_key not in {field.key for field in section.fields}):
        raise NoSuchPlace(_("The form has no such field."))
    thread = CommentThread.objects.create(application=application, section_key=section_key, field_key=field_key)
    _say(thread, text, by)
    return thread


@transaction.atomic
def answer(*, thread: CommentThread, text: str, by: Actor) -> Comment:
    """An answer to what was resolved opens it again. Raises NothingSaid."""
    held = _held(thread, by)
    comment = _say(held, text, by)
    if held.resolved_at is not None:
        _mark(held, None)
    return comment


@transaction.atomic
def resolve(*, thread: CommentThread, by: Actor) -> None:
    held = _held(thread, by)
    if held.resolved_at is None:
        _mark(held, by)


@transaction.atomic
def reopen(*, thread: CommentThread, by: Actor) -> None:
    _mark(_held(thread, by), None)


def _held(thread: CommentThread, by: Actor) -> CommentThread:
    _may_comment(by, thread.application, thread.section_key)
    return CommentThread.objects.select_for_update(of=("self",)).get(pk=thread.pk)


def _mark(thread: CommentThread, by: Actor | None) -> None:
    thread.resolved_at = database_now() if by else None
    thread.resolved_by_id = by.person_id if by else None
    thread.save(update_fields=["resolved_at", "resolved_by"])


def _say(thread: CommentThread, text: str, by: Actor) -> Comment:
    if not text.strip():
        raise NothingSaid(_("Write something first."))
    comment = Comment.objects.create(
        thread=thread, text=text.strip(), written_by_id=by.person_id, written_at=database_now()
    )
    _tell(comment, by)
    return comment


def _tell(comment: Comment, by: Actor) -> None:
    """Those named with @, and those who have spoken in the thread before; each once, and never the writer."""
    thread = comment.thread
    path = f"/applications/{thread.application_id}/comments/#thread-{thread.pk}"
    values = values_of(thread.application, person=by.name)
    named = [user for user in _who_can_be_named(thread) if f"@{user.name}" in comment.text and user.pk != by.user_id]
    notify(named, "comment_mention", path=path, values=values)
    spoke = User.objects.filter(pk__in=thread.comments.values("written_by")).exclude(pk=by.person_id).order_by("id")
    notify([user for user in spoke if user not in named], "comment_answer", path=path, values=values)


def _who_can_be_named(thread: CommentThread) -> Iterable[User]:
    """The members who see this section. A name longer than another that it begins with goes first."""
    members = thread.application.members.select_related("user").prefetch_related("assignments").order_by("id")
    return [
        member.user
        for member in members
        if member.hand != Hand.PARTNER or thread.section_key in {one.key for one in member.assignments.all()}
    ]
