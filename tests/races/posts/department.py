"""Steps of the department on calls, checks, decisions, public notices, places, forms, notices and letters."""

from datetime import timedelta
from io import BytesIO

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxiao.calls.actions import calls as desk
from lianxiao.calls.actions import checks, deadlines, decisions
from lianxiao.calls.models import Call, CheckItem
from lianxiao.forms.actions import versions
from lianxiao.forms.models import FormVersion
from lianxiao.letters.actions import letters as letter_actions
from lianxiao.mandate.models import Target
from tests.calls import selecting
from tests.calls.test_checks import all_yes, check_of
from tests.calls.test_public_notices import confirmed, drafted, objected, published
from tests.ledger import approving
from tests.letters import made as letters
from tests.publishing import made as notices
from tests.races.posts.rows import Post, Rows, a_file, form, row, step
from tests.world import World, pass_deadline


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


# --- calls -------------------------------------------------------------------------------------------


@row("calls:call_create")
def call_create(world: World, rows: Rows) -> Post:
    later = timezone.localtime() + timedelta(days=60)
    words = {"title": "新通知", "closes_at_0": f"{later:%Y-%m-%d}", "closes_at_1": "17:00"}
    return form(world.gongye.officer, page("calls:call_new"), "calls:call_create", **words)


@row("calls:call_save")
def call_save(world: World, rows: Rows) -> Post:
    pk = world.draft_call().pk
    return form(world.gongye.officer, page("calls:call_edit", pk), "calls:call_save", pk, title="改过的通知")


@row("calls:call_copy_now")
def call_copy_now(world: World, rows: Rows) -> Post:
    pk = world.call.pk
    return form(world.gongye.officer, page("calls:call_copy", pk), "calls:call_copy_now", pk)


@row("calls:call_attach")
def call_attach(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "calls:call_attach", world.draft_call().pk, file=a_file())


def handed_in(world: World) -> Call:
    found = world.draft_call()
    desk.hand_in(call=found, by=world.gongye.officer)
    return found


@row("calls:call_pass")
def call_pass(world: World, rows: Rows) -> Post:
    return step(world.gongye.colleague, "calls:call_pass", handed_in(world).pk)


@row("calls:call_send_back")
def call_send_back(world: World, rows: Rows) -> Post:
    data = {"send_back-reason": "请补联系人"}
    return step(world.gongye.colleague, "calls:call_send_back", handed_in(world).pk, **data)


@row("calls:call_publish")
def call_publish(world: World, rows: Rows) -> Post:
    found = handed_in(world)
    desk.pass_check(call=found, by=world.gongye.colleague)
    return step(world.ting, "calls:call_publish", found.pk)


@row("calls:call_close")
def call_close(world: World, rows: Rows) -> Post:
    found = world.open_call()
    pass_deadline(found)
    return step(world.gongye.officer, "calls:call_close", found.pk)


@row("calls:call_conclude")
def call_conclude(world: World, rows: Rows) -> Post:
    found = world.open_call()
    pass_deadline(found)
    deadlines.close(call=found, by=world.gongye.officer)
    return step(world.gongye.officer, "calls:call_conclude", found.pk)


@row("calls:extension_ask")
def extension_ask(world: World, rows: Rows) -> Post:
    found = world.open_call()
    day = found.closes_at + timedelta(days=3)
    data = {"new_closes_at_0": f"{day:%Y-%m-%d}", "new_closes_at_1": "17:00", "reason": "校历调整"}
    return step(world.gongye.officer, "calls:extension_ask", found.pk, **data)


# --- formal checks, decisions ------------------------------------------------------------------------


@row("calls:check_save")
def check_save(world: World, rows: Rows) -> Post:
    pk = check_of(world.application(state="submitted"), world.gongye).pk
    words = {"ask-title": "on", "reason-title": "请写明"}
    return form(world.gongye.officer, page("calls:check", pk), "calls:check_save", pk, **words)


