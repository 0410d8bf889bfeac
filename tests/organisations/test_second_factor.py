"""Second factors: who cannot do without one, codes that are good once, guessing that ends, losses two people mend."""

import base64
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.checks import no_development_defaults
from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.core.sealing import BrokenSeal, keyed_digest, seal, unseal
from lianxiao.organisations.actions import factor_resets, second_factor
from lianxiao.organisations.models import FactorReset, Notification, User
from lianxiao.organisations.roles import DEPARTMENT_SIDE, Kind, Role, needs_second_factor
from tests.world import KEY, World, sign_in, user_of

pytestmark = pytest.mark.django_db
USER = "organisations.user"
PASSWORD = "Right-pass-2026"


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def liaison(world: World) -> User:
    return with_password(world.lnu.liaison)


@pytest.fixture
def newcomer(world: World) -> User:
    """A liaison whose role was confirmed a moment ago."""
    user = with_password(world.dut.liaison)
    Authenticator.objects.filter(user=user).delete()
    return user


def with_password(actor: Actor) -> User:
    user = user_of(actor)
    user.set_password(PASSWORD)
    user.save()
    return user


def code(key: str = KEY, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return TOTP(base64.b32decode(key), 6, SHA1(), 30).generate(int(time.time()) + 30 * steps).decode()


def wrong_code(key: str = KEY) -> str:
    near = {code(key, steps=n) for n in range(-2, 3)}
    return next(text for text in ("000000", "111111", "222222", "333333", "444444", "555555") if text not in near)


def enter(client: Client, user: User) -> Any:
    return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})


