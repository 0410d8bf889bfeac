"""A changed form never breaks a draft: whatever is published later, an application keeps its version."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import calls as desk
from lianxiao.calls.actions.freezing import Frozen
from lianxiao.calls.models import Application
from lianxiao.calls.queries.applications import application_page, definition_of
from lianxiao.calls.queries.section_pages import section_page
from lianxiao.calls.states import State
from lianxiao.core.definitions import parse
from lianxiao.core.definitions.editing import Spot, problems_of
from lianxiao.forms.actions import designing, versions
from lianxiao.forms.models import FormVersion
from tests.core.definitions.test_editing import STEPS, step
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def publish_next(world: World, definition: dict[str, Any]) -> FormVersion:
    """The next version of the joint training form, as it was designed."""
    form = world.call.call_categories.get(category__code="joint_training").form.form
    draft = versions.begin_version(form=form, by=world.gongye.officer)
    title, leader, partners = (
        FormVersion.objects.get(pk=draft.pk).definition["sections"][0]["fields"][number] for number in (0, 2, 1)
    )
    FormVersion.objects.filter(pk=draft.pk).update(
        definition={
            "title": draft.definition["title"],
            "sections": [
                {"key": "must", "title": {"zh": "必填"}, "fields": [title, leader, partners]},
                *definition["sections"],
            ],
        }
    )
    draft.refresh_from_db()
    versions.hand_in(version=draft, by=world.gongye.officer)
    return versions.publish(version=draft, by=world.gongye.colleague)


def test_any_published_change_leaves_drafts_fillable_and_submittable(world: World) -> None:
    """One world for all examples, since each publishes one more version; what it leaves alone is looked at."""
    application = world.application(category="joint_training")
    version = application.form_id
    before = copy.deepcopy(application.form.definition)

    @given(STEPS, st.integers(0, 9))
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(choices: list[tuple[int, int, int]], section: int) -> None:
        raw: Any = {"title": {"zh": "新"}, "sections": [{"key": "kinds", "title": {"zh": "类"}, "fields": [KIND]}]}
        for choice in choices:
            raw = step(raw, choice)
        if not problems_of(raw):
            publish_next(world, raw)
        draft = application_page(world.lnu.author).get(pk=application.pk)
        assert (draft.form_id, draft.form.definition) == (version, before)
        key = parse(before).sections[section].key
        page = section_page(world.lnu.author, draft, key)
        assert page is not None
        campus.save_section(application=draft, key=key, values={}, revision=page.revision, by=world.lnu.author)
        assert campus.problems_of(draft) == []

    holds()
    world.advance(application, State.SUBMITTED)
    assert application.submissions.get().content["form"] == before
    assert world.begin(category="joint_training").form_id == version  # the call keeps its version too


KIND = {
    "key": "kind",
    "type": "choice",
    "label": {"zh": "类型"},
    "options": [{"value": "x", "label": {"zh": "甲"}}, {"value": "y", "label": {"zh": "乙"}}],
}


def test_a_new_call_takes_the_new_version_the_old_one_keeps_its_own(world: World) -> None:
    old = world.call.call_categories.get(category__code="joint_training").form
    new = publish_next(world, {"sections": [{"key": "kinds", "title": {"zh": "类"}, "fields": [KIND]}]})
    copy_ = desk.copy_call(
        call=world.call,
        year=2032,
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=30),
        by=world.gongye.officer,
    )
    assert copy_.call_categories.get(category__code="joint_training").form == new
    assert world.call.call_categories.get(category__code="joint_training").form == old


# --- last days for changes --------------------------------------------------------------------------


def frozen_form(world: World, application: Application, **days: int) -> Application:
    """The application on a version whose fields can be changed until so many days from now."""
    form = application.form.form
    draft = versions.begin_version(form=form, by=world.gongye.officer)
    for key, ahead in days.items():
        designing.change(
            version=draft,
            revision=draft.revision,
            spot=Spot("field", key),
            values={"freeze_date": (timezone.localdate() + timedelta(days=ahead)).isoformat()},
            by=world.gongye.officer,
        )
        draft.refresh_from_db()
    Application.objects.filter(pk=application.pk).update(form=draft)
    return application_page(world.lnu.author).get(pk=application.pk)


def test_a_frozen_answer_is_refused_at_its_field_and_the_others_are_kept_for_reading(world: World) -> None:
    application = frozen_form(world, world.application(category="joint_training"), title=-1, partners=0)
    section = application.sections.get(key="cover")
    values = {**section.answers, "title": "另一个题目", "department": "文学院"}
    with pytest.raises(Frozen) as refusal:
        campus.save_section(
            application=application, key="cover", values=values, revision=section.revision, by=world.lnu.author
        )
    assert [one.field_key for one in refusal.value.problems] == ["title"]
    page = section_page(world.lnu.author, application, "cover")
    assert page is not None
    assert {row.shown.key for row in page.rows if row.shown} == {"title"}
    assert "department" in {row.input.key for row in page.rows if row.input}


def test_what_is_not_frozen_is_saved_beside_what_is(world: World) -> None:
    application = frozen_form(world, world.application(category="joint_training"), title=-1)
    section = application.sections.get(key="cover")
    values = {**section.answers, "department": "文学院"}
    saved = campus.save_section(
        application=application, key="cover", values=values, revision=section.revision, by=world.lnu.author
    )
    assert saved.section.answers["department"] == "文学院"
    assert definition_of(application.form).fields["title"].freeze_date is not None
