"""assets/definitions.js in a real browser: it may only make easier what the page already can."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from lianxiao.core.definitions import Definition, count_words
from tests.core.definitions.made import field, form, milestones, options, page

pytestmark = pytest.mark.browser
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    opened.set_default_timeout(5000)
    yield opened
    opened.close()


def load(tab: Page, definition: Definition, answers: dict[str, object]) -> None:
    html = page(definition, {"basic": answers})
    tab.set_content(f"<!doctype html><form data-definition>{html}</form>")
    tab.add_script_tag(content=(settings.BASE_DIR / "assets" / "definitions.js").read_text(encoding="utf-8"))


def names(tab: Page, ending: str) -> list[str]:
    return [str(one.get_attribute("name")) for one in tab.locator(f"tbody [name$='{ending}']").all()]


def test_rows_are_added_and_removed_and_keep_their_labels(tab: Page) -> None:
    load(tab, form(milestones(max_rows=4)), {"milestones": [{"name": "a"}, {"name": "b"}]})
    tab.get_by_role("button", name="Add a row").click()
    assert names(tab, "-name") == [f"milestones-{number}-name" for number in range(4)]
    assert tab.evaluate("document.activeElement.name") == "milestones-3-name"
    assert tab.get_by_role("button", name="Add a row").is_disabled()
    tab.get_by_role("button", name="Remove row 1").click()
    assert names(tab, "-name") == ["milestones-1-name", "milestones-2-name", "milestones-3-name"]
    assert tab.get_by_label("Name, row 1").input_value() == "b"
    assert tab.get_by_role("button", name="Add a row").is_enabled()


def test_the_last_row_leaves_a_blank_one(tab: Page) -> None:
    load(tab, form(milestones(max_rows=1)), {"milestones": [{"name": "a"}]})
    tab.get_by_role("button", name="Remove row 1").click()
    assert tab.get_by_label("Name, row 1").input_value() == ""


def test_totals_follow_what_is_typed(tab: Page) -> None:
    load(
        tab,
        form(milestones(), field("other", "money"), field("total", "sum", of=["milestones.cost", "other"])),
        {"milestones": [{"cost": "0.1"}]},
    )
    tab.locator("[name=milestones-1-cost]").fill("０．２")
    tab.locator("[name=other]").fill("1,000")
    assert tab.locator("[data-total=cost]").inner_text() == "0.30"
    assert tab.locator("[data-sum]").inner_text() == "1,000.3"
    tab.locator("[name=other]").fill("many")
    assert tab.locator("[data-sum]").inner_text() == "0.3"


def test_fields_appear_when_they_apply_and_keep_what_was_typed(tab: Page) -> None:
    load(
        tab,
        form(
            field("kind", "choice", options=options("x", "y")),
            field("why", show_if={"field": "kind", "equals": "x"}),
            field("how", show_if={"field": "why", "filled": True}),
        ),
        {},
    )
    why, how = tab.locator("#field-why"), tab.locator("#field-how")
    assert (why.is_visible(), how.is_visible()) == (False, False)
    tab.get_by_label("X", exact=True).check()
    tab.get_by_label("Why").fill("so")
    assert (why.is_visible(), how.is_visible()) == (True, True)
    tab.get_by_label("Y", exact=True).check()
    assert (why.is_visible(), how.is_visible()) == (False, False)
    tab.get_by_label("X", exact=True).check()
    assert tab.get_by_label("Why").input_value() == "so"


def test_words_are_counted_as_the_server_counts_them(tab: Page) -> None:
    load(tab, form(field("long", "long_text", max_words=20)), {})
    for text in ("", "共建课程，共享资源。", "don’t panic 2020年建成5门MOOC", "“联校”——𠀀𠀁 1,200.5 万元\n全\u3000角"):
        tab.locator("textarea").fill(text)
        assert tab.locator("[data-count]").inner_text() == str(count_words(text))
    tab.locator("textarea").fill("字" * 21)
    assert "over" in str(tab.locator(".word-count").get_attribute("class"))


def test_another_organisation_gets_its_own_line(tab: Page) -> None:
    load(tab, form(field("partners", "organisation", multiple=True)), {"partners": [{"id": None, "name": "甲"}]})
    tab.get_by_role("button", name="Add another").click()
    lines = tab.locator("[name=partners]")
    assert [line.input_value() for line in lines.all()] == ["甲", "", ""]
    assert len({line.get_attribute("id") for line in lines.all()}) == 3
    assert lines.last.get_attribute("aria-label") == "Partners 3"


LEAVE = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"


def test_leaving_is_asked_about_while_something_is_not_saved(tab: Page) -> None:
    load(tab, form(field("a")), {})
    assert tab.evaluate(LEAVE) is False
    tab.locator("[name=a]").fill("x")
    assert tab.evaluate(LEAVE) is True
    tab.evaluate("document.forms[0].dispatchEvent(new Event('submit'))")
    assert tab.evaluate(LEAVE) is False


def test_a_form_that_was_swapped_in_is_enhanced_once(tab: Page) -> None:
    load(tab, form(milestones()), {"milestones": [{"name": "a"}]})
    tab.evaluate("const form = document.forms[0]; form.outerHTML = form.outerHTML.replace(/enhanced/, '')")
    for _swap in range(2):
        tab.evaluate("document.body.dispatchEvent(new Event('htmx:afterSwap', {bubbles: true}))")
    tab.get_by_role("button", name="Add a row").click()
    assert len(names(tab, "-name")) == 3
