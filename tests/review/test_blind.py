"""Blind review: experts read what is applied for, and nowhere who applies."""

import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader, PdfWriter

from lianxiao.calls.actions import attachments
from lianxiao.calls.models import Application
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.documents import render_pdf
from lianxiao.review.blinding import Veil, names_of
from lianxiao.review.models import Plan, Sheet
from tests.answers import answers_to
from tests.core.files import made
from tests.review import reviewed
from tests.world import NEU, World, organisation, sign_in

pytestmark = pytest.mark.django_db

LEADER = "欧阳示例"
MEMBER = "司徒样本"
SUMMARY = (
    f"辽宁大学（简称辽大）与东北大学合作，{LEADER}教授牵头，{MEMBER}参加，详见 www.lnu.edu.cn 或写信至 a@lnu.edu.cn。"
)
GIVEN = {
    "title": "辽宁大学—东北大学联合培养",
    "leader": {"name": LEADER, "title": "教授", "organisation": "辽宁大学", "phone": "024-62202222"},
    "summary": SUMMARY,
    "agreement": "signed",
}
# Who stands behind it, in every way in which it is written.
SECRETS = (
    "辽宁大学",
    "辽大",
    "Liaoning University",
    "东北大学",
    "Northeastern University",
    LEADER,
    MEMBER,
    "lnu.edu.cn",
)


@pytest.fixture
def world() -> World:
    return World()


def written(text: str) -> bytes:
    """A PDF of these words, by the leader."""
    words = {"language": "zh-hans", "title": text, "form_title": "附件", "category": "", "sections": [], "cover": []}
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(render_pdf("application", words))))
    writer.add_metadata({"/Author": LEADER})
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def applied(world: World) -> Application:
    """With a form full of names and three attachments: a plain one, one that names a party, one without words."""
    application, partner = world.begin(category=reviewed.CATEGORY), organisation(NEU)
    usual = answers_to(reviewed.CATEGORY)["members"]
    members = [row | {"name": MEMBER, "organisation": partner.name} for row in usual]
    partners = [{"id": partner.pk, "name": partner.name}]
    world.fill(application, world.lnu, **GIVEN, members=members, partners=partners)
    for name, content in (
        ("辽宁大学方案.pdf", written("合作基础扎实。")),
        ("协议.pdf", written("甲方：辽 宁 大 学")),
        ("扫描件.pdf", made.pdf()),
    ):
        stream = io.BytesIO(content)
        attachments.attach(
            application=application, field_key="agreement_files", name=name, stream=stream, by=world.lnu.author
        )
    return world.advance(application, State.SUBMITTED)


def assigned(world: World, *, blind: bool) -> tuple[Plan, Actor, Sheet]:
    reviewed.with_review(world)
    reviewed.pass_checks(world, applied(world))
    plan = reviewed.assigned(world, applications=0, experts=1, blind=blind)
    person = reviewed.expert(world, 0)
    return plan, person, reviewed.sheets_of(person)[0]


def pages(client: Client, sheet: Sheet) -> dict[str, str]:
    """Every page of the expert on which the application is named, and its print."""
    paths = (
        "/workbench/",
        "/notifications/",
        "/reviews/",
        f"/reviews/seats/{sheet.seat_id}/",
        f"/reviews/sheets/{sheet.pk}/",
    )
    found = {path: client.get(path).content.decode() for path in paths}
    printed = PdfReader(io.BytesIO(b"".join(client.get(f"/reviews/sheets/{sheet.pk}/application.pdf"))))  # type: ignore[arg-type]
    found["print"] = "\n".join(page.extract_text() for page in printed.pages) + str(printed.metadata)
    return {where: re.sub(r"\s+", "", text) for where, text in found.items()}


def given_away(texts: dict[str, str]) -> set[str]:
    return {name for name in SECRETS for text in texts.values() if re.sub(r"\s+", "", name) in text}


def files_of(client: Client, sheet: Sheet) -> list[Any]:
    links = re.findall(
        rf"/reviews/sheets/{sheet.pk}/files/\d+/", client.get(f"/reviews/sheets/{sheet.pk}/").content.decode()
    )
    return [client.get(link) for link in links]


