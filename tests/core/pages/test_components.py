"""The components that carry a rule of presentation; and no page ever carries a style or script of its own."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import django_tables2 as tables
import pytest
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler

TEMPLATES = Path(__file__).parents[3] / "lianxiao"


def rendered(source: str, **context: object) -> str:
    return engines["django"].from_string(CottonCompiler().process(source)).render(context)


def deadline(at: datetime, days: int) -> str:
    page = rendered('<c-deadline :at="at" :days="days" />', at=at, days=days)
    found = re.search(r'<span class="(deadline[^"]*)"', page)
    assert found is not None
    return found.group(1)


def test_a_deadline_turns_red_at_two_working_days() -> None:
    soon = timezone.now() + timedelta(days=3)
    assert [deadline(soon, days) for days in (3, 2, 0)] == ["deadline", "deadline is-near", "deadline is-near"]


def test_a_deadline_that_passed_is_over_and_counts_no_more() -> None:
    past = timezone.now() - timedelta(seconds=1)
    assert deadline(past, 0) == "deadline is-over"
    assert "data-deadline" not in rendered('<c-deadline :at="at" />', at=past)


def test_a_figure_leads_to_its_list() -> None:
    linked = rendered('<c-stat label="Waiting" value="1200" href="/waiting/" />')
    plain = rendered('<c-stat label="Waiting" value="1200" />')
    assert re.findall(r"<(a|div) ", linked) == ["a"]
    assert re.findall(r"<(a|div) ", plain) == ["div"]
    assert "1,200" in linked


def test_the_map_and_its_table_carry_the_same_numbers() -> None:
    rows = [{"name": "沈阳市", "value": 46}, {"name": "大连市", "value": 31}]
    page = rendered('<c-map id="cities" title="Projects" :rows="rows" />', rows=rows)
    in_table = re.findall(r'<th scope="row">(\w+)</th><td class="num">(\d+)</td>', page)
    assert in_table == [("沈阳市", "46"), ("大连市", "31")]
    assert page.count('id="cities-rows"') == page.count('data-map="cities-rows"') == 1


def test_what_people_wrote_is_escaped_everywhere() -> None:
    bad = "<script>alert(1)</script>"
    step = {"action": bad, "who": bad, "role": bad, "organisation": bad, "remark": bad}
    change = {"label": bad, "old": bad, "new": bad}
    page = rendered(
        '<c-timeline :steps="steps" /><c-diff :changes="changes" /><c-doc title="{{ bad }}">{{ bad }}</c-doc>'
        '<c-map title="{{ bad }}" :rows="rows" /><c-errors :problems="problems" /><c-facts :rows="facts" />',
        steps=[step], changes=[change], bad=bad, rows=[{"name": bad, "value": 1}],
        problems=[{"label": bad, "message": bad}], facts=[(bad, bad)],
    )  # fmt: skip
    assert "<script>" not in page
    # Escaped once: each of the 19 places shows what was written.
    assert (page.count("&lt;script&gt;"), page.count("&amp;lt;")) == (19, 0)


class Rows(tables.Table):
    title = tables.Column(verbose_name="Title")
    state = tables.Column(verbose_name="State", orderable=False)


def table_page(request: HttpRequest, count: int, *, order: str = "title", per_page: int = 20) -> str:
    table = Rows([{"title": f"Row {n}", "state": "open"} for n in range(count)], order_by=order)
    table.paginate(page=1, per_page=per_page, paginator_class=Paginator)
    page: str = table.as_html(request)
    return page


def test_each_cell_knows_the_name_of_its_column(rf: RequestFactory) -> None:
    assert re.findall(r'data-label="(\w+)"', table_page(rf.get("/"), 1)) == ["Title", "State"]


@pytest.mark.parametrize(("order", "sort"), [("title", ["ascending"]), ("-title", ["descending"]), ("", [])])
def test_the_sorted_column_says_how(rf: RequestFactory, order: str, sort: list[str]) -> None:
    assert re.findall(r'aria-sort="(\w+)"', table_page(rf.get("/"), 2, order=order)) == sort


def test_pages_keep_the_filters(rf: RequestFactory) -> None:
    page = table_page(rf.get("/", {"state": "open"}), 45)
    links = re.findall(r'rel="next" href="([^"]+)"', page)
    assert links == ["?state=open&amp;page=2"]


def test_the_size_of_a_page_can_be_chosen_and_starts_at_the_first(rf: RequestFactory) -> None:
    page = table_page(rf.get("/", {"page": "1"}), 45)
    assert re.findall(r'<b aria-current="true">(\d+)</b>', page) == ["20"]
    assert re.findall(r'href="\?page=1&amp;per_page=(\d+)"', page) == ["50", "100"]


def test_an_empty_table_says_what_to_do(rf: RequestFactory) -> None:
    assert table_page(rf.get("/"), 0).count('class="table-empty"') == 1


@pytest.mark.parametrize("code", [400, 403, 404, 409, 429, 500, 503])
def test_error_pages_need_nothing_at_all(code: int) -> None:
    assert f'<p class="error-code">{code}</p>' in render_to_string(f"{code}.html")


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\bsrc=)')
    found = [str(path) for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text(encoding="utf-8"))]
    assert found == []