@row("calls:check_pass")
def check_pass(world: World, rows: Rows) -> Post:
    found = world.application(state="submitted")
    answers = all_yes(found)
    posted = {f"item-{code}": "yes" for code in answers} | {f"note-{code}": "" for code in answers}
    return step(world.gongye.officer, "calls:check_pass", check_of(found, world.gongye).pk, **posted)


@row("calls:check_prepare_return")
def check_prepare_return(world: World, rows: Rows) -> Post:
    pk = check_of(world.application(state="submitted"), world.gongye).pk
    words = {"ask-title": "on", "reason-title": "请写明"}
    return form(world.gongye.officer, page("calls:check", pk), "calls:check_prepare_return", pk, **words)


@row("calls:check_return")
def check_return(world: World, rows: Rows) -> Post:
    found = check_of(world.application(state="submitted"), world.gongye)
    checks.prepare_return(check=found, answers={}, remarks={"title": "请写明"}, by=world.gongye.officer)
    return step(world.gongye.officer, "calls:check_return", found.pk)


@row("calls:decision_review")
def decision_review(world: World, rows: Rows) -> Post:
    call = world.open_call()
    Call.objects.filter(pk=call.pk).update(with_review=True)
    found = world.application(state="submitted", call=call)
    for check in approving.checks_of(found):
        office = approving.lead_office(world, check.office.code)
        checks.pass_check(check=check, answers=all_yes(found), by=office.officer)
    return step(world.gongye.officer, "calls:decision_review", found.pk, conclusion="会议评审，建议立项。")


def checked(world: World) -> int:
    found = world.application(state="submitted")
    for check in approving.checks_of(found):
        office = approving.lead_office(world, check.office.code)
        checks.pass_check(check=check, answers=all_yes(found), by=office.officer)
    return found.pk


@row("calls:decision_propose")
def decision_propose(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "calls:decision_propose", checked(world), outcome="approve", reason="目标明确。")


@row("calls:decisions_propose")
def decisions_propose(world: World, rows: Rows) -> Post:
    data = {"pk": [checked(world)], "outcome": "approve", "reason": "目标明确。"}
    return step(world.gongye.officer, "calls:decisions_propose", **data)


@row("calls:decision_countersign")
def decision_countersign(world: World, rows: Rows) -> Post:
    pk = checked(world)
    found = selecting.Application.objects.get(pk=pk)
    decisions.propose(application=found, outcome="approve", reason="目标明确。", by=world.gongye.officer)
    return step(world.xuewei.officer, "calls:decision_countersign", pk, agrees="yes", opinion="")


def proposed(world: World) -> int:
    found = world.application(state="submitted")
    approving.propose(world, found)
    return found.pk


@row("calls:decision_confirm")
def decision_confirm(world: World, rows: Rows) -> Post:
    return step(world.ting, "calls:decision_confirm", proposed(world), remark="同意")


@row("calls:decision_send_back")
def decision_send_back(world: World, rows: Rows) -> Post:
    return step(world.ting, "calls:decision_send_back", proposed(world), **{"back-remark": "请补充测算。"})


@row("calls:decisions_confirm")
def decisions_confirm(world: World, rows: Rows) -> Post:
    return step(world.ting, "calls:decisions_confirm", pk=[proposed(world)], remark="")


# --- public notices ----------------------------------------------------------------------------------


@row("calls:public_notice_new_for")
def public_notice_new_for(world: World, rows: Rows) -> Post:
    found, here = confirmed(world), page("calls:public_notice_new_for", world.call.pk)
    words = {**approving.WORDS, "applications": [str(found.pk)]}
    return form(world.gongye.officer, here, "calls:public_notice_new_for", world.call.pk, **words)


@row("calls:public_notice_edit")
def public_notice_edit(world: World, rows: Rows) -> Post:
    pk = drafted(world, confirmed(world)).pk
    here = page("calls:public_notice_edit", pk)
    return form(world.gongye.officer, here, "calls:public_notice_edit", pk, title="改过的公示")


