"""Pages of the designer: what is typed is kept, every list in a fixed number of queries, tried out without effect."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.calls.models import Application
from lianxiao.core.definitions.editing import Spot, at
from lianxiao.core.definitions.fields import TYPES
from lianxiao.forms.actions import versions
from lianxiao.forms.models import FormVersion, Trial
from tests.forms.test_designing import begin, do
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def officer(client: Client, world: World) -> Client:
    return sign_in(client, world.nonglin.officer)


def typed(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back from the properties on this page."""
    response = client.get(url)
    assert response.status_code == 200, url
    data: dict[str, Any] = {"revision": response.context["version"].revision}
    for field in response.context["form"]:
        value = field.value()
        if value not in (None, False):
            data[field.html_name] = "on" if value is True else value
    for row in response.context["options"] or []:
        data |= {f"option_{row.number}_zh": row.zh, f"option_{row.number}_en": row.en}
    return data


def address(version: FormVersion, spot: str, end: str = "") -> str:
    return f"/desk/forms/versions/{version.pk}/at/{spot}/{end}"


def test_a_form_is_begun_by_the_page_and_what_is_missing_is_said(officer: Client, world: World) -> None:
    bad = officer.post("/desk/forms/create/", {"purpose": "application", "title": "新表", "year": "2031"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["category"])
    good = officer.post("/desk/forms/create/", {"purpose": "filing", "title": "新表", "year": "2031"})
    version = FormVersion.objects.get(form__title="新表")
    assert (good.status_code, good["Location"]) == (302, f"/desk/forms/versions/{version.pk}/")


@pytest.mark.parametrize("kind", TYPES)
def test_a_field_of_every_type_is_added_opened_and_saved_unchanged(officer: Client, world: World, kind: str) -> None:
    draft = begin(world, copy_of=FormVersion.objects.get(form__category__code="exchange"))
    where = f"/desk/forms/versions/{draft.pk}/do/"
    officer.post(where, {"revision": 0, "do": "add section:cover", "kind section:cover": kind})
    draft.refresh_from_db()
    spot = Spot("field", "field_1")
    before = at(draft.definition, spot)
    data = typed(officer, address(draft, str(spot)))
    assert officer.post(address(draft, str(spot), "save/"), data).status_code == 302
    draft.refresh_from_db()
    after = {name: value for name, value in at(draft.definition, spot).items() if value}
    assert {name: after.get(name, value) for name, value in before.items() if value} == {
        name: value for name, value in before.items() if value
    }
    assert set(after) - set(before) <= {"parts"}


def test_every_thing_of_the_shipped_forms_is_saved_as_it_stands(officer: Client, world: World) -> None:
    draft = begin(world, copy_of=FormVersion.objects.get(form__category__code="exchange"))
    spots = [f"field:{key}" for key in ("milestones", "funding_total", "cooperation_mode", "partners", "leader")]
    for spot in ["form:", "section:cover", "column:milestones.name", *spots]:
        data = typed(officer, address(draft, spot))
        assert officer.post(address(draft, spot, "save/"), data).status_code == 302
        draft.refresh_from_db()
    assert draft.definition["sections"] == draft.based_on.definition["sections"]  # type: ignore[union-attr]


def test_properties_typed_are_stored_as_the_engine_reads_them(officer: Client, world: World) -> None:
    draft = begin(world)
    do(draft, "add section:cover", "choice", world=world)
    do(draft, "add section:cover", "number", world=world)
    data = typed(officer, address(draft, "field:field_2")) | {
        "label_zh": "合作人数",
        "label_en": "People",
        "help_zh": "人",
        "required": "on",
        "min": "1",
        "max": "2.50",
        "decimals": "1",
        "unit_zh": "人",
        "show_if_1": "field_1=option_1",
        "show_if_2": "field_1=option_2",
        "freeze_date": "2031-06-30",
    }
    assert officer.post(address(draft, "field:field_2", "save/"), data).status_code == 302
    draft.refresh_from_db()
    assert at(draft.definition, Spot("field", "field_2")) == {
        "key": "field_2",
        "type": "number",
        "label": {"zh": "合作人数", "en": "People"},
        "help": {"zh": "人"},
        "required": True,
        "min": 1,
        "max": "2.5",
        "decimals": 1,
        "unit": {"zh": "人"},
        "freeze_date": "2031-06-30",
        "show_if": {"field": "field_1", "in": ["option_1", "option_2"]},
    }


def test_options_are_added_renamed_taken_away_and_put_in_order(officer: Client, world: World) -> None:
    draft = begin(world)
    do(draft, "add section:cover", "choice", world=world)
    data = typed(officer, address(draft, "field:field_1")) | {
        "option_0_zh": "",
        "option_0_en": "",
        "option_1_zh": "乙",
        "option_2_zh": "丙",
        "option_2_en": "C",
        "do": "up option:field_1.option_2",
    }
    officer.post(address(draft, "field:field_1", "save/"), data)
    draft.refresh_from_db()
    assert at(draft.definition, Spot("field", "field_1"))["options"] == [
        {"value": "option_2", "label": {"zh": "乙", "en": "Option 2"}},
        {"value": "option_3", "label": {"zh": "丙", "en": "C"}},
    ]


def test_a_stale_page_overwrites_nothing_and_keeps_what_was_typed(officer: Client, world: World) -> None:
    draft = begin(world)
    data = typed(officer, address(draft, "field:title")) | {"label_zh": "我的标题"}
    do(draft, "add form:", "section", world=world, by=world.nonglin.colleague)
    response = officer.post(address(draft, "field:title", "save/"), data)
    assert response.status_code == 409
    assert "我的标题" in response.content.decode()
    assert response.context["version"].revision == 1
    draft.refresh_from_db()
    assert at(draft.definition, Spot("field", "title"))["label"]["zh"] == "项目名称"
    stale = officer.post(f"/desk/forms/versions/{draft.pk}/do/", {"revision": 0, "do": "up field:leader"})
    assert stale.status_code == 409


def test_an_invalid_property_is_said_at_its_input(officer: Client, world: World) -> None:
    draft = begin(world)
    do(draft, "add section:cover", "indicator", world=world)
    page = officer.get(address(draft, "field:field_1"))
    assert list(page.context["form"].errors) == ["target"]
    data = typed(officer, address(draft, "field:title")) | {
        "label_zh": "",
        "show_if_1": "leader=",
        "show_if_2": "partners=",
    }
    response = officer.post(address(draft, "field:title", "save/"), data)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"label_zh", "show_if_1"})


