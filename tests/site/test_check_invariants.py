"""Invariants hold over what the real actions leave behind, and each finds the damage that it is for."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lianxiao.calls.actions import consents, scans
from lianxiao.calls.actions.deadlines import close
from lianxiao.calls.models import Call
from lianxiao.core import clock
from lianxiao.core.actors import SYSTEM
from lianxiao.core.invariants import Invariant
from lianxiao.core.seals import TABLES, seal_all
from lianxiao.filing.actions import uploads
from lianxiao.filing.queries.workbook import template
from lianxiao.ledger.actions import follow_ups
from lianxiao.ledger.models import Project
from lianxiao.ledger.states import ChangeKind
from lianxiao.letters.actions import templates
from lianxiao.organisations.models import Organisation
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NOTICE
from lianxiao.review.actions import assigning
from lianxiao.site.management.commands.check_invariants import INVARIANTS
from tests.calls.selecting import approved, granted
from tests.calls.test_applications import returned
from tests.core.files.made import pdf
from tests.filing import filed
from tests.ledger import changing, earlier, ending, midterm, reporting
from tests.ledger.approving import project
from tests.letters.made import another_template, leave, of
from tests.review import reviewed
from tests.standing import taken_back
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_world")]


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A project, a returned application, a submitted one, a closed call and a notice; taken back at the end."""
    with django_db_blocker.unblock(), taken_back():
        world = World()
        reviewed_and_drawn(world)
        leave(world, of(project(world)))
        reporting.confirmed(world, reporting.asked(world, Project.objects.get()), reached=timezone.localdate())
        changed_and_followed_up(world, Project.objects.get())
        ended(world)
        midterm.drawn(world, midterm.opened(world))
        earlier.imported(world)
        templates.publish(version=another_template(world), by=world.ting)
        returned(world, world.gongye, title="名称过长")
        world.application(title="等待审查", state="submitted")
        approved(world, 2, 2, granted(world, 1), in_pool=1)
        assert world.neu.leader
        draft = world.application(title="等待合作方")
        consents.ask(application=draft, party="东北大学", by=world.lnu.author)
        scans.seal(application=draft, uploads=[("扫描件.pdf", BytesIO(pdf()))], by=world.lnu.author)
        with clock.shifted(timedelta(days=60)):
            close(call=world.call, by=SYSTEM)
        office = Organisation.objects.get(code="gongye")
        notice = Notice.objects.create(
            office=office, title="关于试行的通知", body="各高校：", written_by_id=world.gongye.officer.user_id
        )
        NOTICE.move(notice, "hand_in", by=SYSTEM, handed_in_by_id=world.gongye.officer.user_id, version=1)
        notice.versions.create(version=1, content={})
        filing = filed.sent_back(world, filed.submitted(filed.opened(world), world.lnu))
        workbook = BytesIO(template(filing))
        uploads.upload(filing=filing, name="填报.xlsx", stream=workbook, by=world.lnu.liaison)
        seal_all()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield


def changed_and_followed_up(world: World, found: Project) -> None:
    """Another leader, a term extended by a month, a follow-up that waits."""
    later = changing.a_year_later(found) - timedelta(days=300)
    changing.approved(world, found, leader="王新")
    changing.approved(world, found, ChangeKind.PERIOD, end=f"{later:%Y-%m-%d}")
    follow_ups.raise_by_hand(project=found, text="请说明进展。", by=world.gongye.officer)


def ended(world: World) -> None:
    """One project is finished, another withdrawn while it was followed up."""
    ending.finished(world, project(world, title="已结题"))
    withdrawn = project(world, title="已撤销")
    follow_ups.raise_by_hand(project=withdrawn, text="请说明进展。", by=world.gongye.officer)
    ending.withdrawn(world, withdrawn)


def reviewed_and_drawn(world: World) -> None:
    """All sheets of a review are in; a draw found nothing missing. First, while no expert knows any of the parties."""
    panel, by = reviewed.panel_of(reviewed.all_scored(world, applications=1)), world.nonglin.officer
    assigning.carry_out(draw_=assigning.seal_seed(panel=panel, by=by), by=by)
    Call.objects.filter(pk=world.call.pk).update(with_review=False)  # the others are decided without
    world.call.refresh_from_db()


