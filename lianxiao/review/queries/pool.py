"""The pool of experts: who is in it, how much each has to do, how near his disciplines are."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import Field, Row, Table, problems_in
from lianxiao.mandate.models import Major
from lianxiao.organisations.models import Membership, Organisation, User
from lianxiao.organisations.roles import Role
from lianxiao.review import access
from lianxiao.review.models import PoolExpert, PoolImport, Sheet
from lianxiao.review.models.pool import MOST_LOAD
from lianxiao.review.states import SEATED, SheetState

SEPARATORS = re.compile(r"[\s,;，；、/]+")
DISCIPLINE, CLASS = 2, 4
SHORTEST_TERM = 2


def pool(actor: Actor) -> "QuerySet[PoolExpert]":
    """With `load`: how many sheets wait for him. All offices that run reviews share the pool."""
    if not access.may_keep_pool(actor):
        return PoolExpert.objects.none()
    return _with_load(PoolExpert.objects.all())


def _with_load(rows: "QuerySet[PoolExpert]") -> "QuerySet[PoolExpert]":
    waiting = Sheet.objects.filter(
        seat__expert=OuterRef("user"), state=SheetState.ASSIGNED, seat__state__in=SEATED
    ).order_by()
    counted = waiting.values("seat__expert").annotate(n=Count("pk")).values("n")
    current = Membership.objects.current().select_related("organisation").order_by("id")
    return (
        rows.select_related("user__expert_profile")
        .prefetch_related("user__expert_profile__conflicts", Prefetch("user__memberships", current, to_attr="current"))
        .annotate(load=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))
    )


def available() -> "QuerySet[PoolExpert]":
    """Who may be asked now: active in the pool, holds the role of an expert, says that he has time."""
    today = timezone.localdate()
    experts = Membership.objects.current().filter(role=Role.EXPERT).values("user")
    profile = "user__expert_profile__"
    has_time = Q(**{f"{profile}isnull": True}) | Q(**{f"{profile}is_available": True}) & (
        Q(**{f"{profile}available_from_date": None}) | Q(**{f"{profile}available_from_date__lte": today})
    ) & (Q(**{f"{profile}available_until_date": None}) | Q(**{f"{profile}available_until_date__gte": today}))
    rows = PoolExpert.objects.filter(has_time, is_active=True, user__is_active=True, user__in=experts)
    return _with_load(rows).order_by("code")


def not_in_pool() -> "QuerySet[User]":
    """Accounts with the role of an expert that are not in the pool."""
    experts = Membership.objects.current().filter(role=Role.EXPERT).values("user")
    return User.objects.filter(pk__in=experts, is_active=True, in_pool=None).order_by("initials", "id")


def profile_of(expert: PoolExpert) -> dict[str, Any]:
    """What he says of himself; nothing before he has."""
    profile = getattr(expert.user, "expert_profile", None)
    return {"profile": profile, "relations": list(profile.conflicts.all()) if profile else []}


def majors_of(expert: PoolExpert) -> list[str]:
    profile = getattr(expert.user, "expert_profile", None)
    return list(profile.major_codes) if profile else []


def terms_of(expert: PoolExpert) -> list[str]:
    profile = getattr(expert.user, "expert_profile", None)
    found = SEPARATORS.split(profile.disciplines) if profile else []
    return [term for term in found if len(term) >= SHORTEST_TERM]


def fit(codes: Iterable[str], text: str, *, majors: Sequence[str], terms: Sequence[str]) -> int:
    """2: the same class of majors, or a field of the expert's is named; 1: the same discipline; 0: neither."""
    if any(term in text for term in terms):
        return 2
    codes = list(codes)
    for length, worth in ((CLASS, 2), (DISCIPLINE, 1)):
        own = {code[:length] for code in majors if len(code) >= length}
        if own & {code[:length] for code in codes if len(code) >= length}:
            return worth
    return 0


def conflicts(people: Iterable[int], applications: Iterable[int]) -> dict[tuple[int, int], list[str]]:
    """Why somebody must not judge an application: `{(person, application): reasons}`, only where there are any.

    The database says it (migration 0002) and refuses what it says no to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT person, app, review_conflicts(person, app)
            FROM unnest(%s::bigint[]) person, unnest(%s::bigint[]) app
            WHERE cardinality(review_conflicts(person, app)) > 0
            """,
            [list(people), list(applications)],
        )
        return {(person, app): reasons for person, app, reasons in cursor.fetchall()}


