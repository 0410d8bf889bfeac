"""Nobody's personal data in an address, a log line or an error page: planted, then looked for."""

import io
import json
import logging
import re
from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.logs import json_formatter, masked
from lianxiao.organisations.actions.personal import set_phone
from lianxiao.organisations.models import Membership
from lianxiao.organisations.roles import Role
from tests.ledger import approving, reporting
from tests.review import reviewed
from tests.world import World, give_factor, sign_in, user_of

pytestmark = pytest.mark.django_db
PHONE, IDENTITY, MAIL, ACCOUNT = "13912345678", "210102199003074512", "wang.ming@lnu.edu.cn", "6222021001116245706"
PLANTED = (PHONE, IDENTITY, MAIL, ACCOUNT)
ADDRESS = re.compile(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"')


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log of the product holds, from everything that Django and we say."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    author = user_of(world.lnu.author)
    set_phone(author, PHONE)
    author.email = MAIL
    author.save()
    return world


def planted_in(text: str) -> list[str]:
    return [one for one in PLANTED if one in text or one.replace("@", "%40") in text]


def test_errors_tell_neither_log_nor_reader(client: Client, world: World, lines: io.StringIO) -> None:
    sign_in(client, world.lnu.liaison)
    client.raise_request_exception = False
    for one in PLANTED:
        for answer in (
            client.get(f"/people/{one}/nowhere/?q={one}"),
            client.post("/people/find/", {"number": one, "request_id": one}),
            client.post(f"/people/{user_of(world.lnu.author).pk}/edit/", {"name": "", "phone": f"{one}x"}),
            client.post("/account/login/", {"login": one, "password": one}),
        ):
            if answer.status_code >= 400 and answer.status_code != 422:
                assert planted_in(answer.content.decode()) == []
            assert planted_in(answer.get("Location", "")) == []
    logging.getLogger("lianxiao").warning("number %s", PHONE)
    assert planted_in(lines.getvalue()) == []
    assert "139****78" in lines.getvalue()


def test_a_refused_page_that_offers_other_roles_does_not_repeat_its_address(client: Client, world: World) -> None:
    liaison = world.lnu.liaison
    give_factor(user_of(liaison))
    Membership.objects.create(
        user=user_of(liaison), organisation=world.lnu.organisation, role=Role.TEACHER, confirmed_at=timezone.now()
    )
    sign_in(client, liaison)
    page = client.get(f"/people/{PHONE}/nowhere/?q={MAIL}").content.decode()
    assert 'name="membership"' in page
    assert planted_in(page) == []


def test_an_exception_is_logged_without_the_values_in_it(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"Key (email)=({MAIL}), phone {PHONE}, {IDENTITY}, {ACCOUNT}")
    except ValueError:
        logging.getLogger("lianxiao").exception("failed for %s", MAIL)
    event = json.loads(lines.getvalue())
    assert planted_in(lines.getvalue()) == []
    assert "w***@lnu.edu.cn" in event["exception"]


def test_the_search_finds_what_is_planted() -> None:
    assert planted_in(f"/people/?q={PHONE}&m=wang.ming%40lnu.edu.cn") == [PHONE, MAIL]
    assert masked({"n": 13912345678, "at": "2026-11-25", "id": 42}) == {"n": "139****78", "at": "2026-11-25", "id": 42}


@pytest.mark.parametrize("who", ["lnu.liaison", "system_admin", "security_admin", "lnu.author"])
def test_no_address_on_a_page_carries_a_person(client: Client, world: World, who: str) -> None:
    actor = world
    for part in who.split("."):
        actor = getattr(actor, part)
    sign_in(client, actor)  # type: ignore[arg-type]
    number = user_of(world.lnu.author).pk
    for path in ("/workbench/", "/people/", f"/people/{number}/", f"/people/{number}/edit/", "/account/readings/"):
        page = client.get(path).content.decode()
        assert [found for found in map(planted_in, ADDRESS.findall(page)) if found] == [], path


def of_everybody(*people: Actor) -> None:
    for actor in people:
        user = user_of(actor)
        set_phone(user, PHONE)
        user.email = MAIL
        user.save()


def addresses_with_people(client: Client, actor: Actor, paths: Sequence[str]) -> dict[str, list[str]]:
    """Every page is one that this person sees: what is refused would prove nothing."""
    give_factor(user_of(actor))
    sign_in(client, actor)
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = [address for address in ADDRESS.findall(answer.content.decode()) if planted_in(address)]
    return {path: addresses for path, addresses in found.items() if addresses}


def test_no_address_in_the_ledger_carries_a_person(client: Client) -> None:
    world = World()
    report = reporting.asked(world, approving.project(world))
    of_everybody(world.lnu.author, world.lnu.liaison, world.lnu.leader)
    pages = ("/ledger/", f"/ledger/{report.project_id}/", "/ledger/reports/", f"/ledger/reports/{report.pk}/")
    for actor in (world.lnu.author, world.lnu.liaison):
        assert addresses_with_people(client, actor, pages) == {}
    office = reporting.office_of(world, report)
    assert addresses_with_people(client, office, (*pages, "/ledger/board/", "/ledger/facts/", "/ledger/periods/")) == {}


def test_no_address_of_an_expert_review_carries_a_person(client: Client) -> None:
    world = World()
    reviewed.with_review(world)
    plan = reviewed.assigned(world)
    experts = [reviewed.expert(world, number) for number in range(2)]
    of_everybody(world.lnu.author, *experts)
    panel = reviewed.panel_of(plan)
    pages = ("/reviews/plans/", f"/reviews/plans/{plan.pk}/", f"/reviews/panels/{panel.pk}/", "/reviews/pool/")
    assert addresses_with_people(client, world.nonglin.officer, pages) == {}
    (sheet,) = reviewed.sheets_of(experts[0])
    assert addresses_with_people(client, experts[0], ("/reviews/", f"/reviews/sheets/{sheet.pk}/")) == {}


def errors_with_people(client: Client, actor: Actor, pages: Sequence[str], steps: Sequence[str]) -> int:
    """How many refusals were read: of each page an address that leads nowhere, of each step one that is nonsense."""
    give_factor(user_of(actor))
    sign_in(client, actor)
    client.raise_request_exception = False
    one = ",".join(PLANTED)
    typed = dict.fromkeys(("summary", "reason", "overall", "revision", "remark", "amount", "request_id"), one)
    answers = [client.get(f"{path}{one}/", {"q": one}) for path in pages]
    answers += [client.post(path, typed, query_params={"q": one}) for path in steps]
    assert [found for answer in answers if (found := planted_in(answer.get("Location", "")))] == []
    # With 409 and 422 a form gives back to its writer what he typed.
    refused = [answer for answer in answers if answer.status_code >= 400 and answer.status_code not in (409, 422)]
    assert [found for answer in refused if (found := planted_in(answer.content.decode()))] == []
    return len(refused)


def test_errors_of_the_ledger_tell_neither_log_nor_reader(client: Client, lines: io.StringIO) -> None:
    world = World()
    report = reporting.asked(world, approving.project(world))
    at, project = f"/ledger/reports/{report.pk}/", f"/ledger/{report.project_id}/"
    pages = ("/ledger/", project, "/ledger/reports/", at, "/ledger/changes/")
    steps = tuple(f"{at}{step}/" for step in ("save", "hand-in", "release", "send-back", "confirm", "correct"))
    steps += (f"{project}changes/draft/", f"{project}changes/new/", "/ledger/periods/new/")
    office = reporting.office_of(world, report)
    for actor in (world.lnu.author, world.lnu.liaison, office, world.nonglin.officer):
        assert errors_with_people(client, actor, pages, steps) >= len(pages)
    assert "/ledger/reports/" in lines.getvalue()
    assert planted_in(lines.getvalue()) == []


def test_errors_of_an_expert_review_tell_neither_log_nor_reader(client: Client, lines: io.StringIO) -> None:
    world = World()
    reviewed.with_review(world)
    plan = reviewed.assigned(world)
    expert = reviewed.expert(world, 0)
    (sheet,) = reviewed.sheets_of(expert)
    at, panel = f"/reviews/sheets/{sheet.pk}/", reviewed.panel_of(plan)
    pages = ("/reviews/", at, f"/reviews/plans/{plan.pk}/", f"/reviews/panels/{panel.pk}/", "/reviews/pool/")
    steps = tuple(f"{at}{step}/" for step in ("save", "submit", "recuse"))
    steps += (f"/reviews/plans/{plan.pk}/close/", f"/reviews/panels/{panel.pk}/seal/", "/reviews/pool/new/")
    for actor in (expert, world.nonglin.officer, world.lnu.liaison):
        assert errors_with_people(client, actor, pages, steps) >= len(pages)
    assert "/reviews/sheets/" in lines.getvalue()
    assert planted_in(lines.getvalue()) == []
