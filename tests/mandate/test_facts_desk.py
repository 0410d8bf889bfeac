"""Facts are edited in the product by officers, each change on record with the values before and after."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.calls.models import CheckItem
from lianxiao.calls.queries.phrases import phrases
from lianxiao.core import steps
from lianxiao.core.models import WorkDay
from lianxiao.mandate import queries
from lianxiao.mandate.actions import desk
from lianxiao.mandate.models import Category, MandateTask, StockPhrase, Target
from lianxiao.organisations.models import NoticeText
from lianxiao.organisations.queries.notice_texts import explained, placeholders, problem_in, shipped, words_of
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
KINDS = ["categories", "targets", "tasks", "work-days", "notice-texts", "phrases"]


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def officer(client: Client, world: World) -> Client:
    return sign_in(client, world.keji.officer)


def typed(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back from the form on this page."""
    data: dict[str, Any] = {}
    for field in client.get(url).context["form"]:
        value = field.value()
        if field.widget_type == "checkbox":
            data |= {field.html_name: "on"} if value else {}
        else:
            data[field.html_name] = "" if value is None else getattr(value, "pk", value)
    return data


# --- reach -----------------------------------------------------------------------------------------


def test_only_officers_open_the_desk(client: Client, world: World) -> None:
    for actor in (world.ting, world.lnu.liaison, world.auditor):
        sign_in(client, actor)
        assert client.get("/desk/mandate/").status_code == 403
        assert client.get("/desk/facts/check-items/").status_code == 403


def test_actions_and_queries_refuse_everybody_else(world: World) -> None:
    target = Target.objects.get(code="courses")
    for actor in (world.ting, world.lnu.leader):
        with pytest.raises(PermissionDenied):
            desk.change(fact=target, values={"value": 1}, by=actor)
        with pytest.raises(PermissionDenied):
            desk.add(kind=StockPhrase, values={"code": "x", "use": "return", "text": "x", "text_en": "x"}, by=actor)
        assert queries.facts(actor, Target).count() == 0


def test_what_is_no_kind_or_no_row_is_not_found(officer: Client) -> None:
    urls = ["no-such/", "categories/0/", "categories/abc/", "work-days/abc/", "notice-texts/new/", "no-such/new/"]
    assert [officer.get(f"/desk/mandate/{url}").status_code for url in urls] == [404] * len(urls)


# --- each kind, as it is and changed ---------------------------------------------------------------


@pytest.mark.parametrize("slug", KINDS)
def test_a_fact_saved_as_it_stands_leaves_no_step(officer: Client, world: World, slug: str) -> None:
    row = officer.get(f"/desk/mandate/{slug}/").context["page"].rows.first()
    url = f"/desk/mandate/{slug}/{row.pk}/"
    assert officer.post(f"{url}save/", typed(officer, url)).status_code == 302
    assert list(steps.of_case(row)) == []


def test_a_changed_target_is_on_record_with_both_values(officer: Client, world: World) -> None:
    target = Target.objects.get(code="courses")
    url = f"/desk/mandate/targets/{target.pk}/"
    officer.post(f"{url}save/", typed(officer, url) | {"value": "1200"})
    target.refresh_from_db()
    step = steps.of_case(target).get()
    assert target.value == 1200
    assert (step.verb, step.actor_id) == ("change", world.keji.officer.user_id)
    assert step.details["changed"] == {"value": ["1000.00", "1200.00"]}
    assert "1000.00" in officer.get(url).content.decode()


def test_lead_offices_are_put_in_another_order(officer: Client, world: World) -> None:
    category = Category.objects.get(code="joint_training")
    url = f"/desk/mandate/categories/{category.pk}/"
    data = typed(officer, url)
    data |= {"lead_1": data["lead_2"], "lead_2": data["lead_1"], "lead_3": world.nonglin.organisation.pk}
    officer.post(f"{url}save/", data)
    leads = [lead.office.code for lead in category.leads.order_by("order")]
    assert leads == ["xuewei", "gongye", "nonglin"]
    assert steps.of_case(category).get().details["changed"]["leads"][0] == ["工业高等教育处", "学位管理与研究生教育处"]


def test_an_office_named_twice_and_strange_letters_are_refused_at_their_fields(officer: Client) -> None:
    category = Category.objects.get(code="joint_training")
    url = f"/desk/mandate/categories/{category.pk}/"
    data = typed(officer, url)
    response = officer.post(f"{url}save/", data | {"lead_2": data["lead_1"], "letters": "联1", "name": "新名称"})
    assert response.status_code == 422
    assert sorted(response.context["form"].errors) == ["lead_2", "letters"]
    assert "新名称" in response.content.decode()
    category.refresh_from_db()
    assert category.name == "联合培养"


