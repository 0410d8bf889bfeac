"""How imports are read, and what the table of people looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.validators import validate_email
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.spreadsheets import Field, Row, Table
from lianxiao.core.steps import of_case
from lianxiao.organisations.models import ImportRun, Membership, Organisation, User
from lianxiao.organisations.models.importing import ImportRunQuerySet
from lianxiao.organisations.models.person import ACCOUNT, PHONE
from lianxiao.organisations.passwords import OneTimeHasher
from lianxiao.organisations.queries.people import Standing
from lianxiao.organisations.queries.register import where_accounts_open
from lianxiao.organisations.roles import GIVEN_BY_LIAISON, INSTITUTIONS, Right, Role
from lianxiao.organisations.states import ImportState

MOST_ROWS = 100_000
LISTED = 50
TONES: Mapping[str, str] = {
    ImportState.READY: "warning",
    ImportState.FAULTY: "danger",
    ImportState.DONE: "success",
    ImportState.DISCARDED: "neutral",
}
SHOWN_PROBLEMS = 100
VERBS: Mapping[str, tuple[str | Promise, str]] = {
    "upload": (_("File uploaded"), ""),
    "check": (_("Check begun"), ""),
    "find_ready": (_("No errors found"), "success"),
    "find_faulty": (_("Errors found; nothing was written"), "danger"),
    "confirm": (_("Import confirmed"), ""),
    "import": (_("Accounts opened"), "success"),
    "discard": (_("Import discarded"), "warning"),
    "give_passwords": (_("First passwords given"), "warning"),
}


def _account(text: str) -> str:
    small = text.lower()
    ACCOUNT(small)
    return small


def _email(text: str) -> str:
    validate_email(text)
    return text


def _phone(text: str) -> str:
    PHONE(text)
    return text


PEOPLE = Table(
    name="people",
    version=1,
    title=_("Import of people"),
    most_rows=MOST_ROWS,
    fields=(
        Field("name", _("Name"), required=True, sample="王示例", help=_("As it stands in official papers.")),
        Field(
            "username",
            _("Account"),
            required=True,
            is_code=True,
            alone=True,
            longest=60,
            sample="20200001",
            read=_account,
            help=_("What the person signs in with, such as a staff or student number; not an identity number."),
        ),
        Field(
            "role",
            _("Role"),
            required=True,
            sample=Role.TEACHER.label,
            choices={role.value: role.label for role in (Role.TEACHER, Role.STUDENT)},
        ),
        Field("position", _("Position"), sample="副教授", help=_("Title or post.")),
        Field("email", _("E-mail"), is_code=True, longest=254, read=_email, sample="wang@example.edu.cn"),
        Field("phone", _("Phone"), longest=30, read=_phone, sample="024-62202000"),
    ),
)


def where_people_are_imported(actor: Actor) -> "QuerySet[Organisation]":
    return where_accounts_open(actor).filter(kind__in=INSTITUTIONS)


def imports(actor: Actor) -> ImportRunQuerySet:
    return ImportRun.objects.visible_to(actor).select_related("organisation", "uploaded_by", "confirmed_by")


def latest(actor: Actor) -> list[tuple[ImportRun, Standing]]:
    rows = imports(actor).defer("preview", "problems").order_by("-id")[:LISTED]
    return [(run, standing_of(run)) for run in rows]


def steps_of(run: ImportRun) -> "QuerySet[Step]":
    return of_case(run)


def is_at_work(run: ImportRun) -> bool:
    """Whether the worker has yet to do something, so that the page looks again."""
    return run.state in (ImportState.UPLOADED, ImportState.CHECKING, ImportState.IMPORTING)


def standing_of(run: ImportRun) -> Standing:
    return Standing(run.get_state_display(), TONES.get(run.state, "info"))


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` rows; a total of none is not known yet."""

    done: int
    total: int
    is_about: bool = False


def progress(run: ImportRun) -> Progress | None:
    """While the worker is at it."""
    if run.state == ImportState.IMPORTING:
        return Progress(run.written_count, run.row_count)
    return Progress(run.row_count, run.expected_count, is_about=True) if is_at_work(run) else None


def mark_taken(rows: Sequence[Row]) -> None:
    """What only the database knows: accounts that exist already."""
    wanted = [row.values["username"] for row in rows if "username" in row.values]
    with connection.cursor() as cursor:
        cursor.execute("SELECT username FROM organisations_user WHERE username = ANY(%s::varchar[])", [wanted])
        taken = {username for (username,) in cursor.fetchall()}
    for row in rows:
        if row.values.get("username") in taken:
            row.problems["username"] = str(TAKEN)


TAKEN = _("There is an account of this name already. If it is the same person, add the role to that account.")


def without_password(run: ImportRun, actor: Actor) -> "QuerySet[User]":
    """Accounts of this import with which nobody has signed in yet.

    As with a single new password, a liaison has no hand on people who meanwhile act elsewhere or as more than that.
    """
    first = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(password__startswith=f"{OneTimeHasher.algorithm}$")
    rows = run.accounts.filter(first, last_login__isnull=True, is_active=True)
    if not actor.may(Right.MANAGE_ALL_PEOPLE):
        held = Membership.objects.filter(user=OuterRef("pk"), ended_at__isnull=True)
        beyond = held.exclude(organisation_id=actor.organisation_id or 0, role__in=sorted(GIVEN_BY_LIAISON))
        rows = rows.filter(Exists(held), ~Exists(beyond))
    return rows.order_by("id")
