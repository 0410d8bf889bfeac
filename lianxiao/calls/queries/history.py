"""The history of a draft: saves of a section, kept versions of the whole, differences between any two."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lianxiao.calls.models import Application, ApplicationVersion, SectionVersion
from lianxiao.calls.queries.applications import answers_of, definition_of, parts
from lianxiao.calls.queries.versions import content_of, digest_of
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Difference, differences, with_attachments


def section_versions(actor: Actor) -> "QuerySet[SectionVersion]":
    """Whose section the reader may read, the caller asks."""
    return SectionVersion.objects.filter(application__in=parts(actor).order_by().values("pk")).select_related(
        "saved_by", "restored"
    )


def history_of(application: Application, key: str) -> list[SectionVersion]:
    """The newest first."""
    rows = SectionVersion.objects.filter(application=application, key=key)
    return list(rows.select_related("saved_by", "restored").order_by("-revision"))


def section_differences(
    application: Application, key: str, old: dict[str, Any], new: dict[str, Any], language: str
) -> list[Difference]:
    """Between two answers of one section, among the others as they stand. Files have a history of their own."""
    definition, there = definition_of(application.form), answers_of(application)
    found = differences(definition, {**there, key: old}, {**there, key: new}, language)
    return [one for one in found if one.section_key == key]


def versions_of(application: Application) -> list[ApplicationVersion]:
    """The newest first, without their content."""
    return list(application.versions.select_related("made_by").defer("content").order_by("-number"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """`new` is None for what stands now."""

    old: ApplicationVersion
    new: ApplicationVersion | None
    changes: list[Difference]


def compared(application: Application, old: int, new: int | None, language: str) -> Comparison | None:
    """None when one of the numbers is not there."""
    numbers = {number for number in (old, new) if number is not None}
    found = {one.number: one for one in application.versions.filter(number__in=numbers).order_by("number")}
    if numbers - set(found):
        return None
    definition = definition_of(application.form)
    after = content_of(application) if new is None else found[new].content
    before = found[old].content
    changes = differences(definition, _answers(application, before), _answers(application, after), language)
    return Comparison(found[old], None if new is None else found[new], changes)


def _answers(application: Application, content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return with_attachments(definition_of(application.form), content["answers"], content["attachments"])


def unsaved_changes(application: Application, versions: list[ApplicationVersion]) -> bool:
    """Whether the application says something else than its newest version."""
    return not versions or versions[0].digest != digest_of(content_of(application))
