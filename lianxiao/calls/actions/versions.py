"""Versions are kept: of a section with every save, of the whole application when something refers to it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from lianxiao.calls.models import Application, ApplicationSection, ApplicationVersion, Occasion, SectionVersion
from lianxiao.calls.queries.versions import content_of, digest_of, newest_version, substance_of
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now

# Saves of one person within this time of the first are one version; the page saves by itself every few seconds.
ONE_VERSION = timedelta(minutes=10)


@transaction.atomic
def keep_version(*, application: Application, occasion: Occasion, by: Actor, name: str = "") -> ApplicationVersion:
    """What the application says now, to refer to. The newest version when it says the same, else a new one.

    Whoever calls has asked whether `by` may, and records the step; this takes the snapshot under the row's lock.
    """
    locked = Application.objects.select_for_update(of=("self",)).select_related("form").get(pk=application.pk)
    content = content_of(locked)
    digest, newest = digest_of(content), newest_version(locked)
    if newest is not None and newest.digest == digest:
        return newest
    return ApplicationVersion.objects.create(
        application=locked,
        number=newest.number + 1 if newest else 1,
        content=content,
        digest=digest,
        substance=substance_of(locked),
        occasion=occasion,
        name=name.strip(),
        made_by_id=by.person_id,
        made_at=database_now(),
    )


def keep_section(section: ApplicationSection, *, restored: SectionVersion | None = None) -> SectionVersion:
    """The answers just saved, into the history; called under the section's lock with each save."""
    assert section.saved_at is not None
    newest = (
        SectionVersion.objects.filter(application_id=section.application_id, key=section.key)
        .order_by("-revision")
        .first()
    )
    if restored is None and newest is not None and _continues(newest, section):
        newest.answers, newest.revision, newest.saved_at = section.answers, section.revision, section.saved_at
        newest.save(update_fields=["answers", "revision", "saved_at"])
        return newest
    version = _version_of(section, restored)
    version.save()
    return version


def _version_of(section: ApplicationSection, restored: SectionVersion | None = None) -> SectionVersion:
    assert section.saved_at is not None
    assert section.saved_by_id is not None
    return SectionVersion(
        application_id=section.application_id,
        key=section.key,
        revision=section.revision,
        answers=section.answers,
        saved_by_id=section.saved_by_id,
        begun_at=section.saved_at,
        saved_at=section.saved_at,
        restored=restored,
    )


def keep_first_sections(sections: Iterable[ApplicationSection]) -> None:
    """The same for sections that had no answers before; under the application's lock."""
    SectionVersion.objects.bulk_create(map(_version_of, sections))


def _continues(newest: SectionVersion, section: ApplicationSection) -> bool:
    assert section.saved_at is not None
    return (
        newest.saved_by_id == section.saved_by_id
        and newest.restored_id is None
        and newest.revision == section.revision - 1
        and section.saved_at - newest.begun_at < ONE_VERSION
    )
