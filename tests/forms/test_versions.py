"""What a form is made of: versions that stay once they are published, two people for each of them."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.queries.versions import newest_by_category, published_versions
from lianxiao.mandate.models import Category
from tests.world import World

pytestmark = pytest.mark.django_db
PUBLISHED_STAYS = "LX004"


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def shipped(code: str = "exchange") -> FormVersion:
    return FormVersion.objects.get(form__category__code=code, version=1)


def draft_of(world: World, **values: object) -> FormVersion:
    first = shipped()
    return FormVersion.objects.create(
        form=first.form,
        definition=first.definition,
        **{"version": 2, "begun_by_id": world.nonglin.officer.user_id, **values},
    )


@pytest.mark.usefixtures("world")
def test_each_category_has_a_published_form_of_its_first_lead_office() -> None:
    found = {one.form.category.code: one.form.office.code for one in published_versions("application")}  # type: ignore[union-attr]
    assert found == {
        "joint_training": "gongye",
        "teacher_exchange": "gongye",
        "collaborative_innovation": "keji",
        "resource_sharing": "gongye",
        "exchange": "nonglin",
    }
    assert set(newest_by_category()) == set(Category.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("change", ["definition = '{}'", "note = 'x'", "state = 'draft', published_at = NULL"])
@pytest.mark.usefixtures("world")
def test_a_published_version_cannot_be_changed_even_in_sql(change: str) -> None:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE forms_formversion SET {change} WHERE id = %s", [shipped().pk])
    assert getattr(refusal.value.__cause__, "sqlstate", "") == PUBLISHED_STAYS


@pytest.mark.usefixtures("world")
def test_a_published_version_cannot_be_deleted() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM forms_formversion WHERE id = %s", [shipped().pk])


def test_a_draft_can_be_changed(world: World) -> None:
    draft = draft_of(world)
    assert FormVersion.objects.filter(pk=draft.pk).update(definition={}) == 1


@pytest.mark.parametrize("maker", ["begun_by", "changed_by", "handed_in_by"])
def test_nobody_publishes_what_he_has_made(world: World, maker: str) -> None:
    now, publisher = timezone.now(), world.nonglin.officer.user_id
    made: dict[str, object] = dict.fromkeys(
        ("begun_by_id", "changed_by_id", "handed_in_by_id"), world.nonglin.colleague.user_id
    )
    draft = draft_of(world, **made | {"handed_in_at": now})
    published = {"state": "published", "published_at": now, "published_by": publisher}
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        FormVersion.objects.filter(pk=draft.pk).update(**published, **{f"{maker}_id": publisher})
    assert FormVersion.objects.filter(pk=draft.pk).update(**published) == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "published"}, "form_version_published"),
        ({"published_at": timezone.now()}, "published_pair"),
        ({"state": "published", "published_at": timezone.now()}, "published_by_somebody"),
        ({"state": "checking"}, "form_version_handed_in"),
        ({"handed_in_at": timezone.now()}, "handed_in_pair"),
        ({"state": "lost"}, "form_version_state"),
        ({"version": 1}, "form_version_once"),
    ],
)
def test_what_a_shell_cannot_store_of_a_version(world: World, values: dict[str, object], constraint: str) -> None:
    draft = draft_of(world)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FormVersion.objects.filter(pk=draft.pk).update(**values)


def test_one_version_at_a_time_is_at_work(world: World) -> None:
    draft_of(world)
    with pytest.raises(IntegrityError, match="one_at_work"), transaction.atomic():
        draft_of(world, version=3)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"category": None}, "purpose_and_category"),
        ({"purpose": "filing"}, "purpose_and_category"),
        ({"year": 20}, "form_year"),
        ({"title": ""}, "form_title"),
    ],
)
@pytest.mark.usefixtures("world")
def test_what_a_shell_cannot_store_of_a_form(values: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Form.objects.filter(pk=shipped().form_id).update(**values)
