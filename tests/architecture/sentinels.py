"""A row of everything that belongs to somebody, of Dalian University of Technology and the offices it applies to.

Each carries a token of its own where people would read it. The walkers of `test_strangers.py` have no part in them.
"""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone

from lianxiao.calls.actions import (
    assignments,
    attachments,
    checks,
    comments,
    consents,
    deadlines,
    grants,
    history,
    invitations,
    members,
    objections,
    public_notices,
    scans,
)
from lianxiao.calls.actions import calls as desk
from lianxiao.calls.actions.selections import choosing, judging, preparing
from lianxiao.calls.models import Application, Call, FormalCheck, SimilarPair
from lianxiao.calls.queries.check_sheet import ItemAnswer, items_of
from lianxiao.calls.states import Hand, State
from lianxiao.core import seals, steps
from lianxiao.core.actors import PUBLIC
from lianxiao.core.models import Change, StoredFile
from lianxiao.core.sealing import seal
from lianxiao.filing.actions import deadlines as filing_deadlines
from lianxiao.filing.models import Upload
from lianxiao.forms.actions import versions
from lianxiao.ledger.actions import extensions, follow_ups, periods, reports, yearly
from lianxiao.ledger.models import ChangeRequest, IndicatorFact, Project
from lianxiao.letters.actions import letters as letter_actions
from lianxiao.letters.models import Letter
from lianxiao.mandate.models import Category
from lianxiao.organisations.actions import personal, transfers
from lianxiao.organisations.actions.web_hooks import PURPOSE
from lianxiao.organisations.models import (
    AllowedHost,
    ApiToken,
    Binding,
    BindingCode,
    Delegation,
    FactorReset,
    ImportRun,
    LeadingGroupMember,
    Membership,
    Notification,
    SignOn,
    User,
    WebHook,
)
from lianxiao.organisations.roles import Role
from lianxiao.publishing.actions import notices
from lianxiao.review.actions import assigning, inviting, plans, pool
from lianxiao.review.models import Panel, PoolImport, ScoreUpload
from lianxiao.review.queries.pool import EXPERTS
from lianxiao.review.queries.workbooks import table_of
from tests.core.files.made import pdf
from tests.filing import filed
from tests.ledger import approving, changing, earlier, ending, midterm, reporting
from tests.review import reviewed
from tests.world import DUT, World

LIST = approving.WORDS
NOTICE = {
    "issuer": "",
    "title_en": "",
    "document_number": "",
    "document_date": None,
    "addressees": "",
    "addressees_en": "",
    "body": "各有关单位：",
    "body_en": "",
    "disclosure": "proactive",
}


def token(kind: str) -> str:
    return f"SENTINEL-{kind}"


def file() -> BytesIO:
    return BytesIO(pdf())


def plant(world: World) -> dict[str, Any]:
    """The rows by name, as `matrix.py` refers to them; each name stands for one."""
    makers = (
        people,
        on_campus,
        selecting,
        submitted,
        progress,
        changed,
        asked,
        forms,
        calls,
        lists,
        letters,
        publishing,
        filing,
        review,
    )
    found: dict[str, Any] = {"organisation": world.dut.organisation}
    for make in makers:
        made = make(world)
        assert not found.keys() & made.keys(), found.keys() & made.keys()
        found |= made
    return found


def review(world: World) -> dict[str, Any]:
    """A review of another office, with an expert at work on it and one who has not answered yet."""
    call = world.open_call()
    Call.objects.filter(pk=call.pk).update(with_review=True)
    application = world.application(
        world.dut, category="collaborative_innovation", title=token("under_review"), call=call, state=State.SUBMITTED
    )
    for check in approving.checks_of(application):
        answers = {item.code: ItemAnswer(ok=True, note="已核") for item in items_of(check)}
        checks.pass_check(check=check, answers=answers, by=world.keji.officer)
    category = world.category("collaborative_innovation", call)
    plan = reviewed.ready(world, category, world.keji.officer)
    plan = plans.open_review(plan=plan, by=world.keji.officer)
    panel = Panel.objects.get(plan=plan)
    Panel.objects.filter(pk=panel.pk).update(name=token("review_seat"))
    expert = world.person("his-expert", Role.EXPERT, reviewed.houses()[20])
    User.objects.filter(pk=expert.person_id).update(name=token("pool"))
    entry = pool.add(user=User.objects.get(pk=expert.person_id), most=5, by=world.keji.officer)
    sheet = assigning.by_hand(panel=panel, application=application, expert=entry, by=world.keji.officer)
    inviting.invite(plan=plan, by=world.keji.officer)
    reviewed.accept(expert)
    return {
        "review_plan": plan,
        "review_category": category,
        "review_panel": panel,
        "reviewed": application,
        "review_draw": assigning.seal_seed(panel=panel, by=world.keji.officer),
        "review_seat": sheet.seat,
        "review_upload": ScoreUpload.objects.create(
            seat=sheet.seat,
            name=f"{token('review_seat')}.xlsx",
            uploaded_at=timezone.now(),
            rows=[[3, [token("review_seat") for _field in table_of(sheet.seat).fields], {"key": "?"}]],
        ),
        "review_sheet": sheet,
        "pool_expert": entry,
        "pool_import": PoolImport.objects.create(
            name=token("pool"),
            state="ready",
            good=[{one.key: token("pool") for one in EXPERTS.fields}],
            uploaded_by_id=world.keji.officer.person_id,
            uploaded_at=timezone.now(),
        ),
    }


