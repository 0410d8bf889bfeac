"""Who may do what: the one table of roles and rights. `docs/roles.md` is generated from it.

A right says what kind of thing a role may do; *which* things (its own university's, its office's) stands
in each app's `access.py`.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of organisation. The first two are the department's side."""

    DEPARTMENT = "department", _("Education Department")
    OFFICE = "office", _("Office of the department")
    UNIVERSITY = "university", _("Undergraduate university")
    VOCATIONAL_UNIVERSITY = "vocational_university", _("Vocational undergraduate university")
    COLLEGE = "college", _("Vocational college")
    ENTERPRISE = "enterprise", _("Enterprise")
    INSTITUTE = "institute", _("Research institute")
    GOVERNMENT = "government", _("Local government")
    OVERSEAS = "overseas", _("University abroad")


DEPARTMENT_SIDE = frozenset({Kind.DEPARTMENT, Kind.OFFICE})
INSTITUTIONS = frozenset({Kind.UNIVERSITY, Kind.VOCATIONAL_UNIVERSITY, Kind.COLLEGE})
PARTNERS = frozenset({Kind.ENTERPRISE, Kind.INSTITUTE, Kind.GOVERNMENT, Kind.OVERSEAS})


class Right(TextChoices):
    DRAFT_CALLS = "draft_calls", _("Draft calls, ask for extensions, close them")
    CHECK_CALLS = "check_calls", _("Check drafts of calls (of other people)")
    PUBLISH_CALLS = "publish_calls", _("Publish calls and grant extensions")
    DESIGN_FORMS = "design_forms", _("Design forms of the own office and check those of other people")
    WRITE_APPLICATIONS = "write_applications", _("Write applications of the own university")
    READ_OWN_APPLICATIONS = "read_own_applications", _("Read all applications of the own university")
    RELEASE_APPLICATIONS = "release_applications", _("Check applications on campus and submit them")
    ENDORSE_APPLICATIONS = "endorse_applications", _("Approve applications for the university")
    JUDGE_ON_CAMPUS = "judge_on_campus", _("Judge candidates of a campus selection when invited")
    GIVE_CONSENTS = "give_consents", _("Confirm, as a partner, applications led by others")
    CHECK_APPLICATIONS = "check_applications", _("Formal check of applications to the own office")
    PROPOSE_DECISIONS = "propose_decisions", _("Propose and countersign decisions")
    RUN_REVIEWS = "run_reviews", _("Keep the pool of experts; run and read expert reviews of the own categories")
    REVIEW_WHEN_INVITED = "review_when_invited", _("Review applications when invited")
    CONFIRM_DECISIONS = "confirm_decisions", _("Confirm decisions for the department")
    ASK_PLACES = "ask_places", _("Ask for places beyond the limit")
    GRANT_PLACES = "grant_places", _("Grant and revoke places beyond the limit")
    RUN_PUBLIC_NOTICES = "run_public_notices", _("Run public notices and handle objections")
    READ_ALL_APPLICATIONS = "read_all_applications", _("Read all submitted applications")
    RUN_FILINGS = "run_filings", _("Run data filings of the own office: design, open, check, chase")
    GRANT_FILING_EXTENSIONS = (
        "grant_filing_extensions",
        _("Grant later deadlines of data filings (to other people)"),
    )
    READ_FILINGS = "read_filings", _("Read all data filings")
    FILL_FILINGS = "fill_filings", _("Fill in and submit the data filings of the own university")
    RELEASE_FILINGS = "release_filings", _("Release data filings for the university where that is asked")
    WRITE_NOTICES = "write_notices", _("Write and hand in notices")
    CHECK_NOTICES = "check_notices", _("Check notices (of other people)")
    PUBLISH_NOTICES = "publish_notices", _("Publish and withdraw notices")
    WRITE_LETTERS = "write_letters", _("Write official letters and their templates, and check those of other people")
    ISSUE_LETTERS = "issue_letters", _("Issue and withdraw official letters")
    RECEIVE_LETTERS = "receive_letters", _("Receive official letters for the own organisation")
    READ_LEDGER = "read_ledger", _("Read the whole ledger")
    READ_OWN_PROJECTS = "read_own_projects", _("Read the own organisation's projects")
    RUN_LEDGER = (
        "run_ledger",
        _("Open reporting periods; confirm progress and decide changes of projects that the own office leads"),
    )
    WRITE_PROGRESS = "write_progress", _("Report progress and ask for changes of projects that one takes part in")
    RELEASE_PROGRESS = "release_progress", _("Release progress reports and change requests of the own university")
    READ_PROGRESS = "read_progress", _("Read progress reports and change requests of the own university")
    KEEP_OWN_FACTS = "keep_own_facts", _("Keep the public facts of the own organisation")
    KEEP_EXPERT_PROFILE = "keep_expert_profile", _("Keep the own expert profile")
    MANAGE_PEOPLE = "manage_people", _("Manage the accounts of the own organisation")
    MANAGE_ALL_PEOPLE = "manage_all_people", _("Open and close accounts of every organisation")
    GRANT_ROLES = "grant_roles", _("Confirm roles with rights over others")
    CONFIRM_SIGN_IN = "confirm_sign_in", _("Switch university sign-on on; confirm that a lost second factor is removed")
    MANAGE_ORGANISATIONS = "manage_organisations", _("Manage institutions, offices and partners")
    MANAGE_SIGN_ON = "manage_sign_on", _("Connect the sign-on of universities")
    KEEP_WEB_HOOKS = "keep_web_hooks", _("Keep web hooks of the own organisation")
    MANAGE_FACTS = "manage_facts", _("Edit categories, targets, checklists, calendar and texts")
    GUARD_PERSONAL_DATA = "guard_personal_data", _("Grant exports of personal data and erasures that others ask for")
    READ_RECORD = "read_record", _("Search the record of steps")


