"""What the record of steps calls things: the names that each app gives its cases, steps and states."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application, Call
from lianxiao.calls.queries import call_progress, grant_pages, notice_pages, progress, selection_pages
from lianxiao.calls.states import CallState, ConsentState, PublicNoticeState, ScanState, SelectionState, State
from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries import returns as filings
from lianxiao.filing.queries import rounds as filing_rounds
from lianxiao.filing.states import ReturnState, RoundState, UploadState
from lianxiao.forms.states import VersionState
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    FollowUp,
    MidtermCheck,
    ProgressReport,
    Project,
    ReportingPeriod,
)
from lianxiao.ledger.queries import changes, endings, follow_ups, importing, midterm, periods, reports, trail
from lianxiao.ledger.states import (
    AcceptanceState,
    ChangeState,
    CheckedState,
    FollowUpState,
    MidtermState,
    PeriodState,
    ProjectImportState,
    ProjectState,
    ReportState,
)
from lianxiao.letters.models import Letter
from lianxiao.letters.queries import letters, templates
from lianxiao.letters.states import LetterState, TemplateState
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Binding, Membership, Organisation, User
from lianxiao.organisations.queries import imports, people, register, sign_on, web_hooks
from lianxiao.organisations.queries.record import Words
from lianxiao.organisations.roles import Role
from lianxiao.organisations.states import ImportState
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries import notices
from lianxiao.publishing.states import NoticeState
from lianxiao.review.queries import plans
from lianxiao.review.states import DrawState, PlanState, PoolImportState, SeatState, SheetState

CASES: Mapping[str, str | Promise] = {
    "calls.call": _("Call"),
    "calls.application": _("Application"),
    "calls.publicnotice": _("Public notice"),
    "calls.objection": _("Objection"),
    "calls.partnerconsent": _("Confirmation by a partner"),
    "calls.sealedscan": _("Sealed scan"),
    "calls.selection": _("Campus selection"),
    "calls.slotgrant": _("Places beyond the limit"),
    "forms.formversion": _("Version of a form"),
    "ledger.project": _("Project"),
    "ledger.projectimport": _("Import of earlier years' projects"),
    "ledger.ledgerexport": _("Export of the ledger"),
    "ledger.yearlyledger": _("Yearly ledger"),
    "ledger.reportingperiod": _("Reporting period"),
    "ledger.progressreport": _("Progress report"),
    "ledger.changerequest": _("Change request"),
    "ledger.followup": _("Follow-up"),
    "ledger.acceptance": _("Final acceptance"),
    "ledger.midtermcheck": _("Mid-term check"),
    "ledger.checkedproject": _("Project in a mid-term check"),
    "review.plan": _("Expert review of a category"),
    "review.seat": _("Seat on a panel"),
    "review.sheet": _("Sheet of scores"),
    "review.draw": _("Draw of experts"),
    "review.poolexpert": _("Expert in the pool"),
    "review.poolimport": _("Import into the pool"),
    "letters.letter": _("Official letter"),
    "letters.templateversion": _("Template of letters"),
    "publishing.notice": _("Notice"),
    "filing.round": _("Filing round"),
    "filing.return": _("Return of a filing"),
    "filing.upload": _("Workbook of a return"),
    "organisations.user": _("Account"),
    "organisations.membership": _("Role of a person"),
    "organisations.organisation": _("Organisation"),
    "organisations.signon": _("Sign-on of a university"),
    "organisations.importrun": _("Import of people"),
    "organisations.expertprofile": _("Expert profile"),
    "mandate.category": _("Category"),
    "mandate.target": _("Target"),
    "mandate.mandatetask": _("Task of the mandate"),
    "mandate.stockphrase": _("Stock phrase"),
    "organisations.allowedhost": _("Host outside"),
    "organisations.mailsettings": _("E-mail and quiet hours"),
    "organisations.webhook": _("Web hook"),
    "organisations.personalexport": _("Export of personal data"),
    "organisations.noticetext": _("Text of a notification"),
    "calls.checkitem": _("Item of the formal check"),
    "core.workday": _("Day of the work calendar"),
}
GENERAL: Mapping[str, tuple[str | Promise, str]] = {
    "change": (_("Facts changed"), ""),
    "add": (_("Added"), ""),
    "save": (_("Saved"), ""),
    "load": (_("Loaded from the shipped facts"), ""),
    "export": (_("Exported"), ""),
    "export_letters": (_("List of letters exported"), ""),
    "document_code": (_("Code of document numbers set"), ""),
    "object": (_("Objection received"), ""),
    "ask_export": (_("Export asked for"), ""),
    "grant_export": (_("Export granted"), "success"),
    "refuse_export": (_("Export refused"), "danger"),
    "take_export": (_("Export downloaded"), ""),
    "ask_yearly": (_("Yearly ledger asked for"), ""),
    "make_yearly": (_("Yearly ledger made"), "success"),
    "transfer_task": (_("Transferred to a colleague"), ""),
    "take_back_task": (_("Transfer taken back"), ""),
    "settle": (_("Objection settled"), ""),
}
CONSENT: Mapping[str, tuple[str | Promise, str]] = {
    "ask": (_("Partner asked to confirm"), ""),
    "give": (_("Confirmed by the partner"), "success"),
    "refuse": (_("Declined by the partner"), "danger"),
    "void": (_("Void: the application changed"), "warning"),
    "expire": (_("Not answered in time"), "warning"),
    "take_back": (_("Request taken back"), ""),
}
SCAN: Mapping[str, tuple[str | Promise, str]] = {
    "upload": (_("Sealed scan uploaded"), ""),
    "find_complete": (_("All pages agree with the print"), "success"),
    "find_faulty": (_("Pages do not agree with the print"), "danger"),
    "accept": (_("Confirmed by hand"), "success"),
    "replace": (_("Replaced by another scan"), ""),
}
FORM: Mapping[str, tuple[str | Promise, str]] = {
    "begin": (_("Version begun"), ""),
    "design": (_("Form changed"), ""),
    "hand_in": (_("Version handed in"), ""),
    "send_back": (_("Version sent back"), "warning"),
    "publish": (_("Version published"), "success"),
    "discard": (_("Version discarded"), "warning"),
}
HOST: Mapping[str, tuple[str | Promise, str]] = {
    "allow_host": (_("Host allowed"), ""),
    "remove_host": (_("Host removed"), "warning"),
}
SEAT: Mapping[str, tuple[str | Promise, str]] = {
    "invite": (_("Invited"), ""),
    "accept": (_("Impartiality declared"), "success"),
    "decline": (_("Declined to review"), "warning"),
    "replace": (_("Replaced"), "warning"),
    "remove": (_("Taken off the panel"), "warning"),
}
SHEET: Mapping[str, tuple[str | Promise, str]] = {
    "submit": (_("Scores handed in"), "success"),
    "recuse": (_("Conflict of interest declared"), "warning"),
    "withdraw": (_("Taken back from the expert"), "warning"),
}
EXPERT: Mapping[str, tuple[str | Promise, str]] = {"edit": (_("Facts changed"), "")}
POOL_IMPORT: Mapping[str, tuple[str | Promise, str]] = {
    "upload": (_("Workbook uploaded"), ""),
    "find_ready": (_("Found without errors"), ""),
    "find_faulty": (_("Errors found"), "warning"),
    "import": (_("Experts imported"), "success"),
    "discard": (_("Import discarded"), "warning"),
}
VERBS: Mapping[str, Mapping[str, tuple[str | Promise, str]]] = {
    "calls.call": call_progress.VERBS,
    "calls.application": progress.VERBS,
    "calls.publicnotice": notice_pages.VERBS,
    "calls.partnerconsent": CONSENT,
    "calls.sealedscan": SCAN,
    "calls.selection": selection_pages.VERBS,
    "calls.slotgrant": grant_pages.VERBS,
    "forms.formversion": FORM,
    "review.plan": plans.VERBS,
    "review.seat": SEAT,
    "review.sheet": SHEET,
    "review.draw": plans.VERBS,
    "review.poolexpert": EXPERT,
    "review.poolimport": POOL_IMPORT,
    "letters.letter": letters.VERBS,
    "letters.templateversion": templates.VERBS,
    "publishing.notice": notices.VERBS,
    "filing.round": filing_rounds.VERBS,
    "filing.return": filings.VERBS,
    "ledger.project": trail.VERBS,
    "ledger.projectimport": importing.VERBS,
    "ledger.reportingperiod": periods.VERBS,
    "ledger.progressreport": reports.VERBS,
    "ledger.changerequest": changes.VERBS,
    "ledger.followup": follow_ups.VERBS,
    "ledger.acceptance": endings.VERBS,
    "ledger.midtermcheck": midterm.VERBS,
    "ledger.checkedproject": midterm.CHECKED_VERBS,
    "organisations.user": people.VERBS,
    "organisations.membership": people.VERBS,
    "organisations.organisation": register.VERBS,
    "organisations.signon": sign_on.VERBS,
    "organisations.importrun": imports.VERBS,
    "organisations.allowedhost": HOST,
    "organisations.webhook": web_hooks.VERBS,
}
STATES: Mapping[str, Mapping[str, str | Promise]] = {
    "calls.call": dict(CallState.choices),
    "calls.application": dict(State.choices),
    "calls.publicnotice": dict(PublicNoticeState.choices),
    "calls.partnerconsent": dict(ConsentState.choices),
    "calls.sealedscan": dict(ScanState.choices),
    "calls.selection": dict(SelectionState.choices),
    "forms.formversion": dict(VersionState.choices),
    "review.plan": dict(PlanState.choices),
    "review.seat": dict(SeatState.choices),
    "review.sheet": dict(SheetState.choices),
    "review.draw": dict(DrawState.choices),
    "review.poolimport": dict(PoolImportState.choices),
    "letters.letter": dict(LetterState.choices),
    "letters.templateversion": dict(TemplateState.choices),
    "publishing.notice": dict(NoticeState.choices),
    "filing.round": dict(RoundState.choices),
    "filing.return": dict(ReturnState.choices),
    "filing.upload": dict(UploadState.choices),
    "ledger.project": dict(ProjectState.choices),
    "ledger.projectimport": dict(ProjectImportState.choices),
    "ledger.reportingperiod": dict(PeriodState.choices),
    "ledger.progressreport": dict(ReportState.choices),
    "ledger.changerequest": dict(ChangeState.choices),
    "ledger.followup": dict(FollowUpState.choices),
    "ledger.acceptance": dict(AcceptanceState.choices),
    "ledger.midtermcheck": dict(MidtermState.choices),
    "ledger.checkedproject": dict(CheckedState.choices),
    "organisations.membership": dict(Role.choices),
    "organisations.importrun": dict(ImportState.choices),
    "organisations.user": dict(Binding.How.choices),
}
TITLES: Mapping[str, tuple[type[Model], str]] = {
    "calls.call": (Call, "title"),
    "calls.application": (Application, "title"),
    "ledger.project": (Project, "title"),
    "ledger.reportingperiod": (ReportingPeriod, "name"),
    "ledger.progressreport": (ProgressReport, "project__title"),
    "ledger.changerequest": (ChangeRequest, "project__title"),
    "ledger.followup": (FollowUp, "project__title"),
    "ledger.acceptance": (Acceptance, "project__title"),
    "ledger.midtermcheck": (MidtermCheck, "name"),
    "ledger.checkedproject": (CheckedProject, "project__title"),
    "letters.letter": (Letter, "subject"),
    "publishing.notice": (Notice, "title"),
    "filing.round": (Round, "title"),
    "filing.return": (Return, "round__title"),
    "organisations.user": (User, "name"),
    "organisations.membership": (Membership, "user__name"),
    "organisations.organisation": (Organisation, "name"),
    "mandate.category": (Category, "name"),
}
# Titles of drafts and of cases that are being decided stay with those who work on them.
SHOWN = frozenset({"organisations.user", "organisations.membership", "organisations.organisation", "mandate.category"})
WORDS = Words(cases=CASES, verbs=VERBS, general=GENERAL, states=STATES, titles=TITLES, shown=SHOWN)
