"""Scores, reviewers and drafts never reach the wrong eyes: unique words in each are looked for wherever others look."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from lianxiao.calls.models import Application
from lianxiao.core.actors import PUBLIC, Actor
from lianxiao.core.models import Effect, Step
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.models import Notification, User
from lianxiao.organisations.scopes import Scope
from lianxiao.review.actions import assigning, inviting, plans
from lianxiao.review.models import Change, Plan, Sheet
from tests.review import reviewed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"CANARY-[a-z]+-\d")
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)')
# Who is in the pool is no secret among the offices; who reviews what is.
LEAVES = ("/account/logout", "/static/", "/language", "/display", "/act-as", "/reviews/pool/")


@pytest.fixture
def world() -> World:
    return World()


def sown(world: World) -> Plan:
    """Experts by names of their own; one has submitted, one has a draft, words in every text."""
    plan = reviewed.assigned(world, applications=2, experts=2)
    for number in range(2):
        person = reviewed.expert(world, number)
        User.objects.filter(pk=person.person_id).update(name=f"CANARY-name-{number}")
        sheets = reviewed.sheets_of(person)
        for sheet in sheets:
            reviewed.fill(sheet, person, 8, f"CANARY-text-{number}")
        if number == 0:
            reviewed.sheets.submit(sheet=sheets[0], by=person)
    return plan


def crawl(client: Client, starts: list[str], most: int = 60) -> Iterator[tuple[str, str]]:
    """The nearest pages that can be reached by links, with what they say; downloads too."""
    waiting, seen, read = list(starts), set(starts), 0
    while waiting and read < most:
        path, read = waiting.pop(0), read + 1
        response = client.get(path)
        content = b"".join(response) if response.streaming else response.content  # type: ignore[call-overload]
        text = content.decode("utf-8", errors="replace")
        yield path, f"{text}\n{sorted(response.headers.items())}"
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        for link in [found.replace("&amp;", "&") for found in LINK.findall(text)]:
            if link not in seen and not link.startswith(LEAVES):
                seen.add(link)
                waiting.append(link)


def found_by(actor: Actor, starts: list[str]) -> set[str]:
    client = Client()
    if actor.is_signed_in:
        sign_in(client, actor)
    return {word for _path, text in crawl(client, starts) for word in CANARY.findall(text)}


def test_a_crawl_by_everybody_finds_only_what_is_his(world: World) -> None:
    """Also by who knows the addresses. The office learns who reviews, from its desk, and no word of what they write."""
    plan = sown(world)
    panel = reviewed.panel_of(plan)
    application = panel.entries.order_by("id")[0].application
    desk = f"/reviews/plans/{plan.pk}/"
    sheets = [f"/reviews/sheets/{one.pk}/" for one in Sheet.objects.order_by("pk")]
    known = [desk, f"{desk}results/", f"{desk}comparison/", f"/reviews/panels/{panel.pk}/", *sheets]
    starts = [*known, f"/applications/{application.pk}/", "/workbench/", "/search/?q=CANARY", "/"]
    for stranger in (
        *(world.lnu.author, world.lnu.liaison, world.lnu.leader, world.neu.liaison),
        *(world.ting, world.keji.officer, PUBLIC, world.expert),
    ):
        assert found_by(stranger, starts) == set(), stranger.role
    assert found_by(world.nonglin.officer, starts) == {"CANARY-name-0", "CANARY-name-1"}
    assert found_by(reviewed.expert(world, 0), starts) == {"CANARY-name-0", "CANARY-text-0"}


def test_the_crawl_would_find_what_stands_on_a_page(world: World) -> None:
    """The control: once scores are open, the lead office reads them where the crawl looks."""
    plan = sown(world)
    for number in range(2):
        person = reviewed.expert(world, number)
        for sheet in reviewed.sheets_of(person):
            if sheet.state == "assigned":
                reviewed.sheets.submit(sheet=sheet, by=person)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    entries = reviewed.panel_of(plan).entries.order_by("id")
    opinions = [f"?application={entry.application_id}" for entry in entries]
    found = found_by(world.nonglin.officer, [f"/reviews/plans/{plan.pk}/results/{asked}" for asked in ("", *opinions)])
    assert found == {f"CANARY-{kind}-{number}" for kind in ("name", "text") for number in range(2)}
    assert found_by(world.lnu.liaison, ["/workbench/", "/applications/"]) == set()


def test_what_an_extra_expert_writes_is_his_until_scores_are_open(world: World) -> None:
    plan = reviewed.far_apart(world)
    panel, third = reviewed.panel_of(plan), reviewed.expert(world, 2)
    application = panel.entries.get().application
    sheet = assigning.extra_by_hand(
        panel=panel, application=application, expert=reviewed.in_pool(third), by=world.nonglin.officer
    )
    inviting.invite(plan=plan, by=world.nonglin.officer)
    reviewed.accept(third)
    User.objects.filter(pk=third.person_id).update(name="CANARY-name-3")
    reviewed.fill(sheet, third, 8, "CANARY-text-3")
    desk = f"/reviews/plans/{plan.pk}/"
    known = [desk, f"{desk}results/", f"/reviews/panels/{panel.pk}/", f"/reviews/sheets/{sheet.pk}/"]
    starts = [*known, f"/applications/{application.pk}/", "/workbench/"]
    for stranger in (world.lnu.author, world.keji.officer, world.ting, reviewed.expert(world, 0)):
        assert found_by(stranger, starts) == set(), stranger.role
    assert found_by(world.nonglin.officer, starts) == {"CANARY-name-3"}
    reviewed.sheets.submit(sheet=sheet, by=third)
    assert found_by(world.nonglin.officer, starts) == {"CANARY-name-3"}


def test_programs_find_nothing_either(world: World) -> None:
    plan = sown(world)
    application = reviewed.panel_of(plan).entries.order_by("id")[0].application
    for actor in (world.lnu.liaison, world.nonglin.officer, reviewed.expert(world, 0)):
        key = make_token(name="系统", scopes=[str(one) for one in Scope], days=1, by=actor).key
        program = Client(headers={"Authorization": f"Bearer {key}"})
        answer = program.get(reverse("api:application", kwargs={"pk": application.pk})).content.decode()
        assert not CANARY.search(answer)


# --- outside the schema ----------------------------------------------------------------------------


def outside() -> Iterator[tuple[str, str]]:
    """Every row of the product's tables but for those of reviews, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def test_no_row_outside_the_schema_holds_an_opinion_or_ties_an_expert_to_an_application(world: World) -> None:
    plan = sown(world)
    experts = {reviewed.expert(world, number).person_id for number in range(2)}
    assert Sheet.objects.exclude(overall="").count() == 4  # the control: there they are
    assert Change.objects.filter(after__overall__startswith="CANARY-text").exists()
    numbers = {str(one) for one in reviewed.panel_of(plan).entries.values_list("application__number", flat=True)}
    for table, row in outside():
        assert "CANARY-text" not in row, table
        if any(number in row for number in numbers):
            tied = [pk for pk in experts if f'"actor_id":{pk},' in row or f'"user_id":{pk},' in row]
            assert tied == [], (table, row[:300])