def answer(client: Client, given: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": given})


def is_in(client: Client) -> bool:
    return client.get("/workbench/").status_code == 200


# --- who needs one ---------------------------------------------------------------------------------


def test_the_departments_side_and_who_acts_for_others_need_one() -> None:
    at_university = {role for role in Role if needs_second_factor(role, Kind.UNIVERSITY)}
    assert at_university == {
        Role.LIAISON, Role.LEADER, Role.EXPERT, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR,
    }  # fmt: skip
    assert all(needs_second_factor(role, kind) for role in Role for kind in DEPARTMENT_SIDE)


def test_an_installation_may_ask_more_roles_for_one(settings: Any) -> None:
    settings.SECOND_FACTOR_ALSO = ["teacher"]
    assert needs_second_factor(Role.TEACHER, Kind.COLLEGE)


def test_without_one_a_liaison_is_led_to_set_it_up_and_can_do_nothing_else(client: Client, newcomer: User) -> None:
    enter(client, newcomer)
    for path in ("/workbench/", "/people/", "/calls/", "/account/sessions/", reverse("second_factor_codes")):
        assert client.get(path)["Location"] == reverse("second_factor")
    assert client.post("/act-as/", {"membership": 1})["Location"] == reverse("second_factor")
    page = client.get(reverse("second_factor"))
    assert (page.status_code, page.context["must"]) == (200, True)
    assert client.get(reverse("second_factor_app")).status_code == 200


def test_the_first_password_comes_before_the_factor(client: Client, newcomer: User) -> None:
    User.objects.filter(pk=newcomer.pk).update(must_change_password=True)
    enter(client, newcomer)
    assert client.get(reverse("second_factor"))["Location"] == reverse("account_change_password")


def test_a_teacher_need_not_have_one(client: Client, world: World) -> None:
    enter(client, with_password(world.lnu.author))
    assert is_in(client)


def test_the_strictest_role_counts_whichever_is_chosen(client: Client, world: World) -> None:
    world.person("lnu-author", Role.EXPERT, world.neu.organisation.code or "")
    Authenticator.objects.all().delete()
    sign_in(client, world.lnu.author)
    assert client.get("/workbench/")["Location"] == reverse("second_factor")


def test_demo_accounts_are_spared_where_the_installation_says_so(client: Client, newcomer: User, settings: Any) -> None:
    User.objects.filter(pk=newcomer.pk).update(is_demo=True)
    enter(client, newcomer)
    assert is_in(client)
    settings.SECOND_FACTOR_SPARES_DEMO = False
    assert not is_in(client)


def test_production_does_not_start_while_demo_accounts_are_spared(settings: Any) -> None:
    settings.PRODUCTION, settings.SECRET_KEY, settings.SITE_URL = True, "x" * 50, "https://lianxiao.example"
    assert "lianxiao.E005" in [problem.id for problem in no_development_defaults()]
    settings.SECOND_FACTOR_SPARES_DEMO = False
    assert "lianxiao.E005" not in [problem.id for problem in no_development_defaults()]


# --- signing in ------------------------------------------------------------------------------------


def test_password_and_code_let_in_and_the_password_alone_does_not(client: Client, liaison: User) -> None:
    assert enter(client, liaison)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert answer(client, code())["Location"] == "/workbench/"
    assert is_in(client)
    assert Step.objects.filter(verb="sign_in", actor_id=liaison.pk).count() == 1


def test_a_code_is_good_once_in_whatever_process(client: Client, liaison: User) -> None:
    given = code()
    enter(client, liaison)
    answer(client, given)
    other = Client()
    enter(other, liaison)
    page = answer(other, given)
    assert page.context["form"].errors["code"] == ["验证码不正确或已使用过，请输入当前显示的验证码。"]
    assert not is_in(other)
    assert answer(other, code(steps=1)).status_code == 302  # of the next half minute, within the drift
    assert is_in(other)


def test_an_older_code_than_the_last_one_is_not_taken(liaison: User) -> None:
    second_factor.use_code(user=liaison, code=code(steps=1))
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_code(user=liaison, code=code())


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_clock_that_is_wrong_by_more_than_half_a_minute_is_not_followed(liaison: User, steps: int) -> None:
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_code(user=liaison, code=code(steps=steps))


def test_guessing_codes_ends_whatever_network_it_comes_from_and_the_person_is_told(liaison: User) -> None:
    guesser = Client()
    enter(guesser, liaison)
    for n in range(5):
        guesser.post(reverse("mfa_authenticate"), {"code": wrong_code()}, REMOTE_ADDR=f"10.0.0.{n}")
    page = answer(guesser, code())
    assert page.context["form"].errors["code"] == ["错误次数过多，请十五分钟后再试，或使用通行密钥。"]
    assert not is_in(guesser)
    assert [row.kind for row in Notification.objects.filter(user=liaison)] == ["wrong_codes"]
    User.objects.filter(pk=liaison.pk).update(codes_refused_until=timezone.now() - timedelta(seconds=1))
    assert answer(guesser, code()).status_code == 302


def test_a_stranger_without_the_password_cannot_lock_the_codes(client: Client, liaison: User) -> None:
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"})["Location"] == reverse("account_login")
    liaison.refresh_from_db()
    assert liaison.wrong_codes == 0


def test_a_right_code_forgets_the_wrong_ones(liaison: User) -> None:
    for _n in range(4):
        with pytest.raises(second_factor.WrongCode):
            second_factor.use_code(user=liaison, code=wrong_code())
    second_factor.use_code(user=liaison, code=code())
    liaison.refresh_from_db()
    assert liaison.wrong_codes == 0


def test_the_key_lies_sealed_in_the_database(liaison: User) -> None:
    kept = Authenticator.objects.get(user=liaison).data["key"]
    assert KEY not in kept
    assert unseal(kept, second_factor.APP) == KEY


# --- setting up ------------------------------------------------------------------------------------


def set_up(client: Client) -> Any:
    page = client.get(reverse("second_factor_app"))
    return client.post(reverse("second_factor_app"), {"code": code(page.context["key"])})


def test_setting_an_app_up_opens_everything_and_shows_the_recovery_codes_once(client: Client, newcomer: User) -> None:
    enter(client, newcomer)
    page = set_up(client)
    assert (page.status_code, len(page.context["codes"]), page.context["first"]) == (200, 10, True)
    assert is_in(client)
    assert [step.verb for step in Step.objects.filter(case_kind=USER, case_id=newcomer.pk).order_by("id")][-2:] == [
        "add_factor", "make_codes",
    ]  # fmt: skip


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key(client: Client, newcomer: User) -> None:
    enter(client, newcomer)
    key = client.get(reverse("second_factor_app")).context["key"]
    page = client.post(reverse("second_factor_app"), {"code": wrong_code(key)})
    assert (page.status_code, page.context["key"]) == (422, key)
    assert not Authenticator.objects.filter(user=newcomer).exists()


def test_there_is_one_app_at_a_time(world: World) -> None:
    with pytest.raises(NotAllowedNow):
        second_factor.add_app(key=KEY, code=code(), by=world.lnu.liaison)


def test_the_code_that_set_it_up_does_not_sign_in(world: World, newcomer: User) -> None:
    second_factor.add_app(key=KEY, code=code(), by=world.dut.liaison)
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_code(user=newcomer, code=code())


# --- recovery codes --------------------------------------------------------------------------------


def test_a_recovery_code_lets_in_once(client: Client, world: World, liaison: User) -> None:
    codes = second_factor.make_codes(by=world.lnu.liaison)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", one) for one in codes)
    enter(client, liaison)
    assert answer(client, codes[3].upper().replace("-", " ")).status_code == 302
    assert is_in(client)
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_code(user=liaison, code=codes[3])
    second_factor.use_code(user=liaison, code=codes[4])


def test_new_recovery_codes_end_the_old_ones(world: World, liaison: User) -> None:
    old = second_factor.make_codes(by=world.lnu.liaison)
    second_factor.make_codes(by=world.lnu.liaison)
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_code(user=liaison, code=old[0])


def test_recovery_codes_are_kept_as_digests_only(world: World, liaison: User) -> None:
    codes = second_factor.make_codes(by=world.lnu.liaison)
    kept = Authenticator.objects.get(user=liaison, type="recovery_codes").data
    assert set(kept) == {"digests"}
    assert codes[0] not in str(kept)


def test_without_a_factor_there_are_no_recovery_codes(world: World) -> None:
    with pytest.raises(NotAllowedNow):
        second_factor.make_codes(by=world.lnu.author)


# --- proving it again ------------------------------------------------------------------------------


def test_a_factor_is_removed_only_by_who_has_just_proved_who_it_is(client: Client, world: World, liaison: User) -> None:
    sign_in(client, world.lnu.liaison)
    second_factor.make_codes(by=world.lnu.liaison)
    path = reverse("second_factor_remove", args=[Authenticator.objects.get(user=liaison, type="totp").pk])
    again = client.post(path)["Location"]
    assert again == f"{reverse('account_again')}?next={path.replace('/', '%2F')}"
    assert client.post(again, {"code": wrong_code()}).status_code == 422
    assert client.post(again, {"code": code()})["Location"] == path
    assert client.get(path).context["is_last"]
    assert client.post(path)["Location"] == reverse("second_factor")
    assert not Authenticator.objects.filter(user=liaison).exists()  # the recovery codes went along
    assert client.get("/workbench/")["Location"] == reverse("second_factor")


def test_a_proof_is_fresh_for_minutes_only(client: Client, liaison: User, settings: Any) -> None:
    enter(client, liaison)
    answer(client, code())
    assert client.get(reverse("second_factor_app")).status_code == 200
    settings.FRESH_FOR = -1
    assert client.get(reverse("second_factor_app")).status_code == 302


def test_without_a_factor_the_password_is_the_proof_and_wrong_ones_are_counted(client: Client, world: World) -> None:
    with_password(world.lnu.author)
    sign_in(client, world.lnu.author)
    again = reverse("account_again")
    assert client.post(again, {"password": PASSWORD, "next": "https://elsewhere.example/"})["Location"] == reverse(
        "second_factor"
    )
    assert [client.post(again, {"password": f"guess-{n}"}).status_code for n in range(5)] == [422, 422, 422, 422, 429]


def test_nobody_removes_a_strangers_factor(client: Client, world: World, liaison: User) -> None:
    enter(client, with_password(world.lnu.author))
    pk = Authenticator.objects.get(user=liaison).pk
    assert client.post(reverse("second_factor_remove", args=[pk])).status_code == 404


# --- lost ones -------------------------------------------------------------------------------------


def test_two_people_take_a_lost_factor_away(client: Client, world: World, liaison: User) -> None:
    enter(client, liaison)
    answer(client, code())
    keeper, second = Client(), Client()
    sign_in(keeper, world.system_admin)
    sign_in(second, world.security_admin)
    keeper.post(reverse("organisations:factor_reset_ask", args=[liaison.pk]), {"reason": "手机遗失，已当面核实"})
    assert is_in(client)  # asking alone changes nothing
    reset = FactorReset.objects.get()
    assert second.get(reverse("organisations:factor_resets")).context["resets"].get() == reset
    second.post(reverse("organisations:factor_reset_grant", args=[reset.pk]))
    assert not is_in(client)
    assert not Authenticator.objects.filter(user=liaison).exists()
    assert not Session.objects.filter(pk=client.cookies["sessionid"].value).exists()
    verbs = [(step.verb, step.role) for step in Step.objects.filter(case_kind=USER, case_id=liaison.pk).order_by("id")]
    assert verbs[1:] == [("ask_factor_reset", "system_admin"), ("grant_factor_reset", "security_admin")]
    enter(client, liaison)
    assert client.get("/workbench/")["Location"] == reverse("second_factor")


def test_a_refused_loss_changes_nothing_and_says_why(client: Client, world: World, liaison: User) -> None:
    reset = factor_resets.ask(user=liaison, reason="手机遗失", by=world.system_admin)
    sign_in(client, world.security_admin)
    path = reverse("organisations:factor_reset_refuse", args=[reset.pk])
    assert client.post(path, {"reason": ""}).status_code == 422
    client.post(path, {"reason": "电话核实并非本人"})
    reset.refresh_from_db()
    assert (reset.is_granted, Authenticator.objects.filter(user=liaison).count()) == (False, 1)
    with pytest.raises(NotAllowedNow):
        factor_resets.grant(reset=reset, by=world.security_admin)


def test_the_liaison_reports_losses_of_teachers_only(world: World) -> None:
    teacher = user_of(world.lnu.author)
    second_factor.add_app(key=KEY, code=code(), by=world.lnu.author)
    assert factor_resets.ask(user=teacher, reason="手机遗失", by=world.lnu.liaison).user == teacher
    for other in (world.lnu.leader, world.dut.liaison, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            factor_resets.ask(user=user_of(other), reason="手机遗失", by=world.lnu.liaison)


def test_a_loss_is_reported_once_and_only_of_what_there_is(world: World, liaison: User) -> None:
    factor_resets.ask(user=liaison, reason="手机遗失", by=world.system_admin)
    with pytest.raises(NotAllowedNow):
        factor_resets.ask(user=liaison, reason="手机遗失", by=world.system_admin)
    with pytest.raises(NotAllowedNow):
        factor_resets.ask(user=user_of(world.lnu.author), reason="手机遗失", by=world.system_admin)


def test_the_security_administrators_own_loss_is_anothers_to_decide(world: World) -> None:
    reset = factor_resets.ask(user=user_of(world.security_admin), reason="手机遗失", by=world.system_admin)
    with pytest.raises(PermissionDenied):
        factor_resets.grant(reset=reset, by=world.security_admin)
    other = world.person("secadmin2", Role.SECURITY_ADMIN, "ting")
    factor_resets.grant(reset=reset, by=other)


def test_a_shell_cannot_store_what_must_not_be(world: World, liaison: User) -> None:
    asked, other = user_of(world.system_admin), user_of(world.security_admin)
    whole = {"user": liaison, "reason": "手机遗失", "asked_by": asked}
    decided = {"decided_at": timezone.now(), "is_granted": True}
    for name, row in {
        "factor_reset_two_people": {**whole, **decided, "decided_by": asked},
        "factor_reset_not_by_oneself": {**whole, **decided, "decided_by": liaison},
        "factor_reset_decided_whole": {**whole, "decided_by": other},
        "factor_reset_reason": {**whole, "reason": ""},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            FactorReset.objects.create(**row)
    FactorReset.objects.create(**whole)
    with pytest.raises(IntegrityError, match="factor_reset_one_waits"), transaction.atomic():
        FactorReset.objects.create(**whole)


def test_the_waiting_list_takes_the_same_queries_for_one_and_for_three(
    client: Client, world: World, django_assert_num_queries: Any
) -> None:
    sign_in(client, world.security_admin)
    path = reverse("organisations:factor_resets")
    factor_resets.ask(user=user_of(world.lnu.liaison), reason="手机遗失", by=world.system_admin)
    with django_assert_num_queries(9):
        client.get(path)
    for actor in (world.lnu.leader, world.dut.liaison):
        factor_resets.ask(user=user_of(actor), reason="手机遗失", by=world.system_admin)
    with django_assert_num_queries(9):
        client.get(path)


def test_the_machines_command_helps_the_last_administrator(world: World) -> None:
    admin = user_of(world.security_admin)
    call_command("forget_factors", admin.username, verbosity=0)
    assert not Authenticator.objects.filter(user=admin).exists()
    assert Step.objects.filter(case_kind=USER, case_id=admin.pk, verb="grant_factor_reset", role="system").count() == 1


# --- seals -----------------------------------------------------------------------------------------


def test_a_seal_opens_for_its_purpose_only_and_shows_every_change() -> None:
    sealed = seal("秘密", "one")
    assert unseal(sealed, "one") == "秘密"
    assert seal("秘密", "one") != sealed
    altered = base64.b64encode(bytes([*base64.b64decode(sealed)[:-1], base64.b64decode(sealed)[-1] ^ 1])).decode()
    for broken, purpose in ((sealed, "two"), (altered, "one")):
        with pytest.raises(BrokenSeal):
            unseal(broken, purpose)


def test_keys_change_and_old_seals_still_open(settings: Any) -> None:
    settings.SEALING_KEYS = ["old"]
    sealed = seal("秘密", "one")
    settings.SEALING_KEYS = ["new", "old"]
    assert unseal(sealed, "one") == "秘密"
    settings.SEALING_KEYS = ["new"]
    with pytest.raises(BrokenSeal):
        unseal(sealed, "one")


def test_a_digest_is_another_for_each_purpose() -> None:
    assert len({keyed_digest("x", "one"), keyed_digest("x", "two"), keyed_digest("y", "one")}) == 3