def test_a_task_gets_other_supporting_offices(officer: Client, world: World) -> None:
    task = MandateTask.objects.get(code="platform")
    url = f"/desk/mandate/tasks/{task.pk}/"
    officer.post(f"{url}save/", typed(officer, url) | {"supports": [world.keji.organisation.pk]})
    assert [office.code for office in task.supports.order_by("id")] == ["keji"]
    before, after = steps.of_case(task).get().details["changed"]["supports"]
    assert (len(before), after) == (4, ["科技与信息化建设处"])


def test_next_years_swapped_day_is_entered_and_counts(officer: Client) -> None:
    data = {"date": "2031-02-01", "name": "春节调休上班", "working": "on"}
    officer.post("/desk/mandate/work-days/create/", data)
    row = WorkDay.objects.get(date="2031-02-01")
    assert (row.working, steps.of_case(row).get().verb) == (True, "add")
    again = officer.post("/desk/mandate/work-days/create/", data)
    assert list(again.context["form"].errors) == ["date"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("请在{due}前提交{application}", False),
        ("请在{deadline}前", True),
        ("花括号 { 没有合上", True),
        ("{0}", True),
        ("{due:>999999999}", True),
        ("{due!r}", True),
        ("{due.__class__}", True),
    ],
)
def test_a_text_names_only_placeholders_that_its_sender_fills(text: str, problem: bool) -> None:
    assert bool(problem_in(text, known={"due", "application"})) is problem


def test_a_wrong_placeholder_is_refused_at_its_language(officer: Client) -> None:
    text = NoticeText.objects.get(kind="released")
    url = f"/desk/mandate/notice-texts/{text.pk}/"
    response = officer.post(f"{url}save/", typed(officer, url) | {"body_en": "Submit by {deadline}"})
    assert list(response.context["form"].errors) == ["body_en"]


def test_a_placeholder_of_another_message_is_refused_and_the_reader_s_link_may_not_go(officer: Client) -> None:
    text = NoticeText.objects.get(kind="released")
    url = f"/desk/mandate/notice-texts/{text.pk}/"
    changes = {"subject": "请审批：{pin}", "body": "《{application}》已审签。"}
    response = officer.post(f"{url}save/", typed(officer, url) | changes)
    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["body", "subject"])
    assert "《{application}》已审签。" in response.content.decode()
    text.refresh_from_db()
    assert "已审签" not in text.body


def test_what_is_typed_is_seen_as_readers_get_it_and_not_saved(officer: Client) -> None:
    text = NoticeText.objects.get(kind="released")
    url = f"/desk/mandate/notice-texts/{text.pk}/"
    typed_now = typed(officer, url) | {"subject": "校领导已同意：{code}", "subject_en": "Agreed: {code}"}
    page = officer.post(f"{url}preview/", typed_now)
    chinese, english = page.context["previews"]
    assert (page.status_code, chinese.subject, english.subject) == (
        200,
        "校领导已同意：2026-LH-0007",
        "Agreed: 2026-LH-0007",
    )
    assert f"{settings.SITE_URL}/applications/7/" in chinese.mail
    assert f"{settings.SITE_URL}/applications/7/" not in chinese.body
    assert [change.label for change in page.context["differences"]] == ["标题", "英文标题"]
    assert NoticeText.objects.get(kind="released").subject == text.subject


