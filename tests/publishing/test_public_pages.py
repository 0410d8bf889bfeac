"""Notices as everybody reads them."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from lianxiao.publishing.actions import notices as actions
from lianxiao.publishing.models import Notice
from tests.publishing.made import VALUES, checked, drafted, published, withdrawn
from tests.publishing.test_notices import picture
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_everybody_reads_a_published_notice_as_an_official_document(world: World, client: Client) -> None:
    notice = published(world)
    page = text_of(client, f"/notices/{notice.pk}/")
    for words in ("辽宁省教育厅文件", "辽教函〔2026〕12号", VALUES["title"], "<h2>一、培训内容</h2>", "主动公开"):
        assert words in page


def test_english_readers_get_the_translation_and_are_told_what_prevails(world: World, client: Client) -> None:
    with_english, without = published(world), published(world, document_number="", body_en="", title_en="")
    client.cookies["django_language"] = "en"
    page = text_of(client, f"/notices/{with_english.pk}/")
    assert "How to fill in the form." in page
    assert "Translation for information; the Chinese text prevails." in page
    page = text_of(client, f"/notices/{without.pk}/")
    assert "填报要求。" in page
    assert "This notice is published in Chinese only." in page


@pytest.mark.parametrize("make", [drafted, checked])
def test_what_is_not_published_does_not_exist_for_the_public(world: World, client: Client, make: object) -> None:
    notice = make(world)  # type: ignore[operator]
    for path in (f"/notices/{notice.pk}/", f"/notices/{notice.pk}/notice.pdf", f"/desk/notices/{notice.pk}/"):
        assert client.get(path).status_code in (302, 404)
    assert text_of(client, "/notices/").count(notice.title) == 0
    assert text_of(sign_in(client, world.lnu.liaison), f"/notices/{notice.pk}/", 404).count(notice.title) == 0


def test_a_withdrawn_notice_says_so_and_why_but_not_what_it_said(world: World, client: Client) -> None:
    notice = withdrawn(world)
    page = text_of(client, f"/notices/{notice.pk}/", 410)
    assert "附件有误" in page
    assert "填报要求" not in page
    text_of(client, f"/notices/{notice.pk}/notice.pdf", 404)
    assert "填报要求" not in text_of(client, "/notices/feed/")


def test_what_is_disclosed_on_request_is_for_those_who_sign_in(world: World, client: Client) -> None:
    notice = published(world, disclosure="on_request")
    for path in ("/notices/", "/notices/feed/", "/search/?q=培训"):
        assert notice.title not in text_of(client, path)
    text_of(client, f"/notices/{notice.pk}/", 404)
    sign_in(client, world.lnu.author)
    assert notice.title in text_of(client, f"/notices/{notice.pk}/")
    assert notice.title in text_of(client, "/notices/")
    gone = actions.withdraw(notice=notice, reason="附件有误", by=world.ting)
    text_of(client, f"/notices/{gone.pk}/", 410)
    text_of(Client(), f"/notices/{gone.pk}/", 404)


def test_attachments_of_published_notices_alone_can_be_downloaded(world: World, client: Client) -> None:
    notice = drafted(world)
    attachment = actions.attach(notice=notice, name="图.png", stream=io.BytesIO(picture()), by=world.gongye.officer)
    path = f"/notices/attachments/{attachment.pk}/"
    assert client.get(path).status_code == 404
    Notice.objects.filter(pk=notice.pk).update(
        state="published",
        code="made-published",
        published_at=notice.written_at,
    )
    response = client.get(path)
    assert b"".join(response) == picture()  # type: ignore[arg-type]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")


def test_the_pdf_is_the_document_and_the_same_each_time(world: World, client: Client) -> None:
    notice = published(world)
    first, second = (b"".join(client.get(f"/notices/{notice.pk}/notice.pdf")) for _time in range(2))  # type: ignore[arg-type]
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(first)).pages)
    assert first == second
    assert "辽教函〔2026〕12号" in words.replace(" ", "")
    assert "此件主动公开" in words.replace(" ", "")


def test_the_list_is_filtered_by_text_year_and_office(world: World, client: Client) -> None:
    published(world)
    other = published(world, title="关于征集典型案例的通知", document_number="辽教函〔2026〕13号")
    year = other.published_at.year if other.published_at else 0
    for query, shown in [
        ("q=征集", [False, True]),
        ("q=12号", [True, False]),
        (f"year={year}", [True, True]),
        (f"office={world.gongye.organisation.pk}", [True, True]),
        ("office=0&year=abc", [True, True]),
        ("q=没有这样的通知", [False, False]),
    ]:
        page = text_of(client, f"/notices/?{query}")
        assert [title in page for title in (VALUES["title"], other.title)] == shown, query


def test_one_notice_leads_to_its_neighbours(world: World, client: Client) -> None:
    first, second, third = (
        published(world, title=f"第{number}份通知", document_number=f"{number}号") for number in "一二三"
    )
    page = text_of(client, f"/notices/{second.pk}/")
    assert page.index(f"/notices/{third.pk}/") < page.index(f"/notices/{first.pk}/")


def test_the_feed_is_atom_with_absolute_addresses(world: World, client: Client) -> None:
    notice = published(world)
    response = client.get("/notices/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert f'<link href="http://testserver/notices/{notice.pk}/"' in response.content.decode()


@pytest.mark.parametrize("path", ["/notices/", "/notices/feed/", "/search/?q=培训", "/"])
def test_lists_take_as_many_queries_for_one_row_as_for_three(world: World, client: Client, path: str) -> None:
    counts = []
    for made in (1, 2):
        for number in range(made):
            published(world, document_number=f"{made}-{number}")
        with CaptureQueriesContext(connection) as queries:
            text_of(client, path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