@pytest.mark.parametrize("path", ["at/field:gone/save/", "at/nothing:x/", "at/nothing:x/save/"])
def test_what_is_not_there_is_not_found(officer: Client, world: World, path: str) -> None:
    url = f"/desk/forms/versions/{begin(world).pk}/{path}"
    response = officer.post(url, {"revision": 0}) if path.endswith("save/") else officer.get(url)
    assert response.status_code == 404


def test_a_button_for_what_is_gone_changes_nothing_and_says_so(officer: Client, world: World) -> None:
    draft = begin(world)
    where = f"/desk/forms/versions/{draft.pk}/do/"
    response = officer.post(where, {"revision": 0, "do": "up field:gone"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["该项已不在表单中，未作任何修改。"]
    draft.refresh_from_db()
    assert draft.revision == 0


def test_a_form_is_tried_out_with_test_data_and_nothing_counts(officer: Client, world: World) -> None:
    draft = begin(world, copy_of=FormVersion.objects.get(form__category__code="exchange"))
    url = f"/desk/forms/versions/{draft.pk}/trial/"
    assert officer.get(f"{url}?check").context["problems"] != []
    officer.post(f"{url}save/", {"go": "example"})
    assert officer.get(f"{url}?check").context["problems"] == []
    officer.post(f"{url}save/", {"go": "check", "title": "试填"})
    assert Trial.objects.get().answers["cover"]["title"] == "试填"
    assert Application.objects.exists() is False
    other = sign_in(Client(), world.nonglin.colleague)
    assert other.get(f"{url}?check").context["problems"] != []
    officer.post(f"{url}save/", {"go": "clear"})
    assert Trial.objects.get().answers == {}


def test_a_preview_is_shown_on_screen_telephone_and_paper(officer: Client, world: World) -> None:
    draft = begin(world)
    base = f"/desk/forms/versions/{draft.pk}/preview"
    assert 'name="title"' in officer.get(f"{base}/").content.decode()
    frame = officer.get(f"{base}/frame/")
    assert (frame["X-Frame-Options"], "frame-ancestors 'self'" in frame["Content-Security-Policy"]) == (
        "SAMEORIGIN",
        True,
    )
    assert "<iframe" in officer.get(f"{base}/?on=phone").content.decode()
    assert b"".join(officer.get(f"{base}.pdf").streaming_content)[:4] == b"%PDF"  # type: ignore[attr-defined]


def test_a_form_with_open_points_is_neither_shown_nor_handed_in(officer: Client, world: World) -> None:
    draft = begin(world)
    do(draft, "add section:cover", "indicator", world=world)
    base = f"/desk/forms/versions/{draft.pk}"
    for page in ("preview", "trial"):
        assert officer.get(f"{base}/{page}/").context["tried"] is None
    assert officer.get(f"{base}/preview.pdf").status_code == 404
    officer.post(f"{base}/hand-in/", {"note": ""})
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_road_to_publication_is_walked_on_pages(officer: Client, world: World) -> None:
    draft = begin(world)
    base = f"/desk/forms/versions/{draft.pk}/"
    officer.post(f"{base}hand-in/", {"note": "新版"})
    checker = sign_in(Client(), world.keji.officer)
    assert checker.post(f"{base}send-back/", {"send_back-reason": ""}).status_code == 422
    checker.post(f"{base}send-back/", {"send_back-reason": "请改"})
    officer.post(f"{base}hand-in/", {"note": "新版"})
    checker.post(f"{base}publish/")
    draft.refresh_from_db()
    assert (draft.state, draft.published_by_id) == ("published", world.keji.officer.user_id)
    assert officer.get(address(draft, "field:title")).status_code == 404
    assert "请改" in officer.get(base).content.decode()


def test_differences_to_last_year_are_told(officer: Client, world: World) -> None:
    draft = begin(world, copy_of=FormVersion.objects.get(form__category__code="exchange"))
    do(draft, "add section:cover", "money", world=world)
    page = officer.get(f"/desk/forms/versions/{draft.pk}/differences/{draft.based_on_id}/")
    assert [(one.kind, str(one.spot)) for one in page.context["changes"]] == [
        ("changed", "form:"),
        ("added", "field:field_1"),
    ]


def test_a_form_leads_to_the_version_at_work_and_to_none_when_there_is_none(officer: Client, world: World) -> None:
    draft = begin(world)
    leads = f'<a class="btn btn-primary" href="/desk/forms/versions/{draft.pk}/">'
    assert leads in officer.get(f"/desk/forms/{draft.form_id}/").content.decode()
    versions.discard(version=draft, by=world.nonglin.officer)
    assert leads not in officer.get(f"/desk/forms/{draft.form_id}/").content.decode()


def test_the_list_and_a_form_take_the_same_queries_however_much_there_is(officer: Client, world: World) -> None:
    draft = begin(world)

    def queries(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert officer.get(url).status_code == 200
        return len(caught)

    urls = ["/desk/forms/", f"/desk/forms/{draft.form_id}/"]
    before = [queries(url) for url in urls]
    for title in ("甲", "乙"):
        begin(world, title=title)
    versions.discard(version=draft, by=world.nonglin.officer)
    versions.begin_version(form=draft.form, by=world.nonglin.officer)
    assert [queries(url) for url in urls] == before


def test_the_form_of_a_version_is_drawn_in_the_same_queries_with_more_fields(officer: Client, world: World) -> None:
    draft = begin(world)
    url = f"/desk/forms/versions/{draft.pk}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(url).status_code == 200
        return len(caught)

    queries()
    before = queries()
    for _n in range(3):
        do(draft, "add section:cover", "money", world=world)
    assert queries() == before


def test_a_version_that_ships_says_that_it_was_published(officer: Client, world: World) -> None:
    version = FormVersion.objects.get(form__category__code="exchange")
    assert version.published_at is not None
    there = officer.get(f"/desk/forms/versions/{version.pk}/").context["timeline"]
    assert [(one.action, one.at, one.who, one.remark) for one in there] == [
        ("已发布", version.published_at, "", "随平台预置")
    ]