@row("calls:object_now")
def object_now(world: World, rows: Rows) -> Post:
    pk = rows["running_item"].pk
    return form(Client(), page("calls:object_to", pk), "calls:object_now", pk, contact="li@example.org")


@row("calls:objection_settle")
def objection_settle(world: World, rows: Rows) -> Post:
    found = objected(published(world, confirmed(world)))
    data = {"outcome": "dismissed", "reply": "不属实"}
    return step(world.gongye.officer, "calls:objection_settle", found.pk, **data)


@row("calls:public_notice_close")
def public_notice_close(world: World, rows: Rows) -> Post:
    pk = published(world, confirmed(world), ago=timedelta(days=30)).pk
    return step(world.gongye.officer, "calls:public_notice_close", pk)


@row("calls:public_notice_release_now")
def public_notice_release_now(world: World, rows: Rows) -> Post:
    found = published(world, confirmed(world), ago=timedelta(days=30))
    approving.public_notices.close(notice=found, by=world.gongye.officer)
    return step(world.ting, "calls:public_notice_release_now", found.pk)


# --- places beyond the limit, facts ------------------------------------------------------------------


@row("calls:grant_new")
def grant_new(world: World, rows: Rows) -> Post:
    data = {
        "call_category": world.category(selecting.CATEGORY).pk,
        "university": world.lnu.organisation.pk,
        "kind": "pool",
        "size": "1",
        "reason": "示范校",
        "name": "专项",
    }
    return step(world.nonglin.officer, "calls:grant_new", **data)


@row("calls:grant_revoke")
def grant_revoke(world: World, rows: Rows) -> Post:
    return step(world.ting, "calls:grant_revoke", selecting.granted(world).pk, reason="计划调整")


@row("calls:places_export")
def places_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "calls:places_export")


@row("calls:fact_create")
def check_item_create(world: World, rows: Rows) -> Post:
    here, slug = page("calls:fact_new", "check-items"), "check-items"
    return form(world.gongye.officer, here, "calls:fact_create", slug)


@row("calls:fact_save")
def check_item_save(world: World, rows: Rows) -> Post:
    pk = CheckItem.objects.order_by("id")[0].pk
    here = page("calls:fact", "check-items", pk)
    return form(world.gongye.officer, here, "calls:fact_save", "check-items", pk)


@row("mandate:fact_create")
def target_create(world: World, rows: Rows) -> Post:
    return form(world.gongye.officer, page("mandate:fact_new", "phrases"), "mandate:fact_create", "phrases")


@row("mandate:fact_save")
def target_save(world: World, rows: Rows) -> Post:
    pk = Target.objects.order_by("id")[0].pk
    return form(world.gongye.officer, page("mandate:fact", "targets", pk), "mandate:fact_save", "targets", pk)


# --- forms -------------------------------------------------------------------------------------------


@row("forms:form_create")
def form_create(world: World, rows: Rows) -> Post:
    data = {"purpose": "filing", "title": "新表", "year": "2031"}
    return step(world.gongye.officer, "forms:form_create", **data)


@row("forms:operate")
def operate(world: World, rows: Rows) -> Post:
    found = rows["form_version"]
    return step(world.gongye.officer, "forms:operate", found.pk, revision=found.revision, do="up field:leader")


@row("forms:spot_save")
def spot_save(world: World, rows: Rows) -> Post:
    pk = rows["form_version"].pk
    here = page("forms:spot", pk, "field:title")
    return form(world.gongye.officer, here, "forms:spot_save", pk, "field:title", label_zh="新题")


def waiting(world: World, rows: Rows) -> FormVersion:
    found = FormVersion.objects.get(pk=rows["form_version"].pk)
    return versions.hand_in(version=found, note="", by=world.gongye.officer)


@row("forms:version_publish")
def version_publish(world: World, rows: Rows) -> Post:
    return step(world.gongye.colleague, "forms:version_publish", waiting(world, rows).pk)


