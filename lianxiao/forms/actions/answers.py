"""Answers kept section by section: a save names the revision that it was based on, and an older one is refused."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import Definition
from lianxiao.core.refusals import LostUpdate
from lianxiao.core.sealed_answers import sealed
from lianxiao.forms.models import SectionAnswers

S = TypeVar("S", bound=SectionAnswers)


class Stored(Protocol):
    """A row that keeps the answers to one section."""

    answers: Any

    def save(self, *, update_fields: list[str]) -> None: ...


def locked_section(sections: "QuerySet[S]", key: str, revision: int) -> S:
    """The section of this key, held until the end of the transaction. Raises LostUpdate."""
    section = sections.select_for_update(of=("self",)).get(key=key)
    if section.revision != revision:
        raise LostUpdate(_("Somebody saved this section in the meantime; nothing was overwritten."))
    return section


def keep_answers(section: SectionAnswers, answers: dict[str, Any], *, by: Actor) -> None:
    """The next revision of a section that is held."""
    section.answers = answers
    section.revision += 1
    section.saved_at = database_now()
    section.saved_by_id = by.person_id
    section.save(update_fields=["answers", "revision", "saved_at", "saved_by"])


def seal_stored(case: models.Model, definition: Definition, rows: "Iterable[Stored]") -> int:
    """Seal what rows of a case hold in the open since before; how many did. Called under the case's lock.

    Nobody edited anything, so revision and moment stay. Frozen copies are not touched: their digest is their proof.
    """
    count = 0
    for row in rows:
        values = sealed(case, definition, row.answers)
        if values != row.answers:
            row.answers = values
            row.save(update_fields=["answers"])
            count += 1
    return count
