"""Steps of what comes after approval and beside it: filing, the ledger and its late work, expert review."""

from copy import deepcopy
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.spreadsheets import write_rows
from lianxiao.filing.actions import deadlines, returns, uploads
from lianxiao.filing.models import Return
from lianxiao.filing.queries import workbook
from lianxiao.ledger.actions import changes, extensions, follow_ups, periods, reports
from lianxiao.ledger.models import IndicatorFact, ProgressReport, Project, ReportingPeriod
from lianxiao.organisations.roles import Role
from lianxiao.review.actions import assigning, inviting, panels, plans
from lianxiao.review.models import Plan, Seat, Sheet
from lianxiao.review.queries.pool import EXPERTS
from tests.core.files.made import pdf
from tests.filing import filed
from tests.ledger import approving, changing, ending, reporting
from tests.races.posts.rows import Post, Rows, form, row, step
from tests.review import reviewed
from tests.review.workbooks import filled
from tests.world import World


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


# --- data filing -------------------------------------------------------------------------------------


@row("filing:round_new")
def round_new(world: World, rows: Rows) -> Post:
    here = page("filing:round_new")
    later = timezone.localtime() + timedelta(days=60)
    words = {"closes_at_0": f"{later:%Y-%m-%d}", "closes_at_1": "17:00", "kinds": ["university"]}
    return form(world.gongye.officer, here, "filing:round_new", form=rows["round"].form_id, **words)


@row("filing:round_edit")
def round_edit(world: World, rows: Rows) -> Post:
    pk = filed.draft(world).pk
    return form(world.gongye.officer, page("filing:round_edit", pk), "filing:round_edit", pk, title="改过的填报")


@row("filing:round_open")
def round_open(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "filing:round_open", filed.draft(world).pk)


@row("filing:round_close")
def round_close(world: World, rows: Rows) -> Post:
    found = filed.opened(world)
    filed.pass_deadline(found)
    return step(world.gongye.officer, "filing:round_close", found.pk)


@row("filing:round_conclude")
def round_conclude(world: World, rows: Rows) -> Post:
    found = filed.opened(world)
    filed.pass_deadline(found)
    deadlines.close(round_=found, by=world.gongye.officer)
    return step(world.gongye.officer, "filing:round_conclude", found.pk)


@row("filing:round_chase")
def round_chase(world: World, rows: Rows) -> Post:
    found = filed.opened(world)
    filed.pass_deadline(found)
    return step(world.gongye.officer, "filing:round_chase", found.pk)


@row("filing:round_export")
def round_export(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "filing:round_export", filed.opened(world).pk)


@row("filing:extension_ask")
def filing_extension_ask(world: World, rows: Rows) -> Post:
    found = filed.opened(world)
    day = found.closes_at + timedelta(days=3)
    words = {"extend-new_closes_at_0": f"{day:%Y-%m-%d}", "extend-new_closes_at_1": "17:00", "extend-reason": "校历"}
    here = page("filing:round", found.pk)
    return form(world.gongye.officer, here, "filing:extension_ask", found.pk, **words)


def blank(world: World, **given: Any) -> Return:
    return filed.return_of(filed.opened(world, **given), world.lnu)


@row("filing:section_save")
def filing_section_save(world: World, rows: Rows) -> Post:
    data = {"revision": "0", "shared_courses": "5"}
    return step(world.lnu.liaison, "filing:section_save", blank(world).pk, "basic", **data)


def book(filing: Return) -> BytesIO:
    return BytesIO(workbook.template(filed.fill(filing, filing_by(filing))))


def filing_by(filing: Return) -> Any:
    return World(with_call=False).lnu.liaison


@row("filing:upload_new")
def filing_upload_new(world: World, rows: Rows) -> Post:
    found = blank(world)
    file = SimpleUploadedFile("填报.xlsx", book(found).getvalue())
    return step(world.lnu.liaison, "filing:upload_new", found.pk, file=file)


@row("filing:upload_confirm")
def filing_upload_confirm(world: World, rows: Rows) -> Post:
    found = blank(world)
    content = book(found)
    made = uploads.upload(filing=filed.fresh(found), name="填报.xlsx", stream=content, by=world.lnu.liaison)
    return step(world.lnu.liaison, "filing:upload_confirm", made.pk)