@row("forms:version_send_back")
def version_send_back(world: World, rows: Rows) -> Post:
    return step(
        world.gongye.colleague, "forms:version_send_back", waiting(world, rows).pk, **{"send_back-reason": "请补说明"}
    )


@row("forms:version_begin")
def version_begin(world: World, rows: Rows) -> Post:
    found = versions.publish(version=waiting(world, rows), by=world.gongye.colleague)
    return step(world.gongye.officer, "forms:version_begin", found.form_id)


# --- notices -----------------------------------------------------------------------------------------


@row("publishing:notice_draft")
def notice_draft(world: World, rows: Rows) -> Post:
    return form(world.gongye.officer, page("publishing:notice_new"), "publishing:notice_draft")


@row("publishing:notice_save")
def notice_save(world: World, rows: Rows) -> Post:
    pk = notices.drafted(world).pk
    return form(world.gongye.officer, page("publishing:notice_edit", pk), "publishing:notice_save", pk, title="改过")


@row("publishing:attach")
def notice_attach(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "publishing:attach", notices.drafted(world).pk, file=a_file())


@row("publishing:attachment_remove")
def notice_attachment_remove(world: World, rows: Rows) -> Post:
    found = notices.drafted(world)
    kept = notices.actions.attach(notice=found, name="附件.pdf", stream=a_file(), by=world.gongye.officer)
    return step(world.gongye.officer, "publishing:attachment_remove", kept.pk)


@row("publishing:hand_in")
def notice_hand_in(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "publishing:hand_in", notices.drafted(world).pk)


@row("publishing:publish")
def notice_publish(world: World, rows: Rows) -> Post:
    return step(world.ting, "publishing:publish", notices.checked(world).pk)


@row("publishing:withdraw")
def notice_withdraw(world: World, rows: Rows) -> Post:
    return step(world.ting, "publishing:withdraw", notices.published(world).pk, reason="附件有误")


# --- letters -----------------------------------------------------------------------------------------


@row("letters:check_selected")
def letters_check_selected(world: World, rows: Rows) -> Post:
    found = letters.drafted(world)
    return step(world.gongye.officer, "letters:check_selected", pk=[f"{found.pk}-{found.revision}"])


@row("letters:issue")
def letter_issue(world: World, rows: Rows) -> Post:
    return step(world.ting, "letters:issue", letters.checked(world).pk)


@row("letters:issue_selected")
def letters_issue_selected(world: World, rows: Rows) -> Post:
    found = letters.checked(world)
    return step(world.ting, "letters:issue_selected", pk=[f"{found.pk}-{found.revision}"])


@row("letters:send_back")
def letter_send_back(world: World, rows: Rows) -> Post:
    return step(world.ting, "letters:send_back", letters.checked(world).pk, reason="请改称谓")


@row("letters:draft_anew")
def letter_draft_anew(world: World, rows: Rows) -> Post:
    found = letter_actions.withdraw(letter=letters.issued(world), reason="文号有误", by=world.ting)
    return step(world.gongye.officer, "letters:draft_anew", found.pk)


@row("letters:export")
def letters_export(world: World, rows: Rows) -> Post:
    return step(world.ting, "letters:export")


@row("letters:set_code")
def letters_set_code(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "letters:set_code", world.gongye.organisation.pk, code="辽教工函")


@row("letters:template_upload")
def template_upload(world: World, rows: Rows) -> Post:
    content = letters.edited("approval", lambda document: document)
    file = BytesIO(content.getvalue())
    file.name = "模板.docx"
    return step(world.gongye.officer, "letters:template_upload", "approval", file=file, change="措辞")


@row("letters:version_publish")
def template_publish(world: World, rows: Rows) -> Post:
    return step(world.gongye.colleague, "letters:version_publish", letters.another_template(world).pk)


@row("letters:version_refuse")
def template_refuse(world: World, rows: Rows) -> Post:
    return step(world.gongye.colleague, "letters:version_refuse", letters.another_template(world).pk, reason="措辞不妥")
