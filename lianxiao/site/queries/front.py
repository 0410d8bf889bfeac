"""What the public pages show that no app owns alone: the front page, and search over everything public."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Call, PublicNotice
from lianxiao.calls.queries import public_notices
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.states import PublicNoticeState
from lianxiao.core import search
from lianxiao.core.actors import Actor
from lianxiao.core.models import SearchEntry
from lianxiao.core.working_days import Calendar
from lianxiao.ledger.queries import totals
from lianxiao.mandate.models import MandateTask
from lianxiao.mandate.queries import published_tasks
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import Kind
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries import notices

NEWEST = 7
RUNNING = 4


# --- the front page --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenCall:
    """`days` are working days left."""

    call: Call
    days: int


@dataclass(frozen=True, slots=True)
class RunningNotice:
    notice: PublicNotice
    days: int


@dataclass(frozen=True, slots=True)
class Front:
    """`board` and `promises` are the ledger's own, so that its pages show the same numbers."""

    notices: list[Notice]
    calls: list[OpenCall]
    public_notices: list[RunningNotice]
    board: totals.Board
    promises: list[totals.Promises]
    tasks: list[MandateTask]
    mandate_year: int | None
    universities: int


def front(actor: Actor, *, list_url: str) -> Front:
    """`list_url` is the public list of projects that the figures lead to."""
    days = calendar()
    year = totals.mandate_year("")
    return Front(
        notices=list(notices.published(actor)[:NEWEST]),
        calls=open_calls(actor, days),
        public_notices=running_notices(actor, days),
        board=totals.board(totals.standing_cells(), list_url=list_url, year=""),
        promises=totals.promises(english=get_language() == "en", year=""),
        tasks=list(published_tasks(year)) if year else [],
        mandate_year=year,
        universities=Organisation.objects.active().filter(kind=Kind.UNIVERSITY).count(),
    )


def open_calls(actor: Actor, days: Calendar) -> list[OpenCall]:
    """Those that take applications now, the nearest deadline first."""
    rows = (
        Call.objects.visible_to(actor)
        .open_now()
        .select_related("office")
        .annotate(category_count=Count("call_categories"))
        .order_by("closes_at", "id")
    )
    return [OpenCall(call, working_days_left(call.closes_at, days)) for call in rows[:RUNNING]]


def running_notices(actor: Actor, days: Calendar) -> list[RunningNotice]:
    """Public notices to which objections can be made now, the one that ends first on top."""
    running = public_notices.published_notices(actor).filter(state=PublicNoticeState.PUBLISHED, ends_at__gt=Now())
    rows = running.order_by("ends_at", "id")
    return [
        RunningNotice(notice, working_days_left(notice.ends_at, days))
        for notice in rows[:RUNNING]
        if notice.ends_at is not None
    ]


# --- search ----------------------------------------------------------------------------------------

KINDS: dict[str, str | Promise] = {
    "publishing.notice": _("Notices"),
    "calls.call": _("Calls"),
    "calls.publicnotice": _("Public notices"),
    "organisations.organisation": _("Universities and colleges"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    entry: SearchEntry
    kind: str
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of thing among the hits; `kind` is empty for all of them."""

    kind: str
    label: str
    count: int


def kind_counts(query: str) -> list[KindCount]:
    """How many hits of each kind; kinds without a name here are counted among all."""
    rows = search.find(query).order_by().values_list("kind").annotate(Count("pk"))
    found = {str(kind): int(count) for kind, count in rows}
    named = [KindCount(kind, str(label), found[kind]) for kind, label in KINDS.items() if found.get(kind)]
    return [KindCount("", str(_("All")), sum(found.values())), *named]


def hits(page: "Page[SearchEntry]", query: str) -> list[Hit]:
    """The entries of one page with what was looked for marked; English titles for English readers."""
    english = get_language() == "en"
    return [
        Hit(
            entry=entry,
            kind=str(KINDS.get(entry.kind, "")),
            title=search.marked(entry.title_en if english and entry.title_en else entry.title, query),
            excerpt=search.excerpt(entry.summary, query),
        )
        for entry in page
    ]