def given(world: World) -> Return:
    return filed.submitted(filed.opened(world), world.lnu)


@row("filing:return_contacts")
def return_contacts(world: World, rows: Rows) -> Post:
    contact = {**filed.ANSWERS["basic"]["contact"], "phone": "13900000000"}
    answers = {**filed.ANSWERS, "basic": {**filed.ANSWERS["basic"], "contact": contact}}
    definition = deepcopy(filed.DEFINITION)
    definition["sections"][0]["fields"][0]["parts"] = ["name", "title", "organisation", "phone"]
    asked = filed.opened(world, form=filed.version(world.gongye, definition))
    found = filed.submitted(asked, world.lnu, answers)
    return step(world.gongye.officer, "filing:return_contacts", found.pk)


@row("filing:return_back")
def return_back(world: World, rows: Rows) -> Post:
    pk = given(world).pk
    words = {"ask-shared_courses": "on", "reason-shared_courses": "与上报不符"}
    return form(world.gongye.officer, page("filing:return_correct", pk), "filing:return_back", pk, **words)


@row("filing:return_extend")
def return_extend(world: World, rows: Rows) -> Post:
    pk = filed.sent_back(world, given(world)).pk
    day = timezone.localtime() + timedelta(days=9)
    words = {"extend-until_0": f"{day:%Y-%m-%d}", "extend-until_1": "17:00", "extend-reason": "人员出差"}
    return form(world.gongye.officer, page("filing:return", pk), "filing:return_extend", pk, **words)


@row("filing:return_chase")
def return_chase(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "filing:return_chase", blank(world).pk)


@row("filing:return_explain")
def return_explain(world: World, rows: Rows) -> Post:
    before = filed.opened(world, year=2025)
    filed.submitted(before, world.lnu, filed.courses(1))
    now = filed.opened(world, previous=before, form=before.form)
    found = filed.fill(filed.return_of(now, world.lnu), world.lnu.liaison, filed.courses(90))
    return form(
        world.lnu.liaison,
        page("filing:return_check", found.pk),
        "filing:return_explain",
        found.pk,
        **{"why-shared_courses": "新增"},
    )


def with_leader(world: World) -> Return:
    found = filed.fill(blank(world, needs_release=True), world.lnu.liaison)
    return returns.pass_on(filing=found, by=world.lnu.liaison)


@row("filing:return_pass_on")
def return_pass_on(world: World, rows: Rows) -> Post:
    found = filed.fill(blank(world, needs_release=True), world.lnu.liaison)
    return step(world.lnu.liaison, "filing:return_pass_on", found.pk)


@row("filing:return_release")
def return_release(world: World, rows: Rows) -> Post:
    return step(world.lnu.leader, "filing:return_release", with_leader(world).pk)


@row("filing:return_send_back")
def return_send_back(world: World, rows: Rows) -> Post:
    return step(world.lnu.leader, "filing:return_send_back", with_leader(world).pk, reason="请再核")


# --- the ledger --------------------------------------------------------------------------------------


def running(world: World) -> Project:
    return reporting.begun(approving.project(world, world.lnu, title="在研项目"))


def report_of(world: World) -> ProgressReport:
    return reporting.asked(world, running(world))


@row("ledger:project_export")
def project_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "ledger:project_export")


@row("ledger:facts_export")
def facts_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "ledger:facts_export")


@row("ledger:board_export")
def board_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "ledger:board_export")


@row("ledger:period_new")
def period_new(world: World, rows: Rows) -> Post:
    first, last = reporting.first_month() - timedelta(days=700), reporting.first_month() - timedelta(days=600)
    words = {"name": "往年", "first_month": f"{first:%Y-%m}", "last_month": f"{last:%Y-%m}"}
    return form(world.gongye.officer, page("ledger:period_new"), "ledger:period_new", **words)


def another_period(world: World) -> ReportingPeriod:
    """Planted ones took the months of this year."""
    project = running(world)
    Project.objects.filter(pk=project.pk).update(start_date=timezone.localdate() - timedelta(days=900))
    first = reporting.month_of(timezone.localdate() - timedelta(days=800))
    return periods.draft(values=reporting.values(first_month=first, last_month=first), by=world.gongye.officer)