class Role(TextChoices):
    DEPARTMENT_LEADER = "department_leader", _("Department leader")
    OFFICER = "officer", _("Officer of an office")
    LEADING_GROUP = "leading_group", _("Member of a leading group")
    LIAISON = "liaison", _("University liaison")
    LEADER = "leader", _("University leader")
    TEACHER = "teacher", _("Teacher, project leader")
    STUDENT = "student", _("Student")
    EXPERT = "expert", _("Expert")
    PARTNER = "partner", _("Partner organisation")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Audit administrator")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table: where a role can be held, what it may do, who may give it."""

    held_at: frozenset[Kind]
    rights: frozenset[Right]


R = Right
ROLES: dict[Role, Entry] = {
    Role.DEPARTMENT_LEADER: Entry(
        frozenset({Kind.DEPARTMENT}),
        frozenset(
            {
                R.PUBLISH_CALLS,
                R.CONFIRM_DECISIONS,
                R.GRANT_PLACES,
                R.GRANT_FILING_EXTENSIONS,
                R.READ_FILINGS,
                R.READ_ALL_APPLICATIONS,
                R.PUBLISH_NOTICES,
                R.ISSUE_LETTERS,
                R.READ_LEDGER,
            }
        ),
    ),
    Role.OFFICER: Entry(
        frozenset({Kind.OFFICE}),
        frozenset(
            {
                R.DRAFT_CALLS,
                R.CHECK_CALLS,
                R.DESIGN_FORMS,
                R.CHECK_APPLICATIONS,
                R.RUN_REVIEWS,
                R.PROPOSE_DECISIONS,
                R.ASK_PLACES,
                R.RUN_PUBLIC_NOTICES,
                R.RUN_FILINGS,
                R.GRANT_FILING_EXTENSIONS,
                R.WRITE_NOTICES,
                R.CHECK_NOTICES,
                R.WRITE_LETTERS,
                R.READ_LEDGER,
                R.RUN_LEDGER,
                R.MANAGE_FACTS,
            }
        ),
    ),
    Role.LEADING_GROUP: Entry(
        frozenset({Kind.DEPARTMENT, Kind.UNIVERSITY}),
        frozenset({R.READ_OWN_APPLICATIONS, R.READ_OWN_PROJECTS, R.READ_PROGRESS}),
    ),
    Role.LIAISON: Entry(
        INSTITUTIONS,
        frozenset(
            {
                R.READ_OWN_APPLICATIONS,
                R.RELEASE_APPLICATIONS,
                R.FILL_FILINGS,
                R.GIVE_CONSENTS,
                R.READ_OWN_PROJECTS,
                R.RELEASE_PROGRESS,
                R.READ_PROGRESS,
                R.RECEIVE_LETTERS,
                R.MANAGE_PEOPLE,
                R.KEEP_WEB_HOOKS,
            }
        ),
    ),
    Role.LEADER: Entry(
        INSTITUTIONS,
        frozenset(
            {
                R.READ_OWN_APPLICATIONS,
                R.ENDORSE_APPLICATIONS,
                R.RELEASE_FILINGS,
                R.GIVE_CONSENTS,
                R.READ_OWN_PROJECTS,
                R.READ_PROGRESS,
                R.RECEIVE_LETTERS,
            }
        ),
    ),
    Role.TEACHER: Entry(INSTITUTIONS, frozenset({R.WRITE_APPLICATIONS, R.WRITE_PROGRESS, R.JUDGE_ON_CAMPUS})),
    Role.STUDENT: Entry(INSTITUTIONS, frozenset()),
    Role.EXPERT: Entry(
        INSTITUTIONS | PARTNERS, frozenset({R.KEEP_EXPERT_PROFILE, R.JUDGE_ON_CAMPUS, R.REVIEW_WHEN_INVITED})
    ),
    Role.PARTNER: Entry(
        PARTNERS, frozenset({R.GIVE_CONSENTS, R.READ_OWN_PROJECTS, R.RECEIVE_LETTERS, R.KEEP_OWN_FACTS})
    ),
    Role.SYSTEM_ADMIN: Entry(
        frozenset({Kind.DEPARTMENT}),
        frozenset({R.MANAGE_ALL_PEOPLE, R.MANAGE_ORGANISATIONS, R.MANAGE_SIGN_ON, R.KEEP_WEB_HOOKS}),
    ),
    Role.SECURITY_ADMIN: Entry(
        frozenset({Kind.DEPARTMENT}), frozenset({R.GRANT_ROLES, R.CONFIRM_SIGN_IN, R.GUARD_PERSONAL_DATA})
    ),
    Role.AUDITOR: Entry(frozenset({Kind.DEPARTMENT}), frozenset({R.READ_RECORD})),
}