def test_no_page_and_no_print_says_who_stands_behind_it(world: World, client: Client) -> None:
    _plan, person, sheet = assigned(world, blind=True)
    sign_in(client, person)

    found = pages(client, sheet)
    assert given_away(found) == set()
    assert "供评审阅读" in found["print"]
    page = client.get(f"/reviews/sheets/{sheet.pk}/").content.decode()
    assert "牵头高校—合作单位1联合培养" in page
    assert "牵头高校（简称牵头高校）与合作单位1合作，相关人员教授牵头，相关人员参加，详见 … 或写信至 …。" in page


def test_without_it_the_same_pages_do(world: World, client: Client) -> None:
    """So the search above can fail."""
    _plan, person, sheet = assigned(world, blind=False)
    sign_in(client, person)

    assert given_away(pages(client, sheet)) >= {"辽宁大学", "辽大", "东北大学", LEADER, MEMBER, "lnu.edu.cn"}


def test_the_list_finds_nothing_by_a_hidden_name_and_is_not_ordered_by_it(world: World, client: Client) -> None:
    _plan, person, sheet = assigned(world, blind=True)
    sign_in(client, person)

    found = {
        text: str(sheet.pk) in client.get("/reviews/", {"q": text}).content.decode()
        for text in ("辽宁大学", "联合培养")
    }
    assert found == {"辽宁大学": False, "联合培养": True}
    assert "sort=university" not in client.get("/reviews/").content.decode()


def test_attachments_come_under_a_name_that_says_nothing_or_not_at_all(world: World, client: Client) -> None:
    _plan, person, sheet = assigned(world, blind=True)
    sign_in(client, person)

    plain, naming, scan = files_of(client, sheet)
    assert plain.status_code == 200
    named = unquote(plain["Content-Disposition"])
    assert re.search(r'"附件\d+\.pdf"|附件\d+\.pdf$', named)
    facts = PdfReader(io.BytesIO(b"".join(plain))).metadata
    assert given_away({"name": named, "facts": str(facts)}) == set()
    assert [one.status_code for one in (naming, scan)] == [403, 403]
    assert given_away({"withheld": naming.content.decode()}) == set()


def test_without_it_every_attachment_comes_as_it_was_submitted(world: World, client: Client) -> None:
    _plan, person, sheet = assigned(world, blind=False)
    sign_in(client, person)

    assert [one.status_code for one in files_of(client, sheet)] == [200, 200, 200]


def test_a_draw_gives_blind_titles_as_well(world: World) -> None:
    reviewed.with_review(world)
    reviewed.pass_checks(world, applied(world))
    plan = reviewed.opened(world, applications=0, wanted=1, blind=True)
    reviewed.expert(world, 0)

    reviewed.assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)

    assert Sheet.objects.get().title == "牵头高校—合作单位1联合培养"


def test_blindness_is_fixed_when_the_review_opens(world: World) -> None:
    plan, _person, _sheet = assigned(world, blind=False)
    with pytest.raises(IntegrityError, match="fixed when it opens"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(is_blind=True)


# --- the veil itself -------------------------------------------------------------------------------


def test_the_longest_name_counts_and_structure_stays() -> None:
    veil = Veil({"大连": "某市", "大连理工大学": "牵头高校", "Dalian University": "the lead"})
    assert veil.over({"a": ["大连理工大学在大连", 3], "b": {"c": "DALIAN UNIVERSITY"}}) == {
        "a": ["牵头高校在某市", 3],
        "b": {"c": "the lead"},
    }


def test_figures_and_single_signs_are_no_names() -> None:
    assert names_of(["欧阳示例（演示）", "3人", "王", " 辽大 "]) == ["欧阳示例（演示）", "欧阳示例", "辽大"]


def test_a_name_is_found_though_its_signs_are_set_apart() -> None:
    veil = Veil({"辽宁大学": "牵头高校"})
    assert [veil.is_pierced_by(text) for text in ("辽 宁\n大学", "见 x@y.cn", "合作方案")] == [True, True, False]
