"""Where the walk over lists finds each page that stands for many rows: who asks for it, and how.

`grow` makes one more of everything that a list may show, by the real actions of one university and its offices, so that
whoever asks has one row before him and then three.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

from django.utils import timezone

from lianxiao.calls.actions import applications, assignments, consents, grants, members, objections, public_notices
from lianxiao.calls.actions.selections import preparing
from lianxiao.calls.models import Application, Call, CallCategory
from lianxiao.calls.states import State
from lianxiao.core.actors import PUBLIC, Actor
from lianxiao.core.spreadsheets import write_rows
from lianxiao.ledger.actions import follow_ups
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries.months import month_of
from lianxiao.letters.actions import letters
from lianxiao.letters.models import Letter
from lianxiao.organisations.actions import (
    delegations,
    factor_resets,
    imports,
    people,
    personal,
    sign_on,
    tokens,
    web_hooks,
)
from lianxiao.organisations.actions.people import Details
from lianxiao.organisations.models import LeadingGroupMember, Organisation
from lianxiao.organisations.queries.imports import PEOPLE
from lianxiao.organisations.roles import Kind, Role
from tests.filing import filed
from tests.ledger import approving, changing, earlier, ending, midterm, reporting
from tests.publishing import made
from tests.review import reviewed
from tests.world import LNU, World, user_of


@dataclass(frozen=True)
class Asked:
    by: Callable[[World], Actor]
    query: str = ""
    slug: dict[str, str] = field(default_factory=dict)
    # A sum, a choice or a form: costs the same as well, and shows no more rows for more cases.
    rows: bool = True


def public(_world: World) -> Actor:
    return PUBLIC


def liaison(world: World) -> Actor:
    return world.lnu.liaison


def author(world: World) -> Actor:
    return world.lnu.author


def officer(world: World) -> Actor:
    return world.gongye.officer


def ting(world: World) -> Actor:
    return world.ting


def auditor(world: World) -> Actor:
    return world.auditor


def system_admin(world: World) -> Actor:
    return world.system_admin


def security_admin(world: World) -> Actor:
    return world.security_admin


def expert(world: World) -> Actor:
    return world.expert


def nonglin(world: World) -> Actor:
    return world.nonglin.officer


LISTS: dict[str, Asked] = {
    "site:home": Asked(public),
    "site:search": Asked(public, "q=项目"),
    "site:verify": Asked(public, rows=False),
    "site:workbench": Asked(liaison),
    "site:record": Asked(auditor),
    "site:record_changes": Asked(auditor, rows=False),
    "site:heads": Asked(public, rows=False),
    "site:handovers": Asked(liaison),
    "site:delegations": Asked(liaison),
    "site:delegation_new": Asked(liaison, rows=False),
    "site:transfers": Asked(liaison, rows=False),
    "site:exports": Asked(liaison),
    "account_readings": Asked(liaison),
    "site:notifications": Asked(ting),
    "usersessions_list": Asked(liaison, rows=False),
    "account_login": Asked(public, rows=False),
    "account_change_password": Asked(liaison, rows=False),
    "organisations:people": Asked(system_admin, "per_page=100"),
    "organisations:tokens": Asked(liaison),
    "organisations:web_hooks": Asked(liaison),
    "organisations:web_hook_new": Asked(liaison, rows=False),
    "organisations:allowed_hosts": Asked(system_admin),
    "organisations:token_new": Asked(liaison, rows=False),
    "api_guide": Asked(public, rows=False),
    "forms:forms": Asked(officer, rows=False),
    "forms:form_new": Asked(officer, rows=False),
    "organisations:sign_ons": Asked(system_admin),
    "organisations:imports": Asked(liaison),
    "organisations:import_where": Asked(system_admin, rows=False),
    "organisations:factor_resets": Asked(security_admin),
    "organisations:person_where": Asked(system_admin, "q=企业"),
    "organisations:organisations": Asked(liaison, "per_page=100&kind=enterprise"),
    "organisations:partner_new": Asked(system_admin, rows=False),
    "organisations:expert_profile": Asked(expert, rows=False),
    "organisations:roles": Asked(liaison, rows=False),
    "calls:call_list": Asked(public),
    "calls:desk_calls": Asked(officer),
    "calls:call_new": Asked(officer, rows=False),
    "calls:applications": Asked(author),
    "calls:assigned": Asked(author),
    "calls:consents": Asked(liaison),
    "calls:places": Asked(liaison, rows=False),
    "calls:desk_places": Asked(officer),
    "calls:grants": Asked(officer),
    "calls:grant_new": Asked(officer, rows=False),
    "calls:selections": Asked(liaison),
    "calls:application_new_list": Asked(author),
    "calls:checks": Asked(officer),
    "calls:decisions": Asked(ting),
    "calls:chase_selected_page": Asked(officer, rows=False),
    "calls:decisions_propose_page": Asked(officer, rows=False),
    "calls:decisions_confirm_page": Asked(ting, rows=False),
    "calls:public_notices": Asked(public),
    "calls:desk_public_notices": Asked(officer),
    "calls:public_notice_new": Asked(officer, rows=False),
    "calls:facts": Asked(officer, slug={"slug": "check-items"}, rows=False),
    "calls:fact_new": Asked(officer, slug={"slug": "check-items"}, rows=False),
    "letters:outbox": Asked(officer),
    "letters:inbox": Asked(liaison),
    "letters:templates": Asked(officer, rows=False),
    "letters:template": Asked(officer, slug={"kind": "approval"}, rows=False),
    "letters:check_selected_page": Asked(officer, rows=False),
    "letters:issue_selected_page": Asked(ting, rows=False),
    "publishing:notices": Asked(public),
    "publishing:feed": Asked(public),
    "publishing:desk": Asked(officer),
    "publishing:notice_new": Asked(officer, rows=False),
    "filing:rounds": Asked(officer),
    "filing:round_new": Asked(officer, rows=False),
    "filing:returns": Asked(liaison),
    "review:plans": Asked(nonglin, rows=False),
    "review:mine": Asked(expert, rows=False),
    "review:pool": Asked(nonglin),
    "review:expert_new": Asked(nonglin, rows=False),
    "review:import_new": Asked(nonglin, rows=False),
    "ledger:projects": Asked(ting),
    "ledger:imports": Asked(officer),
    "ledger:periods": Asked(ting),
    "ledger:period_new": Asked(officer, rows=False),
    "ledger:midterm_new": Asked(officer, rows=False),
    "ledger:reports": Asked(ting),
    "ledger:changes": Asked(ting),
    "ledger:follow_ups": Asked(ting),
    "ledger:acceptances": Asked(ting),
    "ledger:midterms": Asked(ting),
    "ledger:midterm_projects": Asked(ting),
    "ledger:board": Asked(ting, rows=False),
    "ledger:facts": Asked(ting, rows=False),
    "ledger:totals": Asked(ting, rows=False),
    "ledger:pivot": Asked(ting, rows=False),
    "ledger:yearly": Asked(ting, rows=False),
    "ledger:network": Asked(ting, rows=False),
    "ledger:statistics": Asked(public, rows=False),
    "ledger:public_projects": Asked(public),
    "mandate:fact_kinds": Asked(officer, rows=False),
    "mandate:facts": Asked(officer, slug={"slug": "phrases"}, rows=False),
    "mandate:fact_new": Asked(officer, slug={"slug": "targets"}, rows=False),
}
# Pages without a row, or of one's own only.
NO_LISTS = {
    "site:mail_settings": "one's own, a choice for each group",
    "organisations:own_organisation": "leads to the page of the organisation",
    "mfa_authenticate": "the second step of the way in",
    "sign_on_choose": "a way in",
    "sign_on_bind": "a way in",
    "sign_on_bound": "one's own, a few at most",
    "sign_on_signed_out": "the way out",
    "account_again": "asks for one's own password again",
    "second_factor": "one's own, two at most",
    "second_factor_app": "sets up one's own",
    "second_factor_passkey": "sets up one's own",
    "second_factor_codes": "one's own",
    "organisations:import_template": "an empty table to fill in",
    "review:pool_template": "an empty table to fill in",
    "ledger:import_template": "an empty table to fill in",
    "site:heads_file": "digests for programs, in one query",
    "calls:selection_new": "asks anew for each open call, of which there are one or two at a time",
    "account_logout": "asks whether to leave",
    "health_live": "says that the process answers",
    "health_ready": "says that the database answers",
}


def grow(world: World, number: int) -> None:
    """One more of everything."""
    in_house(world, number)
    entrusted(world, number)
    watched(world, number)
    world.application()
    world.application(state=State.WITH_LIAISON)
    world.application(state=State.SUBMITTED)
    decided = world.application(state=State.SUBMITTED)
    approving.confirm(world, decided)
    found = approving.project(world)
    earlier.uploaded(world)
    posted(world, found)
    ending.applied(world, ending.nothing_left(found))
    midterm.opened(world, found)
    changing.released(world, found)
    follow_ups.raise_by_hand(project=found, text="请说明进展。", by=world.gongye.officer)
    reported(world, number)
    shown(world, number)
    world.open_call()
    filed.opened(world, asked=[world.lnu.organisation], title=f"填报任务{number}")
    made.published(world, title=f"校际合作项目通知{number}", document_number="")


def posted(world: World, project: Project) -> None:
    """The letter of approval reaches the lead university."""
    letter = Letter.objects.get(kind="approval", case_id=project.application_id)
    letters.pass_check(letter=letter, revision=0, by=world.gongye.officer)
    letters.issue(letter=letter, by=world.ting)


def reported(world: World, number: int) -> None:
    """A period of one month, in which every project of the first has a report."""
    first = reporting.begun(Project.objects.order_by("id")[0])
    month = month_of(first.start_date + timedelta(days=40 * number)) if first.start_date else reporting.this_month()
    reporting.opened(world, name=f"报告期{number}", first_month=month, last_month=month)


def in_house(world: World, number: int) -> None:
    """Accounts, places asked for, a firm, a member of the leading group."""
    CallCategory.objects.filter(call=world.call).update(limit=50)
    people.open_account(
        details=Details(f"more{number}", f"新员{number}", f"more{number}@example.org"),
        organisation=world.lnu.organisation,
        role=Role.TEACHER,
        by=world.lnu.liaison,
    )
    grants.ask(
        call_category=world.category("exchange"),
        university=world.lnu.organisation,
        wish=grants.Wish(kind="pool", size=1, reason="确有需要", name=f"专项{number}"),
        by=world.nonglin.officer,
    )
    Organisation.objects.create(kind=Kind.ENTERPRISE, name=f"企业{number}")
    reviewed.expert(world, number)
    LeadingGroupMember.objects.create(organisation=world.lnu.organisation, name=f"组员{number}")


def entrusted(world: World, number: int) -> None:
    """What one person asks of another, and what somebody leaves behind."""
    by, leaver = world.lnu.liaison, world.person(f"leaver{number}", Role.TEACHER, LNU)
    application = applications.begin(call_category=world.category(), by=leaver)
    member = members.add_member(application=application, username=world.lnu.author.name, by=leaver)
    assignments.assign(member=member, key="cover", by=leaver)
    people.end_membership(membership=user_of(leaver).memberships.get(), reason="调离", by=by)
    Call.objects.filter(pk=world.call.pk).update(needs_consent=True)
    consents.ask(application=world.application(world.neu), party=world.lnu.organisation.name, by=world.neu.author)
    Call.objects.filter(pk=world.call.pk).update(needs_consent=False)
    deputy = world.person(f"deputy{number}", Role.LIAISON, LNU)
    first = timezone.localdate() + timedelta(days=30 * number)
    delegations.delegate(
        username=deputy.name, from_date=first, until_date=first + timedelta(days=9), reason="出差", by=by
    )
    factor_resets.ask(user=user_of(deputy), reason="手机丢失", by=world.system_admin)
    preparing.begin(call_category=world.category("exchange", world.open_call()), by=by)


def watched(world: World, number: int) -> None:
    """What administrators, machines and readers of personal data leave on lists."""
    by, host = world.lnu.liaison, f"hooks{number}.example.org"
    elsewhere = Organisation.objects.filter(kind=Kind.UNIVERSITY).order_by("official_order")[10 + number]
    facts = {"label": f"统一认证{number}", "address": f"https://cas{number}.example.org/cas"}
    sign_on.connect(organisation=elsewhere, kind="cas", values=facts, by=world.system_admin)
    web_hooks.allow_host(host=host, note="校内机器人", by=world.system_admin)
    web_hooks.make(
        organisation=world.lnu.organisation, name=f"群{number}", address=f"https://{host}/x", groups=["duties"], by=by
    )
    tokens.make_token(name=f"接口{number}", scopes=["calls:read"], days=30, by=by)
    sheet = BytesIO(write_rows(PEOPLE, []))
    imports.upload(organisation=world.lnu.organisation, name=f"人员{number}.xlsx", stream=sheet, by=by)
    personal.keep_reading([by.person_id], way="shown", fields=["phone"], purpose="核对", by=world.security_admin)
    personal.ask_export(kind="people", query="", filters=[], people=1, rows=1, up_to=1, reason="年报", by=by)


def shown(world: World, number: int) -> None:
    """A list before the public, with an objection."""
    application = world.application(state=State.SUBMITTED)
    approving.confirm(world, application)
    drafted = public_notices.draft(
        call=world.call,
        values=approving.WORDS,
        applications=[Application.objects.get(pk=application.pk)],
        by=world.gongye.officer,
    )
    notice = public_notices.publish(notice=drafted, by=world.gongye.officer)
    objections.object_to(
        item=notice.items.get(), name=f"某某{number}", contact="13900000000", text="异议", sealed=False, by=PUBLIC
    )
