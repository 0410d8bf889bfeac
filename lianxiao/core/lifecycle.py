"""States and steps of a case: one flat table per app, and the only writer of a state.

CALL = Lifecycle({
    State.DRAFT: {"hand_in": State.CHECKING},
    State.CHECKING: {"publish": State.OPEN, "send_back": State.DRAFT},
    State.OPEN: {},
})
CALL.move(call, "publish", by=actor, published_at=now)
"""

from collections.abc import Mapping
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow

M = TypeVar("M", bound=models.Model)


class Lifecycle:
    def __init__(self, table: Mapping[str, Mapping[str, str]]) -> None:
        self.table = {str(state): {verb: str(to) for verb, to in verbs.items()} for state, verbs in table.items()}

    @property
    def first(self) -> str:
        return next(iter(self.table))

    @property
    def final(self) -> frozenset[str]:
        return frozenset(state for state, verbs in self.table.items() if not verbs)

    def allows(self, state: str, verb: str) -> bool:
        return verb in self.table[state]

    def move(self, thing: M, verb: str, *, by: Actor, remark: str = "", **stamps: object) -> M:
        """Lock the row, take the step, save the stamps with it, record it. Returns the locked row.

        `thing` is brought up to date as well, once everything is stored: who is refused, by the table or by the
        database, keeps it as it was. Raises NotAllowedNow when the row, as it stands in the database, is in a state
        without this verb.
        """
        with transaction.atomic():
            locked = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
            before: str = locked.state  # type: ignore[attr-defined]
            self.must_allow(locked, verb)
            after = self.table[before][verb]
            _set(locked, after, stamps)
            locked.save(update_fields=["state", *stamps])
            steps.record(locked, verb, by=by, before=before, after=after, remark=remark)
        _set(thing, after, stamps)
        return locked

    def must_allow(self, locked: models.Model, verb: str) -> None:
        """For an action that changes other rows first. Raises NotAllowedNow."""
        if not self.allows(locked.state, verb):  # type: ignore[attr-defined]
            label = locked.get_state_display()  # type: ignore[attr-defined]
            raise NotAllowedNow(
                _("This step is not possible now: the case is in the state “%(state)s”.") % {"state": label}
            )


def _set(thing: models.Model, state: str, stamps: Mapping[str, object]) -> None:
    thing.state = state  # type: ignore[attr-defined]
    for name, value in stamps.items():
        setattr(thing, name, value)
