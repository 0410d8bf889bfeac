"""Versions: of a section with every save, of the whole application when something refers to it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from lianxiao.calls.actions import applications as actions
from lianxiao.calls.actions import attachments, members
from lianxiao.calls.actions.versions import ONE_VERSION, keep_version
from lianxiao.calls.models import Application, ApplicationVersion, Occasion, SectionVersion
from lianxiao.calls.queries.versions import digest_of, version_of
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from tests.core.files.made import pdf
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def save(application: Application, by: Actor, title: str) -> None:
    revision = application.sections.get(key="cover").revision
    actions.save_section(application=application, key="cover", values={"title": title}, revision=revision, by=by)


def history(application: Application) -> list[tuple[int, str]]:
    rows = SectionVersion.objects.filter(application=application, key="cover").order_by("revision")
    return [(row.revision, row.answers["title"]) for row in rows]


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# --- of the whole application ----------------------------------------------------------------------


def test_the_version_is_the_next_one_until_it_is_kept_and_then_stays_until_something_changes(world: World) -> None:
    application = world.application()
    first = version_of(fresh(application))
    assert first.number == 1
    kept = keep_version(application=application, occasion=Occasion.CONSENT, by=world.lnu.author)
    assert (kept.number, kept.digest) == first == version_of(fresh(application))
    assert keep_version(application=application, occasion=Occasion.NAMED, by=world.lnu.author) == kept
    save(application, world.lnu.author, "改过的题目")
    assert version_of(fresh(application)).number == 2
    save(application, world.lnu.author, "校际合作示例项目")
    assert version_of(fresh(application)) == first


def test_a_file_and_its_removal_are_another_version(world: World) -> None:
    application = world.application()
    before = version_of(fresh(application))
    attachment = attachments.attach(
        application=application,
        field_key="agreement_files",
        name="协议.pdf",
        stream=BytesIO(pdf()),
        by=world.lnu.author,
    )
    assert version_of(fresh(application)).digest != before.digest
    attachments.remove_attachment(attachment=attachment, by=world.lnu.author)
    assert version_of(fresh(application)) == before


def test_what_is_handed_in_is_kept_and_is_what_is_frozen_at_submission(world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    kept = ApplicationVersion.objects.get(application=application)
    frozen = application.submissions.get().content
    assert (kept.number, kept.occasion, kept.made_by_id) == (1, Occasion.HANDED_IN, world.lnu.author.user_id)
    assert digest_of({key: frozen[key] for key in ("answers", "attachments")}) == kept.digest


def test_no_shell_changes_or_deletes_a_kept_version(world: World) -> None:
    kept = keep_version(application=world.application(), occasion=Occasion.NAMED, by=world.lnu.author)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        ApplicationVersion.objects.filter(pk=kept.pk).update(content={})
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        kept.delete()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("application_version_once", {}),
        ("application_version_number", {"number": 0}),
        ("application_version_digest", {"number": 2, "digest": "abc"}),
        ("application_version_occasion", {"number": 2, "occasion": "whim"}),
    ],
)
def test_no_shell_stores_a_version_that_cannot_be(world: World, constraint: str, wrong: dict[str, object]) -> None:
    kept = keep_version(application=world.application(), occasion=Occasion.NAMED, by=world.lnu.author)
    kept.pk = None
    for name, value in wrong.items():
        setattr(kept, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        kept.save(force_insert=True)


# --- of a section ----------------------------------------------------------------------------------


def test_saves_of_one_person_within_minutes_are_one_version_and_another_person_begins_the_next(world: World) -> None:
    application = world.begin()
    assert world.lnu.colleague
    members.add_member(application=application, username="lnu-colleague", by=world.lnu.author)
    for title in ("一", "一二", "一二三"):
        save(application, world.lnu.author, title)
    save(application, world.lnu.colleague, "同事的")
    save(application, world.lnu.author, "作者的")
    assert history(application) == [(3, "一二三"), (4, "同事的"), (5, "作者的")]


def test_a_save_after_some_minutes_begins_a_new_version(world: World) -> None:
    application = world.begin()
    save(application, world.lnu.author, "早上的")
    SectionVersion.objects.update(begun_at=F("begun_at") - ONE_VERSION - timedelta(seconds=1))
    save(application, world.lnu.author, "下午的")
    assert history(application) == [(1, "早上的"), (2, "下午的")]


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [("section_version_once", {}), ("section_version_period", {"revision": 2, "saved_at": "2020-01-01T00:00Z"})],
)
def test_no_shell_stores_a_section_version_that_cannot_be(
    world: World, constraint: str, wrong: dict[str, object]
) -> None:
    application = world.begin()
    save(application, world.lnu.author, "一")
    row = SectionVersion.objects.get(application=application)
    row.pk = None
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)
