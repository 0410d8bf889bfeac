"""The history keeps every change of every row, whoever makes it and however, and cannot be altered."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from lianxiao.calls.models import ApplicationSection
from lianxiao.core import history
from lianxiao.core.actors import Actor
from lianxiao.core.models import Change, NumberSeries
from lianxiao.organisations.models import Membership, User
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
LIN = Actor(
    user_id=7,
    name="林'%s'",
    role="officer",
    organisation_id=3,
    organisation_name="处",
    address="10.1.2.3",
    request_id="r",
)
SERIES = "core.numberseries"


def changes(kind: str = SERIES) -> list[tuple[str, Any, Any]]:
    rows = Change.objects.filter(kind=kind).order_by("id")
    return [(row.operation, row.before, row.after) for row in rows]


def test_a_row_is_followed_from_its_first_to_its_last_day() -> None:
    series = NumberSeries.objects.create(name="LN-2026", last=1)
    series.last = 2
    series.save()
    number = series.pk
    series.delete()
    assert changes() == [
        ("insert", {}, {"id": number, "name": "LN-2026", "last": 1}),
        ("update", {"last": 1}, {"last": 2}),
        ("delete", {"id": number, "name": "LN-2026", "last": 2}, {}),
    ]


def test_changes_in_bulk_and_by_sql_are_kept_row_by_row_with_who_made_them() -> None:
    with history.changed_by(LIN):
        NumberSeries.objects.bulk_create(NumberSeries(name=name) for name in "ab")
        NumberSeries.objects.update(last=5)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE core_numberseries SET name = name || '%'")
            cursor.executemany("UPDATE core_numberseries SET last = %s", [(6,), (7,)])
    assert [operation for operation, _before, _after in changes()] == ["insert"] * 2 + ["update"] * 8
    told = set(
        Change.objects.filter(kind=SERIES).values_list(
            "actor_id", "actor_name", "role", "organisation_id", "organisation_name", "address", "request_id"
        )
    )
    assert told == {(7, "林'%s'", "officer", 3, "处", "10.1.2.3", "r")}


def test_who_was_at_work_is_known_again_after_a_savepoint_was_undone() -> None:
    with history.changed_by(LIN):
        with transaction.atomic():
            NumberSeries.objects.create(name="gone")
            transaction.set_rollback(True)
        NumberSeries.objects.create(name="stays")
    assert list(Change.objects.filter(kind=SERIES).values_list("actor_id", "after__name")) == [(7, "stays")]


def test_without_a_request_it_was_the_system_and_past_the_product_the_account_of_the_database() -> None:
    NumberSeries.objects.create(name="by a task")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lianxiao.by', '', true)")
        # The way of psql: nothing of ours stands before the statement.
        cursor.cursor.execute("UPDATE core_numberseries SET last = 9")
        cursor.execute("SELECT session_user")
        account = cursor.fetchone()[0]
    rows = Change.objects.filter(kind=SERIES).order_by("id")
    assert [(row.role, row.actor_name) for row in rows] == [("system", "Lianxiao"), ("database", account)]


def test_a_save_that_changes_nothing_leaves_nothing() -> None:
    series = NumberSeries.objects.create(name="same")
    series.save()
    assert len(changes()) == 1


def test_secrets_are_hidden_moments_of_no_meaning_skipped() -> None:
    user = User.objects.create(username="lin", name="林", email="lin@example.org")
    user.set_password("Long-enough-2026")
    user.email = "other@example.org"
    user.save()
    User.objects.filter(pk=user.pk).update(last_login="2026-01-01T00:00:00Z")
    kept = Change.objects.filter(kind="organisations.user").order_by("id")
    assert [(row.operation, row.after.get("email"), row.after.get("password")) for row in kept] == [
        ("insert", "•", "•"),
        ("update", "•", "•"),
    ]


def test_of_answers_only_what_differs_is_kept_and_numbers_of_people_are_masked() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_masked(%s::jsonb), core_difference(%s::jsonb, %s::jsonb)",
            [
                '{"leader": {"name": "王", "phone": "138 1234 5678", "email": "wang.li@lnu.edu.cn"},'
                ' "funding": 13812345678, "list": ["210102199001011234", "2026-2027", "第12期"]}',
                '{"answers": {"a": 1, "b": [1]}, "state": "draft", "same": 1}',
                '{"answers": {"a": 1, "b": [2], "c": 3}, "state": "open", "same": 1}',
            ],
        )
        masked, difference = cursor.fetchone()
    assert masked == (
        '{"list": ["210****34", "2026-2027", "第12期"], "leader": {"name": "王", "email": "w***@lnu.edu.cn", '
        '"phone": "138****78"}, "funding": 13812345678}'
    )
    assert difference == '{"state": "draft", "answers": {"b": [1]}}'
    assert history.arguments(ApplicationSection) == [
        "calls.applicationsection",
        "id",
        "calls.application",
        "application_id",
        "saved_at,saved_by_id,revision",
        "",
        "answers",
    ]


@pytest.mark.parametrize(
    "sql", ["UPDATE core_change SET actor_name = 'x'", "DELETE FROM core_change", "DELETE FROM core_step"]
)
def test_the_history_cannot_be_altered(sql: str) -> None:
    NumberSeries.objects.create(name="kept")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role,"
            " organisation_name, address, request_id, at)"
            " VALUES ('a', 1, 'b', '', '', '', '{}', '', '', '', '', '', now())"
        )
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            cursor.execute(sql)


@pytest.mark.parametrize("table", ["core_change", "core_step"])
def test_nor_emptied(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_never_emptied")  # off for the tests that empty all
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")


def test_a_trigger_that_is_gone_comes_back_with_the_next_migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER core_history_update ON core_numberseries")
    assert history.install() == ["core_numberseries"]
    assert history.install() == []


def test_a_request_is_told_with_person_role_and_address(client: Client) -> None:
    liaison = World(with_call=False).lnu.liaison
    membership = Membership.objects.get(user_id=liaison.user_id)
    sign_in(client, World(with_call=False).system_admin).post(
        f"/people/roles/{membership.pk}/end/", {"reason": "调离"}, REMOTE_ADDR="10.9.8.7"
    )
    row = Change.objects.filter(kind="organisations.membership", key=membership.pk).order_by("id").last()
    assert row is not None
    assert (row.actor_name, row.role, row.organisation_name, row.address) == (
        "sysadmin",
        "system_admin",
        "辽宁省教育厅",
        "10.9.8.7",
    )
    assert (row.case_kind, row.case_key, row.after["ended_reason"]) == (
        "organisations.user",
        str(liaison.user_id),
        "调离",
    )
