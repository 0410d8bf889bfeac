"""Dates, amounts and names as officials read them; what a form carries; what a personal datum shows."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from lianxiao.core.templatetags import lianxiao as tags


@pytest.fixture
def request_to(rf: RequestFactory) -> HttpRequest:
    return rf.get("/list/?state=open&page=3&state=closed")


def rendered(source: str, request: HttpRequest) -> str:
    return Template(source).render(Context({"request": request}))


def test_a_day_reads_as_officials_write_it() -> None:
    assert tags.day(date(2026, 11, 3)) == "2026年11月3日"
    with translation.override("en"):
        assert tags.day(date(2026, 11, 3)) == "3 Nov 2026"


def test_a_moment_is_told_on_the_clock_of_the_province() -> None:
    assert tags.moment(datetime(2026, 11, 23, 16, 5, tzinfo=UTC)) == "2026年11月24日 00:05"
    assert tags.short_moment(datetime(2019, 11, 23, 16, 5, tzinfo=UTC)) == "2019-11-24 00:05"
    assert tags.short_moment(datetime(timezone.localdate().year, 6, 23, 16, 5, tzinfo=UTC)) == "06-24 00:05"
    assert tags.machine_time(datetime(2026, 11, 23, 16, 5, tzinfo=UTC)) == "2026-11-24T00:05:00+08:00"


def test_a_deadline_at_midnight_is_told_as_the_end_of_the_day_before() -> None:
    assert tags.until(datetime(2026, 12, 5, 16, 0, tzinfo=UTC)) == "2026年12月5日 24:00"
    assert tags.until(datetime(2026, 12, 5, 9, 0, tzinfo=UTC)) == "2026年12月5日 17:00"


@pytest.mark.parametrize("tag", [tags.day, tags.moment, tags.until, tags.short_moment, tags.machine_time])
def test_no_date_is_no_text(tag) -> None:  # type: ignore[no-untyped-def]
    assert tag(None) == ""


def test_the_past_is_past_from_its_first_instant() -> None:
    assert tags.is_past(timezone.now()) is True
    assert tags.is_past(timezone.now() + timedelta(minutes=1)) is False
    assert tags.is_past(None) is False


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1,234,567"), (Decimal("12.50"), "12.5"), ("0", "0"), ("—", "—")]
)
def test_figures_group_their_thousands(value: object, text: str) -> None:
    assert tags.figure(value) == text


def test_money_is_told_in_ten_thousand_yuan() -> None:
    assert tags.wan(Decimal("120.50")) == "120.5万元"
    assert tags.yuan_as_wan(1_205_000) == "120.5万元"
    assert tags.wan("") == tags.yuan_as_wan(None) == ""
    with translation.override("en"):
        assert tags.wan("120.5") == "CNY 1,205,000"


def test_personal_data_is_masked() -> None:
    assert tags.masked_phone("13812345678") == "138****5678"
    assert tags.masked_identity("210102199001011234") == "2101**********1234"
    assert tags.masked_name("欧阳华") == "欧**"
    assert tags.masked_email("zhang@lnu.edu.cn") == "z***@lnu.edu.cn"


def test_what_is_too_short_to_hide_anything_is_hidden_whole() -> None:
    assert tags.masked_phone("1234567") == "*******"
    assert tags.masked_phone(None) == tags.masked_name("") == tags.masked_email("") == ""


def test_a_form_is_guarded_by_a_token_and_a_number_of_its_own(request_to: HttpRequest) -> None:
    first, second = (rendered("{% guard %}", request_to) for _ in range(2))
    names = re.findall(r'name="(\w+)"', first)
    numbers = [re.findall(r'name="request_id" value="([0-9a-f-]{36})"', page) for page in (first, second)]
    assert names == ["csrfmiddlewaretoken", "request_id"]
    assert [len(found) for found in numbers] == [1, 1]
    assert numbers[0] != numbers[1]


def test_the_query_changes_only_where_told(request_to: HttpRequest) -> None:
    assert rendered("{% query_with page=4 %}", request_to) == "?state=open&amp;state=closed&amp;page=4"
    assert rendered("{% query_with state=None %}", request_to) == "?page=3"


def test_a_search_form_carries_what_it_does_not_ask(request_to: HttpRequest) -> None:
    assert rendered('{% keep_query "state" "sort" %}', request_to) == (
        '<input type="hidden" name="state" value="open"><input type="hidden" name="state" value="closed">'
    )


def test_what_is_carried_is_escaped(rf: RequestFactory) -> None:
    assert rendered('{% keep_query "q" %}', rf.get("/", {"q": '"><b>'})) == (
        '<input type="hidden" name="q" value="&quot;&gt;&lt;b&gt;">'
    )


def test_an_icon_is_decoration_unless_it_has_a_name(request_to: HttpRequest) -> None:
    assert rendered('{% icon "bell" %}', request_to) == '<i class="bi bi-bell" aria-hidden="true"></i>'
    assert (
        rendered('{% icon "bell" "Notices" %}', request_to)
        == '<i class="bi bi-bell" role="img" aria-label="Notices"></i>'
    )


def test_the_way_back_stays_on_this_site(rf: RequestFactory) -> None:
    ours, theirs = "http://testserver/calls/1/", "https://elsewhere.example/"
    assert rendered("{% page_before %}", rf.get("/", headers={"referer": ours})) == ours
    assert rendered("{% page_before %}", rf.get("/", headers={"referer": theirs})) == "/"
    assert rendered("{% page_before %}", rf.get("/")) == "/"
    assert Template("{% page_before %}").render(Context()) == "/"