def test_the_record_says_of_an_expert_which_seat_and_nothing_more(world: World) -> None:
    sown(world)
    person = reviewed.expert(world, 0)
    steps = Step.objects.filter(actor_id=person.person_id).order_by("id")
    assert [(step.case_kind, step.verb, step.remark, step.details) for step in steps] == [
        ("review.seat", "accept", "", {}),
        ("review.sheet", "submit", "", {}),
    ]
    assert not Step.objects.filter(case_kind="calls.application", actor_id=person.person_id).exists()
    told = Notification.objects.filter(user_id=person.person_id)
    assert {(one.kind, one.path) for one in told} == {("review_invited", "/reviews/")}
    assert not Effect.objects.filter(actor_key=f"user:{person.user_id}").exists()


# --- inference from time, order, count and ids -------------------------------------------------------


def test_an_applicants_page_is_the_same_whatever_the_experts_do(world: World) -> None:
    """Between opening and closing nothing that the university sees changes: neither text, nor moment, nor count."""
    plan = reviewed.assigned(world, applications=1)
    application = reviewed.panel_of(plan).entries.get().application
    client = sign_in(Client(), world.lnu.liaison)

    def page() -> tuple[str, object]:
        said = client.get(f"/applications/{application.pk}/").content.decode()
        fresh = re.sub(
            r'(name="csrfmiddlewaretoken" value|name="request_id" value|nonce|data-now|server-time" content)="[^"]*"',
            "",
            said,
        )
        return fresh, Application.objects.get(pk=application.pk).updated_at

    before = page()
    for number in range(2):
        person = reviewed.expert(world, number)
        reviewed.scored(reviewed.sheets_of(person)[0], person)
        assert page() == before
    plan.refresh_from_db()
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    assert page() == before


def test_all_applications_leave_the_review_at_one_moment_and_in_the_order_of_their_numbers(world: World) -> None:
    """Neither rank nor score nor the hour of the last sheet shows in when or in which order they are closed."""
    plan = reviewed.all_scored(world, applications=3)
    opened = plans.open_scores(plan=plan, by=world.nonglin.officer)
    plans.close(plan=opened, by=world.nonglin.officer)
    steps = Step.objects.filter(verb="close_review").order_by("id")
    numbers = list(Application.objects.filter(state="reviewed").order_by("number").values_list("pk", flat=True))
    assert [step.case_id for step in steps] == numbers
    assert max(step.at for step in steps) - min(step.at for step in steps) < timedelta(seconds=5)
    assert {step.actor_id for step in steps} == {world.nonglin.officer.user_id}


def test_progress_tells_an_office_how_many_and_not_which(world: World) -> None:
    plan = reviewed.assigned(world, applications=2)
    first = reviewed.expert(world, 0)
    office = sign_in(Client(), world.nonglin.officer)

    def figures() -> list[str]:
        said = office.get(f"/reviews/plans/{plan.pk}/").content.decode()
        return re.findall(r'stat-value d-block">(\d+)', said)

    reviewed.scored(reviewed.sheets_of(first)[0], first, 1)
    low = figures()
    assert low == ["2", "1", "2", "0"]
    reviewed.scored(reviewed.sheets_of(first)[1], first, 10)
    assert figures() == ["2", "2", "2", "0"]


def test_every_model_of_the_schema_is_behind_it() -> None:
    """A new table that refers to both a person and an application belongs into the schema too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'review'")
        inside = {table for (table,) in cursor.fetchall()}
    assert inside == {
        model._meta.db_table for model in apps.get_app_config("review").get_models() if "secret" in model.__module__
    }
