"""Pages of change requests: what is typed is kept, each sees what is his, both values stand side by side."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import ChangeRequest, Project
from lianxiao.ledger.states import ChangeKind, ChangeState
from lianxiao.site.queries.workbench import waiting_for
from tests.core.files.made import pdf
from tests.ledger import changing
from tests.ledger.approving import project
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def found(world: World) -> Project:
    return project(world)


def waiting(actor: Actor) -> dict[str, int]:
    return {one.kind: one.count for one in waiting_for(actor) if one.kind.startswith("change_")}


def path(change: ChangeRequest, step: str = "") -> str:
    return reverse(f"ledger:change{step}", args=[change.pk])


def typed(change: ChangeRequest, **more: Any) -> dict[str, Any]:
    return {"revision": change.revision, "reason": changing.REASON, **more}


def test_from_the_project_to_the_decision(client: Client, world: World, found: Project) -> None:
    author = sign_in(client, world.lnu.author)
    assert "申请变更" in author.get(reverse("ledger:project", args=[found.pk])).content.decode()
    begun = author.post(reverse("ledger:change_draft", args=[found.pk]), {"kind": "people"})
    asked = ChangeRequest.objects.get()
    assert begun.headers["Location"] == path(asked, "_edit")
    assert waiting(world.lnu.author) == {"change_to_write": 1}
    saved = author.post(
        path(asked, "_save"), typed(asked, leader="王新", file=SimpleUploadedFile("决定.pdf", pdf()), go="check")
    )
    assert saved.headers["Location"] == path(asked)
    author.post(path(asked, "_hand_in"))
    assert waiting(world.lnu.author) == {}
    assert waiting(world.lnu.liaison) == {"change_to_release": 1}
    liaison = sign_in(client, world.lnu.liaison)
    liaison.post(path(asked, "_release"))
    assert waiting(world.gongye.officer) == {"change_to_decide": 1}
    officer = sign_in(client, world.gongye.officer)
    shown = officer.get(path(asked)).content.decode()
    assert f"<del>{found.leader_name}</del>" in shown
    assert "<ins>王新</ins>" in shown
    page = officer.get(reverse("ledger:project", args=[found.pk])).content.decode()
    assert "本项目有变更申请正在办理" in page
    officer.post(path(asked, "_decide"), {"outcome": "approve", "reason": ""})
    asked.refresh_from_db()
    assert asked.state == ChangeState.APPROVED
    page = officer.get(reverse("ledger:project", args=[found.pk])).content.decode()
    assert "王新" in page
    assert "本项目有变更申请正在办理" not in page
    assert f"<del>{found.leader_name}</del>" in officer.get(path(asked)).content.decode()


def test_a_wrong_value_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, world: World, found: Project
) -> None:
    asked = changing.drafted(world, found, ChangeKind.PERIOD, start="2027-02-01")
    author = sign_in(client, world.lnu.author)
    answer = author.post(path(asked, "_save"), typed(asked, start="2027-02-01", end="2031-01-01"))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert 'href="#id_end"' in said
    assert 'value="2031-01-01"' in said
    asked.refresh_from_db()
    assert asked.wanted == {"start": "2027-02-01"}


def test_an_older_version_of_the_form_overwrites_nothing(client: Client, world: World, found: Project) -> None:
    asked = changing.drafted(world, found)
    author = sign_in(client, world.lnu.author)
    answer = author.post(path(asked, "_save"), {**typed(asked, leader="李工"), "revision": 0})
    assert answer.status_code == 409
    assert 'value="李工"' in answer.content.decode()


def test_a_decision_without_its_reason_is_asked_for_it(client: Client, world: World, found: Project) -> None:
    asked = changing.released(world, found)
    officer = sign_in(client, world.gongye.officer)
    answer = officer.post(path(asked, "_decide"), {"outcome": "refuse", "reason": " "})
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.content.decode()
    officer.post(path(asked, "_decide"), {"outcome": "return", "reason": "请附协议。"})
    asked.refresh_from_db()
    assert asked.state == ChangeState.RETURNED
    said = officer.get(path(asked)).content.decode()
    assert "<ins>王新</ins>" not in said
    assert "请附协议。" in sign_in(client, world.lnu.author).get(path(asked, "_edit")).content.decode()


def test_every_kind_has_its_form_and_its_list(client: Client, world: World, found: Project) -> None:
    author = sign_in(client, world.lnu.author)
    for kind in ChangeKind:
        author.post(reverse("ledger:change_draft", args=[found.pk]), {"kind": str(kind)})
        asked = ChangeRequest.objects.get(kind=kind)
        assert author.get(path(asked, "_edit")).status_code == 200
        again = author.post(reverse("ledger:change_draft", args=[found.pk]), {"kind": str(kind)})
        assert again.status_code == 409
        author.post(path(asked, "_withdraw"))
    listed = author.get(reverse("ledger:changes"), {"kind": "people"}).content.decode()
    assert listed.count(f'href="{reverse("ledger:changes")}') >= 1
    assert path(ChangeRequest.objects.get(kind="people")) in listed
    assert path(ChangeRequest.objects.get(kind="scope")) not in listed