# --- the table of an import ------------------------------------------------------------------------


def _most(text: str) -> str:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_LOAD:
        raise ValidationError(_now("A whole number from 1 to %(most)s.") % {"most": MOST_LOAD})
    return str(int(text))


EXPERTS = Table(
    name="experts",
    version=1,
    title=_("Import of experts"),
    most_rows=2_000,
    fields=(
        Field(
            "username",
            _("Account"),
            required=True,
            is_code=True,
            alone=True,
            longest=60,
            sample="expert-2026-01",
            help=_("An account that holds the role of an expert; the system administrator opens it."),
        ),
        Field("name", _("Name"), required=True, sample="王示例", help=_("As the account says it, to be sure.")),
        Field("title", _("Professional title"), longest=60, sample="教授"),
        Field(
            "disciplines",
            _("Disciplines and fields"),
            longest=1000,
            sample="自动化、智能制造",
            help=_("With commas between; they are compared with what applications say."),
        ),
        Field(
            "major_codes",
            _("Codes of majors"),
            longest=200,
            sample="0802 0808",
            help=_("Of the catalogue: disciplines (2 digits), classes (4) or majors (6), with spaces between."),
        ),
        Field(
            "conflicts",
            _("Organisations with a conflict of interest"),
            longest=1000,
            sample="辽宁大学",
            help=_("Full names, with commas between; the own organisation need not be named."),
        ),
        Field("most", _("Most applications at a time"), is_code=True, longest=3, read=_most, sample="30"),
    ),
)


def split(text: str) -> list[str]:
    return [part for part in SEPARATORS.split(text) if part]


def mark_wrong(rows: Sequence[Row]) -> None:
    """What only the database knows: accounts and their names, codes of majors, organisations."""
    experts = {
        user.username: user.name
        for user in User.objects.filter(
            pk__in=Membership.objects.current().filter(role=Role.EXPERT).values("user"),
            username__in=[row.values.get("username", "") for row in rows],
        )
    }
    codes = known_codes()
    wanted = {name for row in rows for name in split(row.values.get("conflicts", ""))}
    known = set(Organisation.objects.filter(name__in=wanted).values_list("name", flat=True))
    for row in rows:
        _mark(row, experts, codes, known)


def _mark(row: Row, experts: dict[str, str], codes: set[str], known: set[str]) -> None:
    account = row.values.get("username", "")
    if account and account not in experts:
        row.problems["username"] = _now("No account of this name holds the role of an expert.")
    elif account and row.values.get("name") and row.values["name"] != experts[account]:
        row.problems["name"] = _now("The account belongs to somebody of another name.")
    if wrong := [code for code in split(row.values.get("major_codes", "")) if code not in codes]:
        row.problems["major_codes"] = _now("Not in the catalogue: %(codes)s.") % {"codes": " ".join(wrong)}
    if wrong := [name for name in split(row.values.get("conflicts", "")) if name not in known]:
        row.problems["conflicts"] = _now("No organisation of this name: %(names)s.") % {"names": "、".join(wrong)}


def known_codes() -> set[str]:
    """Of disciplines, classes and majors."""
    return {code for row in Major.objects.values_list("category_code", "class_code", "code") for code in row}


def imports(actor: Actor) -> "QuerySet[PoolImport]":
    if not access.may_keep_pool(actor):
        return PoolImport.objects.none()
    return PoolImport.objects.select_related("uploaded_by").order_by("-id")


def shown(found: Any) -> dict[str, Any]:
    """First rows of an import and its errors, as its page shows them."""
    return {
        "first": [[row[one.key] for one in EXPERTS.fields] for row in found.good[:10]],
        "problems": problems_in(EXPERTS, found.bad, 100),
        "fields": EXPERTS.fields,
    }


def names_of_majors(codes: Iterable[str]) -> dict[str, str]:
    """What disciplines, classes and majors are called; a code that is none keeps itself for a name."""
    named = {code: code for code in codes}
    lengths = {"category": DISCIPLINE, "class": CLASS}
    for row in Major.objects.filter(category_code__in={code[:DISCIPLINE] for code in named}).order_by("code"):
        for part in lengths:
            code = getattr(row, f"{part}_code")
            if code in named:
                named[code] = getattr(row, f"{part}_name").removesuffix("类")
        if row.code in named:
            named[row.code] = row.name
    return named