# 等保: the three administrators exclude one another in one person.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
# Who acts for a university, judges or administers signs in with a second factor, as does the department's whole side.
WITH_SECOND_FACTOR = frozenset({Role.LIAISON, Role.LEADER, Role.EXPERT}) | ADMINISTRATORS
# What a liaison gives by himself to people of his own organisation.
GIVEN_BY_LIAISON = frozenset({Role.TEACHER, Role.STUDENT, Role.LEADING_GROUP})
# Roles that speak for an organisation and in which a colleague can stand in (代办).
DELEGABLE = frozenset(
    {Role.DEPARTMENT_LEADER, Role.OFFICER, Role.LEADING_GROUP, Role.LIAISON, Role.LEADER, Role.PARTNER}
)


def needs_second_factor(role: str, kind: str) -> bool:
    return kind in DEPARTMENT_SIDE or role in WITH_SECOND_FACTOR or role in settings.SECOND_FACTOR_ALSO


def rights_of(role: str, kind: str) -> frozenset[str]:
    """The rights of a role held at an organisation of this kind.

    A leading group sees everything of its side: at the department that is every submitted application
    and the whole ledger, at a university what is its own (domain section 1).
    """
    if role == Role.LEADING_GROUP and kind == Kind.DEPARTMENT:
        return frozenset({R.READ_ALL_APPLICATIONS.value, R.READ_FILINGS.value, R.READ_LEDGER.value})
    return frozenset(right.value for right in ROLES[Role(role)].rights)
