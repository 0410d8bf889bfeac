"""Places of the submission limit: taken, held for a choice, used, given up.

The database keeps limit, grants and deadline (migrations 0002 and 0015): what stands here only asks and explains.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import places as access
from lianxiao.calls.actions.applications import ReasonMissing, authors_of, path_of, values_of
from lianxiao.calls.models import Application, Selection, Slot, SlotGrant
from lianxiao.calls.queries.places import places_in
from lianxiao.calls.states import APPLICATION
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.spreadsheets import Column, Counted, write_xlsx
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

OUTSIDE_WINDOW = "LX001"  # raised by the triggers slot_…_inside_window
GRANT_GONE = "23503"  # the grant was revoked between looking and taking


class LimitReached(Refused):
    """All places of the university in this category are used or held."""


class TooLate(Refused):
    """The call's window is closed by the database's clock."""


def occupy(application: Application, *, pool: SlotGrant | None = None) -> None:
    """What is submitted uses the place that is held for it, or the first free one (of the pool, when one is named).

    The caller has locked the application. Raises LimitReached, TooLate.
    """
    if not in_window(lambda: Slot.objects.filter(application=application, held=True).update(held=False)):
        take(application, pool=pool)


def take(application: Application, *, pool: SlotGrant | None = None, hold_for: Selection | None = None) -> int:
    """The lowest free number: ordinary ones first, then those of a higher limit; of a pool only when it is named.

    A number that somebody else is taking makes the insert wait and then give way, so the next round sees it;
    after as many rounds as there are numbers all of them are taken.
    """
    total = places_in(application.call_category_id, application.university_id, pool)
    for _round in range(total + 1):
        taken = in_window(lambda: _insert(application, pool, hold_for))
        if taken is not None:
            return int(taken)
        if _count(application, pool) >= total:
            break
    raise LimitReached(_refusal(total, pool))


def _refusal(total: int, pool: SlotGrant | None) -> str:
    if pool is not None:
        return _("All %(count)d places of “%(pool)s” are used or held.") % {"count": total, "pool": pool}
    return _("All %(limit)d places of your university in this category are used or held.") % {"limit": total}


def _count(application: Application, pool: SlotGrant | None) -> int:
    rows = Slot.objects.filter(call_category_id=application.call_category_id, university_id=application.university_id)
    return rows.filter(grant=pool).count() if pool else rows.exclude(grant__kind=SlotGrant.Kind.POOL).count()


def _insert(application: Application, pool: SlotGrant | None, hold_for: Selection | None) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH numbers (turn, grant_id, places, number) AS (
                SELECT 0, NULL::bigint, NULL::smallint, n.number
                FROM calls_callcategory c, generate_series(1, c."limit") AS n (number)
                WHERE c.id = %(category)s AND %(pool)s::bigint IS NULL
                UNION ALL
                SELECT g.id, g.id, g.places, n.number
                FROM calls_slotgrant g, generate_series(1, g.places) AS n (number)
                WHERE g.call_category_id = %(category)s AND g.university_id = %(university)s
                AND CASE WHEN %(pool)s::bigint IS NULL THEN g.kind = 'limit' ELSE g.id = %(pool)s END
            )
            INSERT INTO calls_slot (
                call_category_id, university_id, grant_id, grant_places, number, "limit", application_id,
                held, selection_id, taken_at
            )
            SELECT c.id, %(university)s, n.grant_id, n.places, n.number, c."limit", %(application)s,
                %(selection)s::bigint IS NOT NULL, %(selection)s, clock_timestamp()
            FROM calls_callcategory c, numbers n
            WHERE c.id = %(category)s AND NOT EXISTS (
                SELECT FROM calls_slot s
                WHERE s.call_category_id = c.id AND s.university_id = %(university)s
                AND s.grant_id IS NOT DISTINCT FROM n.grant_id AND s.number = n.number
            )
            ORDER BY n.turn, n.number LIMIT 1
            ON CONFLICT DO NOTHING
            RETURNING number
            """,
            {
                "category": application.call_category_id,
                "university": application.university_id,
                "application": application.pk,
                "pool": pool.pk if pool else None,
                "selection": hold_for.pk if hold_for else None,
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None


def in_window(act: Callable[[], Any]) -> Any:
    """What `act` returns; nothing when the grant that it took from was revoked meanwhile. Raises TooLate."""
    try:
        with transaction.atomic():
            return act()
    except DatabaseError as error:
        code = getattr(error.__cause__, "sqlstate", None)
        if code == OUTSIDE_WINDOW:
            raise TooLate(_("The deadline of this call has passed.")) from error
        if code == GRANT_GONE:
            return None
        raise


def free_held(application: Application) -> bool:
    """Give up the place that is held for an application, if one is. The caller has locked the application."""
    return bool(Slot.objects.filter(application=application, held=True).delete()[0])


@transaction.atomic
def give_up(*, application: Application, by: Actor, reason: str) -> Application:
    """A chosen application will not be submitted: its place is free for another, and it is with the liaison again."""
    if not access.may_give_up_place(by, application):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why the place is given up; the leader and the authors read it."))
    moved = APPLICATION.move(application, "give_up_place", by=by, remark=reason, released_at=None)
    if not free_held(moved):
        raise NotAllowedNow(_("No place is held for this application."))
    people = {user.pk: user for user in [*authors_of(moved), *people_in([moved.university_id], Role.LEADER)]}
    notify(people.values(), "place_given_up", path=path_of(moved), values=values_of(moved))
    return moved


def export(
    *, rows: Iterable[Sequence[object]], columns: Sequence[Column], filters: list[tuple[str, str]], by: Actor
) -> IO[bytes]:
    """The department's ledger of places as an Excel file; who took it is on record at the exporter's account.

    Returns a temporary file at its start; the caller sends and closes it.
    """
    if not access.may_read_all_places(by):
        raise PermissionDenied
    counted = Counted(rows)
    file = write_xlsx(
        columns,
        counted,
        title=_("Ledger of places"),
        note=[(_("Exported by"), f"{by.organisation_name} {by.name}".strip()), *filters],
    )
    account = User.objects.get(pk=by.person_id)
    steps.record(account, "export_places", by=by, details={"filters": filters, "rows": counted.count})
    return file