# By invariant: what a wrong restore, or a hand in the database, might have done. Guards are taken off first,
# inside the transaction of the test.
ASLEEP = (
    "calls_slot",
    "calls_applicationmember",
    "calls_submission",
    "calls_applicationversion",
    "calls_partnerconsent",
    "calls_publicnoticeitem",
    "calls_publicnotice",
    "core_step",
    "core_change",
    "core_recordleaf",
    "core_recordhead",
    "ledger_project",
    "ledger_midtermcheck",
    "ledger_checkedproject",
    "filing_returncopy",
    "letters_letter",
    "letters_letterdelivery",
    "review_criterion",
    "review.review_sheet",
    "review.review_score",
    "review.review_draw",
)
DAMAGE = {
    **{
        name: sql
        for log, table in TABLES.items()
        for name, sql in {
            f"record: {log}": f"UPDATE {table} SET at = at + interval '1 second'",
            f"record: heads of {log}": f"UPDATE core_recordhead SET signature = '' WHERE log = '{log}'",
            f"record: all {log} sealed": f"""
                UPDATE {table} SET at = at - interval '1 day';
                DELETE FROM core_recordleaf WHERE log = '{log}' AND position = 0;
            """,
        }.items()
    },
    "review.plan: state is recorded": """
        UPDATE review_plan SET state = 'draft', opened_at = NULL
    """,
    "review.plan: steps follow one another": """
        UPDATE core_step SET before = 'closed' WHERE case_kind = 'review.plan' AND verb = 'open';
        UPDATE core_step SET after = 'draft' WHERE case_kind = 'review.plan' AND verb = 'begin'
    """,
    "reviews: weights of a rubric": "UPDATE review_criterion SET weight = weight + 1",
    "reviews: submitted sheets are whole": "DELETE FROM review.review_score",
    "reviews: totals": "UPDATE review.review_sheet SET total = total - 1 WHERE state = 'submitted'",
    "reviews: draws as sealed": "UPDATE review.review_draw SET seed = 'another'",
    "slots: within the limit": """
        ALTER TABLE calls_slot DROP CONSTRAINT slot_within_limit, DROP CONSTRAINT slot_limit_is_the_categorys;
        UPDATE calls_callcategory SET "limit" = 1;
    """,
    "slots: numbered within the limit": """
        ALTER TABLE calls_slot DROP CONSTRAINT slot_within_limit;
        UPDATE calls_slot SET number = 0 WHERE number = 1;
    """,
    "slots: held for what was chosen": "UPDATE calls_candidate SET chosen = FALSE, grant_id = NULL",
    "grants: by two people": """
        ALTER TABLE calls_slotgrant DROP CONSTRAINT slot_grant_two_people;
        UPDATE calls_slotgrant SET granted_by_id = asked_by_id;
    """,
    "selections: nobody judges his own": """
        INSERT INTO calls_applicationmember (application_id, user_id, organisation_id, hand, added_at)
        SELECT c.application_id, r.user_id, s.university_id, 'reader', now()
        FROM calls_candidate c, calls_selectionreviewer r, calls_selection s
    """,
    "selections: approved by a second person": """
        ALTER TABLE calls_selection DROP CONSTRAINT selection_two_people;
        UPDATE calls_selection SET approved_by_id = chosen_by_id;
    """,
    "slots: taken in the window": "UPDATE calls_slot SET taken_at = now() + interval '1 year' WHERE number = 1",
    "applications: one place each": "DELETE FROM calls_slot WHERE number = 1",
    "applications: a copy of each submission": "UPDATE calls_submission SET version = 2 WHERE version = 1",
    "copies: digests": """UPDATE calls_submission SET content = content || '{"number": "other"}'""",
    "copies: agreed to": "UPDATE calls_submission SET substance = repeat('0', 64)",
    "consents: void when the application changed": "UPDATE calls_call SET needs_consent = TRUE",
    "copies: delivered to every lead office": """
        DELETE FROM calls_delivery WHERE id = (SELECT max(id) FROM calls_delivery)
    """,
    "checks: passed by all before it goes on": """
        UPDATE calls_formalcheck SET outcome = 'ended' WHERE id = (SELECT min(id) FROM calls_formalcheck)
    """,
    "corrections: open while returned": "UPDATE calls_correction SET answered_at = now()",
    "applications: stamped": "UPDATE calls_application SET checked_at = NULL",
    "applications: an owner": "UPDATE calls_applicationmember SET hand = 'editor'",
    "sections: what stands is in the history": "UPDATE calls_sectionversion SET answers = '{}'",
    "versions: digests": """UPDATE calls_applicationversion SET content = content || '{"answers": {}}'""",
    "decisions: confirmed before they are shown": """
        UPDATE calls_proposal SET confirmed_at = NULL, confirmed_by_id = NULL
    """,
    "approvals: for what is approved": "UPDATE calls_publicnotice SET state = 'published'",
    "numbers: without gaps": "UPDATE core_numberseries SET last = 7 WHERE name LIKE 'LN-%'",
    "lists: digests": """UPDATE calls_publicnoticeitem SET content = content || '{"leader": "other"}'""",
    "calls: seals": """
        DELETE FROM calls_slot WHERE application_id = (SELECT max(application_id) FROM calls_slot WHERE NOT held)
    """,
    "notices: every text handed in is kept": "UPDATE publishing_notice SET version = 2",
    "ledger: one project for one approval": "UPDATE ledger_project SET number = 'LN-' || id",
    "ledger: what was imported": """
        UPDATE ledger_projectimport SET state = 'ready', imported_at = NULL, imported_by_id = NULL
    """,
    "ledger.projectimport: state is recorded": """
        UPDATE ledger_projectimport SET state = 'ready', imported_at = NULL, imported_by_id = NULL
    """,
    "ledger: totals": "UPDATE ledger_projecttotal SET funding = funding + 1",
    "ledger: promises": "UPDATE ledger_promisetotal SET promised = promised + 1",
    "ledger: lights": "UPDATE ledger_projectlight SET light = 'at_risk'",
    "ledger: achieved figures": "UPDATE ledger_indicatortotal SET amount = amount + 1",
    "ledger: facts come from confirmed reports": "UPDATE ledger_reportfigure SET amount = amount + 1",
    "ledger: milestones stand as they were confirmed": "UPDATE ledger_projectmilestone SET reached_date = NULL",
    "ledger: approved changes are in effect": "UPDATE ledger_project SET leader_name = '赵工'",
    "ledger: one extension, by a year at most": """
        ALTER TABLE ledger_changerequest DROP CONSTRAINT change_extends_a_year;
        UPDATE ledger_changerequest SET new_end_date = old_end_date + 500 WHERE new_end_date IS NOT NULL
    """,
    "ledger: later days of reports": "UPDATE ledger_progressreport SET extended_due_at = now()",
    "ledger.changerequest: state is recorded": """
        UPDATE ledger_changerequest SET state = 'withdrawn', decided_by_id = NULL, decided_at = NULL,
            old_end_date = NULL, new_end_date = NULL
    """,
    "ledger.followup: state is recorded": """
        UPDATE ledger_followup SET state = 'closed', closed_by_id = raised_by_id, closed_at = now()
    """,
    "ledger.acceptance: state is recorded": """
        UPDATE ledger_acceptance SET state = 'returned', answer = '补', confirmed_by_id = NULL, confirmed_at = NULL
    """,
    "ledger: samples": "UPDATE ledger_checkedproject SET in_sample = NOT in_sample",
    "ledger: projects are checked in their turn": """
        UPDATE ledger_midtermcheck SET state = 'closed', closed_at = now()
    """,
    "ledger.midtermcheck: state is recorded": """
        UPDATE ledger_midtermcheck SET state = 'closed', closed_at = now()
    """,
    "ledger.checkedproject: state is recorded": """
        UPDATE ledger_checkedproject SET state = 'asked', concluded_by_id = NULL, concluded_at = NULL
    """,
    "ledger: projects end by their rule": "UPDATE ledger_withdrawal SET confirmed_by_id = NULL, confirmed_at = NULL",
    "ledger: nothing is followed up after the end": """
        UPDATE ledger_followup SET state = 'open', level = 3, closed_by_id = NULL, closed_at = NULL
        WHERE state = 'closed'
    """,
    "ledger.reportingperiod: state is recorded": """
        UPDATE ledger_reportingperiod SET state = 'closed', closed_at = now()
    """,
    "ledger.progressreport: state is recorded": """
        UPDATE ledger_progressreport SET state = 'submitted', confirmed_at = NULL, confirmed_by_id = NULL
    """,
    "calls.call: state is recorded": "UPDATE calls_call SET state = 'concluded' WHERE state = 'closed'",
    "calls.application: state is recorded": "UPDATE calls_application SET state = 'checked' WHERE state = 'submitted'",
    "calls.selection: state is recorded": "UPDATE calls_selection SET state = 'ranked'",
    "calls.publicnotice: state is recorded": "UPDATE calls_publicnotice SET state = 'published'",
    "calls.partnerconsent: state is recorded": """
        UPDATE calls_partnerconsent SET state = 'voided', ended_at = now()
    """,
    "calls.sealedscan: state is recorded": "UPDATE calls_sealedscan SET state = 'replaced'",
    "publishing.notice: state is recorded": "UPDATE publishing_notice SET state = 'draft'",
    "ledger.project: state is recorded": """
        ALTER TABLE ledger_project DROP CONSTRAINT project_state;
        UPDATE ledger_project SET state = 'ended'
    """,
    "calls.call: steps follow one another": "DELETE FROM core_step WHERE verb = 'publish'",
    "calls.application: steps follow one another": "DELETE FROM core_step WHERE verb = 'pass_on'",
    "calls.selection: steps follow one another": """
        DELETE FROM core_step WHERE verb = 'rank' AND case_kind = 'calls.selection'
    """,
    "calls.publicnotice: steps follow one another": """
        DELETE FROM core_step WHERE verb = 'publish' AND case_kind = 'calls.publicnotice'
    """,
    "calls.partnerconsent: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'void', 'given', 'voided', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'calls.partnerconsent'
    """,
    "calls.sealedscan: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'replace', 'complete', 'replaced', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'calls.sealedscan'
    """,
    "publishing.notice: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'withdraw', 'published', 'withdrawn', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'publishing.notice'
    """,
    "ledger.project: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'end', 'ending', 'running', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'ledger.project'
    """,
    "letters: document numbers without gaps": """
        UPDATE core_numberseries SET last = last + 1 WHERE name LIKE '公文-%'
    """,
    "letters: files are kept": """
        ALTER TABLE letters_letter DROP CONSTRAINT letter_whole_when_issued;
        UPDATE letters_letter SET word_id = NULL WHERE state = 'issued'
    """,
    "letters: delivered when issued": "UPDATE letters_letterdelivery SET delivered_at = '2020-08-01'",
    "letters.letter: state is recorded": "DELETE FROM core_step WHERE case_kind = 'letters.letter'",
    "letters.templateversion: state is recorded": "DELETE FROM core_step WHERE case_kind = 'letters.templateversion'",
    **{
        f"{kind}: steps follow one another": f"""
            INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
                organisation_name, address, request_id)
            SELECT case_kind, case_id, 'withdraw', 'elsewhere', 'withdrawn', '', '{{}}', '', '', now(), '', '', ''
            FROM core_step WHERE case_kind = '{kind}' AND after <> ''
        """
        for kind in (
            "letters.letter",
            "letters.templateversion",
            "ledger.reportingperiod",
            "ledger.progressreport",
            "ledger.changerequest",
            "ledger.followup",
            "ledger.acceptance",
            "ledger.midtermcheck",
            "ledger.checkedproject",
            "ledger.projectimport",
        )
    },
    "filings: an open round has returns, each with its sections": "DELETE FROM filing_returnsection",
    "filings: what was submitted is kept": "UPDATE filing_returncopy SET version = version + 1",
    "filings: corrections stand with returned ones": "UPDATE filing_correction SET answered_at = now()",
    "filings: digests": "UPDATE filing_returncopy SET sha256 = ''",
    "filings: figures": "DELETE FROM filing_figure",
    "filing.round: state is recorded": "UPDATE filing_round SET state = 'closed', closed_at = now()",
    "filing.return: state is recorded": "UPDATE filing_return SET state = 'draft' WHERE state = 'returned'",
    "filing.upload: state is recorded": "UPDATE filing_upload SET state = 'discarded'",
    "filing.round: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'conclude', 'closed', 'concluded', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'filing.round'
    """,
    "filing.return: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'pass_on', 'draft', 'with_leader', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'filing.return'
    """,
    "filing.upload: steps follow one another": """
        INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_name, role, at,
            organisation_name, address, request_id)
        SELECT case_kind, case_id, 'confirm', 'uploaded', 'done', '', '{}', '', '', now(), '', '', ''
        FROM core_step WHERE case_kind = 'filing.upload'
    """,
}


def test_they_hold_over_what_the_actions_leave_behind() -> None:
    assert {invariant.name: list(invariant.find()) for invariant in INVARIANTS} == {
        invariant.name: [] for invariant in INVARIANTS
    }


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
def test_each_finds_its_damage(invariant: Invariant) -> None:
    with connection.cursor() as cursor:
        for table in ASLEEP:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(DAMAGE[invariant.name])
    assert list(invariant.find()) != []