def test_an_edited_text_is_found_in_the_list_and_goes_back_to_the_shipped_one(officer: Client, world: World) -> None:
    text = NoticeText.objects.get(kind="released")
    url = f"/desk/mandate/notice-texts/{text.pk}/"
    officer.post(f"{url}save/", typed(officer, url) | {"subject": "校领导已同意：{code}"})
    edited = officer.get("/desk/mandate/notice-texts/?edited=yes").context["page"].rows
    assert [row.kind for row in edited] == ["released"]
    assert officer.post(f"{url}reset/").status_code == 302
    assert words_of(NoticeText.objects.get(kind="released")) == words_of(text) == shipped()["released"]
    assert [step.verb for step in steps.of_case(text)] == ["change", "change"]
    assert list(officer.get("/desk/mandate/notice-texts/?edited=yes").context["page"].rows) == []
    for stranger in (world.ting, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            desk.reset_text(text=text, by=stranger)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_placeholder_of_every_shipped_text_is_explained(language: str) -> None:
    named = set().union(*(placeholders(text) for words in shipped().values() for text in words.values()))
    told = {one.name: one for one in explained(language)}
    assert named - set(told) == set()
    assert [one.name for one in told.values() if not one.meaning] == []
    assert [one.name for one in told.values() if not one.sample] == ["url"]


def test_the_page_says_what_each_placeholder_of_its_message_means(officer: Client) -> None:
    text = NoticeText.objects.get(kind="released")
    page = officer.get(f"/desk/mandate/notice-texts/{text.pk}/")
    assert {one.name for one in page.context["placeholders"]} == placeholders(text.subject) | placeholders(text.body)
    shown = page.content.decode()
    assert ("{code}" in shown, "申报编号" in shown, "2026-LH-0007" in shown) == (True, True, True)


def test_changes_are_told_in_the_words_of_the_form(officer: Client) -> None:
    text = NoticeText.objects.get(kind="released")
    url = f"/desk/mandate/notice-texts/{text.pk}/"
    officer.post(f"{url}save/", typed(officer, url) | {"subject_en": "Agreed: {code}"})
    [(_step, changes)] = officer.get(url).context["history"]
    assert changes == [("英文标题", text.subject_en, "Agreed: {code}")]


def test_a_phrase_that_is_out_of_use_is_no_longer_offered(officer: Client) -> None:
    offered = phrases("send_back")
    phrase = StockPhrase.objects.get(use="send_back", text=offered[0])
    url = f"/desk/mandate/phrases/{phrase.pk}/"
    data = typed(officer, url)
    del data["is_active"]
    officer.post(f"{url}save/", data)
    assert phrases("send_back") == offered[1:]


def test_a_new_item_of_the_formal_check_is_answered_by_people(officer: Client) -> None:
    data = {"code": "seal", "text": "盖章齐全", "text_en": "Sealed", "order": "50", "is_active": "on", "category": ""}
    assert officer.post("/desk/facts/check-items/create/", data).status_code == 302
    item = CheckItem.objects.get(code="seal")
    assert (item.rule, item.category) == ("", None)
    url = f"/desk/facts/check-items/{item.pk}/"
    officer.post(f"{url}save/", typed(officer, url) | {"text": "盖章齐全有效"})
    assert [step.verb for step in steps.of_case(item)] == ["add", "change"]


# --- lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [*(f"/desk/mandate/{slug}/" for slug in KINDS), "/desk/facts/check-items/"])
def test_a_list_takes_the_same_number_of_queries_for_one_row_and_for_three(officer: Client, url: str) -> None:
    rows = officer.get(url).context["page"].rows
    keys = list(rows.values_list("pk", flat=True))
    for model in (CheckItem, Target, MandateTask, StockPhrase, NoticeText, WorkDay):
        if rows.model is model:
            model._default_manager.exclude(pk__in=keys[:3]).delete()
    full = len(officer.get(url).context["page"].rows)
    with CaptureQueriesContext(connection) as many:
        officer.get(url)
    if rows.model is Category:
        Category.objects.exclude(pk=keys[0]).update(name="")
        url += "?name=联合"
    else:
        rows.model._default_manager.exclude(pk=keys[0]).delete()
    with CaptureQueriesContext(connection) as one:
        page = officer.get(url).context["page"]
    assert (full >= 3, len(page.rows), len(one)) == (True, 1, len(many))


def test_targets_are_filtered_by_year_and_category(officer: Client) -> None:
    category = Category.objects.get(code="exchange")
    rows = officer.get(f"/desk/mandate/targets/?year=2020&category={category.pk}").context["page"].rows
    assert [row.category_id for row in rows] == [category.pk] * Target.objects.filter(category=category).count()
    assert list(officer.get("/desk/mandate/targets/?year=1999").context["page"].rows) == []


def test_the_list_of_texts_says_when_each_is_sent_and_names_no_code(officer: Client) -> None:
    page = officer.get("/desk/mandate/notice-texts/?per_page=100").content.decode()
    assert [kind for kind in NoticeText.objects.values_list("kind", flat=True) if f">{kind}<" in page] == []
    assert "申报延期时" in page


def test_an_empty_field_says_so_in_the_words_of_the_house(officer: Client) -> None:
    refused = officer.post("/desk/mandate/targets/create/", {})
    assert refused.status_code == 422
    assert "请填写此项。" in refused.content.decode()
    assert "必填项" not in refused.content.decode()
