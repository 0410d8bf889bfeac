"""Whose turn it is with a form: the same table counts for the workbench and narrows the list."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.states import VersionState
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class FormTurn:
    kind: str
    label: str | Promise
    rows: Q


def form_turns(actor: Actor) -> list[FormTurn]:
    """Drafts of one's own, and what other people have handed in."""
    if not actor.may(Right.DESIGN_FORMS):
        return []
    me, ours = actor.user_id, actor.persons
    own = Q(state=VersionState.DRAFT) & (Q(begun_by_id=me) | Q(changed_by_id=me))
    others = Q(state=VersionState.CHECKING) & ~(Q(begun_by_id__in=ours) | Q(handed_in_by_id__in=ours))
    not_mine = Q(changed_by=None) | ~Q(changed_by_id__in=ours)
    return [
        FormTurn("form_to_finish", _("Forms to finish and hand in"), own),
        FormTurn("form_to_check", _("Forms to check and publish"), others & not_mine),
    ]


def _rows(actor: Actor, turn: FormTurn) -> "QuerySet[FormVersion]":
    return FormVersion.objects.visible_to(actor).filter(turn.rows)


def narrowed_forms(rows: "QuerySet[Form]", actor: Actor, kind: str) -> "QuerySet[Form]":
    for turn in form_turns(actor):
        if turn.kind == kind:
            return rows.filter(pk__in=_rows(actor, turn).values("form_id"))
    return rows.none()


def waiting_forms(actor: Actor) -> list[Waiting]:
    lines = []
    for turn in form_turns(actor):
        if count := _rows(actor, turn).count():
            path = f"{reverse('forms:forms')}?waiting={turn.kind}"
            lines.append(Waiting(turn.kind, str(turn.label), count, path))
    return lines
