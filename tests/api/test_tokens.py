"""Tokens: made by people for programs, shown once, never worth more than their holder, dead with his role."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.organisations.actions.people import end_membership
from lianxiao.organisations.actions.tokens import make_token, revoke_token
from lianxiao.organisations.models import ApiToken, ApiUse, Membership
from lianxiao.organisations.models.token import digest_of
from lianxiao.organisations.queries import tokens as queries
from lianxiao.organisations.scopes import Scope
from tests.api.conftest import program
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
FORM = {"name": "教务系统", "scopes": ["projects:read"], "days": "30"}


def only_token() -> ApiToken:
    return ApiToken.objects.get()


class TestMaking:
    def test_the_key_is_shown_once_and_only_its_digest_is_kept(self, client: Client, world: World) -> None:
        page = sign_in(client, world.lnu.liaison).post("/tokens/new/", FORM)
        key = page.context["made"].key
        assert (key in page.content.decode(), page["Cache-Control"]) == (True, "no-store")
        assert only_token().digest == digest_of(key)
        assert key not in client.get("/tokens/").content.decode()

    def test_what_is_missing_is_said_at_the_field(self, client: Client, world: World) -> None:
        page = sign_in(client, world.lnu.liaison).post("/tokens/new/", {"name": "系统", "days": "30"})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["scopes"])

    def test_is_on_record(self, world: World) -> None:
        program(world.lnu.liaison, Scope.READ_PROJECTS)
        step = Step.objects.get(verb="make_token")
        assert (step.case_id, step.details) == (only_token().pk, {"scopes": ["projects:read"], "days": 30})

    def test_who_may_do_nothing_makes_none_and_neither_does_a_program(self, world: World) -> None:
        from_program = Actor(**{**vars_of(world.lnu.liaison), "scopes": frozenset({"projects:read"})})
        for actor in (world.student, from_program):
            with pytest.raises(PermissionDenied):
                make_token(name="系统", scopes=["projects:read"], days=30, by=actor)

    def test_a_token_without_scope_or_time_cannot_be_stored(self, world: World) -> None:
        membership = Membership.objects.get(user_id=world.lnu.liaison.user_id)
        now = timezone.now()
        for scopes, expires_at in (([], now + timedelta(days=1)), (["projects:read"], now)):
            with pytest.raises(IntegrityError), transaction.atomic():
                ApiToken.objects.create(
                    membership=membership,
                    name="系统",
                    scopes=scopes,
                    beginning="lx_",
                    digest="0" * 64,
                    created_at=now,
                    expires_at=expires_at,
                )


def vars_of(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in actor.__slots__}


class TestEnding:
    def test_withdrawn_it_opens_nothing_from_the_next_call_on(self, client: Client, world: World) -> None:
        system = program(world.lnu.liaison)
        assert system.get("/me").status_code == 200
        sign_in(client, world.lnu.liaison).post(f"/tokens/{only_token().pk}/revoke/")
        answer = system.get("/me")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="lianxiao"')

    def test_run_out_it_opens_nothing(self, world: World) -> None:
        system = program(world.lnu.liaison)
        long_ago = timezone.now() - timedelta(days=40)
        ApiToken.objects.update(created_at=long_ago, expires_at=long_ago + timedelta(days=30))
        assert system.get("/me").status_code == 401

    def test_it_ends_with_its_holders_role(self, world: World) -> None:
        system = program(world.lnu.author)
        membership = Membership.objects.get(user_id=world.lnu.author.user_id)
        end_membership(membership=membership, reason="调离", by=world.lnu.liaison)
        assert system.get("/me").status_code == 401

    def test_a_liaison_withdraws_those_of_the_own_university(self, world: World) -> None:
        program(world.lnu.author)
        with pytest.raises(PermissionDenied):
            revoke_token(token=only_token(), by=world.dut.liaison)
        assert revoke_token(token=only_token(), by=world.lnu.liaison).revoked_by_id == world.lnu.liaison.user_id

    def test_others_do_not_find_it(self, client: Client, world: World) -> None:
        program(world.lnu.author)
        for stranger in (world.dut.liaison, world.lnu.colleague):
            assert sign_in(client, stranger).post(f"/tokens/{only_token().pk}/revoke/").status_code == 404


class TestCalling:
    def test_without_a_token_nothing_opens(self, client: Client, world: World) -> None:
        sign_in(client, world.lnu.liaison)  # a browser's session is none
        for key in ("", "Bearer lx_guessed", "Basic bG54"):
            answer = client.get("/api/v1/me", headers={"Authorization": key} if key else {})
            assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")

    def test_a_scope_that_is_missing_closes_the_door(self, world: World) -> None:
        system = program(world.lnu.liaison, Scope.READ_CALLS)
        assert (system.get("/calls").status_code, system.get("/projects").status_code) == (200, 403)

    def test_a_scope_never_adds_to_what_its_holder_may(self, world: World) -> None:
        draft = world.application(world.lnu)
        assert program(world.lnu.colleague).get(f"/applications/{draft.pk}").status_code == 404
        assert program(world.dut.liaison).get(f"/applications/{draft.pk}").status_code == 404
        assert program(world.lnu.liaison).get(f"/applications/{draft.pk}").status_code == 200

    def test_the_record_names_person_and_token(self, world: World) -> None:
        system = program(world.lnu.author)
        system.send("POST", "/applications", {"call_category": world.category().pk})
        step = Step.objects.get(verb="begin")
        assert (step.actor_id, step.actor_name) == (world.lnu.author.user_id, "lnu-author · 教务系统")

    def test_beyond_the_limit_it_waits(self, world: World) -> None:
        system = program(world.lnu.liaison)
        system.get("/me")
        ApiUse.objects.update(count=queries.CALLS_PER_MINUTE - 1)
        assert system.get("/me").status_code == 200
        answer = system.get("/me")
        assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 60) == (429, True)

    def test_the_description_is_open_and_the_guide_names_every_operation(self, client: Client, world: World) -> None:
        described = client.get("/api/v1/openapi.json").json()
        named = {f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods}
        guide = client.get("/api/")
        assert {f"{one.method} {one.path}" for one in guide.context["operations"]} == named

    def test_the_guide_speaks_the_reader_s_language_and_has_no_menu_of_the_desk(
        self, client: Client, world: World
    ) -> None:
        """It is open to everybody, so it stands on the public site."""
        guide = client.get("/api/", headers={"accept-language": "zh-hans"})
        me = next(one for one in guide.context["operations"] if one.path == "/api/v1/me")
        assert (me.summary, me.door) == ("令牌的持有人和可用范围", "任意令牌")
        assert "public_base.html" in {template.name for template in guide.templates}


def test_a_token_of_another_mark_is_not_even_looked_up() -> None:
    assert queries.token_with("pk_live_123") is None