@row("ledger:period_edit")
def period_edit(world: World, rows: Rows) -> Post:
    pk = another_period(world).pk
    return form(world.gongye.officer, page("ledger:period_edit", pk), "ledger:period_edit", pk, name="改过的报告期")


@row("ledger:period_open")
def period_open(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:period_open", another_period(world).pk)


def late(world: World) -> ProgressReport:
    period = periods.open_period(period=another_period(world), by=world.gongye.officer)
    ReportingPeriod.objects.filter(pk=period.pk).update(due_at=timezone.now() - timedelta(days=20))
    return ProgressReport.objects.get(period=period, project__application__university=world.lnu.organisation)


def current(world: World) -> ProgressReport:
    period = periods.open_period(period=another_period(world), by=world.gongye.officer)
    return ProgressReport.objects.get(period=period, project__application__university=world.lnu.organisation)


@row("ledger:period_close")
def period_close(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:period_close", late(world).period_id)


@row("ledger:period_chase")
def period_chase(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:period_chase", late(world).period_id)


@row("ledger:report_chase")
def report_chase(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:report_chase", late(world).pk)


@row("ledger:report_save")
def report_save(world: World, rows: Rows) -> Post:
    pk = current(world).pk
    here = page("ledger:report_edit", pk)
    return form(world.lnu.author, here, "ledger:report_save", pk, summary="按计划推进。")


def written(world: World) -> ProgressReport:
    found = current(world)
    return reporting.written(world, found, month=found.period.first_month)


@row("ledger:report_hand_in")
def report_hand_in(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "ledger:report_hand_in", written(world).pk)


def handed_in(world: World) -> ProgressReport:
    found = written(world)
    reports.hand_in(report=found, by=world.lnu.author)
    return found


@row("ledger:report_release")
def report_release(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "ledger:report_release", handed_in(world).pk)


@row("ledger:report_send_back")
def report_send_back(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "ledger:report_send_back", handed_in(world).pk, reason="请补充")


def with_office(world: World) -> ProgressReport:
    found = handed_in(world)
    reports.release(report=found, by=world.lnu.liaison)
    return found


@row("ledger:report_confirm")
def report_confirm(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:report_confirm", with_office(world).pk)


@row("ledger:report_returned")
def report_returned(world: World, rows: Rows) -> Post:
    found = with_office(world)
    one = reporting.item(found).pk
    words = {f"ask-{one}": "1", f"reason-{one}": "请核实"}
    return form(
        world.gongye.officer, page("ledger:report_return", found.pk), "ledger:report_returned", found.pk, **words
    )


@row("ledger:fact_correct")
def fact_correct(world: World, rows: Rows) -> Post:
    found = IndicatorFact.objects.get(pk=rows["fact"].pk)
    return step(world.gongye.officer, "ledger:fact_correct", found.pk, amount="4", reason="重复计数")


@row("ledger:extension_ask")
def report_extension_ask(world: World, rows: Rows) -> Post:
    day = timezone.localdate() + timedelta(days=9)
    data = {"new_due_at_0": f"{day:%Y-%m-%d}", "new_due_at_1": "17:00", "reason": "校历调整"}
    return step(world.lnu.liaison, "ledger:extension_ask", late(world).pk, **data)


@row("ledger:extension_decide")
def report_extension_decide(world: World, rows: Rows) -> Post:
    later = timezone.now() + timedelta(days=9)
    asked = extensions.ask(report=late(world), new_due_at=later, reason="校历调整", by=world.lnu.liaison)
    return step(world.gongye.officer, "ledger:extension_decide", asked.pk, outcome="grant", reason="")


@row("ledger:follow_up_raise")
def follow_up_raise(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:follow_up_raise", late(world).project_id, text="请说明。")


@row("ledger:follow_up_answer")
def follow_up_answer(world: World, rows: Rows) -> Post:
    return step(world.dut.liaison, "ledger:follow_up_answer", rows["follow_up"].pk, statement="下周报送。")


def answered(world: World, rows: Rows) -> int:
    follow_ups.answer(follow_up=rows["follow_up"], statement="下周报送。", by=world.dut.liaison)
    pk: int = rows["follow_up"].pk
    return pk


@row("ledger:follow_up_again")
def follow_up_again(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:follow_up_again", answered(world, rows), reason="请写明日期。")


@row("ledger:follow_up_close")
def follow_up_close(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:follow_up_close", answered(world, rows), remark="已核实。")


@row("ledger:change_draft")
def change_draft(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "ledger:change_draft", running(world).pk, kind="people")


@row("ledger:change_save")
def change_save(world: World, rows: Rows) -> Post:
    made = changes.draft(project=running(world), kind="people", by=world.lnu.author)
    file = SimpleUploadedFile("决定.pdf", pdf(), "application/pdf")
    data = {"revision": "0", "reason": changing.REASON, "leader": "王新", "file": file}
    return step(world.lnu.author, "ledger:change_save", made.pk, **data)


@row("ledger:change_hand_in")
def change_hand_in(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "ledger:change_hand_in", changing.drafted(world, running(world)).pk)


@row("ledger:change_withdraw")
def change_withdraw(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "ledger:change_withdraw", changing.drafted(world, running(world)).pk)


def change_with_liaison(world: World) -> int:
    made = changing.drafted(world, running(world))
    changes.hand_in(change=made, by=world.lnu.author)
    return made.pk


@row("ledger:change_release")
def change_release(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "ledger:change_release", change_with_liaison(world))


@row("ledger:change_send_back")
def change_send_back(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "ledger:change_send_back", change_with_liaison(world), reason="请补充")


@row("ledger:change_decide")
def change_decide(world: World, rows: Rows) -> Post:
    made = changing.released(world, running(world))
    return step(world.gongye.officer, "ledger:change_decide", made.pk, outcome="approve", reason="")


# --- how a project ends; what is read across projects -------------------------------------------------


@row("ledger:acceptance_apply")
def acceptance_apply(world: World, rows: Rows) -> Post:
    project = ending.nothing_left(running(world))
    words = {"members": "王教授，某大学，组长", "opinion": "同意通过验收。", "conclusion": "passed"}
    file = SimpleUploadedFile("结题报告.pdf", pdf(), "application/pdf")
    data = {**words, "meeting_date": f"{timezone.localdate():%Y-%m-%d}", "file": file}
    return step(world.lnu.liaison, "ledger:acceptance_apply", project.pk, **data)


@row("ledger:acceptance_confirm")
def acceptance_confirm(world: World, rows: Rows) -> Post:
    made = ending.applied(world, ending.nothing_left(running(world)))
    return step(world.gongye.officer, "ledger:acceptance_confirm", made.pk)


@row("ledger:acceptance_return")
def acceptance_return(world: World, rows: Rows) -> Post:
    made = ending.applied(world, ending.nothing_left(running(world)))
    here = page("ledger:acceptance", made.pk)
    return form(world.gongye.officer, here, "ledger:acceptance_return", made.pk, reason="请附签到表")


@row("ledger:withdrawal_propose")
def withdrawal_propose(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:withdrawal_propose", running(world).pk, reason="合作终止。")


@row("ledger:withdrawal_confirm")
def withdrawal_confirm(world: World, rows: Rows) -> Post:
    made = ending.proposed(world, running(world))
    return step(world.gongye.colleague, "ledger:withdrawal_confirm", made.pk)


@row("ledger:withdrawal_drop")
def withdrawal_drop(world: World, rows: Rows) -> Post:
    made = ending.proposed(world, running(world))
    return step(world.gongye.officer, "ledger:withdrawal_drop", made.pk, reason="双方愿意继续")


@row("ledger:yearly_ask")
def yearly_ask(world: World, rows: Rows) -> Post:
    return step(world.ting, "ledger:yearly_ask", year=str(running(world).year))


@row("ledger:network_export")
def network_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "ledger:network_export")


@row("ledger:pivot_export")
def pivot_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "ledger:pivot_export")


# --- expert review -----------------------------------------------------------------------------------


def planned(world: World) -> Plan:
    reviewed.with_review(world)
    reviewed.checked(world)
    for number in range(2):
        reviewed.expert(world, number)
    return reviewed.prepared(world)


@row("review:plan_begin")
def plan_begin(world: World, rows: Rows) -> Post:
    reviewed.with_review(world)
    reviewed.checked(world)
    return step(world.nonglin.officer, "review:plan_begin", world.category(reviewed.CATEGORY).pk)


@row("review:plan_edit")
def plan_edit(world: World, rows: Rows) -> Post:
    pk = planned(world).pk
    return form(world.nonglin.officer, page("review:plan_edit", pk), "review:plan_edit", pk, spread_limit="20")


@row("review:plan_open")
def plan_open(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:plan_open", planned(world).pk)


def opened(world: World, applications: int = 1) -> Plan:
    plan = reviewed.opened(world, applications=applications)
    for number in range(3):
        reviewed.expert(world, number)
    return plan


@row("review:plan_take_in")
def plan_take_in(world: World, rows: Rows) -> Post:
    plan = opened(world)
    reviewed.checked(world, "后来的项目")
    return step(world.nonglin.officer, "review:plan_take_in", plan.pk)


@row("review:panel_new")
def panel_new(world: World, rows: Rows) -> Post:
    pk = opened(world).pk
    return form(world.nonglin.officer, page("review:panel_new", pk), "review:panel_new", pk)


@row("review:panel_edit")
def panel_edit(world: World, rows: Rows) -> Post:
    pk = reviewed.panel_of(opened(world)).pk
    return form(world.nonglin.officer, page("review:panel_edit", pk), "review:panel_edit", pk, name="二组")


@row("review:panel_rule")
def panel_rule(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:panel_rule", reviewed.panel_of(opened(world)).pk)


@row("review:panel_assign")
def panel_assign(world: World, rows: Rows) -> Post:
    panel = reviewed.panel_of(opened(world))
    code = reviewed.in_pool(reviewed.expert(world, 0)).code
    application = panel.entries.get().application_id
    return step(world.nonglin.officer, "review:panel_assign", panel.pk, application, expert=code)


@row("review:panel_extra")
def panel_extra(world: World, rows: Rows) -> Post:
    panel = reviewed.panel_of(reviewed.far_apart(world))
    code = reviewed.in_pool(reviewed.expert(world, 2)).code
    application = panel.entries.get().application_id
    return step(world.nonglin.officer, "review:panel_extra", panel.pk, application, expert=code)


@row("review:panel_move")
def panel_move(world: World, rows: Rows) -> Post:
    plan = opened(world)
    panel = reviewed.panel_of(plan)
    other = panels.set_up(plan=plan, name="二组", major_codes=[], by=world.nonglin.officer)
    return step(world.nonglin.officer, "review:panel_move", panel.pk, panel.entries.get().application_id, to=other.pk)


@row("review:draw_seal")
def draw_seal(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:draw_seal", reviewed.panel_of(opened(world)).pk)


@row("review:draw_carry_out")
def draw_carry_out(world: World, rows: Rows) -> Post:
    draw = assigning.seal_seed(panel=reviewed.panel_of(opened(world)), by=world.nonglin.officer)
    return step(world.nonglin.officer, "review:draw_carry_out", draw.pk)


def assigned_by_rule(world: World) -> Plan:
    plan = opened(world)
    assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)
    return plan


@row("review:plan_invite")
def plan_invite(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:plan_invite", assigned_by_rule(world).pk)


def invited(world: World) -> Sheet:
    plan = assigned_by_rule(world)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    return Sheet.objects.filter(seat__panel__plan=plan).order_by("id")[0]


def expert_of(world: World, sheet: Sheet) -> Any:
    return next(one for number in range(3) if (one := reviewed.expert(world, number)).person_id == sheet.seat.expert_id)


@row("review:plan_remind")
def plan_remind(world: World, rows: Rows) -> Post:
    seat = invited(world).seat
    now = timezone.now()
    Seat.objects.filter(pk=seat.pk).update(invited_at=now - timedelta(days=3), due_at=now + timedelta(days=1))
    return step(world.nonglin.officer, "review:plan_remind", seat.panel.plan_id)


@row("review:plan_second")
def plan_second(world: World, rows: Rows) -> Post:
    plan = reviewed.all_scored(world)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    chosen = reviewed.panel_of(plan).entries.order_by("id")[0].application_id
    day = timezone.localdate() + timedelta(days=9)
    words = {"name": "复评组", "due_at_0": day.isoformat(), "due_at_1": "17:00", "chosen": chosen}
    return step(world.nonglin.officer, "review:plan_second", plan.pk, **words)


@row("review:plan_results_export")
def plan_results_export(world: World, rows: Rows) -> Post:
    plan = reviewed.all_scored(world)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    return step(world.nonglin.officer, "review:plan_results_export", plan.pk)


@row("review:plan_comparison_export")
def plan_comparison_export(world: World, rows: Rows) -> Post:
    plan = reviewed.all_scored(world)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    return step(world.nonglin.officer, "review:plan_comparison_export", plan.pk)


@row("review:plan_open_second")
def plan_open_second(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:plan_open_second", reviewed.second_round(world).pk)


@row("review:seat_accept")
def seat_accept(world: World, rows: Rows) -> Post:
    sheet = invited(world)
    return step(expert_of(world, sheet), "review:seat_accept", sheet.seat_id, declared="1")


@row("review:seat_decline")
def seat_decline(world: World, rows: Rows) -> Post:
    sheet = invited(world)
    return step(expert_of(world, sheet), "review:seat_decline", sheet.seat_id, reason="出差")


@row("review:seat_replace")
def seat_replace(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:seat_replace", invited(world).seat_id, reason="出差")


def accepted(world: World) -> Sheet:
    sheet = invited(world)
    reviewed.accept(expert_of(world, sheet))
    return sheet


@row("review:sheet_save")
def sheet_save(world: World, rows: Rows) -> Post:
    sheet = accepted(world)
    words = {f"points-{one.pk}": "8" for one in reviewed.criteria_of(sheet)}
    return form(expert_of(world, sheet), page("review:sheet", sheet.pk), "review:sheet_save", sheet.pk, **words)


@row("review:workbook_upload")
def workbook_upload(world: World, rows: Rows) -> Post:
    sheet = accepted(world)
    person = expert_of(world, sheet)
    file = SimpleUploadedFile("评分.xlsx", filled(person, sheet.seat, points="8"))
    return step(person, "review:workbook_upload", sheet.seat_id, file=file)


@row("review:sheet_submit")
def sheet_submit(world: World, rows: Rows) -> Post:
    sheet = accepted(world)
    reviewed.fill(sheet, expert_of(world, sheet))
    return step(expert_of(world, sheet), "review:sheet_submit", sheet.pk)


@row("review:sheet_recuse")
def sheet_recuse(world: World, rows: Rows) -> Post:
    sheet = accepted(world)
    return step(expert_of(world, sheet), "review:sheet_recuse", sheet.pk, reason="师生关系")


@row("review:sheet_take_back")
def sheet_take_back(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:sheet_take_back", invited(world).pk, reason="调整")


def scored(world: World) -> int:
    plan = reviewed.all_scored(world, applications=1)
    return plan.pk


@row("review:plan_open_scores")
def plan_open_scores(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:plan_open_scores", scored(world))


@row("review:plan_close")
def plan_close(world: World, rows: Rows) -> Post:
    pk = scored(world)
    plans.open_scores(plan=Plan.objects.get(pk=pk), by=world.nonglin.officer)
    return step(world.nonglin.officer, "review:plan_close", pk)


@row("review:expert_new")
def expert_new(world: World, rows: Rows) -> Post:
    world.person("judge9", Role.EXPERT, reviewed.houses()[9])
    return form(world.nonglin.officer, page("review:expert_new"), "review:expert_new", most="10")


@row("review:expert")
def expert_edit(world: World, rows: Rows) -> Post:
    pk = reviewed.in_pool(reviewed.expert(world, 0)).pk
    return form(world.nonglin.officer, page("review:expert", pk), "review:expert", pk, most="7")


@row("review:import_new")
def experts_import_new(world: World, rows: Rows) -> Post:
    world.person("judge9", Role.EXPERT, reviewed.houses()[9])
    content = write_rows(EXPERTS, [["judge9", "judge9", "教授", "自动化", "", "", "12"]])
    return step(world.nonglin.officer, "review:import_new", file=SimpleUploadedFile("专家.xlsx", content))


def import_of_experts(world: World) -> int:
    from tests.races.posts.rows import client_of

    post = experts_import_new(world, {})
    where = client_of(world.nonglin.officer).post(post.path, post.data).headers["Location"]
    return int(where.rstrip("/").split("/")[-1])


@row("review:import_confirm")
def experts_import_confirm(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:import_confirm", import_of_experts(world))


@row("review:import_discard")
def experts_import_discard(world: World, rows: Rows) -> Post:
    return step(world.nonglin.officer, "review:import_discard", import_of_experts(world))
