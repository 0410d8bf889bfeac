"""Who is in the pool of experts: one by one, or by a table that is taken in whole or not at all."""

import secrets
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import files, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.core.spreadsheets import Checker, UploadedTable
from lianxiao.organisations.models import ExpertProfile, Organisation, User
from lianxiao.review import access
from lianxiao.review.models import PoolExpert, PoolImport
from lianxiao.review.queries.pool import EXPERTS, mark_wrong, not_in_pool, split
from lianxiao.review.states import POOL_IMPORT

FORMATS = ("xlsx", "xls", "et")
MOST_BYTES = 5 * 1024 * 1024
USUAL = 30


class AccountGone(Refused):
    """An account was closed between the upload and its confirmation."""


def _code() -> str:
    return f"E{secrets.token_hex(4)}"


@transaction.atomic
def add(*, user: User, most: int, by: Actor) -> PoolExpert:
    if not access.may_keep_pool(by) or not not_in_pool().filter(pk=user.pk).exists():
        raise PermissionDenied
    expert = PoolExpert.objects.create(
        user=user, code=_code(), most=most, added_by_id=by.person_id, added_at=timezone.now()
    )
    steps.record(expert, "add", by=by)
    return expert


@transaction.atomic
def edit(*, expert: PoolExpert, most: int, is_active: bool, by: Actor) -> PoolExpert:
    if not access.may_keep_pool(by):
        raise PermissionDenied
    if (expert.most, expert.is_active) == (most, is_active):
        return expert  # the same once more
    expert.most, expert.is_active = most, is_active
    expert.save(update_fields=["most", "is_active"])
    steps.record(expert, "edit", by=by)
    return expert


@transaction.atomic
def upload(*, name: str, stream: BinaryIO, by: Actor) -> PoolImport:
    """Reads and checks; nothing is taken in before it is confirmed. Raises files.RefusedFile, UnreadableTable."""
    if not access.may_keep_pool(by):
        raise PermissionDenied
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MOST_BYTES)
    stream.seek(0)
    checker = Checker(EXPERTS)
    rows = [checker.check(number, texts) for number, texts in UploadedTable(BytesIO(stream.read()), EXPERTS)]
    mark_wrong(rows)
    bad = [[row.number, row.texts, row.problems] for row in rows if row.problems]
    run = PoolImport.objects.create(
        name=checked.name,
        uploaded_by_id=by.person_id,
        uploaded_at=database_now(),
        good=[row.values for row in rows if not row.problems],
        bad=bad,
    )
    steps.record(run, "upload", by=by, after=run.state, remark=checked.name)
    return POOL_IMPORT.move(run, "find_ready" if rows and not bad else "find_faulty", by=by)


@transaction.atomic
def confirm(*, run: PoolImport, by: Actor) -> PoolImport:
    """Whoever is in the pool already is brought up to date; an empty cell changes nothing."""
    if not access.may_keep_pool(by):
        raise PermissionDenied
    users = {user.username: user for user in User.objects.filter(username__in=[row["username"] for row in run.good])}
    if gone := sorted({row["username"] for row in run.good} - set(users)):
        raise AccountGone(_("These accounts are there no more: %(names)s.") % {"names": " ".join(gone)})
    for row in run.good:
        _take_in(users[row["username"]], row, by)
    return POOL_IMPORT.move(run, "import", by=by, imported_at=database_now())


def _take_in(user: User, row: dict[str, str], by: Actor) -> None:
    most = {"most": int(row["most"])} if row["most"] else {}
    PoolExpert.objects.update_or_create(
        user=user,
        defaults={"is_active": True, **most},
        create_defaults={
            "code": _code(),
            "most": USUAL,
            **most,
            "added_by_id": by.person_id,
            "added_at": timezone.now(),
        },
    )
    said = {name: row[name] for name in ("title", "disciplines") if row[name]}
    codes = {"major_codes": split(row["major_codes"])} if row["major_codes"] else {}
    profile, _new = ExpertProfile.objects.update_or_create(user=user, defaults={**said, **codes})
    # What an expert declared himself is never taken away by an office.
    profile.conflicts.add(*Organisation.objects.filter(name__in=split(row["conflicts"])).order_by("id"))


@transaction.atomic
def discard(*, run: PoolImport, by: Actor) -> PoolImport:
    if not access.may_keep_pool(by):
        raise PermissionDenied
    return POOL_IMPORT.move(run, "discard", by=by)
