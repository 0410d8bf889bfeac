"""A form designed from nothing to its publication, by its office, and never over somebody else's change."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from lianxiao.core import steps
from lianxiao.core.definitions import arrange, check, example_answers, parse
from lianxiao.core.definitions.editing import NotThere, Spot, problems_of
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.forms.actions import designing, versions
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.queries import versions as queries
from lianxiao.forms.queries.frame import missing
from lianxiao.forms.queries.turns import waiting_forms
from lianxiao.mandate.models import Category
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def begin(world: World, **more: Any) -> FormVersion:
    values: dict[str, Any] = {
        "purpose": "application",
        "category": Category.objects.get(code="exchange"),
        "title": "交流合作项目申报书",
        "year": 2031,
        "by": world.nonglin.officer,
    }
    return versions.begin_form(**values | more)


def do(version: FormVersion, step: str, kind: str = "", by: Any = None, world: World | None = None) -> Spot:
    version.refresh_from_db()
    assert by or world
    return designing.operate(
        version=version,
        revision=version.revision,
        do=step,
        kind=kind,
        by=by or world.nonglin.officer,  # type: ignore[union-attr]
    )


def test_an_empty_form_asks_what_the_platform_reads_and_can_be_handed_in(world: World) -> None:
    draft = begin(world)
    assert (draft.form.office.code, draft.version, draft.state) == ("nonglin", 1, "draft")
    assert list(parse(draft.definition).fields) == ["title", "partners", "leader"]
    assert queries.what_is_wrong(draft) == []


def test_a_form_begins_as_another_one_stands(world: World) -> None:
    shipped = FormVersion.objects.get(form__category__code="exchange")
    draft = begin(world, copy_of=shipped)
    assert draft.based_on == shipped
    assert draft.definition["sections"] == shipped.definition["sections"]
    assert draft.definition["title"] == {"zh": "交流合作项目申报书"}


def test_a_filing_form_is_designed_by_the_same_verbs(world: World) -> None:
    draft = begin(world, purpose="filing", category=None, title="实验室数据填报")
    assert (draft.form.purpose, queries.what_is_wrong(draft)) == ("filing", [])
    spot = do(draft, "add field:table", "money", world=world)
    draft.refresh_from_db()
    assert str(spot) == "column:table.column_2"
    assert [one["type"] for one in draft.definition["sections"][0]["fields"][0]["columns"]] == ["short_text", "money"]


def test_only_a_lead_office_of_the_category_designs_its_form(world: World) -> None:
    with pytest.raises(PermissionDenied):
        begin(world, by=world.keji.officer)
    with pytest.raises(PermissionDenied):
        begin(world, by=world.lnu.liaison)
    draft = begin(world)
    with pytest.raises(PermissionDenied):
        do(draft, "add form:section", "section", by=world.keji.officer)


def test_every_step_of_the_outline_is_taken_and_recorded(world: World) -> None:
    draft = begin(world)
    assert str(do(draft, "add form:", "section", world=world)) == "section:section_1"
    assert str(do(draft, "add section:section_1", "number", world=world)) == "field:field_1"
    assert str(do(draft, "duplicate field:field_1", world=world)) == "field:field_2"
    assert str(do(draft, "up field:field_2", world=world)) == "field:field_2"
    assert str(do(draft, "remove field:field_1", world=world)) == "form:"
    assert str(do(draft, "add form:", "at_most", world=world)) == "check:check_1"
    draft.refresh_from_db()
    assert [one["key"] for one in draft.definition["sections"][1]["fields"]] == ["field_2"]
    assert draft.revision == 6
    assert [step.verb for step in steps.of_case(draft)] == ["begin"] + ["design"] * 6
    assert draft.changed_by_id == world.nonglin.officer.user_id


@pytest.mark.parametrize(
    "step", [("jump field:title", ""), ("up form:", ""), ("add section:cover", "x"), ("up field:gone", "")]
)
def test_a_step_that_does_not_exist_changes_nothing(world: World, step: tuple[str, str]) -> None:
    draft = begin(world)
    with pytest.raises(NotThere):
        do(draft, *step, world=world)
    draft.refresh_from_db()
    assert draft.revision == 0


def test_what_the_platform_reads_can_be_put_back(world: World) -> None:
    draft = begin(world)
    do(draft, "remove field:leader", world=world)
    draft.refresh_from_db()
    assert next(one.key for one in missing("application", draft.definition)) == "leader"
    assert [one.label for one in queries.what_is_wrong(draft)] == ["项目负责人"]
    do(draft, "add section:cover", "frame:leader", world=world)
    draft.refresh_from_db()
    assert queries.what_is_wrong(draft) == []


@pytest.mark.parametrize(
    ("spot", "values", "name"),
    [
        ("field:title", {"required": None}, "required"),
        ("field:title", {"type": "long_text", "max_length": None}, "type"),
        ("field:partners", {"show_if": {"field": "title", "filled": True}}, "required"),
    ],
)
def test_what_the_platform_reads_is_required_and_of_its_type(
    world: World, spot: str, values: dict[str, Any], name: str
) -> None:
    draft = begin(world)
    at = Spot.read(spot)
    designing.change(version=draft, revision=0, spot=at, values=values, by=world.nonglin.officer)
    draft.refresh_from_db()
    assert [(one.spot, one.name) for one in queries.what_is_wrong(draft)] == [(at, name)]
    with pytest.raises(versions.NotReady):
        versions.hand_in(version=draft, by=world.nonglin.officer)


def test_a_change_on_an_older_state_is_refused(world: World) -> None:
    draft = begin(world)
    do(draft, "add form:", "section", world=world)
    with pytest.raises(LostUpdate):
        designing.operate(version=draft, revision=0, do="up field:leader", kind="", by=world.nonglin.colleague)
    draft.refresh_from_db()
    assert [one["key"] for one in draft.definition["sections"]] == ["cover", "section_1"]


def test_one_hands_in_another_publishes_and_nobody_both(world: World) -> None:
    draft = begin(world)
    versions.hand_in(version=draft, by=world.nonglin.officer, note="按新通知修订")
    with pytest.raises(PermissionDenied):
        versions.publish(version=draft, by=world.nonglin.officer)
    with pytest.raises(PermissionDenied):
        do(draft, "add form:", "section", world=world)
    assert [one.kind for one in waiting_forms(world.keji.officer)] == ["form_to_check"]
    published = versions.publish(version=draft, by=world.keji.officer)
    assert (published.state, published.note) == ("published", "按新通知修订")
    assert queries.newest_by_category()[published.form.category_id] == published  # type: ignore[index]
    with pytest.raises(NotAllowedNow):
        versions.VERSION.move(published, "discard", by=world.nonglin.officer)


def test_it_goes_back_with_a_reason_and_can_be_changed_again(world: World) -> None:
    draft = begin(world)
    versions.hand_in(version=draft, by=world.nonglin.officer)
    with pytest.raises(versions.ReasonMissing):
        versions.send_back(version=draft, by=world.keji.officer, reason=" ")
    versions.send_back(version=draft, by=world.keji.officer, reason="请补充说明")
    assert str(do(draft, "add form:", "section", world=world)) == "section:section_1"
    assert [one.kind for one in waiting_forms(world.nonglin.officer)] == ["form_to_finish"]


def test_a_form_has_one_version_at_work_and_the_next_begins_as_the_last_stands(world: World) -> None:
    form = Form.objects.get(category__code="exchange")
    second = versions.begin_version(form=form, by=world.nonglin.officer)
    assert (second.version, second.based_on, second.definition) == (
        2,
        form.versions.get(version=1),
        form.versions.get(version=1).definition,
    )
    with pytest.raises(versions.OneAtWork):
        versions.begin_version(form=form, by=world.nonglin.officer)
    versions.discard(version=second, by=world.nonglin.officer)
    assert versions.begin_version(form=form, by=world.nonglin.officer).version == 3
    with pytest.raises(PermissionDenied):
        versions.begin_version(form=form, by=world.keji.officer)


def test_drafts_are_seen_by_their_office_what_waits_by_designers_what_is_published_by_officials(world: World) -> None:
    draft = begin(world)

    def seen_by(actor: Any) -> bool:
        return queries.versions(actor).filter(pk=draft.pk).exists()

    people = [world.nonglin.colleague, world.keji.officer, world.ting, world.lnu.liaison, world.auditor]
    assert [seen_by(one) for one in people] == [True, False, False, False, False]
    versions.hand_in(version=draft, by=world.nonglin.officer)
    assert [seen_by(one) for one in people] == [True, True, False, False, False]
    versions.publish(version=draft, by=world.keji.officer)
    assert [seen_by(one) for one in people] == [True, True, True, False, False]


def test_example_data_passes_every_shipped_form(world: World) -> None:
    for version in queries.published_versions("application"):
        definition = parse(version.definition)
        assert check(definition, arrange(definition, example_answers(definition)), final=True) == []
        assert problems_of(version.definition) == []
