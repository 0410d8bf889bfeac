"""Import of people: nothing is written before the confirmation, then all rows or none; first passwords shown once."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from lianxiao.core.actors import Actor
from lianxiao.core.beside import beside
from lianxiao.core.models import Change, Effect, PersonalKey, Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.actions import imports
from lianxiao.organisations.models import ImportRun, Membership, User
from lianxiao.organisations.roles import Role
from lianxiao.organisations.tasks import carry_out_import, check_import
from tests.core.test_imported_tables import xls, xlsx
from tests.world import DUT, LNU, World, organisation, sign_in

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "账号", "角色", "职务", "电子邮箱", "联系电话"]
WANG = ["王明", "Ｓ００１", "教师（项目负责人）", "教授", "wang@example.org", "024-62200000"]
LI = ["李红", "s002", "学生", "", "", ""]


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    assert world.lnu
    assert world.dut
    return world


@pytest.fixture(autouse=True)
def files_in(settings: Settings, tmp_path: object) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "lianxiao.organisations.passwords.OneTimeHasher",
    ]
    settings.MEDIA_ROOT = tmp_path


def uploaded(by: Actor, *rows: list[object], code: str = LNU) -> ImportRun:
    run = imports.upload(organisation=organisation(code), name="人员.xlsx", stream=xlsx(HEAD, *rows), by=by)
    check_import(run.pk)
    run.refresh_from_db()
    return run


def imported(by: Actor, *rows: list[object]) -> ImportRun:
    run = uploaded(by, *rows)
    imports.confirm(run=run, by=by)
    carry_out_import(run.pk)
    run.refresh_from_db()
    return run


def test_nothing_is_written_before_the_confirmation_and_then_everything(world: World) -> None:
    before = User.objects.count()
    run = uploaded(world.lnu.liaison, WANG, LI)
    assert (run.state, run.row_count, run.preview[0][1]) == ("ready", 2, "S001")
    assert User.objects.count() == before
    imports.confirm(run=run, by=world.lnu.liaison)
    carry_out_import(run.pk)
    user = User.objects.get(username="s001")
    assert (user.name, user.initials, user.email, user.has_usable_password()) == (
        "王明",
        "wm wangming",
        "wang@example.org",
        False,
    )
    rows = Membership.objects.filter(user__imported_in=run).order_by("user__username")
    assert [(row.role, row.organisation.code, row.granted_by_id) for row in rows] == [
        ("teacher", LNU, world.lnu.liaison.user_id),
        ("student", LNU, world.lnu.liaison.user_id),
    ]
    assert Membership.objects.current().filter(user=user).exists()


def test_the_record_and_the_history_name_who_confirmed(world: World) -> None:
    imported(world.lnu.liaison, WANG)
    user = User.objects.get(username="s001")
    step = Step.objects.get(case_kind="organisations.user", case_id=user.pk)
    assert (step.verb, step.actor_id, step.role) == ("open_account", world.lnu.liaison.user_id, "liaison")
    grant = Step.objects.get(case_kind="organisations.membership", case_id=user.memberships.get().pk)
    assert (grant.verb, grant.after) == ("grant", "teacher")
    assert Change.objects.get(kind="organisations.user", key=str(user.pk)).actor_id == world.lnu.liaison.user_id


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["李红", "lnu-author", "学生", "", "", ""], "账号"),
        (["李红", "S001", "学生", "", "", ""], "账号"),
        (["李红", "李红", "学生", "", "", ""], "账号"),
        (["李红", "s002", "高校联络员", "", "", ""], "角色"),
        (["李红", "s002", "学生", "", "nowhere", ""], "电子邮箱"),
        (["李红", "s002", "学生", "", "", "call me"], "联系电话"),
        (["", "s002", "学生", "", "", ""], "姓名"),
    ],
)
def test_one_bad_cell_is_named_and_keeps_all_rows_out(world: World, row: list[object], column: str) -> None:
    run = uploaded(world.lnu.liaison, WANG, row)
    assert (run.state, run.bad_count, [problem[:2] for problem in run.problems]) == ("faulty", 1, [[3, column]])
    with pytest.raises(NotAllowedNow):
        imports.confirm(run=run, by=world.lnu.liaison)
    assert not User.objects.filter(username="s001").exists()


def test_an_account_taken_after_the_check_keeps_all_rows_out(world: World) -> None:
    run = uploaded(world.lnu.liaison, WANG, LI)
    imports.confirm(run=run, by=world.lnu.liaison)
    User.objects.create(username="s002", name="别人")
    carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.bad_count) == ("faulty", 1)
    assert not User.objects.filter(username="s001").exists()


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_the_writing_is_and_nothing_of_what_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 1)
    run = uploaded(world.lnu.liaison, WANG, LI, ["赵一", "s003", "学生", "", "", ""])
    imports.confirm(run=run, by=world.lnu.liaison)
    seen: list[tuple[int, int]] = []

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "organisations_membership" in sql:
            with beside() as other:
                other.execute("SELECT written_count FROM organisations_importrun WHERE id = %s", [run.pk])
                (count,) = other.fetchone()
                other.execute("SELECT count(*) FROM organisations_user WHERE username LIKE 's00_'")
                seen.append((count, *other.fetchone()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        carry_out_import(run.pk)
    assert seen == [(0, 0), (1, 0), (2, 0)]
    run.refresh_from_db()
    assert (run.state, run.written_count, run.accounts.count()) == ("done", 3, 3)


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_a_bad_row_is_undone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 1)
    run = uploaded(world.lnu.liaison, WANG, LI)
    imports.confirm(run=run, by=world.lnu.liaison)
    User.objects.create(username="s002", name="别人")
    keys = PersonalKey.objects.count()
    carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.written_count, run.problems[0][:3]) == ("faulty", 0, [3, "账号", "s002"])
    assert (User.objects.filter(username="s001").count(), PersonalKey.objects.count()) == (0, keys)


def test_a_failure_that_no_row_explains_is_not_told_as_an_error_of_the_table(world: World) -> None:
    run = uploaded(world.lnu.liaison, WANG)
    imports.confirm(run=run, by=world.lnu.liaison)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE organisations_membership ADD CONSTRAINT nobody CHECK (position <> '教授')")
    with pytest.raises(IntegrityError):
        carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.state, User.objects.filter(username="s001").count()) == ("importing", 0)


def test_the_page_counts_what_is_written(client: Client, world: World) -> None:
    run = uploaded(world.lnu.liaison, WANG, LI)
    imports.confirm(run=run, by=world.lnu.liaison)
    ImportRun.objects.filter(pk=run.pk).update(written_count=1)
    sign_in(client, world.lnu.liaison)
    page = client.get(reverse("organisations:import_run", args=[run.pk])).content.decode()
    assert "已写入1 / 2个账号" in page
    assert '<progress value="1" max="2"' in page


def test_a_job_that_is_done_twice_has_one_effect(world: World) -> None:
    run = imported(world.lnu.liaison, WANG)
    carry_out_import(run.pk)
    check_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accounts.count()) == ("done", 1)


def test_a_file_without_rows_or_headings_says_so(world: World) -> None:
    assert uploaded(world.lnu.liaison).refusal == "表中没有数据行。"
    run = imports.upload(organisation=organisation(LNU), name="a.xls", stream=xls(["姓名"]), by=world.lnu.liaison)
    check_import(run.pk)
    run.refresh_from_db()
    assert (run.state, "账号" in run.refusal) == ("faulty", True)


def test_a_liaison_imports_people_of_the_own_university_only(world: World) -> None:
    with pytest.raises(PermissionDenied):
        uploaded(world.lnu.liaison, WANG, code=DUT)
    run = uploaded(world.lnu.liaison, WANG)
    with pytest.raises(PermissionDenied):
        imports.confirm(run=run, by=world.dut.liaison)
    assert uploaded(world.system_admin, LI, code=DUT).state == "ready"


def test_a_first_password_is_shown_once_and_opens_the_account_until_it_is_changed(client: Client, world: World) -> None:
    run = imported(world.lnu.liaison, WANG, LI)
    sign_in(client, world.lnu.liaison)
    address = reverse("organisations:import_passwords", args=[run.pk])
    answer = client.post(address, {"request_id": "0b9f7f6e-7a57-4d0b-8d38-b2b5c5f0a0a1"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    given = {row[1].value: row[2].value for row in list(sheet.rows)[1:]}
    assert sorted(given) == ["s001", "s002"]
    assert bytes(Effect.objects.get().body) == b""
    again = client.post(address, {"request_id": "0b9f7f6e-7a57-4d0b-8d38-b2b5c5f0a0a1"})
    assert again.status_code == 409  # and the passwords given first stay good
    user = User.objects.get(username="s001")
    assert user.password.startswith("once$")
    assert not user.check_password("wrong")
    assert user.check_password(given["s001"])
    assert user.must_change_password
    assert User.objects.get(username="s001").password.startswith("md5$")  # hashed slowly from now on


def test_whoever_has_signed_in_or_acts_elsewhere_gets_no_new_password_from_the_liaison(world: World) -> None:
    run = imported(world.lnu.liaison, WANG, LI)
    User.objects.filter(username="s001").update(last_login=run.imported_at)
    user = User.objects.get(username="s002")
    Membership.objects.create(user=user, organisation=organisation(DUT), role=Role.TEACHER)
    assert imports.give_passwords(run=run, by=world.lnu.liaison) == []
    assert [one.username for one, _password in imports.give_passwords(run=run, by=world.system_admin)] == ["s002"]


def test_a_shell_cannot_store_an_import_that_nobody_confirmed_or_that_has_errors(world: World) -> None:
    run = uploaded(world.lnu.liaison, WANG)
    for values in ({"state": "importing"}, {"bad_count": 1}, {"state": "odd"}, {"imported_at": run.uploaded_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(**values)


# --- pages -----------------------------------------------------------------------------------------


def test_the_way_from_upload_to_the_accounts(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    template = client.get(reverse("organisations:import_template"))
    assert openpyxl.load_workbook(BytesIO(b"".join(template.streaming_content))).worksheets[0]["A1"].value
    begin = client.get(reverse("organisations:import_where"))
    content = xlsx(HEAD, WANG)
    content.name = "人员.xlsx"
    run_page = client.post(begin["Location"], {"file": content})["Location"]
    assert 'hx-trigger="every 2s"' in client.get(run_page).content.decode()
    run = ImportRun.objects.get()
    check_import(run.pk)
    page = client.get(run_page).content.decode()
    assert 'hx-trigger="every 2s"' not in page
    assert "wang@example.org" in page
    client.post(reverse("organisations:import_confirm", args=[run.pk]))
    carry_out_import(run.pk)
    assert reverse("organisations:import_passwords", args=[run.pk]) in client.get(run_page).content.decode()
    assert run.name in client.get(reverse("organisations:imports")).content.decode()


def test_errors_are_shown_and_can_be_taken_along(client: Client, world: World) -> None:
    run = uploaded(world.lnu.liaison, ["李红", "李红", "学生", "", "", ""])
    sign_in(client, world.lnu.liaison)
    assert "3至60位小写字母" in client.get(reverse("organisations:import_run", args=[run.pk])).content.decode()
    answer = client.get(reverse("organisations:import_errors", args=[run.pk]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet["G2"].value == "错误原因"
    assert sheet["G3"].value.startswith("账号: ")


def test_a_file_of_another_kind_is_refused_at_the_field(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    content = BytesIO(b"name,account")
    content.name = "people.csv"
    answer = client.post(reverse("organisations:import_new", args=[organisation(LNU).pk]), {"file": content})
    assert answer.status_code == 422
    assert ImportRun.objects.count() == 0


def test_a_discarded_import_is_over(client: Client, world: World) -> None:
    run = uploaded(world.lnu.liaison, WANG)
    sign_in(client, world.lnu.liaison)
    client.post(reverse("organisations:import_discard", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "discarded"