def people(world: World) -> dict[str, Any]:
    person = User.objects.create(username="sentinel", name=token("person"), email="sentinel@example.org")
    membership = Membership.objects.create(user=person, organisation=world.dut.organisation, role="teacher")
    Membership.objects.filter(pk=membership.pk).update(confirmed_at=timezone.now())
    session = UserSession.objects.create(
        user=person, ip="10.0.0.1", session_key="s" * 32, user_agent=token("session"), last_seen_at=timezone.now()
    )
    notification = Notification.objects.create(
        user=person, kind="submitted", values={"application": token("notification")}, path="/"
    )
    factor = Authenticator.objects.create(
        user=person, type="webauthn", data={"name": token("factor"), "credential": {}}
    )
    reset = FactorReset.objects.create(
        user=person, reason=token("factor_reset"), asked_by_id=world.dut.liaison.user_id or 0
    )
    there = sign_on(world)
    code = BindingCode.objects.create(
        user=person,
        sign_on=there,
        digest="s" * 64,
        made_by_id=world.dut.liaison.user_id or 0,
        expires_at=timezone.now(),
    )
    binding = Binding.objects.create(
        user=person, sign_on=there, opaque_id=token("binding"), name=token("binding"), how="code", code=code
    )
    keeper_id = world.dut.liaison.person_id
    host = AllowedHost.objects.create(host="sentinel.example.org", note=token("allowed_host"), added_by_id=keeper_id)
    hook = WebHook.objects.create(
        organisation=world.dut.organisation,
        name=token("web_hook"),
        address="https://sentinel.example.org/",
        groups=["duties"],
        sealed_secret=seal("sentinel", PURPOSE),
        made_by_id=keeper_id,
    )
    told = hook.deliveries.create(kind="received", title=token("web_hook"), path="/", happened_at=timezone.now())
    told.attempts.create(at=timezone.now(), status=500, said=token("web_hook"))
    run = ImportRun.objects.create(
        organisation=world.dut.organisation,
        file=StoredFile.objects.create(digest="e" * 64, sm3="e" * 64, size=1, media_type=""),
        name=token("import"),
        state="ready",
        row_count=1,
        preview=[[token("import")] * 6],
        uploaded_by_id=world.dut.liaison.user_id or 0,
    )
    member = LeadingGroupMember.objects.create(organisation=world.dut.organisation, name="组员")
    now = timezone.now()
    token_ = ApiToken.objects.create(
        membership=membership,
        name=token("person"),
        scopes=["calls:read"],
        beginning="lx_",
        digest="0" * 64,
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
    export = personal.ask_export(
        kind="people",
        query="",
        filters=[],
        people=300,
        rows=300,
        up_to=0,
        reason=token("export"),
        by=world.dut.liaison,
    )
    delegation = Delegation.objects.create(
        membership=Membership.objects.get(user_id=world.dut.liaison.person_id, role="liaison"),
        deputy_id=world.dut.colleague.person_id,
        starts_at=now,
        ends_at=now + timedelta(days=3),
        reason=token("delegation"),
        made_at=now,
        needs_second=True,
    )
    step = steps.record(export, "ask_export", by=PUBLIC, remark=token("record"))
    head = seals.seal_all()[0]
    return {
        "person": person,
        "token": token_,
        "membership": membership,
        "session": session,
        "notification": notification,
        "group_member": member,
        "factor": factor,
        "factor_reset": reset,
        "web_hook": hook,
        "allowed_host": host,
        "sign_on": there,
        "binding": binding,
        "import": run,
        "export": export,
        "delegation": delegation,
        "step": step,
        "record_change": Change.objects.filter(kind="organisations.user", key=str(person.pk)).order_by("id")[0],
        "head": head,
    }


def sign_on(world: World) -> SignOn:
    """Not in use yet; the university's own liaison looks at it."""
    return SignOn.objects.create(
        organisation=world.dut.organisation,
        kind="saml",
        label=token("sign_on"),
        metadata=token("sign_on"),
        changed_by_id=world.system_admin.user_id,
    )


def on_campus(world: World) -> dict[str, Any]:
    """A draft, with a file and its writer."""
    draft = world.application(world.dut, title=token("campus"))
    attachment = attachments.attach(
        application=draft,
        field_key="agreement_files",
        name=f"{token('campus')}.pdf",
        stream=file(),
        by=world.dut.author,
    )
    return {"campus": draft, "attachment": attachment, **several_hands(world, draft)}


def several_hands(world: World, draft: Application) -> dict[str, Any]:
    """A colleague with a section to write, a comment, somebody invited, a version kept."""
    author = world.dut.author
    member = members.add_member(application=draft, username=world.dut.colleague.name, by=author)
    thread = comments.open_thread(
        application=draft, section_key="cover", field_key="title", text=token("campus"), by=author
    )
    history.name_version(application=draft, name=token("campus"), by=author)
    return {
        "member": member,
        "assignment": assignments.assign(member=member, key="cover", by=author),
        "thread": thread,
        "invitation": invitations.invite(
            application=draft,
            email="sentinel-campus@example.org",
            organisation=world.dut.organisation,
            hand=Hand.READER,
            by=author,
        ),
        "section_version": draft.section_versions.order_by("id")[0],
    }


def selecting(world: World) -> dict[str, Any]:
    """A selection on campus notice, with an opinion in it; and places that were asked for."""
    application = world.application(world.dut, category="exchange", title=token("selection"), state=State.WITH_LIAISON)
    judge, liaison = world.person("dut-judge", Role.TEACHER, DUT), world.dut.liaison
    selection = preparing.begin(call_category=world.category("exchange"), by=liaison)
    day = timezone.localdate()
    preparing.prepare(selection=selection, rules=token("selection"), due_date=day, min_opinions=1, by=liaison)
    reviewer = preparing.invite(selection=selection, username=judge.name, by=liaison)
    preparing.open_review(selection=selection, by=liaison)
    candidate = selection.candidates.get()
    judging.judge(candidate=candidate, score=77, text=token("selection"), recused=False, by=judge)
    judging.hand_in(selection=selection, by=judge)
    choosing.rank(selection=selection, ranks={candidate.pk: choosing.Rank(1)}, by=liaison)
    choosing.put_on_notice(selection=selection, name="公示.pdf", stream=file(), first=day, last=day, by=liaison)
    grant = grants.ask(
        call_category=world.category("exchange"),
        university=world.dut.organisation,
        wish=grants.Wish(kind="pool", size=1, reason=token("grant"), name="专项"),
        by=world.nonglin.officer,
    )
    selection.refresh_from_db()
    assert candidate.application_id == application.pk
    return {"selection": selection, "selection_reviewer": reviewer, "candidate": candidate, "grant": grant}


def asked(world: World) -> dict[str, Any]:
    """A partner outside that confirmed, and the scan of what it sealed."""
    party = "Sentinel University"
    application = world.begin(world.dut)
    partners = [{"id": None, "name": party}]
    world.fill(application, world.dut, title=token("consent"), partners=partners)
    contact = consents.Contact(token("contact"), "contact@example.org", "en")
    consent = consents.ask(application=application, party=party, contact=contact, by=world.dut.author)
    scan = scans.seal(application=application, uploads=[("scan.pdf", file())], by=world.dut.author)
    return {"consent": consent, "version_print": consent.version.print, "scan": scan, "scan_file": scan.files.get()}


def submitted(world: World) -> dict[str, Any]:
    """With the lead offices; and a project, whose title is public and whose text is not."""
    application = world.application(world.dut, title=token("submitted"), state=State.SUBMITTED)
    copy = application.submissions.get()
    project = approving.project(world, world.dut, title="已公示项目")
    Project.objects.filter(pk=project.pk).update(summary=token("project"))
    pair = SimilarPair.objects.create(
        application=application, other=project.application, share=0.5, traits=["text"], found_at=timezone.now()
    )
    check = FormalCheck.objects.filter(submission=copy).order_by("id")[0]
    moved = transfers.transfer(
        kind="checks",
        case=check,
        path="/",
        username=User.objects.get(pk=world.gongye.colleague.person_id).username,
        reason=token("check"),
        by=world.gongye.officer,
    )
    return {
        "transfer": moved,
        "submitted": application,
        "similar": pair,
        "submission": copy,
        "check": check,
        "project": project,
        "approved": project.application,
    }


def changed(world: World) -> dict[str, Any]:
    """A change that waits for its decision, and one that is being written."""
    found = Project.objects.get(title="已公示项目")
    change = changing.released(world, found, leader=token("change"))
    other = approving.project(world, world.dut, title="另一公示项目")
    ended = ending_project(world, other)
    back = changing.drafted(world, other)
    ChangeRequest.objects.filter(pk=back.pk).update(reason=token("change_back"))
    raised = follow_ups.raise_by_hand(project=found, text=token("follow_up"), by=world.gongye.officer)
    rows = {"change": change, "change_back": back, "change_file": change.files.get(), "follow_up": raised}
    planted = {**earlier.FINISHED, "项目名称": token("project_import")}
    rows["project_import"] = earlier.checked(world, planted)
    return {**rows, **ended, **checked_midway(world, found)}


def checked_midway(world: World, found: Project) -> dict[str, Any]:
    """A check in which a university has concluded, and one that is being drafted."""
    check = midterm.opened(world, found)
    said = token("checked")
    checked = midterm.concluded(world, midterm.of(check, found), words=said, name=f"{said}.pdf")
    draft = midterm.drafted(world, name=token("midterm_draft"), name_en="")
    return {"midterm": check, "checked": checked, "checked_file": checked.files.get(), "midterm_draft": draft}


def ending_project(world: World, found: Project) -> dict[str, Any]:
    """Its acceptance waits for the office, which has come to think of withdrawing it."""
    acceptance = ending.applied(world, ending.nothing_left(found), token("acceptance"), f"{token('acceptance')}.pdf")
    withdrawal = ending.proposed(world, found, token("withdrawal"))
    return {
        "yearly": yearly.make(yearly_id=yearly.ask(year=found.year, by=world.ting).pk),
        "ending_project": found,
        "acceptance": acceptance,
        "acceptance_file": acceptance.files.get(),
        "withdrawal": withdrawal,
    }


def progress(world: World) -> dict[str, Any]:
    """A report that waits for its confirmation, one that is being written, and the draft of a period."""
    found = reporting.begun(Project.objects.get(title="已公示项目"))
    first, last = reporting.first_month(), reporting.this_month()
    report = reporting.asked(world, found, first_month=first, last_month=first)
    amounts = {first: Decimal(1)}
    words = reports.Words(summary=token("report"))
    said = {**reporting.said(report), reporting.item(report).pk: reports.Said(token("report"), amounts=amounts)}
    reports.save(report=report, words=words, said=said, revision=0, by=world.dut.author)
    evidence = reports.attach(
        item=reporting.item(report), name=f"{token('report')}.pdf", stream=file(), by=world.dut.author
    )
    reports.hand_in(report=report, by=world.dut.author)
    reports.release(report=report, by=world.dut.liaison)
    back = reporting.asked(world, found, first_month=last, last_month=last)
    reports.save(report=back, words=words, said={}, revision=0, by=world.dut.author)
    day = reporting.month_of(first - timedelta(days=10))
    confirmed = reporting.confirmed(world, reporting.asked(world, found, first_month=day, last_month=day), month=day)
    fact = IndicatorFact.objects.get(project=found)
    assert confirmed.state == "confirmed"
    later = timezone.now() + timedelta(days=90)
    asked = extensions.ask(report=back, new_due_at=later, reason=token("report"), by=world.dut.liaison)
    draft = periods.draft(values=reporting.values(name=token("period"), name_en=""), by=world.gongye.officer)
    return {
        "report": report,
        "report_back": back,
        "report_extension": asked,
        "evidence": evidence,
        "period": draft,
        "fact": fact,
        "target": fact.target,
    }


def forms(world: World) -> dict[str, Any]:
    """A draft of the offices that lead joint training."""
    version = versions.begin_form(
        purpose="application",
        category=Category.objects.get(code="joint_training"),
        title=token("form"),
        year=2031,
        by=world.gongye.officer,
    )
    return {"form": version.form, "form_version": version}


def calls(world: World) -> dict[str, Any]:
    draft = world.draft_call()
    Call.objects.filter(pk=draft.pk).update(title=token("draft_call"))
    attachment = desk.attach(call=draft, name="附件.pdf", stream=file(), by=world.gongye.officer)
    extension = deadlines.ask_extension(
        call=world.call,
        new_closes_at=world.call.closes_at + timedelta(days=3),
        reason=token("extension"),
        by=world.gongye.officer,
    )
    return {
        "draft_call": draft,
        "draft_call_category": draft.call_categories.order_by("id")[0],
        "draft_call_file": attachment,
        "call": world.call,
        "call_category": world.category(),
        "extension": extension,
    }


def lists(world: World) -> dict[str, Any]:
    """One list that waits to be published, one that is before the public with an objection to it."""
    waiting, shown = (
        world.application(world.dut, title=title, state=State.SUBMITTED) for title in (token("decided"), "公示中项目")
    )
    for application in (waiting, shown):
        approving.confirm(world, application)
    draft = drafted(world, token("draft_list"), waiting)
    running = public_notices.publish(notice=drafted(world, "公示", shown), by=world.gongye.officer)
    item = running.items.get()
    objection = objections.object_to(
        item=item, name=token("objection"), contact="13900000000", text=token("objection"), sealed=True, by=PUBLIC
    )
    return {
        "decided": Application.objects.get(pk=waiting.pk),
        "draft_list": draft,
        "draft_item": draft.items.get(),
        "running_list": running,
        "running_item": item,
        "objection": objection,
    }


def drafted(world: World, title: str, application: Application) -> Any:
    return public_notices.draft(
        call=world.call,
        values={**LIST, "title": title},
        applications=[Application.objects.get(pk=application.pk)],
        by=world.gongye.officer,
    )


def letters(world: World) -> dict[str, Any]:
    """One that waits in the outbox, one that was issued to somebody else's university."""
    issued = Letter.objects.filter(kind="approval").order_by("id")[0]
    Letter.objects.filter(pk=issued.pk).update(subject=token("letter"))
    letter_actions.pass_check(letter=issued, revision=0, by=world.gongye.officer)
    letter_actions.issue(letter=issued, by=world.ting)
    draft = Letter.objects.filter(kind="list", state="draft").order_by("-id")[0]
    words = {"addressee": "", "text": token("letter"), "copies": ""}
    letter_actions.edit(letter=draft, values=words, revision=0, by=world.gongye.officer)
    return {
        "letter": issued,
        "draft_letter": draft,
        "delivery": issued.deliveries.get(organisation=world.dut.organisation),
        "template_version": draft.template,
        "speaker": world.gongye.organisation,
    }


def publishing(world: World) -> dict[str, Any]:
    notice = notices.draft(values={**NOTICE, "title": token("draft_notice")}, by=world.gongye.officer)
    attachment = notices.attach(notice=notice, name="附件.pdf", stream=file(), by=world.gongye.officer)
    notice.refresh_from_db()
    notices.hand_in(notice=notice, by=world.gongye.officer)
    return {"draft_notice": notice, "draft_notice_file": attachment}


def filing(world: World) -> dict[str, Any]:
    """A return that waits for its check, and one that came back to the university, with a workbook for it."""
    named = {"name": token("return"), "title": "科长", "organisation": "教务处"}
    answers = {**filed.ANSWERS, "basic": {**filed.ANSWERS["basic"], "contact": named}}
    round_ = filed.opened(world, asked=[world.dut.organisation], title=token("round"))
    submitted_ = filed.submitted(round_, world.dut, answers)
    again = filed.opened(world, asked=[world.dut.organisation], title=token("round"), form=round_.form)
    back = filed.sent_back(world, filed.submitted(again, world.dut, answers))
    extension = filing_deadlines.ask_extension(
        round_=round_,
        new_closes_at=round_.closes_at + timedelta(days=2),
        reason=token("round_reason"),
        by=world.gongye.officer,
    )
    upload = Upload.objects.create(
        filing=back,
        file=StoredFile.objects.create(digest="f" * 64, sm3="f" * 64, size=1, media_type=""),
        name=token("upload"),
        state="ready",
        preview=[["", token("upload"), "", ""]],
        uploaded_at=timezone.now(),
        uploaded_by_id=world.dut.liaison.user_id or 0,
    )
    return {
        "round": round_,
        "round_extension": extension,
        "filing": submitted_,
        "filing_back": back,
        "filing_copy": submitted_.copies.get(),
        "filing_upload": upload,
    }
