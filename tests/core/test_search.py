from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from lianxiao.core import search
from lianxiao.core.models import NumberSeries, SearchEntry

pytestmark = pytest.mark.django_db

PLAN = "辽宁省教育厅关于印发《校际合作指导意见》实施方案的通知"
CALL = "关于申报2020年辽宁省普通高校校际合作项目的通知"
DALIAN = "大连理工大学仪器开放共享公告"


def published(title: str, text: str = "", *, title_en: str = "", day: int = 1) -> NumberSeries:
    """Anything that has a number can be public; a series of numbers has nothing else to it."""
    thing = NumberSeries.objects.create(name=f"{title}{day}")
    search.put(
        thing,
        title=title,
        title_en=title_en,
        text=text,
        path=f"/notices/{thing.pk}/",
        published_at=datetime(2020, 7, day, tzinfo=UTC),
    )
    return thing


def titles(query: str) -> list[str]:
    return [entry.title for entry in search.find(query)]


@pytest.mark.parametrize(
    "query", ["校际合作", "项目 申报", "普通高校", "二0二0", "〔2020〕101号", "辽教办〔2020〕101", "101", "\x00申报"]
)
def test_a_notice_is_found_by_words_of_its_title_or_text_and_by_its_number(query: str) -> None:
    published(CALL, "辽教办〔2020〕101号 二0二0年")
    published(DALIAN, "仪器")
    assert titles(query) == [CALL]


@pytest.mark.parametrize(
    ("letters", "title"),
    [
        ("lnsjyt", PLAN),
        ("lnjyt", PLAN),
        ("LNJYT", PLAN),
        ("dlgdx", DALIAN),
        ("dllgdx", DALIAN),
        ("sbln", None),
        ("yq", DALIAN),
    ],
)
def test_pinyin_initials_find_a_title_even_with_letters_left_out(letters: str, title: str | None) -> None:
    published(PLAN)
    published(DALIAN)
    assert titles(letters) == ([title] if title else [])


def test_all_words_of_the_query_must_be_there() -> None:
    published(CALL)
    assert titles("校际合作 仪器") == []


@pytest.mark.parametrize("query", ["", "   ", "（、）", "'", "&|!()", ":*", "' | 'a", "\\", "\x00"])
def test_a_query_without_words_finds_nothing_and_breaks_nothing(query: str) -> None:
    published(CALL)
    assert titles(query) == []


def test_english_titles_are_found_by_the_beginnings_of_words() -> None:
    published(CALL, title_en="Notice on Applications for Cooperation Projects")
    assert titles("cooperat") == titles("Application projects") == [CALL]
    assert titles("operation") == []


def test_the_title_weighs_more_than_the_text_and_the_phrase_more_than_its_words() -> None:
    published("校际工作简报", "本期谈合作")
    published("合作与校际交流")
    published("校际合作项目")
    assert titles("校际合作") == ["校际合作项目", "合作与校际交流", "校际工作简报"]


def test_of_equals_the_newest_comes_first() -> None:
    first, second = published(CALL, day=1), published(CALL, day=2)
    assert [entry.object_id for entry in search.find("申报")] == [second.pk, first.pk]


def test_a_title_that_begins_with_the_letters_comes_first() -> None:
    published("关于辽宁省教育厅的通报", day=9)
    published(PLAN)
    assert titles("lnsjyt") == [PLAN, "关于辽宁省教育厅的通报"]


def test_putting_again_replaces_and_taking_out_removes() -> None:
    thing = published(CALL)
    search.put(thing, title=DALIAN, text="", path="/x/", published_at=datetime(2020, 7, 1, tzinfo=UTC))
    assert (titles("申报"), titles("仪器")) == ([], [DALIAN])
    search.take_out(thing)
    assert not SearchEntry.objects.exists()


def test_finding_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for day in range(1, 4):
        published(CALL, day=day)
    with django_assert_num_queries(1):
        assert len(titles("申报")) == 3


def test_hits_are_marked_and_everything_else_is_escaped() -> None:
    assert search.marked("<b>校际</b>合作 & 校际", "校际") == (
        "&lt;b&gt;<mark>校际</mark>&lt;/b&gt;合作 &amp; <mark>校际</mark>"
    )
    assert search.marked("<i>", "<i>") == "<mark>&lt;i&gt;</mark>"
    assert search.marked("的士", "") == "的士"


def test_marking_ignores_case_and_single_characters_beside_words() -> None:
    assert search.marked("Cooperation，的合作", "cooperation 的") == "<mark>Cooperation</mark>，的合作"
    assert search.marked("的士", "的") == "<mark>的</mark>士"


def test_an_excerpt_shows_the_first_hit_in_the_middle_of_a_long_text() -> None:
    text = "甲" * 500 + "校际合作" + "乙" * 500
    assert search.excerpt(text, "校际合作") == f"…{'甲' * 32}<mark>校际合作</mark>{'乙' * 94}…"
    assert search.excerpt("短\n文", "没有") == "短 文"
