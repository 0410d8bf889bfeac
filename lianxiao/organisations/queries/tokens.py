"""Tokens of the API: one's own, and for a liaison those of the university."""

from django.db import connection
from django.db.models import Max, QuerySet

from lianxiao.core.actors import Actor
from lianxiao.core.holdings import Held
from lianxiao.organisations import access
from lianxiao.organisations.models import ApiToken
from lianxiao.organisations.models.token import MARK, digest_of

CALLS_PER_MINUTE = 300


def tokens(actor: Actor) -> "QuerySet[ApiToken]":
    """With `last_used_at`, to the minute; those in use on top."""
    return (
        ApiToken.objects.filter(access.visible_tokens(actor))
        .select_related("membership__user", "membership__organisation", "revoked_by")
        .annotate(last_used_at=Max("uses__minute"))
        .order_by("-revoked_at", "-id")
    )


def token_with(key: str) -> ApiToken | None:
    """The valid token with this key, and who holds it."""
    if not key.startswith(MARK):
        return None
    found = ApiToken.objects.valid().filter(digest=digest_of(key))
    return found.select_related("membership__user", "membership__organisation").first()


def count_use(token: ApiToken) -> int:
    """How many calls this minute has seen with this one, counted over all processes.

    Runs by itself, before the request's transaction: a refused call counts as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO organisations_apiuse (token_id, minute, count) VALUES (%s, date_trunc('minute', now()), 1)
            ON CONFLICT (token_id, minute) DO UPDATE SET count = organisations_apiuse.count + 1
            RETURNING count
            """,
            [token.pk],
        )
        count: int = cursor.fetchone()[0]
    return count


# --- what a person holds ---------------------------------------------------------------------------


def in_use(organisation_id: int | None) -> "QuerySet[ApiToken]":
    rows = ApiToken.objects.valid().select_related("membership")
    return rows if organisation_id is None else rows.filter(membership__organisation_id=organisation_id)


def told_tokens(rows: "QuerySet[ApiToken]", inside: bool) -> list[Held]:
    return [Held(row, str(row), " · ".join(row.scope_labels)) for row in rows.order_by("id")]
