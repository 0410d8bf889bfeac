"""The pages of a review, as experts and offices use them; also as the role that web and worker sign in as."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from lianxiao.core.database_roles import acting_as
from lianxiao.core.models import Effect
from lianxiao.core.spreadsheets import write_rows
from lianxiao.organisations.models import ExpertProfile, User
from lianxiao.organisations.roles import Role
from lianxiao.review.models import PoolExpert, Seat, Sheet
from lianxiao.review.queries.pool import EXPERTS
from tests.review import reviewed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def as_web(world: World) -> Iterator[None]:
    """From now on the database knows the request by the role of the web server."""
    with acting_as("lianxiao_web"):
        yield


def typed(sheet: Sheet, points: str = "8", comment: str = "思路清楚。", **more: str) -> dict[str, str]:
    sheet.refresh_from_db()
    found = {"revision": str(sheet.revision), "overall": "建议支持。", **more}
    for one in sheet.seat.panel.plan.criteria.all():
        found |= {f"points-{one.pk}": points, f"comment-{one.pk}": comment}
    return found


# --- as the web role -------------------------------------------------------------------------------


def test_every_page_of_a_review_works_as_the_web_role_and_no_other_reaches_in(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    plan = reviewed.assigned(world, applications=2)
    panel, expert = reviewed.panel_of(plan), reviewed.expert(world, 0)
    sheet = reviewed.sheets_of(expert)[0]
    form = typed(sheet)
    with acting_as("lianxiao_web"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Sheet.objects.count()
        sign_in(client, expert)
        for path in ("/workbench/", "/reviews/", f"/reviews/seats/{sheet.seat_id}/", f"/reviews/sheets/{sheet.pk}/"):
            assert client.get(path).status_code == 200, path
        saved = client.post(f"/reviews/sheets/{sheet.pk}/save/", form, headers={"X-Autosave": "1"})
        assert saved.json()["revision"] == 1
        assert client.post(f"/reviews/sheets/{sheet.pk}/submit/").status_code == 302
        sign_in(client, world.nonglin.officer)
        for path in (
            *("/workbench/", "/reviews/plans/", f"/reviews/plans/{plan.pk}/", f"/reviews/panels/{panel.pk}/"),
            *("/reviews/pool/", f"/reviews/pool/{reviewed.in_pool(expert).pk}/", "/decisions/"),
        ):
            assert client.get(path).status_code == 200, path
        with pytest.raises(DatabaseError), transaction.atomic():
            Sheet.objects.count()
    assert Sheet.objects.get(pk=sheet.pk).state == "submitted"


# --- experts ---------------------------------------------------------------------------------------


def test_before_the_declaration_no_application_is_shown(world: World, client: Client) -> None:
    plan = reviewed.opened(world)
    person = reviewed.expert(world, 0)
    reviewed.assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)
    sheet = Sheet.objects.get()
    sign_in(client, person)
    assert client.get(f"/reviews/seats/{sheet.seat_id}/").status_code == 404  # not invited yet
    reviewed.inviting.invite(plan=plan, by=world.nonglin.officer)
    page = client.get(f"/reviews/seats/{sheet.seat_id}/").content.decode()
    assert "国际合作示例项目" not in page
    assert client.get(f"/reviews/sheets/{sheet.pk}/").status_code == 404
    assert client.post(f"/reviews/seats/{sheet.seat_id}/accept/").status_code == 422
    assert client.post(f"/reviews/seats/{sheet.seat_id}/accept/", {"declared": "1"}).status_code == 302
    assert "国际合作示例项目" in client.get(f"/reviews/sheets/{sheet.pk}/").content.decode()


def test_a_decline_needs_its_reason_and_closes_the_door(world: World, client: Client) -> None:
    plan = reviewed.opened(world)
    person = reviewed.expert(world, 0)
    reviewed.assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)
    reviewed.inviting.invite(plan=plan, by=world.nonglin.officer)
    seat = Seat.objects.get()
    sign_in(client, person)
    assert client.post(f"/reviews/seats/{seat.pk}/decline/", {"reason": ""}).status_code == 422
    assert client.post(f"/reviews/seats/{seat.pk}/decline/", {"reason": "出差"}).status_code == 302
    assert client.get(f"/reviews/seats/{seat.pk}/").status_code == 404


def test_what_is_typed_is_saved_by_itself_and_a_lost_update_refused(world: World, client: Client) -> None:
    reviewed.assigned(world)
    person = reviewed.expert(world, 0)
    sheet = reviewed.sheets_of(person)[0]
    sign_in(client, person)
    path = f"/reviews/sheets/{sheet.pk}/save/"
    first = typed(sheet, "7.5")
    assert client.post(path, first, headers={"X-Autosave": "1"}).json()["revision"] == 1
    late = client.post(path, first | {"overall": "另一窗口"}, headers={"X-Autosave": "1"})
    assert late.status_code == 409
    page = client.post(path, first | {"overall": "另一窗口"})
    assert (page.status_code, "另一窗口" in page.content.decode()) == (409, True)
    wrong = client.post(path, typed(sheet, "11"))
    assert (wrong.status_code, "11" in wrong.content.decode()) == (422, True)
    sheet.refresh_from_db()
    assert (sheet.revision, sheet.overall) == (1, "建议支持。")


def test_submitting_asks_for_what_is_missing_and_then_once_more(world: World, client: Client) -> None:
    reviewed.assigned(world, applications=2)
    person = reviewed.expert(world, 0)
    first, second = reviewed.sheets_of(person)
    sign_in(client, person)
    path = f"/reviews/sheets/{first.pk}/"
    asked = client.post(f"{path}save/", typed(first, comment="", go="submit"))
    assert asked.headers["Location"] == f"{path}?check"
    assert client.get(f"{path}?check").content.decode().count("需要填写评语") >= 2
    assert client.post(f"{path}save/", typed(first, go="submit")).headers["Location"] == f"{path}submit/"
    assert "建议支持" in client.get(f"{path}submit/").content.decode()
    assert client.post(f"{path}submit/").headers["Location"] == f"/reviews/sheets/{second.pk}/"
    assert client.post(f"{path}save/", typed(first)).status_code == 403


def test_no_answer_that_is_kept_for_a_retry_ties_an_expert_to_an_application(world: World, client: Client) -> None:
    reviewed.assigned(world)
    person = reviewed.expert(world, 0)
    sheet = reviewed.sheets_of(person)[0]
    sign_in(client, person)
    path = f"/reviews/sheets/{sheet.pk}/"
    numbers = iter(f"00000000-0000-4000-8000-{n:012}" for n in range(9))
    for end, form in (
        ("save/", typed(sheet, comment="", go="submit")),
        ("save/", typed(sheet, go="submit", revision="1")),
        ("save/", typed(sheet, go="stay", revision="2")),
        ("submit/", {}),
    ):
        client.post(f"{path}{end}", form | {"request_id": next(numbers)})
    kept = list(Effect.objects.filter(actor_key=f"user:{person.user_id}"))
    assert len(kept) == 4
    told = b"".join(bytes(one.body) + repr(one.headers).encode() for one in kept).decode()
    assert str(sheet.application.number) not in told
    assert sheet.application.title not in told
    assert f"/applications/{sheet.application_id}" not in told


# --- the desk --------------------------------------------------------------------------------------


def test_the_office_goes_all_the_way_on_its_pages(world: World, client: Client) -> None:
    reviewed.with_review(world)
    reviewed.checked(world)
    people = [reviewed.expert(world, number) for number in range(2)]
    office = sign_in(client, world.nonglin.officer)
    assert "准备评审" in office.get("/reviews/plans/").content.decode()
    edit = office.post(f"/reviews/plans/begin/{world.category('exchange').pk}/").headers["Location"]
    plan = edit.removesuffix("edit/")
    page = office.get(edit)
    form = {**page.context["form"].initial, "wanted": 2, "due_at_0": "2030-01-01", "due_at_1": "17:00"}
    lines = page.context["lines"]
    for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"):
        form[f"line-{name}"] = lines.management_form.initial[name]
    for number, line in enumerate(lines.forms):
        form |= {f"line-{number}-{name}": value for name, value in line.initial.items() if value not in (None, False)}
    form = {name: value for name, value in form.items() if value is not None}
    assert office.post(edit, form | {"line-0-weight": "200"}).status_code == 422
    assert office.post(edit, form).status_code == 302
    assert office.post(f"{plan}open/").status_code == 302
    panel = f"/reviews/panels/{reviewed.Panel.objects.get().pk}/"
    assert office.post(f"{panel}rule/").status_code == 302
    assert office.post(f"{plan}invite/").status_code == 302
    assert office.post(f"{plan}open-scores/").status_code == 422
    for person in people:
        reviewed.accept(person)
        reviewed.scored(reviewed.sheets_of(person)[0], person, 9)
    assert office.get(f"{plan}results/").status_code == 302  # not open yet
    assert office.post(f"{plan}open-scores/").status_code == 302
    results = office.get(f"{plan}results/").content.decode()
    assert "90.00" in results
    assert office.post(f"{plan}close/").status_code == 302
    assert reviewed.Application.objects.get(call_category__category__code="exchange").state == "reviewed"


# --- the pool --------------------------------------------------------------------------------------


def table(rows: list[list[str]]) -> BytesIO:
    file = BytesIO(write_rows(EXPERTS, rows))
    file.name = "experts.xlsx"
    return file


def test_a_table_is_taken_in_whole_after_it_was_confirmed(world: World, client: Client) -> None:
    for number in range(2):
        world.person(f"judge{number}", Role.EXPERT, reviewed.houses()[number])
    rows = [
        ["judge0", "judge0", "教授", "自动化", "", "辽宁大学", "12"],
        ["judge1", "judge1", "", "", "", "", ""],
    ]
    office = sign_in(client, world.nonglin.officer)
    where = office.post("/reviews/pool/import/", {"file": table(rows)}).headers["Location"]
    assert PoolExpert.objects.count() == 0
    assert "自动化" in office.get(where).content.decode()
    assert office.post(f"{where}confirm/").status_code == 302
    found = PoolExpert.objects.order_by("user__username").values_list("user__username", "most", "is_active")
    assert list(found) == [("judge0", 12, True), ("judge1", 30, True)]
    profile = ExpertProfile.objects.get(user__username="judge0")
    assert (profile.title, profile.disciplines) == ("教授", "自动化")
    assert list(profile.conflicts.values_list("name", flat=True)) == ["辽宁大学"]
    assert office.post(f"{where}confirm/").status_code == 409


def test_rows_with_errors_come_back_with_their_reasons_and_nothing_is_written(world: World, client: Client) -> None:
    world.person("judge0", Role.EXPERT, reviewed.houses()[0])
    User.objects.create(username="nobody", name="无此身份")
    rows = [
        ["judge0", "别人", "", "", "99", "没有的大学", "0"],
        ["nobody", "无此身份", "", "", "", "", "5"],
    ]
    office = sign_in(client, world.nonglin.officer)
    where = office.post("/reviews/pool/import/", {"file": table(rows)}).headers["Location"]
    wrong = [(number, str(label)) for number, label, _text, _said in office.get(where).context["found"]["problems"]]
    assert sorted(wrong) == [
        *((3, label) for label in sorted(("姓名", "专业代码", "有利害关系的单位", "同时评审上限"))),
        (4, "账号"),
    ]
    assert office.get(f"{where}errors/").status_code == 200
    assert office.post(f"{where}confirm/").status_code == 409
    assert PoolExpert.objects.count() == 0
