"""Signing in and out, lock-out, passwords, sessions: who has no role any more has no access any more."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from lianxiao.core.models import Step
from lianxiao.organisations.acting import PUT_OFF_AFTER, SEEN_AT
from lianxiao.organisations.actions import accounts, people
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.roles import Role
from tests.world import BACKEND, World, sign_in, user_of

pytestmark = pytest.mark.django_db
PASSWORD = "Right-pass-2026"
OTHER = "Other-pass-2027"


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def teacher(world: World) -> User:
    user = user_of(world.lnu.author)
    user.set_password(PASSWORD)
    user.save()
    return user


def try_to_sign_in(
    user: User,
    password: str = PASSWORD,
    *,
    address: str = "10.0.0.1",
    client: Client | None = None,
    spelled: str | None = None,
) -> int:
    """The status of the answer: 302 is in, 200 the form again, 429 locked out."""
    data = {"login": spelled or user.username, "password": password}
    return (client or Client()).post(reverse("account_login"), data, REMOTE_ADDR=address).status_code


def is_in(client: Client) -> bool:
    return client.get("/workbench/").status_code == 200


# --- in and out ------------------------------------------------------------------------------------


def test_a_person_signs_in_and_is_on_record(client: Client, teacher: User) -> None:
    response = client.post(reverse("account_login"), {"login": teacher.username.upper(), "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/workbench/")
    assert is_in(client)
    step = Step.objects.order_by("id").last()
    assert step is not None
    assert (step.verb, step.actor_id, step.role, step.address) == ("sign_in", teacher.pk, "teacher", "127.0.0.1")


def test_an_account_is_found_by_its_index_however_it_is_typed(client: Client, teacher: User) -> None:
    """300,000 accounts are not read for each signing in."""
    with CaptureQueriesContext(connection) as asked:
        client.post(reverse("account_login"), {"login": teacher.username.upper(), "password": PASSWORD})
    looked = [query["sql"] for query in asked if f"'{teacher.username}'" in query["sql"].lower()]
    found = [sql for sql in looked if sql.startswith("SELECT") and '"organisations_user"."username"' in sql]
    assert found
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of five is read whole otherwise
        for sql in found:
            cursor.execute(f"EXPLAIN {sql}")
            assert "Index Cond: ((username)::text = " in " ".join(line for (line,) in cursor.fetchall()), sql


def test_a_person_comes_to_the_page_that_was_asked_for(client: Client, teacher: User) -> None:
    asked = client.get("/notifications/?unread=1")
    page = client.get(asked["Location"])
    data = {"login": teacher.username, "password": PASSWORD, "next": "/notifications/?unread=1"}
    assert page.context["redirect_field_value"] == data["next"]
    assert client.post(reverse("account_login"), data)["Location"] == "/notifications/?unread=1"


def test_nobody_is_sent_to_another_site(client: Client, teacher: User) -> None:
    data = {"login": teacher.username, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_login"), data)["Location"] == "/workbench/"


def test_a_wrong_password_keeps_the_account_name_and_says_so(client: Client, teacher: User) -> None:
    page = client.post(reverse("account_login"), {"login": teacher.username, "password": "wrong"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == ["账号或密码不正确。"]
    assert page.context["form"]["login"].value() == teacher.username
    assert not is_in(client)


def test_an_unknown_account_is_told_the_same(client: Client, world: World) -> None:
    page = client.post(reverse("account_login"), {"login": "nobody", "password": "wrong"})
    assert page.context["form"].non_field_errors() == ["账号或密码不正确。"]


def test_an_account_without_a_role_is_not_let_in(client: Client, world: World, teacher: User) -> None:
    Membership.objects.filter(user=teacher).update(ended_at=timezone.now())
    page = client.post(reverse("account_login"), {"login": teacher.username, "password": PASSWORD})
    assert page.context["form"].non_field_errors() == ["该账号目前没有任何角色，请联系本单位管理员。"]
    assert not is_in(client)


def test_a_closed_account_is_not_let_in(client: Client, teacher: User) -> None:
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    assert client.post(reverse("account_login"), {"login": teacher.username, "password": PASSWORD}).status_code == 200
    assert not is_in(client)


def test_signing_out_is_a_post(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_reset_password", "account_email", "account_set_password", "account_inactive"]
)
def test_pages_that_nobody_needs_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_demo_accounts_are_shown_in_demo_mode_only(client: Client, teacher: User, settings: object) -> None:
    User.objects.filter(pk=teacher.pk).update(is_demo=True)
    settings.DEMO = False  # type: ignore[attr-defined]
    assert teacher.username not in client.get(reverse("account_login")).content.decode()
    settings.DEMO = True  # type: ignore[attr-defined]
    assert teacher.username in client.get(reverse("account_login")).content.decode()


def test_while_the_demo_world_is_being_loaded_the_page_says_so_and_asks_again(
    client: Client, teacher: User, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    waiting = client.get(reverse("account_login")).content.decode()
    assert ("演示数据正在装入" in waiting, 'hx-trigger="every 5s"' in waiting) == (True, True)
    User.objects.filter(pk=teacher.pk).update(is_demo=True)
    there = client.get(reverse("account_login")).content.decode()
    assert ("演示数据正在装入" in there, 'hx-trigger="every 5s"' in there) == (False, False)


# --- lock-out --------------------------------------------------------------------------------------


def test_guessing_locks_the_guesser_out_and_not_the_owner_elsewhere(teacher: User) -> None:
    guesses = [try_to_sign_in(teacher, f"guess-{n}", address="10.9.9.9") for n in range(5)]
    assert guesses == [200, 200, 200, 200, 429]
    assert try_to_sign_in(teacher, address="10.9.9.9") == 429
    assert try_to_sign_in(teacher, address="10.0.0.1") == 302


def test_other_spellings_of_the_account_give_no_further_guesses(teacher: User) -> None:
    spellings = ["lnu-author", "LNU-author", " lnu-author", "lnu-AUTHOR", "Lnu-Author"]
    guesses = [try_to_sign_in(teacher, "guess", address="10.9.9.9", spelled=spelled) for spelled in spellings]
    assert guesses == [200, 200, 200, 200, 429]


def test_the_guesser_may_still_sign_in_to_another_account(world: World, teacher: User) -> None:
    for n in range(5):
        try_to_sign_in(teacher, f"guess-{n}", address="10.9.9.9")
    colleague = user_of(world.lnu.colleague)
    colleague.set_password(PASSWORD)
    colleague.save()
    assert try_to_sign_in(colleague, address="10.9.9.9") == 302


def test_a_right_password_forgets_the_wrong_ones(teacher: User) -> None:
    for n in range(4):
        try_to_sign_in(teacher, f"guess-{n}")
    assert try_to_sign_in(teacher) == 302
    assert [try_to_sign_in(teacher, f"guess-{n}") for n in range(4)] == [200] * 4


# --- leavers ---------------------------------------------------------------------------------------


def test_an_ended_role_opens_nothing_from_the_next_request_on(client: Client, world: World, teacher: User) -> None:
    try_to_sign_in(teacher, client=client)
    membership = Membership.objects.get(user=teacher)
    people.end_membership(membership=membership, reason="调离", by=world.lnu.liaison)
    response = client.get("/workbench/")
    assert (response.status_code, response["Location"]) == (302, "/account/login/?next=/workbench/")
    assert Session.objects.count() == 0


def test_without_the_ending_the_session_would_live(client: Client, world: World, teacher: User) -> None:
    try_to_sign_in(teacher, client=client)
    assert is_in(client)


def test_a_role_ended_behind_a_living_session_opens_nothing(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    Membership.objects.filter(user_id=world.lnu.author.user_id).update(ended_at=timezone.now())
    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_a_person_with_two_roles_keeps_the_other(client: Client, world: World) -> None:
    student = world.person("lnu-author", Role.STUDENT, str(world.lnu.organisation.code))
    sign_in(client, world.lnu.author)
    teacher = Membership.objects.get(user_id=student.user_id, role=Role.TEACHER)
    people.end_membership(membership=teacher, reason="转岗", by=world.lnu.liaison)
    assert client.get("/workbench/").context["actor"].role == "student"


def test_a_closed_account_is_out_at_once(client: Client, world: World, teacher: User) -> None:
    try_to_sign_in(teacher, client=client)
    accounts.close_account(user=teacher, reason="账号泄露", by=world.system_admin)
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_an_organisation_that_left_is_without_access(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    world.lnu.organisation.is_active = False
    world.lnu.organisation.save()
    assert not is_in(client)


def test_a_session_ends_after_half_an_hour_without_use(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    client.get("/workbench/")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_use_keeps_a_session_alive(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    session = client.session
    session[SEEN_AT] -= PUT_OFF_AFTER
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=20))
    client.get("/workbench/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_a_page_that_is_looked_at_within_the_minute_writes_nothing(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    with CaptureQueriesContext(connection) as queries:
        client.get("/workbench/")
    assert [one["sql"] for one in queries if one["sql"].startswith(("UPDATE", "INSERT"))] == []


# --- passwords -------------------------------------------------------------------------------------


def change(client: Client, old: str, new: str) -> int:
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), data).status_code


def test_a_password_given_by_another_must_be_changed_first(client: Client, world: World, teacher: User) -> None:
    password = accounts.reset_password(user=teacher, by=world.lnu.liaison)
    try_to_sign_in(teacher, password, client=client)
    assert client.get("/notifications/")["Location"] == reverse("account_change_password")
    assert change(client, password, OTHER) == 302
    assert is_in(client)
    teacher.refresh_from_db()
    assert (teacher.must_change_password, teacher.check_password(OTHER)) == (False, True)


def test_the_old_password_no_longer_works_after_a_reset(world: World, teacher: User) -> None:
    accounts.reset_password(user=teacher, by=world.lnu.liaison)
    assert try_to_sign_in(teacher) == 200


def test_a_password_of_half_a_year_must_be_changed(client: Client, world: World, teacher: User) -> None:
    sign_in(client, world.lnu.author)
    User.objects.filter(pk=teacher.pk).update(password_changed_at=timezone.now() - timedelta(days=181))
    assert client.get("/workbench/")["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("weak", ["Short-1", "alllettersnodigits", "password123", "lnu-author-9X"])
def test_weak_passwords_are_refused_at_the_field(client: Client, teacher: User, weak: str) -> None:
    try_to_sign_in(teacher, client=client)
    assert change(client, PASSWORD, weak) == 200
    teacher.refresh_from_db()
    assert teacher.check_password(PASSWORD)


def test_changing_the_password_signs_other_browsers_out(client: Client, teacher: User) -> None:
    other = Client()
    try_to_sign_in(teacher, client=other)
    try_to_sign_in(teacher, client=client)
    assert change(client, PASSWORD, OTHER) == 302
    assert (is_in(client), is_in(other)) == (True, False)


def test_a_one_time_password_passes_the_rules_and_is_another_each_time(world: World, teacher: User) -> None:
    from django.contrib.auth.password_validation import validate_password

    from lianxiao.organisations.passwords import one_time_password

    made = {one_time_password() for _n in range(200)}
    for password in made:
        validate_password(password, teacher)
    assert len(made) == 200


# --- sessions --------------------------------------------------------------------------------------


def test_a_person_sees_where_he_is_signed_in_and_ends_another(client: Client, teacher: User) -> None:
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/109.0 Safari/537.36 Edg/109.0")
    try_to_sign_in(teacher, client=other)
    try_to_sign_in(teacher, client=client)
    shown = client.get(reverse("usersessions_list")).context["sessions"]
    assert [(one.device, one.is_here) for one in shown] == [("", True), ("Edge · Windows", False)]
    client.post(reverse("usersessions_end_one", args=[shown[1].row.pk]))
    assert (is_in(client), is_in(other)) == (True, False)


def test_all_others_end_at_once(client: Client, teacher: User) -> None:
    others = [Client(), Client()]
    for other in others:
        try_to_sign_in(teacher, client=other)
    try_to_sign_in(teacher, client=client)
    client.post(reverse("usersessions_end"))
    assert [is_in(one) for one in (client, *others)] == [True, False, False]


def test_nobody_ends_a_strangers_session(client: Client, world: World, teacher: User) -> None:
    from allauth.usersessions.models import UserSession

    other = Client()
    try_to_sign_in(teacher, client=other)
    sign_in(client, world.lnu.colleague)
    pk = UserSession.objects.get(user=teacher).pk
    assert client.post(reverse("usersessions_end_one", args=[pk])).status_code == 404
    assert is_in(other)


# --- 身份 -------------------------------------------------------------------------------------------


def test_who_holds_two_roles_switches_and_the_record_follows(client: Client, world: World) -> None:
    second = world.person("lnu-author", Role.LIAISON, str(world.dut.organisation.code))
    sign_in(client, world.lnu.author)
    membership = Membership.objects.get(user_id=second.user_id, role=Role.LIAISON)
    assert client.post("/act-as/", {"membership": membership.pk})["Location"] == "/workbench/"
    assert client.get("/workbench/").context["actor"].organisation_id == world.dut.organisation.pk
    target = Membership.objects.get(user_id=world.dut.author.user_id)
    client.post(reverse("organisations:role_end", args=[target.pk]), {"reason": "调离"})
    step = Step.objects.get(verb="end")
    assert (step.role, step.organisation_id, step.actor_id) == ("liaison", world.dut.organisation.pk, second.user_id)


def test_nobody_acts_as_somebody_else(client: Client, world: World) -> None:
    foreign = Membership.objects.get(user_id=world.lnu.liaison.user_id)
    sign_in(client, world.lnu.author)
    assert client.post("/act-as/", {"membership": foreign.pk}).status_code == 404
    assert client.get("/workbench/").context["actor"].role == "teacher"


def test_the_language_of_the_pages_is_that_of_the_mail(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    client.post("/language/", {"language": "en", "next": "/workbench/"})
    assert user_of(world.lnu.author).language == "en"
    assert "Workbench" in client.get("/workbench/").content.decode()


def test_tests_sign_in_by_the_backend_of_the_product() -> None:
    assert BACKEND in settings.AUTHENTICATION_BACKENDS
