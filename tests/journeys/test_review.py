"""An expert answers an invitation and scores ten applications in one sitting; the office opens the scores."""

import pytest

from lianxiao.review.actions import assigning, inviting
from lianxiao.review.models import Seat, Sheet
from lianxiao.review.queries.experts import criteria_of
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, PLAIN, Visitor, words
from tests.review import reviewed
from tests.review.workbooks import changed
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEN = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def invited(world: World, applications: int) -> None:
    plan = reviewed.opened(world, applications=applications, wanted=1)
    reviewed.expert(world, 0)
    assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)
    inviting.invite(plan=plan, by=world.nonglin.officer)


def fill_in(visitor: Visitor, sheet: Sheet) -> None:
    for one in criteria_of(sheet):
        visitor.put(f"points-{one.pk}", "8").put(f"comment-{one.pk}", "思路清楚。")
    visitor.put("overall", "建议支持。")


@pytest.mark.parametrize("screen", [DESK], ids=str)
def test_an_expert_scores_ten_and_the_office_reads_the_result(world: World, come: Come) -> None:
    invited(world, TEN)
    visitor = come(reviewed.expert(world, 0)).open("/workbench/").follow("Invitations to review")
    visitor.follow("Answer", "an invitation")
    visitor.page.check("#declared")
    visitor.press("Declare and accept")
    assert Seat.objects.get().declared_at is not None
    sheets = reviewed.sheets_of(reviewed.expert(world, 0))
    assert len(sheets) == TEN
    visitor.follow_title(str(sheets[0].application))
    for sheet in sheets:
        assert visitor.page.url.endswith(f"/reviews/sheets/{sheet.pk}/")
        fill_in(visitor, sheet)
        with visitor.page.expect_navigation():
            visitor.page.keyboard.press("Control+Enter")
        visitor.look().press("Submit")
    assert set(Sheet.objects.values_list("state", flat=True)) == {"submitted"}

    office = come(world.nonglin.officer).open("/reviews/plans/")
    office.click(office.page.locator("#main tbody a").first)
    office.press("Open the scores").follow("Results")
    assert office.reads("80.00")
    office.follow("Compare and propose")
    office.put("places", "3").press("Search", "filters")
    assert office.page.locator(".is-below, .line-above").count() == TEN - 3


@pytest.mark.parametrize("screen", [DESK], ids=str)
def test_what_is_typed_is_saved_without_a_button(world: World, come: Come) -> None:
    invited(world, 1)
    reviewed.accept(reviewed.expert(world, 0))
    sheet = Sheet.objects.get()
    visitor = come(reviewed.expert(world, 0)).open(f"/reviews/sheets/{sheet.pk}/")
    visitor.put("overall", "一边写一边保存")
    said = words("Saved automatically at")
    visitor.page.wait_for_function(
        "said => document.querySelector('form [data-saved]').textContent.includes(said)", arg=said
    )
    sheet.refresh_from_db()
    assert (sheet.overall, sheet.revision) == ("一边写一边保存", 1)


@pytest.mark.parametrize("screen", [PHONE, PLAIN], ids=str)
def test_a_sheet_is_scored_on_a_phone_and_without_scripts(world: World, come: Come) -> None:
    invited(world, 1)
    reviewed.accept(reviewed.expert(world, 0))
    sheet = Sheet.objects.get()
    visitor = come(reviewed.expert(world, 0)).open(f"/reviews/sheets/{sheet.pk}/")
    visitor.press("Save and submit")
    assert visitor.page.locator("#id_overall").get_attribute("aria-invalid") == "true"
    fill_in(visitor, sheet)
    visitor.press("Save and submit").press("Submit")
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_the_pages_of_the_desk_fit_the_screen(world: World, come: Come) -> None:
    plan = reviewed.all_scored(world)
    panel = reviewed.panel_of(plan)
    draft_paths = ["/reviews/plans/", f"/reviews/plans/{plan.pk}/", f"/reviews/plans/{plan.pk}/panels/new/"]
    office = come(world.nonglin.officer)
    for path in (
        *draft_paths,
        *(f"/reviews/panels/{panel.pk}/", f"/reviews/panels/{panel.pk}/edit/"),
        *("/reviews/pool/", "/reviews/pool/new/", "/reviews/pool/import/"),
        f"/reviews/pool/{reviewed.in_pool(reviewed.expert(world, 0)).pk}/",
    ):
        office.open(path)
    reviewed.plans.open_scores(plan=plan, by=world.nonglin.officer)
    application = panel.entries.order_by("id")[0].application_id
    office.open(f"/reviews/plans/{plan.pk}/results/?application={application}")
    office.open(f"/reviews/plans/{plan.pk}/").follow("Choose applications")
    expert = come(reviewed.expert(world, 0)).open("/reviews/")
    expert.open(f"/reviews/sheets/{reviewed.sheets_of(reviewed.expert(world, 0))[0].pk}/")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_a_workbook_goes_down_and_up_and_its_errors_are_read(world: World, come: Come) -> None:
    invited(world, 2)
    person = reviewed.expert(world, 0)
    seat = reviewed.accept(person)
    visitor = come(person).open(f"/reviews/seats/{seat.pk}/")
    with visitor.page.expect_download() as download:
        visitor.page.click(f'a[href$="/seats/{seat.pk}/workbook/"]')
    kept = download.value.path().read_bytes()

    def upload(points: str) -> None:
        content = changed(kept, seat, lambda _row, key: points if key.startswith("points-") else None)
        visitor.page.set_input_files("#id_file", {"name": "评分.xlsx", "mimeType": XLSX, "buffer": content})
        visitor.press("Upload")

    upload("11")
    assert visitor.page.locator("#main tbody tr").count() == 10
    visitor.follow("Back to the panel")
    upload("8")
    assert visitor.page.url.endswith(f"/reviews/seats/{seat.pk}/")
    assert set(Sheet.objects.values_list("state", "revision")) == {("assigned", 1)}
