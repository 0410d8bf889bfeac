"""Steps of a university: writing, passing on, several hands, partners, choosing among drafts."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import consents, history, invitations, members, version_prints
from lianxiao.calls.models import Application, Call, PartnerConsent, SealedScan
from lianxiao.calls.queries import consent_links
from lianxiao.calls.queries.invitations import token_of
from lianxiao.calls.queries.scans import Page
from lianxiao.calls.states import Hand
from tests.calls import selecting
from tests.calls.test_checks import returns
from tests.ledger.approving import reloaded
from tests.races.posts.rows import Post, Rows, a_file, form, row, step
from tests.world import World, user_of


def page(name: str, *args: object) -> str:
    return reverse(f"calls:{name}", args=args)


def ours(world: World, state: str = "draft", **given: str) -> Application:
    return world.application(world.lnu, state=state, **given)


def retitle(world: World, found: Application) -> None:
    campus.save_section(
        application=reloaded(found),
        key="cover",
        values={"title": "后来的题目"},
        revision=found.sections.get(key="cover").revision,
        by=world.lnu.author,
    )


@row("calls:application_begin")
def begin(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "calls:application_begin", world.category().pk)


@row("calls:application_contacts")
def contacts(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "calls:application_contacts", ours(world).pk)


@row("calls:application_pass_on")
def pass_on(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "calls:application_pass_on", ours(world, "with_liaison").pk, remark="同意")


@row("calls:application_endorse")
def endorse(world: World, rows: Rows) -> Post:
    return step(world.lnu.leader, "calls:application_endorse", ours(world, "with_leader").pk, remark="同意")


@row("calls:application_send_back")
def send_back(world: World, rows: Rows) -> Post:
    found = ours(world, "with_liaison")
    return form(world.lnu.liaison, page("application_decide", found.pk), "calls:application_send_back", found.pk)


@row("calls:application_submit_now")
def submit(world: World, rows: Rows) -> Post:
    found = ours(world, "released")
    return form(world.lnu.liaison, page("application_submit", found.pk), "calls:application_submit_now", found.pk)


@row("calls:application_resubmit")
def resubmit(world: World, rows: Rows) -> Post:
    found = ours(world, "submitted")
    returns(found, world.gongye, title="请写明课程")
    retitle(world, found)
    return step(world.lnu.liaison, "calls:application_resubmit", found.pk)


@row("calls:chase_selected")
def chase_selected(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "calls:chase_selected", pk=[ours(world, "with_liaison").pk])


@row("calls:give_up_place")
def give_up_place(world: World, rows: Rows) -> Post:
    selection = selecting.approved(world, 2, 1)
    chosen = selection.candidates.get(application__slot__isnull=False).application_id
    return form(world.lnu.liaison, page("give_up_place", chosen), "calls:give_up_place", chosen)


# --- several hands -----------------------------------------------------------------------------------


@row("calls:section_presence")
def presence(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "calls:section_presence", ours(world).pk, "cover")


@row("calls:section_restore")
def restore(world: World, rows: Rows) -> Post:
    found = ours(world)
    history.name_version(application=found, name="初稿", by=world.lnu.author)
    retitle(world, found)
    first = found.section_versions.filter(key="cover").order_by("id")[0]
    revision = found.sections.get(key="cover").revision
    return step(world.lnu.author, "calls:section_restore", first.pk, revision=revision)


@row("calls:version_keep")
def version_keep(world: World, rows: Rows) -> Post:
    found = ours(world)
    return form(world.lnu.author, page("versions", found.pk), "calls:version_keep", found.pk)


@row("calls:comment_add")
def comment_add(world: World, rows: Rows) -> Post:
    data = {"section": "cover", "field": "title", "text": "请写明。"}
    return step(world.lnu.author, "calls:comment_add", ours(world).pk, **data)


@row("calls:member_add")
def member_add(world: World, rows: Rows) -> Post:
    return step(world.lnu.author, "calls:member_add", ours(world).pk, username=world.lnu.colleague.name, hand="editor")


@row("calls:member_hand")
def member_hand(world: World, rows: Rows) -> Post:
    found = ours(world)
    member = members.add_member(application=found, username=world.lnu.colleague.name, by=world.lnu.author)
    return step(world.lnu.author, "calls:member_hand", member.pk, hand="reader")


@row("calls:member_invite")
def member_invite(world: World, rows: Rows) -> Post:
    found = ours(world)
    return form(world.lnu.author, page("members", found.pk), "calls:member_invite", found.pk)


@row("calls:assignment_add")
def assignment_add(world: World, rows: Rows) -> Post:
    found = ours(world)
    members.add_member(application=found, username=world.lnu.colleague.name, by=world.lnu.author)
    return form(world.lnu.author, page("members", found.pk), "calls:assignment_add", found.pk)


def invited(world: World) -> str:
    made = invitations.invite(
        application=ours(world),
        email="new@example.org",
        organisation=world.lnu.organisation,
        hand=Hand.EDITOR,
        by=world.lnu.author,
    )
    return token_of(made)


@row("calls:invitation_accept")
def invitation_accept(world: World, rows: Rows) -> Post:
    return step(world.lnu.colleague, "calls:invitation_accept", invited(world))


@row("calls:invitation_ask")
def invitation_ask(world: World, rows: Rows) -> Post:
    token = invited(world)
    return form(Client(), page("invitation", token), "calls:invitation_ask", token)


# --- partners, seals ---------------------------------------------------------------------------------


def agreed_upon(world: World) -> None:
    Call.objects.filter(pk=world.call.pk).update(needs_consent=True, needs_seal=True)


def asked(world: World) -> PartnerConsent:
    """Of Northeastern University, which has people here."""
    agreed_upon(world)
    user_of(world.neu.liaison)
    user_of(world.neu.leader)
    found = ours(world)
    return consents.ask(application=found, party=world.neu.organisation.name, by=world.lnu.author)


@row("calls:consent_ask")
def consent_ask(world: World, rows: Rows) -> Post:
    agreed_upon(world)
    user_of(world.neu.leader)
    found = ours(world)
    return step(world.lnu.author, "calls:consent_ask", found.pk, party=world.neu.organisation.name)


@row("calls:consent_give")
def consent_give(world: World, rows: Rows) -> Post:
    found = asked(world)
    data = {"give-position": "处长", "give-entitled": "on"}
    return form(world.neu.leader, page("consent", found.pk), "calls:consent_give", found.pk, **data)


@row("calls:consent_refuse")
def consent_refuse(world: World, rows: Rows) -> Post:
    found = asked(world)
    data = {"refuse-position": "处长", "refuse-reason": "条件未谈妥"}
    return form(world.neu.leader, page("consent", found.pk), "calls:consent_refuse", found.pk, **data)


@row("calls:consent_remind")
def consent_remind(world: World, rows: Rows) -> Post:
    found = asked(world)
    PartnerConsent.objects.filter(pk=found.pk).update(asked_at=timezone.now() - timedelta(days=2))
    return step(world.lnu.author, "calls:consent_remind", found.pk)


@row("calls:consent_scan")
def consent_scan(world: World, rows: Rows) -> Post:
    found = consents.give(consent=asked(world), position="处长", by=world.neu.leader)
    return step(world.neu.leader, "calls:consent_scan", found.pk, scans=a_file("扫描件.pdf"))


def outside(world: World) -> tuple[Client, PartnerConsent, str]:
    """A partner abroad that has its code by mail."""
    agreed_upon(world)
    found = world.begin(world.lnu)
    world.fill(found, world.lnu, partners=[{"id": None, "name": "Vrije Universiteit"}])
    contact = consents.Contact("Anna de Vries", "anna@vu.example", "en")
    consent = consents.ask(application=found, party="Vrije Universiteit", contact=contact, by=world.lnu.author)
    token, client = consent_links.token_of(consent), Client()
    client.post(page("link_code", token))
    return client, consent, token


def let_in(world: World) -> tuple[Client, str]:
    client, consent, token = outside(world)
    code = consent_links.newest_code(consent)
    assert code is not None
    client.post(page("link_enter", token), {"code": consent_links.digits_of(code)})
    return client, token


@row("calls:link_code")
def link_code(world: World, rows: Rows) -> Post:
    agreed_upon(world)
    return step(Client(), "calls:link_code", consent_links.token_of(rows["consent"]))


@row("calls:link_enter")
def link_enter(world: World, rows: Rows) -> Post:
    client, consent, token = outside(world)
    code = consent_links.newest_code(consent)
    assert code is not None
    return step(client, "calls:link_enter", token, code=consent_links.digits_of(code))


@row("calls:link_give")
def link_give(world: World, rows: Rows) -> Post:
    client, token = let_in(world)
    return form(client, page("link", token), "calls:link_give", token, **{"give-entitled": "on"})


@row("calls:link_refuse")
def link_refuse(world: World, rows: Rows) -> Post:
    client, token = let_in(world)
    data = {"refuse-name": "Anna", "refuse-position": "Dean", "refuse-reason": "No funds"}
    return form(client, page("link", token), "calls:link_refuse", token, **data)


@row("calls:link_scan")
def link_scan(world: World, rows: Rows) -> Post:
    client, token = let_in(world)
    answer = {"give-name": "Anna", "give-position": "Dean", "give-entitled": "on"}
    client.post(page("link_give", token), answer)
    return step(client, "calls:link_scan", token, scans=a_file("scan.pdf"))


@row("calls:scan_upload")
def scan_upload(world: World, rows: Rows) -> Post:
    agreed_upon(world)
    found = ours(world)
    made = version_prints.prepare_print(application=found, by=world.lnu.author)
    version_prints.keep_version_print(print_id=made.pk)
    return step(world.lnu.author, "calls:scan_upload", found.pk, scans=a_file("扫描件.pdf"))


@row("calls:scan_accept")
def scan_accept(world: World, rows: Rows) -> Post:
    """Of which a page could not be read."""
    seen, now = rows["scan"], timezone.now()
    made = version_prints.keep_version_print(print_id=seen.print_id)
    pages = [Page(1, at, "" if at > 1 else made.code, at if at == 1 else 0) for at in range(1, (made.pages or 1) + 1)]
    findings = [one.as_finding() for one in pages]
    SealedScan.objects.filter(pk=seen.pk).update(state="faulty", findings=findings, checked_at=now)
    return step(world.dut.liaison, "calls:scan_accept", rows["scan"].pk, reason="已逐页核对")


# --- choosing among drafts ---------------------------------------------------------------------------


@row("calls:selection_begin")
def selection_begin(world: World, rows: Rows) -> Post:
    selecting.handed_in(world, 2)
    return step(world.lnu.liaison, "calls:selection_begin", world.category(selecting.CATEGORY).pk)


@row("calls:selection_prepare")
def selection_prepare(world: World, rows: Rows) -> Post:
    selecting.handed_in(world, 2)
    found = selecting.begun(world)
    words = {"rules": "看合作基础。"}
    return form(world.lnu.liaison, page("selection", found.pk), "calls:selection_prepare", found.pk, **words)


@row("calls:reviewer_invite")
def reviewer_invite(world: World, rows: Rows) -> Post:
    selecting.handed_in(world, 2)
    found = selecting.begun(world)
    name = world.lnu.colleague.name
    return form(world.lnu.liaison, page("selection", found.pk), "calls:reviewer_invite", found.pk, username=name)


@row("calls:reviewer_remove")
def reviewer_remove(world: World, rows: Rows) -> Post:
    selecting.handed_in(world, 2)
    reviewer = selecting.begun(world).reviewers.order_by("id")[0]
    return step(world.lnu.liaison, "calls:reviewer_remove", reviewer.pk, reason="出差")


@row("calls:selection_open")
def selection_open(world: World, rows: Rows) -> Post:
    selecting.handed_in(world, 2)
    return step(world.lnu.liaison, "calls:selection_open", selecting.begun(world).pk)


@row("calls:judge")
def judge(world: World, rows: Rows) -> Post:
    candidate = selecting.candidates(selecting.opened(world))[0]
    by = selecting.reviewers(world)[0]
    return step(by, "calls:judge", candidate.pk, score="88", text="基础好。")


@row("calls:judge_hand_in")
def judge_hand_in(world: World, rows: Rows) -> Post:
    found = selecting.opened(world, 1)
    by = selecting.reviewers(world)[0]
    selecting.judging.judge(candidate=selecting.candidates(found)[0], score=80, text="基础好。", recused=False, by=by)
    return step(by, "calls:judge_hand_in", found.pk)


@row("calls:selection_rank")
def selection_rank(world: World, rows: Rows) -> Post:
    found = selecting.judged(world, selecting.opened(world))
    return form(world.lnu.liaison, page("selection_rank", found.pk), "calls:selection_rank", found.pk)


@row("calls:selection_notice")
def selection_notice(world: World, rows: Rows) -> Post:
    found = selecting.ranked(world, selecting.judged(world, selecting.opened(world)))
    return form(world.lnu.liaison, page("selection", found.pk), "calls:selection_notice", found.pk)


@row("calls:selection_choose")
def selection_choose(world: World, rows: Rows) -> Post:
    found = selecting.to_choose(world)
    return form(world.lnu.liaison, page("selection_choose", found.pk), "calls:selection_choose", found.pk)


@row("calls:selection_approve")
def selection_approve(world: World, rows: Rows) -> Post:
    found = selecting.chosen(world, selecting.to_choose(world), 2)
    return step(world.lnu.leader, "calls:selection_approve", found.pk, remark="同意")


@row("calls:selection_send_back")
def selection_send_back(world: World, rows: Rows) -> Post:
    found = selecting.chosen(world, selecting.to_choose(world), 2)
    return step(world.lnu.leader, "calls:selection_send_back", found.pk, **{"back-reason": "请再议"})


@row("calls:selection_reopen")
def selection_reopen(world: World, rows: Rows) -> Post:
    found = selecting.approved(world, 3, 2)
    return step(world.lnu.leader, "calls:selection_reopen", found.pk, **{"reopen-reason": "放弃一项"})


# --- after submission --------------------------------------------------------------------------------


@row("calls:similar_explain")
def similar_explain(world: World, rows: Rows) -> Post:
    Application.objects.filter(pk=rows["similar"].application_id).update(state="released")
    return step(world.dut.liaison, "calls:similar_explain", rows["similar"].pk, reason="两校分担同一总体方案。")
