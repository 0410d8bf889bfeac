"""What a role does first when nothing waits: the empty workbench says where to go."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Role


@dataclass(frozen=True, slots=True)
class Start:
    """`view` is the name of the page, or an address of the public site."""

    text: str | Promise
    action: str | Promise
    view: str

    @property
    def path(self) -> str:
        return self.view if self.view.startswith("/") else reverse(self.view)


STARTS: dict[str, Start] = {
    Role.TEACHER: Start(
        _("Look at the open calls, choose a category and begin an application; it is saved as you type."),
        _("Open calls"),
        "/calls/",
    ),
    Role.STUDENT: Start(
        _("Calls, notices and public notices are open to you. Course taking across universities will appear here."),
        _("Calls"),
        "/calls/",
    ),
    Role.LIAISON: Start(
        _("Applications that teachers hand in wait here for your review. Keep the accounts of your people up to date."),
        _("People of the university"),
        "organisations:people",
    ),
    Role.LEADER: Start(
        _("Applications that your liaison has passed on wait here for your approval."),
        _("Applications of the university"),
        "calls:applications",
    ),
    Role.LEADING_GROUP: Start(
        _("The leading group reads everything of its side; nothing has to be decided by you in the system."),
        _("Applications"),
        "calls:applications",
    ),
    Role.OFFICER: Start(
        _("Applications to your office wait here for the formal check as soon as a university submits them."),
        _("Formal checks"),
        "/checks/",
    ),
    Role.DEPARTMENT_LEADER: Start(
        _("Calls, decisions and approvals that need the department's word wait here."),
        _("Ledger"),
        "/ledger/",
    ),
    Role.EXPERT: Start(
        _("Reviews that are assigned to you will wait here. Keep your profile up to date: assignments follow it."),
        _("My expert profile"),
        "organisations:expert_profile",
    ),
    Role.PARTNER: Start(
        _("Keep the public facts of your organisation up to date, and follow the projects that you take part in."),
        _("Facts of the organisation"),
        "organisations:own_organisation",
    ),
    Role.SYSTEM_ADMIN: Start(
        _("Open accounts and keep the register of organisations."),
        _("People"),
        "organisations:people",
    ),
    Role.SECURITY_ADMIN: Start(
        _("Roles with rights over others wait here for your confirmation."),
        _("People"),
        "organisations:people",
    ),
    Role.AUDITOR: Start(
        _("Nothing waits for you: search the record of steps at any time."),
        _("Record of steps"),
        "site:record",
    ),
}


def start_of(actor: Actor) -> Start:
    return STARTS[actor.role]
