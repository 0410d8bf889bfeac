"""The left menu: built from rights, so that nobody is shown a door that is closed to him."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    view: str
    icon: str
    # Any of these rights opens the door; none: everybody who is signed in.
    rights: frozenset[Right] = frozenset()


READ_APPLICATIONS = (
    Right.WRITE_APPLICATIONS,
    Right.READ_OWN_APPLICATIONS,
    Right.CHECK_APPLICATIONS,
    Right.READ_ALL_APPLICATIONS,
)
READ_PROJECTS = (Right.READ_LEDGER, Right.READ_OWN_PROJECTS, Right.WRITE_APPLICATIONS)
READ_FORMS = (Right.DESIGN_FORMS, Right.PUBLISH_CALLS, Right.READ_ALL_APPLICATIONS)
RUN_CALLS = (Right.DRAFT_CALLS, Right.CHECK_CALLS, Right.PUBLISH_CALLS)
MANAGE_PEOPLE = (Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE, Right.GRANT_ROLES)


def entry(label: str | Promise, view: str, icon: str, *rights: Right) -> Entry:
    return Entry(label, view, icon, frozenset(rights))


# In the order of the work: applying and approving, ledger, publishing, people, system.
MENU: list[tuple[str | Promise, list[Entry]]] = [
    ("", [entry(_("Workbench"), "site:workbench", "grid-1x2")]),
    (
        _("Applying and approving"),
        [
            entry(_("Applications"), "calls:applications", "file-earmark-text", *READ_APPLICATIONS),
            entry(
                _("Campus selections"),
                "calls:selections",
                "list-ol",
                Right.READ_OWN_APPLICATIONS,
                Right.JUDGE_ON_CAMPUS,
            ),
            entry(
                _("Places of the limit"),
                "calls:places",
                "grid-3x2-gap",
                Right.WRITE_APPLICATIONS,
                Right.READ_OWN_APPLICATIONS,
            ),
            entry(
                _("Places of the limit"),
                "calls:desk_places",
                "grid-3x2-gap",
                Right.ASK_PLACES,
                Right.GRANT_PLACES,
                Right.READ_ALL_APPLICATIONS,
            ),
            entry(_("Asked as a partner"), "calls:consents", "patch-check", Right.GIVE_CONSENTS),
            entry(_("Formal checks"), "calls:checks", "clipboard-check", Right.CHECK_APPLICATIONS),
            entry(_("Expert reviews"), "review:plans", "people", Right.RUN_REVIEWS),
            entry(_("Pool of experts"), "review:pool", "person-rolodex", Right.RUN_REVIEWS),
            entry(_("My reviews"), "review:mine", "clipboard2-check", Right.REVIEW_WHEN_INVITED),
            entry(
                _("Decisions"),
                "calls:decisions",
                "check2-square",
                Right.PROPOSE_DECISIONS,
                Right.CONFIRM_DECISIONS,
                Right.READ_ALL_APPLICATIONS,
            ),
            entry(
                _("Public notices"),
                "calls:desk_public_notices",
                "megaphone",
                Right.RUN_PUBLIC_NOTICES,
                Right.CONFIRM_DECISIONS,
            ),
            entry(_("Outbox of letters"), "letters:outbox", "envelope-paper", Right.WRITE_LETTERS, Right.ISSUE_LETTERS),
            entry(_("Letters received"), "letters:inbox", "envelope-paper", Right.RECEIVE_LETTERS),
            entry(_("Calls"), "calls:desk_calls", "file-earmark-plus", *RUN_CALLS),
            entry(_("Forms"), "forms:forms", "ui-checks", *READ_FORMS),
            entry(_("Facts of the mandate"), "mandate:fact_kinds", "sliders", Right.MANAGE_FACTS),
        ],
    ),
    (
        _("Ledger"),
        [
            entry(_("Projects"), "ledger:projects", "journal-check", *READ_PROJECTS),
            entry(_("Targets board"), "ledger:board", "bullseye", Right.READ_LEDGER),
            entry(_("Facts of the ledger"), "ledger:facts", "list-check", *READ_PROJECTS),
            entry(
                _("Progress reports"),
                "ledger:reports",
                "clipboard-data",
                *(Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS),
            ),
            entry(
                _("Change requests"),
                "ledger:changes",
                "arrow-left-right",
                *(Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS),
            ),
            entry(
                _("Follow-ups"),
                "ledger:follow_ups",
                "megaphone",
                *(Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS),
            ),
            entry(
                _("Mid-term checks"),
                "ledger:midterms",
                "clipboard-check",
                *(Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS),
            ),
            entry(
                _("Final acceptances"),
                "ledger:acceptances",
                "award",
                *(Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS),
            ),
            entry(_("Reporting periods"), "ledger:periods", "calendar-range", Right.RUN_LEDGER, Right.READ_LEDGER),
            entry(_("Totals of the province"), "ledger:totals", "map", Right.READ_LEDGER),
            entry(_("Yearly ledgers"), "ledger:yearly", "archive", Right.READ_LEDGER),
            entry(_("Ledger by two dimensions"), "ledger:pivot", "table", *READ_PROJECTS),
            entry(_("Who works with whom"), "ledger:network", "diagram-3", *READ_PROJECTS),
        ],
    ),
    (
        _("Data filing"),
        [
            entry(_("Data filings"), "filing:rounds", "clipboard-data", Right.RUN_FILINGS, Right.READ_FILINGS),
            entry(_("Data filings"), "filing:returns", "clipboard-data", Right.FILL_FILINGS, Right.RELEASE_FILINGS),
        ],
    ),
    (
        _("Publishing"),
        [
            entry(
                _("Notices"),
                "publishing:desk",
                "newspaper",
                Right.WRITE_NOTICES,
                Right.CHECK_NOTICES,
                Right.PUBLISH_NOTICES,
            ),
        ],
    ),
    (
        _("Organisations and people"),
        [
            entry(_("People"), "organisations:people", "person-lines-fill", *MANAGE_PEOPLE),
            entry(_("Hand-over"), "site:handovers", "box-arrow-right", Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE),
            entry(_("Lost second factors"), "organisations:factor_resets", "shield-exclamation", Right.CONFIRM_SIGN_IN),
            entry(
                _("University sign-on"),
                "organisations:sign_ons",
                "box-arrow-in-right",
                Right.MANAGE_SIGN_ON,
                Right.CONFIRM_SIGN_IN,
                Right.MANAGE_PEOPLE,
            ),
            entry(_("Organisations"), "organisations:organisations", "building"),
            entry(_("Facts of the organisation"), "organisations:own_organisation", "card-list", Right.KEEP_OWN_FACTS),
            entry(_("My expert profile"), "organisations:expert_profile", "person-badge", Right.KEEP_EXPERT_PROFILE),
        ],
    ),
    (
        _("System"),
        [
            entry(_("Roles and rights"), "organisations:roles", "key"),
            entry(_("Web hooks"), "organisations:web_hooks", "broadcast", Right.KEEP_WEB_HOOKS),
            entry(_("Record of steps"), "site:record", "journal-check", Right.READ_RECORD),
            entry(
                _("Exports of personal data"),
                "site:exports",
                "file-earmark-excel",
                *(Right.READ_RECORD, Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE, Right.GUARD_PERSONAL_DATA),
            ),
        ],
    ),
]


def open_to(actor: Actor, item: Entry) -> bool:
    return not item.rights or bool(item.rights & actor.rights)


@cache
def address(view: str) -> str:
    """Of a page that takes no arguments; every page asks for those of all its doors."""
    return reverse(view)


def menu_for(request: Request) -> list[dict[str, object]]:
    groups: list[dict[str, object]] = []
    shown = [(title, [item for item in entries if open_to(request.actor, item)]) for title, entries in MENU]
    current = _current(request.path, [address(item.view) for _title, entries in shown for item in entries])
    for title, entries in shown:
        items = [
            {
                "label": item.label,
                "url": (url := address(item.view)),
                "icon": item.icon,
                "current": url == current,
            }
            for item in entries
        ]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _current(path: str, urls: list[str]) -> str:
    """The door behind which this page lies: the longest address that its own begins with."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


# The public site's, from left to right.
PUBLIC_MENU: list[tuple[str | Promise, str]] = [
    (_("Home"), "site:home"),
    (_("Notices"), "publishing:notices"),
    (_("Calls"), "calls:call_list"),
    (_("Public notices"), "calls:public_notices"),
    (_("Statistics"), "ledger:statistics"),
    (_("Verification"), "site:verify"),
]


def public_menu(path: str) -> list[dict[str, object]]:
    """The front page is current on itself alone, every other entry on all pages below it."""
    return [
        {"label": label, "url": (url := address(view)), "current": path == url if url == "/" else path.startswith(url)}
        for label, view in PUBLIC_MENU
    ]
