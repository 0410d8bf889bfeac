"""Import of people from a table: uploaded, checked by the worker, confirmed, written whole or not at all."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianxiao.core import files, steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.ahead import one_ahead
from lianxiao.core.beside import beside
from lianxiao.core.bulk import insert_alike
from lianxiao.core.history import changed_by
from lianxiao.core.jobs import enqueue
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.personal_fields import Sealed, blind, keep_keys, reserve_keys, seal_each
from lianxiao.core.spreadsheets import Checker, Row, UnreadableTable, UploadedTable, write_errors
from lianxiao.organisations import access
from lianxiao.organisations.actions.people import search_initials
from lianxiao.organisations.models import ImportRun, Membership, Organisation, User
from lianxiao.organisations.passwords import OneTimeHasher, one_time_password
from lianxiao.organisations.queries.imports import PEOPLE, SHOWN_PROBLEMS, mark_taken, without_password
from lianxiao.organisations.states import IMPORT, ImportState

FORMATS = ("xlsx", "xls", "et")
MOST_BYTES = 30 * 1024 * 1024
BATCH = 5_000  # rows: one question to the database, one sign of progress
PREVIEWED = 10


class NoLongerGood(Exception):
    """A row that was good when it was checked has become bad; nothing may be written."""


@dataclass(slots=True)
class Findings:
    good: list[Row]
    bad: list[Row]


@transaction.atomic
def upload(*, organisation: Organisation, name: str, stream: BinaryIO, by: Actor) -> ImportRun:
    """Keeps the file and has it checked. Raises files.RefusedFile."""
    if not access.may_import_people(by, organisation):
        raise PermissionDenied
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MOST_BYTES)
    run = ImportRun.objects.create(
        organisation=organisation,
        name=checked.name,
        file=keep_upload(checked, stream),
        uploaded_by_id=by.person_id,
    )
    steps.record(run, "upload", by=by, after=run.state, remark=checked.name)
    enqueue("organisations.check_import", run_id=run.pk)
    return run


def check(*, run: ImportRun) -> ImportRun:
    """In the worker. Begun again after a breakdown it starts from the first row; later it does nothing."""
    if run.state == ImportState.UPLOADED:
        run = IMPORT.move(run, "check", by=SYSTEM)
    if run.state != ImportState.CHECKING:
        return run
    with override(run.uploaded_by.language):
        try:
            found = _read(run, tell=True)
        except UnreadableTable as refusal:
            return IMPORT.move(run, "find_faulty", by=SYSTEM, refusal=str(refusal))
        if not found.good and not found.bad:
            return IMPORT.move(run, "find_faulty", by=SYSTEM, refusal=_("The table has no rows."))
        if found.bad:
            return _find_faulty(run, found)
    preview = [row.texts for row in found.good[:PREVIEWED]]
    return IMPORT.move(run, "find_ready", by=SYSTEM, preview=preview, row_count=len(found.good))


def _read(run: ImportRun, *, tell: bool = False) -> Findings:
    found = Findings([], [])
    for batch in _batches(run, _content(run), tell=tell):
        mark_taken(batch)
        for row in batch:
            (found.bad if row.problems else found.good).append(row)
        if tell:
            ImportRun.objects.filter(pk=run.pk).update(row_count=len(found.good) + len(found.bad))
    return found


def _content(run: ImportRun) -> BytesIO:
    with files.open_stored(run.file_id) as content:
        return BytesIO(content.read())


def _batches(run: ImportRun, stream: BinaryIO, *, tell: bool = False) -> Iterator[list[Row]]:
    table, checker = UploadedTable(stream, PEOPLE), Checker(PEOPLE)
    if tell:
        ImportRun.objects.filter(pk=run.pk).update(expected_count=table.expected_count)
    batch = []
    for number, texts in table:
        batch.append(checker.check(number, texts))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _find_faulty(run: ImportRun, found: Findings) -> ImportRun:
    """With the bad rows as a file of the same form, so that they can be mended and uploaded again."""
    content = BytesIO(write_errors(PEOPLE, found.bad))
    checked = files.check_upload("errors.xlsx", content, formats=("xlsx",), max_bytes=4 * MOST_BYTES)
    labels = {one.key: str(one.label) for one in PEOPLE.fields}
    problems = [
        [row.number, labels[key], dict(zip(labels, row.texts, strict=True))[key], said]
        for row in found.bad[:SHOWN_PROBLEMS]
        for key, said in row.problems.items()
    ]
    return IMPORT.move(
        run,
        "find_faulty",
        by=SYSTEM,
        row_count=len(found.good) + len(found.bad),
        written_count=0,
        bad_count=len(found.bad),
        problems=problems[:SHOWN_PROBLEMS],
        errors_file=keep_upload(checked, content),
    )


def confirm(*, run: ImportRun, by: Actor) -> ImportRun:
    with transaction.atomic():
        if not access.may_import_people(by, run.organisation):
            raise PermissionDenied
        moved = IMPORT.move(run, "confirm", by=by, confirmed_by_id=by.person_id, confirmed_at=timezone.now())
        enqueue("organisations.carry_out_import", run_id=run.pk)
    return moved


def discard(*, run: ImportRun, by: Actor) -> ImportRun:
    if not access.may_import_people(by, run.organisation):
        raise PermissionDenied
    return IMPORT.move(run, "discard", by=by)


def carry_out(*, run: ImportRun) -> ImportRun:
    """In the worker, on behalf of who confirmed. Nothing is written when an account was taken since."""
    if run.state != ImportState.IMPORTING:
        return run
    by = _confirmer(run)
    with changed_by(by), override(run.uploaded_by.language):
        try:
            return _write(run, by)
        except (NoLongerGood, IntegrityError):  # an account of this name was opened since the table was checked
            found = _read(run)
            if not found.bad:
                raise
            return _find_faulty(run, found)


def _confirmer(run: ImportRun) -> Actor:
    return steps.actor_of(steps.of_case(run).filter(verb="confirm").latest("id"))


@transaction.atomic
def _write(run: ImportRun, by: Actor) -> ImportRun:
    """All rows or none. How many there are so far is told beside the transaction, which nobody sees into."""
    count, numbers = 0, reserve_keys(run.row_count)
    with beside() as telling:
        for batch in one_ahead(_Batch.of(rows, numbers) for rows in _batches(run, _content(run))):
            _write_people(run, batch, by)
            count += len(batch.roles)
            telling.execute("UPDATE organisations_importrun SET written_count = %s WHERE id = %s", [count, run.pk])
    return IMPORT.move(run, "import", by=by, imported_at=timezone.now())


@dataclass(frozen=True, slots=True)
class _Batch:
    """People by columns, with all that can be told without the database."""

    users: dict[str, list[Any]]
    keys: dict[int, bytes]
    roles: list[str]
    positions: list[str]

    @classmethod
    def of(cls, rows: list[Row], numbers: Iterator[int]) -> Self:
        """Raises NoLongerGood."""
        if any(row.problems for row in rows):
            raise NoLongerGood
        said = {one.key: [row.values[one.key] for row in rows] for one in PEOPLE.fields}
        phones, keys = seal_each(said["phone"], numbers)
        users: dict[str, list[Any]] = {
            "username": said["username"],
            "name": said["name"],
            "initials": [search_initials(name) for name in said["name"]],
            "email": said["email"],
            # The first one is given with the list, or the university's sign-on opens the account.
            "password": [UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(24) for _row in rows],
            "phone": [phone.stored if isinstance(phone, Sealed) else "" for phone in phones],
            "phone_index": [blind(phone) for phone in said["phone"]],
            "personal_key_id": [phone.key_id if isinstance(phone, Sealed) else None for phone in phones],
        }
        return cls(users, keys, said["role"], said["position"])


def _write_people(run: ImportRun, batch: _Batch, by: Actor) -> None:
    keep_keys(batch.keys)
    users = insert_alike(User(must_change_password=True, imported_in=run), batch.users)
    memberships = insert_alike(
        Membership(organisation_id=run.organisation_id, granted_by_id=by.user_id, confirmed_at=timezone.now()),
        {"user_id": users, "role": batch.roles, "position": batch.positions},
    )
    steps.record_many(User, users, "open_account", by=by, remark=run.name)
    for role in sorted(set(batch.roles)):
        granted = [number for number, one in zip(memberships, batch.roles, strict=True) if one == role]
        steps.record_many(Membership, granted, "grant", by=by, after=role)


@transaction.atomic
def give_passwords(*, run: ImportRun, by: Actor) -> list[tuple[User, str]]:
    """One-time passwords for those who have never signed in; shown once. Earlier ones are void."""
    if not access.may_import_people(by, run.organisation) or run.state != ImportState.DONE:
        raise PermissionDenied
    given = [(user, one_time_password()) for user in without_password(run, by).select_for_update(of=("self",))]
    hasher = OneTimeHasher()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE organisations_user
            SET password = given.password, password_changed_at = now(), must_change_password = true
            FROM unnest(%s::bigint[], %s::text[]) AS given (id, password) WHERE organisations_user.id = given.id
            """,
            [
                [user.pk for user, _password in given],
                [hasher.encode(password, secrets.token_hex(8)) for _user, password in given],
            ],
        )
    steps.record(run, "give_passwords", by=by, details={"count": len(given)})
    steps.record_many(User, [user.pk for user, _password in given], "reset_password", by=by, remark=run.name)
    return given
